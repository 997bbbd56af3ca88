//! Items of generated files, as they stand there.

use clientwright::internal::items::{Names, Part, Parts};

use crate::files::Tree;

/// The files that have something of that name, each with it: what defines it and what is implemented for it.
pub(super) fn items<'f>(files: &'f Tree, names: &Names) -> Vec<(&'f str, String)> {
    let mut parts = Parts::read(files).of(names);
    parts.sort();
    let mut found: Vec<(&str, String)> = Vec::new();
    for part in parts {
        let Some((path, text)) = files.get_key_value(&part.passage.file) else { continue };
        let code = cut(text, &part);
        match found.last_mut().filter(|(last, _)| last == path) {
            Some((_, all)) => *all = format!("{all}\n\n{code}"),
            None => found.push((path, code)),
        }
    }
    found
}

/// The lines of a part, and what is around them.
fn cut(text: &str, part: &Part) -> String {
    let passage = &part.passage;
    let lines = text.lines().skip(passage.first - 1).take(passage.last + 1 - passage.first);
    let lines = lines.collect::<Vec<_>>().join("\n");
    match &part.around {
        Some(around) => format!("{around}\n    …\n{lines}\n}}"),
        None => lines,
    }
}
