//! Alternatives, the discriminators that tell them, and what `allOf` merges.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Place};

/// A schema that a discriminator maps `value` to, and that isn't among the alternatives of `keyword`.
pub(crate) fn unlisted_mapping(reference: &str, value: &str, keyword: &str) -> Finding {
    let message = format!(
        "`mapping` names `{reference}` for `{value}`, which `{keyword}` doesn't list; it is one more alternative"
    );
    Finding::new(Code::UnlistedMapping, message)
}

/// `defaultMapping`, as JSON.
pub(crate) fn default_mapping(target: &str) -> Finding {
    let message =
        format!("values that name no other schema aren't read as {target}, but kept whole");
    Finding::new(Code::DefaultMapping, message)
}

fn unusable_discriminator(message: String) -> Finding {
    Finding::new(Code::UnusableDiscriminator, message)
}

pub(crate) fn incomplete_discriminator(property: &str) -> Finding {
    unusable_discriminator(format!(
        "the discriminator `{property}` doesn't tell every variant; their shapes do"
    ))
}

/// A value of `mapping` that no variant has.
pub(crate) fn mapping_to_no_variant(value: &str) -> Finding {
    unusable_discriminator(format!(
        "`mapping` names a schema for `{value}`, which no variant knows by that value; such a value is kept as it comes"
    ))
}

/// A schema that a component's discriminator maps `value` to, and that doesn't extend it.
pub(crate) fn mapping_to_no_subtype(
    target: &str,
    value: &str,
    base: &str,
    property: &str,
) -> Finding {
    unusable_discriminator(format!(
        "`mapping` names `{target}` for `{value}`, which neither extends `{base}` nor has the member `{property}`; such a value has no type of its own"
    ))
}

/// Two variants, each with the place of its type where that has one of its own.
pub(crate) fn alike(variants: [(&str, Option<Place>); 2]) -> Finding {
    let [(first, _), (second, _)] = &variants;
    let message = format!(
        "nothing tells the variants `{first}` and `{second}` apart; a value that fits both is read as the first, or \
         as the one that knows more of its members; give them a discriminator, or a required member that \
         only one of them has"
    );
    let mut finding = Finding::new(Code::AmbiguousUnion, message);
    for (name, place) in variants {
        if let Some(place) = place {
            finding = finding.label(place, format!("the variant `{name}`"));
        }
    }
    finding
}

pub(crate) fn endless_variant() -> Finding {
    Finding::new(Code::InfiniteType, "a variant is the union again; it is ignored")
}

fn unmergeable(message: &str) -> Finding {
    Finding::new(Code::UnmergeableAllOf, message)
        .repair(Repair::Replace("allOf", "{type: object, properties: {…}}"))
}

pub(crate) fn unmergeable_parts() -> Finding {
    unmergeable("the parts of this `allOf` don't make one type; any value is taken")
}

pub(crate) fn too_many_combinations() -> Finding {
    unmergeable(
        "the alternatives of this schema make too many combinations; only what all have in common is typed",
    )
}

/// A part of an `allOf` that says of a member what another contradicts.
pub(crate) fn contradicting_parts(others: Vec<Place>) -> Finding {
    let message = "the parts of this `allOf` contradict each other; the last one counts";
    Finding::new(Code::ContradictingParts, message).label_each(others, "what another part says")
}

pub(crate) fn too_deep(most: usize) -> Finding {
    let message = format!(
        "this schema is extended by another, and so on, {most} times; the last one keeps its members without a type"
    );
    Finding::new(Code::TooDeep, message)
}
