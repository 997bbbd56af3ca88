//! `shared`: the errors and headers that several operations document alike, called after what they hold.

use super::docs::Text;
use super::tokens::{Imports, Scope};
use super::{Files, errors, headers, parts};
use crate::format::RustFile;
use crate::ir::{Api, Shared};

/// The module, which a crate has where [`is_there`].
pub(super) const MODULE: &str = "shared";

/// Whether operations have anything in common.
pub(super) fn is_there(api: &Api) -> bool {
    let Shared { errors, headers, features: _, notes: _ } = &api.shared;
    !errors.is_empty() || !headers.is_empty()
}

/// Adds the file, where there is something to be in it.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    if !is_there(api) {
        return;
    }
    let mut imports = Imports::new(Scope::Types);
    let mut items = Vec::new();
    for it in &api.shared.errors {
        let doc = Text::default().own("The error bodies of several operations.").attrs();
        let condition = parts::attribute(api.features_of_shared(&it.name));
        items.push(errors::definition(api, &mut imports, it, (&doc, &condition)));
    }
    for it in &api.shared.headers {
        let doc = Text::default().own("The headers of the responses of several operations.");
        let condition = parts::attribute(api.features_of_shared(&it.name));
        items.push(headers::definition(api, &mut imports, it, (doc, &condition)));
    }
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&[]));
    file.all(&items);
    let head = Text::default()
        .own("What several operations document alike: each has its own name for it.");
    let head = format!("{}{}", head.inner(), parts::of_imports(api));
    files.documented(&format!("src/{MODULE}.rs"), &head, file);
}
