//! What schemas say beside types.

use serde_json::Value;

use crate::ir::{Facts, Wire};

use super::object::Object;

/// What a schema says that the type doesn't show, if it says anything.
pub(super) fn schema(facts: &Facts) -> Option<Value> {
    (!facts.is_empty()).then(|| facts.to_value())
}

/// The same of a member, for which it is said outright who sends it.
pub(super) fn put_member(out: &mut Object, facts: &Facts) {
    let mut facts = facts.clone();
    out.put_on("read_only", facts.take("readOnly").is_some());
    out.put_on("write_only", facts.take("writeOnly").is_some());
    out.put_some("schema", schema(&facts));
}

/// The names of the forms that a value has on the wire, unless it is that of its type.
pub(super) fn forms(form: &Wire) -> Vec<&'static str> {
    form.forms().iter().map(|it| it.name()).collect()
}
