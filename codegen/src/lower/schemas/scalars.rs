//! Scalars: the type that a basic type and its format make, unless the description's own values speak against it.
//!
//! - In: a schema that is a boolean, a number or a string.
//! - Out: a scalar type that takes every value which the schema itself shows; a finding where the format doesn't.

use serde_json::{Number, Value};

use crate::diagnostic::findings;
use crate::ir::Ty;
use crate::lower::examples::conform;
use crate::lower::facets::{Basic, Facets};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::formats;

/// 2^63, which is also what `i64::MAX` becomes in tools that know floats only.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;

impl Walk<'_> {
    /// The type of a scalar, or of a list or map of which nothing is said.
    pub(super) fn scalar_ty(&mut self, basic: Basic, facets: &Facets<'_>, at: &Pointer) -> Ty {
        if let Some(own) = self.own_format(basic, facets) {
            return own;
        }
        if let Some(ty) = Self::wired_ty(facets) {
            return ty;
        }
        self.meet_format(basic, facets);
        let format = self.format(facets);
        let stated = formats::formatted(basic, format);
        let (fitting, mut odd): (Vec<&Value>, Vec<&Value>) =
            own_values(facets).partition(|it| fits(&stated, it));
        odd.retain(|it| !is_placeholder(it, facets, format));
        let elsewhere = self.known.formats_from_examples.get(at);
        odd.extend(elsewhere.iter().flat_map(|it| &it.odd));
        let n_fitting = fitting.len() + elsewhere.map_or(0, |it| it.n_fitting);
        if let Some(known) = formats::find(basic, format).filter(|it| it.in_text)
            && self.number_in_text(facets, at).is_none()
        {
            let mut values = fitting.iter().chain(&odd);
            let odd = values.find(|it| !fits_in_text(&known.ty, it));
            let shown = odd.map_or_else(String::new, |it| shown(it));
            let finding = findings::schemas::value_of_another_format(&shown, format, "text");
            self.report(at, finding);
            return stated;
        }
        // One odd text among others is a slip of whoever wrote it; a number takes more room in any case.
        if stated.is_text() && odd.len() <= n_fitting {
            return stated;
        }
        let bounded = bounded(&stated, facets.bounds);
        let takes_all = |ty: &&Ty| odd.iter().chain(&fitting).all(|it| fits(ty, it));
        let ty = wider(&bounded).iter().find(takes_all).cloned().unwrap_or(bounded);
        if ty != stated {
            let taken = match ty {
                Ty::String => "text",
                Ty::I64 => "a 64-bit integer",
                Ty::U64 => "an unsigned 64-bit integer",
                Ty::F64 => "a number with a fraction",
                _ => "a number with all its digits",
            };
            let finding = match odd.first() {
                None => findings::schemas::bounds_beyond_format(format, taken),
                Some(it) => findings::schemas::value_of_another_format(&shown(it), format, taken),
            };
            self.report(at, finding);
        }
        ty
    }

    /// The number whose text a string is by its format, unless the description's own values speak against it.
    ///
    /// Only a member or parameter can have a number in that form: all else takes the text.
    pub(in crate::lower) fn number_in_text(&self, facets: &Facets<'_>, at: &Pointer) -> Option<Ty> {
        let format = self.format(facets);
        let known = formats::find(facets.basic?, format).filter(|it| it.in_text)?;
        let elsewhere = self.known.formats_from_examples.get(at).into_iter().flat_map(|it| &it.odd);
        let values: Vec<&Value> = own_values(facets)
            .chain(elsewhere)
            .filter(|it| !is_placeholder(it, facets, format))
            .collect();
        let takes_all = |ty: &&Ty| values.iter().all(|it| fits_in_text(ty, it));
        match known.ty {
            Ty::Decimal => Some(&known.ty).filter(takes_all).cloned(),
            _ => wider(&known.ty).iter().filter(|it| **it != Ty::F64).find(takes_all).cloned(),
        }
    }

    /// Whether a value isn't of the schema's format, or an integer; `None` where that can't be told, or makes no
    /// difference.
    pub(in crate::lower) fn is_odd(&self, facets: &Facets<'_>, value: &Value) -> Option<bool> {
        let format = self.format(facets);
        let stated = formats::formatted(facets.basic?, format);
        let in_text = formats::find(facets.basic?, format).filter(|it| it.in_text);
        let of_its_type =
            value.is_string() == stated.is_text() && value.is_number() != stated.is_text();
        let differs = in_text.is_some() || !wider(&stated).is_empty();
        let is_known = facets.values.is_empty() && of_its_type && differs;
        let takes = in_text.map_or_else(|| fits(&stated, value), |it| fits_in_text(&it.ty, value));
        let fits = is_known && takes;
        (fits || is_known && !is_placeholder(value, facets, format)).then_some(!fits)
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The type with room for what the bounds allow. Those of `u64` have become its format by now.
fn bounded(ty: &Ty, (least, most): (Option<i64>, Option<i64>)) -> Ty {
    let is_beyond = |it: Option<i64>| it.is_some_and(|it| i32::try_from(it).is_err());
    if *ty == Ty::I32 && (is_beyond(least) || is_beyond(most)) { Ty::I64 } else { ty.clone() }
}

/// The types that may stand in for one, the one itself first.
fn wider(ty: &Ty) -> &'static [Ty] {
    match ty {
        Ty::I32 => &[Ty::I32, Ty::I64, Ty::U64, Ty::F64, Ty::Decimal],
        Ty::I64 => &[Ty::I64, Ty::U64, Ty::F64, Ty::Decimal],
        Ty::U64 => &[Ty::U64, Ty::I64, Ty::F64, Ty::Decimal],
        Ty::DateTime => &[Ty::DateTime, Ty::String],
        Ty::Date => &[Ty::Date, Ty::String],
        Ty::Uuid => &[Ty::Uuid, Ty::String],
        Ty::Ipv4 => &[Ty::Ipv4, Ty::String],
        Ty::Ipv6 => &[Ty::Ipv6, Ty::String],
        Ty::Ip => &[Ty::Ip, Ty::String],
        // Nobody writes a whole image as an example: what isn't base64 may be the beginning of something that is.
        _ => &[],
    }
}

/// What the schema itself shows of its values.
fn own_values<'f>(facets: &'f Facets<'_>) -> impl Iterator<Item = &'f Value> {
    let data = facets.data;
    [&data.example, &data.default].into_iter().flatten().chain(&facets.values)
}

/// Whether the type reads a value.
fn fits(ty: &Ty, value: &Value) -> bool {
    match (ty, value) {
        // A number beyond 64 bits fits where its digits are kept.
        (Ty::F64, Value::Number(it)) => {
            it.as_f64().is_some_and(|it| it.fract() != 0.0 || it.abs() < TWO_63)
        }
        // People quote within quotes.
        (_, Value::String(text)) => {
            let bare = text.trim_matches(['"', '\'', ' ']);
            conform(&[], ty, &Value::from(bare)).is_some()
        }
        _ => conform(&[], ty, value).is_some(),
    }
}

/// Whether a scalar of the type `of` and this format reads a value, as the generated code does.
pub(crate) fn reads(of: &str, format: &str, value: &Value) -> bool {
    let basic = match of {
        "boolean" => Basic::Boolean,
        "integer" => Basic::Integer,
        "number" => Basic::Number,
        "string" => Basic::String,
        _ => return true,
    };
    match formats::find(basic, format).filter(|it| it.in_text) {
        Some(in_text) => fits_in_text(&in_text.ty, value),
        None => fits(&formats::formatted(basic, format), value),
    }
}

/// Whether a value is the text of a number of this type, or the number itself.
fn fits_in_text(ty: &Ty, value: &Value) -> bool {
    let number = value.as_str().map(|it| it.trim().parse::<Number>().map(Value::Number));
    match number {
        Some(number) => number.is_ok_and(|it| fits(ty, &it)),
        None => fits(ty, value),
    }
}

/// Whether a value that doesn't fit only stands for one: nothing, `string`, the format's name, `YYYY-MM-DD`, `{uuid}`,
/// `<your id>`, what is nearly of the format, or the limit of `i64` as floats round it.
fn is_placeholder(value: &Value, facets: &Facets<'_>, format: &str) -> bool {
    let text = match value {
        Value::String(text) => text,
        Value::Number(it) => {
            let is_limit = it.as_f64().is_some_and(|it| it.abs() == TWO_63);
            return is_limit && facets.bounds.0.is_none_or(|it| it < 0);
        }
        other => return other.is_null(),
    };
    let bare = text.trim_matches(|it: char| !it.is_ascii_alphanumeric());
    let is_pattern = |it: char| !it.is_ascii_alphanumeric() || "YyMmDdHhSsTtZzXx".contains(it);
    bare.eq_ignore_ascii_case("string")
        || bare.eq_ignore_ascii_case(format)
        || text.chars().all(is_pattern)
        || (text.starts_with('<') && text.ends_with('>'))
        || facets.basic.is_some_and(|it| is_slip(bare, &formats::formatted(it, format)))
}

/// Whether a value was meant to be of the format by whoever typed it: a 25th hour, a UUID of any letters.
fn is_slip(text: &str, ty: &Ty) -> bool {
    let outline: String =
        text.chars().map(|it| if it.is_ascii_digit() { '0' } else { it }).collect();
    match ty {
        Ty::DateTime => {
            ["0000-00-00T00:00", "0000-00-00 00:00"].iter().any(|it| outline.starts_with(it))
        }
        Ty::Date => outline == "0000-00-00",
        Ty::Uuid => {
            let is_group = |it: &str| !it.is_empty() && it.chars().all(char::is_alphanumeric);
            text.split('-').count() == 5 && text.split('-').all(is_group)
        }
        _ => false,
    }
}
