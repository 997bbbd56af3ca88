//! What changes there are: the one table of rules, which `codegen/docs/diff-rules.md` prints.

use super::rule::Area;

/// All rules, by area.
pub fn areas() -> impl Iterator<Item = &'static Area> {
    let all = [
        api::AREAS,
        features::AREAS,
        operations::AREAS,
        requests::AREAS,
        responses::AREAS,
        values::AREAS,
        members::AREAS,
        constraints::AREAS,
        types::AREAS,
    ];
    all.into_iter().flatten()
}

/// Makes rules, and the list of them: name and id, effects in requests and responses, cause; what it is, a sentence, and
/// what to do.
macro_rules! rules {
    ($($title:literal { $(
        $name:ident = $id:literal,
        $request:ident $of_request:ident / $response:ident $of_response:ident, $cause:ident;
        $what:literal $sentence:literal $advice:literal
    )* })*) => {
        $($(
            pub(in crate::diff) static $name: Rule = Rule {
                id: $id,
                what: $what,
                request: (Wire::$request, Rust::$of_request),
                response: (Wire::$response, Rust::$of_response),
                cause: Cause::$cause,
                sentence: $sentence,
                advice: $advice,
            };
        )*)*

        pub(super) static AREAS: &[Area] = &[$(Area { title: $title, rules: &[$(&$name,)*] },)*];
    };
}

pub(super) mod api;
pub(super) mod constraints;
pub(super) mod features;
pub(super) mod members;
pub(super) mod operations;
pub(super) mod requests;
pub(super) mod responses;
pub(super) mod types;
pub(super) mod values;
