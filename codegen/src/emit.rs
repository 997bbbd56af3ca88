//! placeholder
use std::collections::BTreeMap;
/// e
pub fn emit(api: &crate::ir::Api, _m: &crate::Manifest) -> BTreeMap<String,String> { [("ir".to_owned(), format!("{api:#?}"))].into() }
