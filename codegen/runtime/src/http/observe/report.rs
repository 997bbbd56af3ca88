//! What is told of a call once its response is decoded.

use std::sync::Arc;

use super::{ObservedCall, span::Emitter};
use crate::{
    http::{client::Shared, reading::Listener},
    json::Deviations,
};

/// Who is told, and of which call.
pub(super) struct Report {
    pub(super) shared: Arc<Shared>,
    pub(super) call: ObservedCall,
    pub(super) emitter: Emitter,
}

impl Listener for Report {
    fn deviated(&self, deviations: &Deviations) {
        self.emitter.deviated(&self.call, deviations);
        for observer in &self.shared.observers {
            observer.deviated(&self.call, deviations);
        }
    }
}
