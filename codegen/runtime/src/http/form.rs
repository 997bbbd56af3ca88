//! Bodies of `application/x-www-form-urlencoded`.

use super::{
    escape::Escape,
    style::{self, Pair, Style},
};
use crate::json::{Flat, flatten};

/// The pairs of a property without an Encoding Object.
///
/// OpenAPI 3.0.4, Encoding Object: a list repeats its property, and a property that is an object goes by its
/// default content type, so it is JSON text.
pub(crate) fn default_pairs(name: &str, json: &[u8]) -> Vec<Pair> {
    let style = match flatten(json) {
        Flat::Object(_) => Style::Json,
        Flat::Null | Flat::Scalar(_) | Flat::List(_) => Style::Form { explode: true },
    };
    style::pairs(style, name, json, Escape::Form)
}

/// `a=1&b=2`.
pub(crate) fn join(pairs: &[Pair]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}
