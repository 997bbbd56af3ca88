//! The names of components that are shorter than those in the description, and tell as much.

use std::collections::BTreeMap;

use crate::lower::names::{camel, shortened};
use crate::lower::walk::Walk;

impl Walk<'_> {
    /// Finds them.
    ///
    /// Namespaces are left out, and bodies of forms, which `FastAPI` calls after the whole id of an operation, are called
    /// after the operation.
    pub(super) fn find_short_names(&self) -> BTreeMap<String, String> {
        let mut short = self.known.shorter_names.clone();
        // What lies in a type is called after it, whatever its own name is.
        let given =
            self.settings.types.names.iter().map(|(key, it)| (key.clone(), it.value.clone()));
        short.extend(given);
        short
    }

    /// The names without namespaces, of those that have one.
    pub(super) fn find_shorter_names(&self) -> BTreeMap<String, String> {
        let bodies: BTreeMap<String, String> = self
            .canonical
            .operations()
            .filter_map(|it| {
                let id = it.source.operation_id.as_deref()?;
                Some((format!("Body_{id}"), format!("{} Body", self.operation_id_words(&it)?)))
            })
            .collect();
        let names: Vec<&String> = self.resolver.schemas().map(|it| it.0).collect();
        let given: Vec<String> =
            names.iter().map(|it| self.resolver.given_name(it).to_owned()).collect();
        let asked: Vec<String> =
            given.iter().map(|it| bodies.get(it).unwrap_or(it).clone()).collect();
        let all = names.into_iter().zip(&given).zip(shortened(&asked));
        all.filter(|((_, given), short)| camel(short) != camel(given))
            .map(|((name, _), short)| (name.clone(), short))
            .collect()
    }
}
