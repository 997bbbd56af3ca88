//! What components are called that come from other files.

use std::collections::BTreeSet;

use crate::pointer::Pointer;

/// Stems that say what is in a file, and not of what: the folder says that.
const SILENT_STEMS: [&str; 5] = ["index", "_index", "schema", "definition", "model"];

/// Folders and files that say what kind of thing is in them, and not which.
const SILENT_FOLDERS: [&str; 10] = [
    "schemas",
    "models",
    "components",
    "definitions",
    "resources",
    "responses",
    "parameters",
    "examples",
    "paths",
    "shared",
];

/// Tokens that say what kind of thing is at a place, and not which.
const SILENT_TOKENS: [&str; 6] =
    ["schema", "items", "content", "properties", "application/json", "value"];

/// A name that isn't in `taken`, for the node at `at` of the file with that path.
///
/// It is the last token of a pointer or else the file's name; where that is taken, the file's name and the folders come
/// before it, as few as will do.
pub(super) fn free_name(path: &str, at: &Pointer, taken: &mut BTreeSet<String>) -> String {
    let mut steps = steps(path);
    let base = own_name(at).or_else(|| steps.pop()).unwrap_or_else(|| "Component".to_owned());
    let is_telling = |it: &&String| {
        !SILENT_FOLDERS.contains(&it.to_ascii_lowercase().as_str()) && !it.is_empty()
    };
    let mut candidates = vec![base.clone()];
    let mut longer = base.clone();
    for step in steps.iter().rev().filter(is_telling) {
        longer = format!("{step}_{longer}");
        candidates.push(longer.clone());
    }
    let numbered = (2..u32::MAX).map(|n| format!("{base}_{n}"));
    let mut candidates = candidates.into_iter().chain(numbered);
    candidates.find(|it| taken.insert(it.clone())).unwrap_or(base)
}

/// The folders of a path and the stem of the file, unless that says nothing.
fn steps(path: &str) -> Vec<String> {
    let mut steps: Vec<String> = path.split('/').map(str::to_owned).collect();
    let file = steps.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let stem = stem.strip_suffix(".schema").unwrap_or(stem);
    if steps.is_empty() || !SILENT_STEMS.contains(&stem.to_ascii_lowercase().as_str()) {
        steps.push(stem.to_owned());
    }
    steps
}

/// What the last tokens of a pointer call a node; `None` at the root.
fn own_name(at: &Pointer) -> Option<String> {
    let mut words = Vec::new();
    for token in at.tokens().collect::<Vec<_>>().into_iter().rev() {
        let is_number = token.bytes().all(|it| it.is_ascii_digit());
        let is_silent = SILENT_TOKENS.contains(&token.as_str());
        // Among components a name like that is one of an extension.
        let token = token.strip_prefix("x-").map(str::to_owned).unwrap_or(token);
        if !is_silent && !token.is_empty() {
            words.push(token);
        }
        // A status or the number of an item is a name with what it is of.
        if !is_silent && !is_number {
            break;
        }
    }
    words.reverse();
    (!words.is_empty()).then(|| words.join("_"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::free_name;
    use crate::pointer::Pointer;

    #[test]
    fn names_are_as_long_as_they_have_to_be() {
        let mut taken = BTreeSet::new();
        for (path, at, name) in [
            ("schemas/Pet.yaml", "", "Pet"),
            ("schemas/tag.schema.json", "", "tag"),
            ("schemas/orders/index.yaml", "", "orders"),
            ("index.yaml", "", "index"),
            ("common.yaml", "/components/schemas/Error", "Error"),
            ("billing/common.yaml", "/Error", "common_Error"),
            ("shipping/common.yaml", "/Error", "shipping_common_Error"),
            ("shipping/common.yaml", "/models/Error", "Error_2"),
            ("old/schemas/Pet.yaml", "", "old_Pet"),
            ("carts/examples.yaml", "/x-Error", "carts_Error"),
            ("schemas/pet.yaml", "", "pet"),
            ("schemas.yaml", "", "schemas"),
            ("paths.yaml", "/a/get/responses/200", "responses_200"),
            (
                "paths.yaml",
                "/a/get/responses/404/content/application~1json/schema",
                "responses_404",
            ),
        ] {
            let at = Pointer::parse(at).unwrap();
            assert_eq!(free_name(path, &at, &mut taken), name, "{path}#{at}");
        }
    }
}
