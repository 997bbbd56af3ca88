//! Puts the paths of `x-ms-paths` among the others.
//!
//! - In: this extension of `AutoRest`'s, whose paths may have a query that tells them apart.
//! - Out: `paths` has them, and one that is there already once more, with a fragment.
//! - Moves: these paths.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::operations::MORE_PATHS;
use crate::normalize::swagger2::walk::is_pending;
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "move_paths", run };

fn run(document: &mut Document, _: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    let Some(root) = document.root.as_object_mut() else { return };
    let Some(Value::Object(more)) = root.shift_remove(MORE_PATHS) else { return };
    let Value::Object(paths) = root.entry("paths").or_insert_with(|| json!({})) else { return };
    let (before, now) = (Pointer::root().child(MORE_PATHS), Pointer::root().child("paths"));
    for (path, item) in more {
        // A fragment isn't sent, and tells two keys of one path apart.
        let is_taken = paths.contains_key(&path);
        let key = if is_taken { format!("{path}#{MORE_PATHS}") } else { path.clone() };
        document.origins.moved(&before.child(&path), &now.child(&key));
        paths.insert(key, item);
    }
}
