//! `x-clientwright-wire`: in which form a value travels that isn't that of its type.
//!
//! - In: schemas of members and parameters, their items among them.
//! - Out: the form of each; a finding where the extension says something that isn't known, doesn't go with the type, or
//!   stands where no form can be had.

use serde_json::Value;

use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Ty, Wire, WireForm};
use crate::lower::facets::{Additional, Basic, Facets, Node};
use crate::lower::schemas::formats;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// How deep lists and maps are looked into.
const DEPTH: usize = 8;

impl<'a> Walk<'a> {
    /// The form of the values of a member or parameter; `may_be_null` where it may be missing or `null`.
    ///
    /// A string that is the text of a number by its format becomes that number, which only these places can write so.
    pub(super) fn wire(
        &mut self,
        node: Node<'a>,
        at: &Pointer,
        ty: &mut Ty,
        may_be_null: bool,
    ) -> Wire {
        let mut wire = self.wire_within(node, at, may_be_null, DEPTH);
        if self.read_texts(node, at, ty) {
            wire.add(&[WireForm::String]);
        }
        wire
    }

    /// Makes numbers of the strings in `ty` that are texts of them, and returns whether there were any.
    pub(super) fn read_texts(&self, node: Node<'a>, at: &Pointer, ty: &mut Ty) -> bool {
        self.read_texts_within(node, at, ty, DEPTH)
    }

    fn read_texts_within(&self, node: Node<'a>, at: &Pointer, ty: &mut Ty, depth: usize) -> bool {
        let Some(resolved) = self.resolver.resolve_node(node, at).filter(|_| depth > 0) else {
            return false;
        };
        let (facets, at) = (Facets::new(resolved.schema), resolved.at);
        if let [only] = facets.all_of.as_slice() {
            return self.read_texts_within(*only, &at.child("allOf").index(0), ty, depth - 1);
        }
        match (inside(ty), facets.items, facets.additional) {
            (ty @ Ty::String, ..) => match self.number_in_text(&facets, &at) {
                Some(number) => {
                    *ty = number;
                    true
                }
                None => false,
            },
            (Ty::List(item), Some(node), _) => {
                self.read_texts_within(node, &at.child("items"), item, depth - 1)
            }
            (Ty::Map(item), _, Additional::Schema(node)) => {
                self.read_texts_within(node, &at.child("additionalProperties"), item, depth - 1)
            }
            _ => false,
        }
    }

    fn wire_within(
        &mut self,
        node: Node<'a>,
        at: &Pointer,
        may_be_null: bool,
        depth: usize,
    ) -> Wire {
        let mut wire = Wire::default();
        let resolved = self.resolver.resolve_node(node, at).filter(|_| depth > 0);
        let Some(resolved) = resolved else { return wire };
        let (facets, at) = (Facets::new(resolved.schema), resolved.at);
        let (forms, _) = forms(&facets);
        if !forms.is_empty() {
            let usable = |it: &WireForm| *it != WireForm::EmptyNull || may_be_null;
            let (usable, others): (Vec<_>, Vec<_>) = forms.into_iter().partition(usable);
            wire.add(&usable);
            if others.is_empty() {
                self.found.wired.insert(at.clone(), true);
            }
        }
        if let [only] = facets.all_of.as_slice() {
            let at = at.child("allOf").index(0);
            wire.add(self.wire_within(*only, &at, may_be_null, depth - 1).forms());
        }
        if let Some(items) = facets.items {
            let at = at.child("items");
            wire.add(self.wire_within(items, &at, false, depth - 1).forms());
        }
        if let (Additional::Schema(node), true) = (facets.additional, facets.properties.is_empty())
        {
            let at = at.child("additionalProperties");
            wire.add(self.wire_within(node, &at, false, depth - 1).forms());
        }
        wire
    }

    /// Notes a schema with a form, and says what is wrong with it.
    pub(super) fn meet_wire(&mut self, facets: &Facets<'a>, at: &Pointer) {
        let (forms, odd) = forms(facets);
        if !forms.is_empty() {
            self.found.wired.entry(at.clone()).or_insert(false);
        }
        for (what, why) in odd {
            let finding = match why {
                Odd::Unknown => {
                    findings::schemas::unknown_wire_form(&what, WireForm::ALL.map(WireForm::name))
                }
                Odd::Type => findings::schemas::wire_form_of_another_type(&what),
            };
            self.report(&at.child(extensions::WIRE), finding);
        }
    }

    /// Says which forms nothing reads, when all members and parameters are known.
    pub(super) fn report_idle_wires(&mut self) {
        let idle = std::mem::take(&mut self.found.wired).into_iter().filter(|(_, used)| !used);
        for (at, _) in idle {
            self.report(&at.child(extensions::WIRE), findings::schemas::unused_wire_form());
        }
    }

    /// The type of a scalar that a number of seconds stands for.
    pub(super) fn wired_ty(facets: &Facets<'_>) -> Option<Ty> {
        forms(facets).0.iter().any(|it| it.is_unix()).then_some(Ty::DateTime)
    }
}

/// The type without what says that it may be `null`.
fn inside(ty: &mut Ty) -> &mut Ty {
    match ty {
        Ty::Nullable(ty) | Ty::Boxed(ty) => inside(ty),
        ty => ty,
    }
}

/// What is wrong with a form.
enum Odd {
    Unknown,
    Type,
}

fn is_time(format: &str) -> bool {
    formats::find(Basic::String, format).is_some_and(|it| it.ty == Ty::DateTime)
}

/// The forms that a schema has, and what it says besides.
fn forms(facets: &Facets<'_>) -> (Vec<WireForm>, Vec<(String, Odd)>) {
    let (mut forms, mut odd) = (Vec::new(), Vec::new());
    let listed = match facets.extension(extensions::WIRE) {
        None => return (forms, odd),
        Some(Value::Array(several)) => several.iter().collect(),
        Some(one) => vec![one],
    };
    for value in listed {
        let name = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match WireForm::ALL.into_iter().find(|it| it.name() == name) {
            Some(form) => forms.push(form),
            None => odd.push((name, Odd::Unknown)),
        }
    }
    let n_unix = forms.iter().filter(|it| it.is_unix()).count();
    forms.retain(|form| {
        let basic = facets.basic;
        let is_number = matches!(basic, Some(Basic::Integer | Basic::Number));
        let fits = match form {
            WireForm::Number => basic == Some(Basic::Boolean),
            WireForm::String => basic == Some(Basic::Boolean) || is_number || n_unix > 0,
            WireForm::UnixSeconds | WireForm::UnixMilliseconds => {
                let is_time =
                    basic == Some(Basic::String) && facets.format.as_deref().is_some_and(is_time);
                facets.values.is_empty() && n_unix < 2 && (is_number || is_time)
            }
            WireForm::ListOrOne => basic == Some(Basic::Array),
            WireForm::EmptyNull => true,
        };
        if !fits {
            odd.push((form.name().to_owned(), Odd::Type));
        }
        fits
    });
    (forms, odd)
}
