//! `[idempotency]`: the header that takes a key, by which the server knows a request that was sent twice.

use super::{Setting, Table};
use crate::diagnostic::findings;
use crate::http::is_token;

/// The table `[idempotency]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Idempotency {
    /// The header, such as `Idempotency-Key`.
    pub header: Option<Setting<String>>,
    /// The operations that know it, as the description calls them; all of `POST` and `PATCH` where there are none.
    pub operations: Vec<Setting<String>>,
}

impl Idempotency {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let read = Self { header: table.string("header"), operations: table.strings("operations") };
        match &read.header {
            Some(header) if !is_token(&header.value) => {
                let finding = findings::settings::no_header_name(&header.value);
                table.report(header.place.clone(), finding);
            }
            None if !read.operations.is_empty() => {
                let place = table.place("operations");
                table.report(place, findings::settings::no_key_header());
            }
            Some(_) | None => {}
        }
        read
    }
}
