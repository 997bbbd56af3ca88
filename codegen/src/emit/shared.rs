//! `shared`: the errors and headers that several operations document alike, called after what they hold.

use super::docs::Text;
use super::tokens::{Imports, Scope};
use super::{Files, errors, headers};
use crate::format::RustFile;
use crate::ir::{Api, Shared};

/// The module, which a crate has where [`is_there`].
pub(super) const MODULE: &str = "shared";

/// Whether operations have anything in common.
pub(super) fn is_there(api: &Api) -> bool {
    let Shared { errors, headers, notes: _ } = &api.shared;
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
        items.push(errors::definition(api, &mut imports, it, &doc));
    }
    for it in &api.shared.headers {
        let doc = Text::default().own("The headers of the responses of several operations.");
        items.push(headers::definition(api, &mut imports, it, doc));
    }
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&[]));
    file.all(&items);
    let head = Text::default()
        .own("What several operations document alike: each has its own name for it.");
    files.documented(&format!("src/{MODULE}.rs"), &head.inner(), file);
}
