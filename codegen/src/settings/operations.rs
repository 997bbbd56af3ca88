//! `[operations]`: names of methods and handles.

use super::{Setting, Table};

/// The table `[operations]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Names of methods, by `operationId`, or by method and path.
    pub names: Vec<(String, Setting<String>)>,
    /// Names of the methods that give handles, by tags.
    pub handles: Vec<(String, Setting<String>)>,
}

impl Operations {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let mut names = |key| {
            let each = |it: &mut Table<'_>, key: &str| it.checked(key, WHAT, is_method_name);
            table.table(key, |it| it.each(each)).unwrap_or_default()
        };
        Self { names: names("names"), handles: names("handles") }
    }
}

const WHAT: &str = "the name of a method, such as `list_orders`";

fn is_method_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
        && text.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
}
