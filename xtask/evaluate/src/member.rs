//! The manifest of a crate in a workspace that is made to check it.

use std::path::Path;

use clientwright::Manifest;
use clientwright_cli::paths::{quote, resolve};

/// The manifest of a member, wherever that workspace is; the project at `root` has the runtime.
pub(crate) fn manifest(root: &Path) -> Manifest {
    let runtime = resolve(root).join("codegen").join("runtime");
    let runtime = format!("{{ path = {}, default-features = false }}", quote(&runtime));
    Manifest::default().runtime(runtime).in_workspace(true)
}
