//! What requests send: parameters, fields of forms, and bodies.

use serde_json::{Map, Value};

use crate::ir::{Api, Body, BodyKind, Extra, MediaTypeChoice, Param, ParamStyle};
use crate::pointer::Pointer;

use super::facts::{forms, put_member, schema};
use super::object::Object;
use super::ty::ty;

pub(super) fn parameter(api: &Api, param: &Param) -> Value {
    let Param {
        name,
        wire,
        location,
        style,
        allow_reserved,
        ty: of,
        form,
        required,
        constant,
        media_types,
        // The wire test shows them, and nobody gives them.
        part_headers: _,
        docs,
        facts,
        shared_at,
        example,
    } = param;
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put("wire", wire.as_str());
    out.put("in", location.name());
    out.put("style", format!("{style:?}"));
    out.put_some("explode", explode(*style));
    out.put("type", ty(api, of));
    out.put("required", *required);
    out.put_on("deprecated", docs.deprecated);
    out.put_on("allow_reserved", *allow_reserved);
    out.put_some("constant", constant.then(|| example.clone()));
    out.put_all("media_types", media_types.clone());
    out.put_all("form", forms(form));
    put_member(&mut out, facts);
    put_shared(&mut out, shared_at.as_ref());
    out.into()
}

/// Adds the component, or else that its path has it, where an operation isn't alone to have it.
pub(super) fn put_shared(out: &mut Object, at: Option<&Pointer>) {
    let Some((section, name)) = at.and_then(Pointer::split_last) else { return };
    if section.tokens().next().is_some_and(|it| it == "paths") {
        out.put("of_path", true);
    } else {
        out.put("component", name);
    }
}

/// Whether an array or object is taken apart, where that isn't the default of its style.
///
/// Source: OpenAPI 3.0.4, "Parameter Object", `explode`: `true` for `form`, and `false` for all others.
fn explode(style: ParamStyle) -> Option<bool> {
    match style {
        ParamStyle::SimpleExplode | ParamStyle::LabelExplode | ParamStyle::MatrixExplode => {
            Some(true)
        }
        ParamStyle::Form | ParamStyle::Cookie => Some(false),
        ParamStyle::Default
        | ParamStyle::DefaultOrEmpty
        | ParamStyle::FormExplode
        | ParamStyle::SpaceDelimited
        | ParamStyle::PipeDelimited
        | ParamStyle::TabDelimited
        | ParamStyle::DeepObject
        | ParamStyle::Label
        | ParamStyle::Matrix
        | ParamStyle::CookieExplode
        | ParamStyle::Json => None,
    }
}

pub(super) fn body(api: &Api, body: &Body) -> Value {
    let Body {
        kind,
        media_type,
        documented,
        choice,
        name,
        required,
        docs: _,
        facts,
        shared_at,
        example: _,
    } = body;
    let kind = match kind {
        BodyKind::Json(body) => ty(api, body),
        BodyKind::Text => "text".to_owned(),
        BodyKind::Bytes => "bytes".to_owned(),
        BodyKind::Form(_) => "form".to_owned(),
        BodyKind::Multipart(_) => "multipart".to_owned(),
    };
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put("type", kind);
    out.put("media_type", media_type.as_str());
    out.put("required", *required);
    let others = body.extras().iter().map(|it| (it.name.clone(), extra(api, it)));
    out.put_all("others", others.collect::<Map<_, _>>());
    if documented.len() > 1 {
        out.put("media_types", documented.clone());
    }
    out.put_some("choice", choice.as_ref().map(media_types));
    out.put_some("schema", schema(facts));
    put_shared(&mut out, shared_at.as_ref());
    out.into()
}

/// The setter by which another media type is chosen.
fn media_types(choice: &MediaTypeChoice) -> Value {
    let MediaTypeChoice { name, known } = choice;
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put("known", known.clone());
    out.into()
}

fn extra(api: &Api, extra: &Extra) -> Value {
    let Extra { name: _, location, ty: of, example: _ } = extra;
    let mut out = Object::new();
    out.put("in", location.name());
    out.put("type", ty(api, of));
    out.into()
}
