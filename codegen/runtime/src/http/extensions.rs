//! Values of the user's own that go with a request, by their types.

use std::{
    any::{Any, TypeId, type_name},
    collections::BTreeMap,
    fmt,
    sync::Arc,
};

/// Values that go with a request to whatever sees it on its way, one of each type; they aren't sent.
#[derive(Clone, Default)]
pub struct Extensions(BTreeMap<TypeId, (&'static str, Arc<dyn Any + Send + Sync>)>);

impl Extensions {
    /// Adds a value in place of another of its type.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.0.insert(TypeId::of::<T>(), (type_name::<T>(), Arc::new(value)));
    }

    /// Returns the value of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.1.downcast_ref()
    }

    /// These over others: what is here wins.
    pub(crate) fn over(mut self, under: &Self) -> Self {
        for (id, value) in &under.0 {
            self.0.entry(*id).or_insert_with(|| value.clone());
        }
        self
    }
}

/// Shows the types, and none of the values.
impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.values().map(|it| it.0)).finish()
    }
}
