//! Where the nodes of a TOML text stand.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::position::Span;
use crate::pointer::Pointer;

/// Where the nodes behind `pointers` stand, or the nearest ones above that exist.
pub(super) fn locate(text: &str, pointers: &[&Pointer]) -> Vec<Span> {
    let Ok(table) = DeTable::parse(text) else { return vec![Span::default(); pointers.len()] };
    pointers.iter().map(|it| walk(&table, it)).collect()
}

fn walk(root: &Spanned<DeTable<'_>>, pointer: &Pointer) -> Span {
    let mut at = Span { key: None, value: root.span(), is_collection: true, depth: 0 };
    let mut table = Some(root.get_ref());
    let mut array = None;
    for token in pointer.tokens() {
        let member = table.and_then(|it| it.get_key_value(token.as_str()));
        let item =
            || array.and_then(|it: &toml::de::DeArray<'_>| it.get(token.parse::<usize>().ok()?));
        let (key, value) = match member {
            Some((key, value)) => (Some(key.span()), value),
            None => match item() {
                Some(value) => (None, value),
                None => return at,
            },
        };
        let inner = value.get_ref();
        (table, array) = (inner.as_table(), inner.as_array());
        let is_collection = matches!(inner, DeValue::Array(_) | DeValue::Table(_));
        at = Span { key, value: value.span(), is_collection, depth: at.depth + 1 };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_of_tables_and_arrays_are_found() {
        let text = "a = 1\n[b.\"c d\"]\ne = [\"x\", { f = true }]\n";
        let shown = |pointer: &str| {
            let pointer = Pointer::parse(pointer).unwrap();
            let span = locate(text, &[&pointer]).remove(0);
            let text = |range: std::ops::Range<usize>| text[range].to_owned();
            (span.key.map(text), text(span.value), span.depth)
        };
        let some = |it: &str| Some(it.to_owned());
        assert_eq!(shown("/a"), (some("a"), "1".to_owned(), 1));
        assert_eq!(shown("/b/c d/e/1/f"), (some("f"), "true".to_owned(), 5));
        assert_eq!(shown("/b/c d/e/0"), (None, "\"x\"".to_owned(), 4));
        assert_eq!(shown("/b/c d/e/7").2, 3);
    }
}
