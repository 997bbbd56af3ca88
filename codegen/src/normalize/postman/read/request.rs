//! Requests: what an item sends.

use super::auth::{self, Stated};
use super::sent::{Defaults, Found, sent};
use super::spot::Spot;
use super::{bodies, responses, scripts, url};
use crate::diagnostic::findings::postman::Unusable;
use crate::diagnostic::{Sink, findings};
use crate::http::is_token;
use crate::normalize::postman::collection::{Auth, Request, Sent};

/// A request with what it says about authentication itself.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// The request; its folder and authentication are settled later.
    pub(super) request: Request,
    /// What the request says, and what its item says.
    pub(super) stated: [Stated; 2],
}

/// Reads the request of an item (1.0: the request, which is item and request in one).
///
/// `None`, with a finding, where it has no address or method that could be sent.
pub(super) fn request(
    item: &Spot<'_>,
    request: &Spot<'_>,
    defaults: Defaults,
    sink: &mut Sink,
) -> Option<Own> {
    let defaults = defaults.within(item).within(request);
    let mut found = sent(request, defaults, sink);
    let had_body = found.body.is_some();
    found.body = bodies::prune(found.body, &found.method, defaults.sends_all);
    if had_body && found.body.is_none() {
        request.report(sink, findings::postman::body_of_method(&found.method));
    }
    let sent = match usable(found) {
        Ok(sent) => sent,
        Err(reason) => {
            let name = item.word_of(&["name"]).unwrap_or_default();
            item.report(sink, findings::postman::unusable_request(&name, &reason));
            return None;
        }
    };
    let name = item.word_of(&["name"]).or_else(|| request.word_of(&["name"]));
    let responses = responses::responses(item, &sent, defaults, sink);
    let stated = [auth::stated(request), auth::stated(item)];
    let request = Request {
        name: name.unwrap_or_else(|| format!("{} /{}", sent.method, sent.url.path.join("/"))),
        folder: Vec::new(),
        description: request.description().or_else(|| item.description()),
        at: item.at.clone(),
        auth: Auth::Unsaid,
        sets: scripts::sets(item),
        sent,
        responses,
    };
    Some(Own { request, stated })
}

/// What is sent, or why it can't be.
fn usable(found: Found) -> Result<Sent, Unusable> {
    if !is_token(&found.method) {
        return Err(Unusable::Method(found.method));
    }
    let url = found.url.ok_or(Unusable::NoAddress)?;
    if let Some(fault) = url::fault(&url.base) {
        return Err(fault);
    }
    Ok(Sent { method: found.method, url, headers: found.headers, body: found.body })
}
