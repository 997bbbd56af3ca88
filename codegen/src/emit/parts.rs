//! With which features of tags something is there: the attributes that say so, and what manifests and pages say of it.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{ALL_TAGS, Api, Group, Part};
use crate::markdown::{self, Markdown, code, markdown};

/// The attribute of what is there with any of these features; none where it always is.
pub(super) fn attribute(features: &[String]) -> TokenStream {
    line(None, features).parse().unwrap_or_default()
}

/// The same in a line of text, of what has another feature besides.
pub(super) fn line(other: Option<&str>, features: &[String]) -> String {
    let features = features.iter().map(|it| format!("feature = \"{it}\"")).collect::<Vec<_>>();
    let any = match features.as_slice() {
        [] | [_] => features.concat(),
        several => format!("any({})", several.join(", ")),
    };
    let all = match other {
        Some(other) if any.is_empty() => format!("feature = \"{other}\""),
        Some(other) => format!("all(feature = \"{other}\", {any})"),
        None if any.is_empty() => return String::new(),
        None => any,
    };
    format!("#[cfg({all})]\n")
}

/// The attribute of a module or an accessor of a group.
pub(super) fn of_group(group: &Group) -> TokenStream {
    attribute(group.feature.as_slice())
}

/// The attribute of the handle of a group: one that only gives others is of no use without any of them.
pub(super) fn of_handle(group: &Group) -> TokenStream {
    if group.feature.is_none() || !group.operations.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[cfg_attr(
            not(feature = #ALL_TAGS),
            allow(dead_code, reason = "all handles that it gives may be left out")
        )]
    }
}

/// The attribute of what the vendor sends.
pub(super) fn of_webhooks(api: &Api) -> TokenStream {
    let features = api.webhook_feature().map(str::to_owned);
    attribute(features.as_slice())
}

/// The hidden line of a test of the documentation that calls whatever operations there are.
pub(super) fn of_test(api: &Api) -> Option<String> {
    api.has_parts().then(|| format!("# #[cfg(feature = \"{ALL_TAGS}\")]"))
}

/// The attribute of a crate that mentions whatever operations there are.
pub(super) fn of_links(api: &Api) -> String {
    if !api.has_parts() {
        return String::new();
    }
    format!(
        "// What links here lead to may be left out.\n\
         #![cfg_attr(not(feature = \"{ALL_TAGS}\"), allow(rustdoc::broken_intra_doc_links))]\n"
    )
}

/// The attribute of a module whose items have imports in common, but not their conditions.
pub(super) fn of_imports(api: &Api) -> &'static str {
    if api.has_parts() {
        "#![allow(unused_imports, reason = \"an import may be for what is left out\")]\n"
    } else {
        ""
    }
}

/// The features as `Cargo.toml` has them.
pub(super) fn manifest(api: &Api) -> String {
    let mut out = String::new();
    if !api.has_parts() {
        return out;
    }
    let _ = writeln!(out, "# {}\n{ALL_TAGS} = [", said_of_all());
    for part in api.parts() {
        let _ = writeln!(out, "    \"{}\",", part.name);
    }
    out.push_str("]\n");
    for part in api.parts() {
        let Part { name, needs, .. } = part;
        // A dot would be a table of its own.
        let key = if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() };
        let needs = needs.map_or_else(String::new, |it| format!("\"{it}\""));
        let _ = write!(out, "# {}\n{key} = [{needs}]\n", what(&part));
    }
    out
}

/// What the feature of all is for.
pub(super) fn said_of_all() -> &'static str {
    "Every feature below: disable the default features as well, and name those that you need"
}

/// What a feature is for.
fn what(part: &Part<'_>) -> String {
    match part.group {
        Some(Group { handle: Some(_), tag, .. }) => {
            format!("The operations under the tag `{}`", markdown::one_line(tag))
        }
        Some(_) => "The operations without a tag".to_owned(),
        None => "What the vendor sends".to_owned(),
    }
}

/// What the page of the crate and its README say.
pub(super) fn text(api: &Api) -> Option<Markdown> {
    let Part { name, .. } = api.parts().next()?;
    let n_parts = api.parts().count();
    let features = code(&format!("features = [\"rustls\", \"{name}\"]"));
    Some(markdown!(
        "Each tag is a feature of the crate, and all {} are on by default. Who needs a few of them compiles these and \
         their types alone, with `default-features = false` and such as {}; {} is all of them.",
        n_parts,
        features,
        code(ALL_TAGS)
    ))
}
