//! What becomes a union.

use super::files;
use super::sample::{self, def, named};
use crate::ir::{Tagging, Ty, TypeKind, Union, Variant};

/// What the union made of these types, which is the type 1 beside `Name`, another name of a text, comes of.
fn comes_of(tys: &[Ty]) -> Vec<String> {
    let variants = tys.iter().enumerate().map(|(idx, ty)| Variant {
        name: format!("V{idx}"),
        ty: ty.clone(),
        tags: vec![format!("v{idx}")],
        shapes: Vec::new(),
        constructor: None,
        docs: sample::docs(""),
    });
    let union = Union {
        variants: variants.collect(),
        tagging: Tagging::Internal("kind".to_owned()),
        unknown: "Unknown".to_owned(),
        keyword: None,
    };
    let mut api = sample::bare();
    api.types = vec![def("Name", TypeKind::Alias(Ty::String)), def("Any", TypeKind::Union(union))];
    let codec = files(&api).remove("src/codec/first.rs").unwrap_or_default();
    let lines = codec.lines().filter_map(|it| it.strip_prefix("impl From<"));
    lines.filter_map(|it| it.strip_suffix("> for types::Any {")).map(str::to_owned).collect()
}

fn list(ty: Ty) -> Ty {
    Ty::List(Box::new(ty))
}

#[test]
fn a_union_comes_of_scalars_lists_and_maps() {
    let tys = [Ty::I64, Ty::F64, Ty::String, list(Ty::String), Ty::Map(Box::new(Ty::Bool))];
    let all = ["i64", "f64", "String", "&str", "Vec<String>", "BTreeMap<String, bool>"];
    assert_eq!(comes_of(&tys), all);
}

#[test]
fn what_two_variants_hold_does_not_convert() {
    assert_eq!(comes_of(&[Ty::String, Ty::String, Ty::I64]), ["i64"]);
    assert_eq!(comes_of(&[Ty::String, named(0)]), [""; 0], "by another name");
    assert_eq!(comes_of(&[list(Ty::String), list(named(0)), Ty::Bool]), ["bool"]);
    assert_eq!(comes_of(&[Ty::Bool, Ty::Boxed(Box::new(Ty::Bool))]), [""; 0], "in a box");
}

#[test]
fn nothing_converts_twice_into_itself() {
    let itself = Ty::Boxed(Box::new(named(1)));
    assert_eq!(comes_of(&[itself.clone(), list(named(1))]), ["Vec<types::Any>"]);
    assert_eq!(comes_of(&[itself]), [""; 0]);
}
