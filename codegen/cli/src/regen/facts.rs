//! What a run says of a crate, in columns.

use std::fmt::Write as _;

use clientwright::Census;

use crate::findings::number;

/// The columns behind a crate's name.
pub(super) fn facts(census: &Census) -> Vec<String> {
    let mut operations = number(census.operations, "operation");
    let others = [(census.left_out, "left out"), (census.skipped, "skipped")];
    let others = others.iter().filter(|it| it.0 > 0).map(|(n, what)| format!("{n} {what}"));
    let others = others.collect::<Vec<_>>().join(", ");
    if !others.is_empty() {
        let _ = write!(operations, " ({others})");
    }
    vec![
        census.dialect.clone(),
        operations,
        number(census.types, "type"),
        provenance(census),
        number(census.gaps, "gap"),
    ]
}

/// How many facts aren't the vendor's own, by where they are from.
fn provenance(census: &Census) -> String {
    let Census { web, inferred, observed, .. } = census;
    let seen = if *observed > 0 { format!(", observed {observed}") } else { String::new() };
    format!("web {web}, inferred {inferred}{seen}")
}
