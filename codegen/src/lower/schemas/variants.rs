//! What the variants of a union are called: by what tells each from the others.
//!
//! A component by its name; others by their title, the constant that differs, the kind of value, or a member of their
//! own. A name that two of them would have says nothing, so that both go on to the next. Members are looked at in the
//! order of their names: that of `properties` has no meaning, and another one gives the same names.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Field, Presence, Record, Scalar, Ty, TypeId, TypeKind, Union};
use crate::lower::facets::Node;
use crate::lower::names::{Called, Hold, Inside, Scope, camel, few_words};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::shape::record;
use super::union::Member;

/// How many names of variants may make the name of their union.
const FEW: usize = 3;

/// How long a title may be to name a variant.
const LONGEST_TITLE: usize = 40;

/// What each variant might be called by one rule.
type Proposals = Vec<Option<String>>;

impl<'a> Walk<'a> {
    /// The names of the variants, and that of the one for what isn't described; `tag` is the member that the description
    /// says to tell them by.
    pub(super) fn variant_names(
        &mut self,
        members: &[Member<'a>],
        tag: Option<&str>,
        at: &Pointer,
    ) -> (Vec<String>, String) {
        let mut scope = Scope::default();
        let unknown = self.kept_rest(Inside::Variant, at, "Unknown", &mut scope);
        let records: Vec<Option<&Record>> =
            members.iter().map(|it| record(&self.arena.defs, &it.ty)).collect();
        let each = |proposal: &dyn Fn(&Member<'a>) -> Option<String>| {
            members.iter().map(proposal).collect()
        };
        let rules: [Proposals; 11] = [
            each(&|it| self.component_name(it)),
            each(&|it| title(it)),
            constants(&records, tag),
            each(&|it| self.kind_name(&it.ty)),
            own_members(&records, is_required),
            own_members(&records, |_| true),
            self.inner_constants(&records),
            self.inner_members(&records),
            each(&|it| self.inner_name(&it.ty)),
            each(&|it| self.shared_name(&it.ty)),
            first_members(&records),
        ];
        let keys: Vec<Option<&str>> = members.iter().map(Member::component).collect();
        let mut names = self.kept_names(&keys, at);
        let mut taken: BTreeSet<String> = names.iter().flatten().map(|it| camel(it)).collect();
        for proposals in &rules {
            let cased = proposals.iter().zip(&names).map(|(proposal, name)| match name {
                None => proposal.as_deref().map(camel),
                Some(_) => None,
            });
            let cased: Proposals = cased.collect();
            let proposing = numbers(cased.iter().flatten());
            let is_unique = |it: &&String| proposing.get(it) == Some(&1) && !taken.contains(*it);
            let unique: Vec<Option<&String>> =
                cased.iter().map(|it| it.as_ref().filter(is_unique)).collect();
            for ((name, proposal), unique) in names.iter_mut().zip(proposals).zip(&unique) {
                if unique.is_some() {
                    name.clone_from(proposal);
                }
            }
            taken.extend(unique.into_iter().flatten().cloned());
        }
        let name = |(index, name): (usize, Option<String>)| {
            let any = || rules.iter().find_map(|it| it.get(index).cloned().flatten());
            let name = name.or_else(any).unwrap_or_else(|| format!("Variant {}", index + 1));
            scope.take(&camel(&name))
        };
        let names: Vec<String> = names.into_iter().enumerate().map(name).collect();
        for (key, name) in keys.iter().zip(&names) {
            let Some(key) = (*key).map(str::to_owned) else { continue };
            let hold = if camel(&key) == key { Hold::Alone } else { Hold::None };
            let called = Called { wire: key.clone(), plain: camel(&key), name: name.clone(), hold };
            self.ledger.note((Inside::Variant, at), key, called);
        }
        let unknown =
            unknown.unwrap_or_else(|| scope.take_with("Unknown", &["Unrecognized".to_owned()]));
        self.note_rest((Inside::Variant, at), "Unknown", &unknown);
        (names, unknown)
    }

    /// The names that variants had in earlier runs, and those of components that nothing new is called by.
    fn kept_names(&self, keys: &[Option<&str>], at: &Pointer) -> Proposals {
        let kept = self.ledger.inside(Inside::Variant, at);
        let is_noted = self.ledger.knows_type(at);
        let own = |it: &&str| is_noted && camel(it) == **it;
        let name = |key: &str| kept.name(key).or(Some(key).filter(own)).map(str::to_owned);
        keys.iter().map(|it| it.and_then(name)).collect()
    }

    /// The name of the component that a variant is, or of those that it is all of.
    fn component_name(&self, member: &Member<'a>) -> Option<String> {
        let names: Option<Vec<String>> = member
            .nodes
            .iter()
            .map(|it| Some(self.component_words(it.component()?).to_owned()))
            .collect();
        match names.filter(|it| !it.is_empty()) {
            Some(names) => Some(names.join(" ")),
            None => match &member.ty {
                Ty::Named(id) => {
                    let name = self.arena.def(*id)?.pointer.component_schema()?;
                    Some(self.component_words(&name).to_owned())
                }
                _ => None,
            },
        }
    }

    /// What the values of a type are, where that is no object.
    fn kind_name(&self, ty: &Ty) -> Option<String> {
        let name = match ty {
            Ty::Named(id) => return self.named_kind(*id),
            Ty::Boxed(ty) | Ty::Nullable(ty) => return self.kind_name(ty),
            Ty::List(item) => match self.item_name(item) {
                Some(item) => format!("{item} List"),
                None => "List".to_owned(),
            },
            Ty::Bool => "Boolean".to_owned(),
            Ty::I32 | Ty::I64 | Ty::U64 => "Integer".to_owned(),
            Ty::F64 | Ty::Decimal => "Number".to_owned(),
            Ty::String => "Text".to_owned(),
            Ty::Base64 | Ty::Base64Url => "Bytes".to_owned(),
            Ty::DateTime => "DateTime".to_owned(),
            Ty::Date => "Date".to_owned(),
            Ty::Secret => "Secret".to_owned(),
            Ty::Uuid => "Uuid".to_owned(),
            Ty::Ipv4 => "Ipv4".to_owned(),
            Ty::Ipv6 => "Ipv6".to_owned(),
            Ty::Ip => "Ip".to_owned(),
            Ty::Map(_) => "Map".to_owned(),
            Ty::Tuple(_) => "Tuple".to_owned(),
            Ty::Unit | Ty::Any => "Value".to_owned(),
        };
        Some(name)
    }

    fn named_kind(&self, id: TypeId) -> Option<String> {
        let def = self.arena.def(id)?;
        let own = def.own.is_some() && !def.is_component();
        match &def.kind {
            TypeKind::Enumeration(it) => match it.values.as_slice() {
                [only] => Some(only.name.clone()),
                _ => Some("Text".to_owned()),
            },
            TypeKind::IntegerEnumeration(_) => Some("Integer".to_owned()),
            TypeKind::Union(it) => self.shared_constant(it),
            // What stands for scalars of a format is called as they are.
            TypeKind::Alias(ty) => self.kind_name(ty).filter(|_| own),
            TypeKind::Record(_) | TypeKind::Foreign(_) => None,
        }
    }

    /// What an item is, alone.
    fn item_name(&self, ty: &Ty) -> Option<String> {
        let component = match ty {
            Ty::Named(id) => self.arena.def(*id).and_then(|it| it.pointer.component_schema()),
            _ => None,
        };
        let component = component.map(|it| self.component_words(&it).to_owned());
        component.or_else(|| self.kind_name(ty)).or_else(|| self.shared_name(ty)).or_else(|| {
            let of_item = record(&self.arena.defs, ty);
            first_members(&[of_item]).pop().flatten()
        })
    }

    /// A name by what a type consists of: the values of a map, the variants of a union, the first value.
    fn inner_name(&self, ty: &Ty) -> Option<String> {
        match ty {
            Ty::Boxed(ty) | Ty::Nullable(ty) => self.inner_name(ty),
            Ty::Map(value) => Some(format!("{} Map", self.item_name(value)?)),
            Ty::Named(id) => match &self.arena.def(*id)?.kind {
                TypeKind::Union(it) if it.variants.len() <= FEW => {
                    let names: Vec<&str> = it.variants.iter().map(|it| it.name.as_str()).collect();
                    Some(names.join("Or"))
                }
                TypeKind::Enumeration(it) => it.values.first().map(|it| it.name.clone()),
                TypeKind::IntegerEnumeration(it) => it.values.first().map(|it| it.name.clone()),
                TypeKind::Union(_)
                | TypeKind::Record(_)
                | TypeKind::Alias(_)
                | TypeKind::Foreign(_) => None,
            },
            _ => None,
        }
    }

    /// The first constant of a member of each object that no other has there.
    fn inner_constants(&self, records: &[Option<&Record>]) -> Proposals {
        let of = |outer: &Field| -> Vec<(String, String)> {
            let inner = record(&self.arena.defs, &outer.ty).into_iter().flat_map(text_constants);
            inner.map(|it| (outer.wire.clone(), words(it))).collect()
        };
        own_within(records, of).into_iter().map(|it| Some(it?.1)).collect()
    }

    /// The first member of a member of each object that no other has there.
    fn inner_members(&self, records: &[Option<&Record>]) -> Proposals {
        let of = |it: &Field| -> Vec<String> {
            let ty = if let Ty::List(item) = &it.ty { item } else { &it.ty };
            let inner = record(&self.arena.defs, ty).into_iter().flat_map(sorted);
            inner.map(|inner| format!("{} {}", inner.wire, it.wire)).collect()
        };
        own_within(records, of)
    }

    /// The first constant of an object, though others have it too.
    fn shared_name(&self, ty: &Ty) -> Option<String> {
        record(&self.arena.defs, ty).and_then(|it| text_constants(it).next()).map(words)
    }

    /// The name that a constant gives which all variants have.
    fn shared_constant(&self, union: &Union) -> Option<String> {
        let mut records = union.variants.iter().map(|it| record(&self.arena.defs, &it.ty));
        let first = records.next()??;
        let rest: Vec<&Record> = records.collect::<Option<_>>()?;
        let shared = |it: &&str| rest.iter().all(|other| text_constants(other).any(|of| of == *it));
        text_constants(first).find(shared).map(words)
    }
}

/// The title of a variant, or those of all that it is.
fn title(member: &Member<'_>) -> Option<String> {
    let titles: Vec<String> = member
        .nodes
        .iter()
        .filter_map(|it| match it {
            Node::Ref(_) => it.component().map(str::to_owned),
            Node::Schema(schema) => {
                let title = schema.schema_data.title.as_deref();
                title
                    .filter(|it| it.len() <= LONGEST_TITLE && !it.trim().is_empty())
                    .map(str::to_owned)
            }
        })
        .collect();
    (!titles.is_empty()).then(|| titles.join(" "))
}

/// What the values of constants say: of the member that tells all, else of as many as it takes.
fn constants(records: &[Option<&Record>], tag: Option<&str>) -> Proposals {
    let (wires, values) = stated(records, tag);
    let n_objects = records.iter().flatten().count();
    let of = |wire: &str| values.get(wire).map(Vec::as_slice).unwrap_or_default();
    let tells = |it: &[(usize, String)]| it.iter().map(|it| &it.1).collect::<BTreeSet<_>>().len();
    let mut joined: Proposals = vec![None; records.len()];
    if let Some(all) = wires.iter().map(|it| of(it)).find(|it| tells(it) == n_objects) {
        for (index, value) in all {
            if let Some(name) = joined.get_mut(*index) {
                *name = Some(value.clone());
            }
        }
        return joined;
    }
    // How many records are told by each text that constants make.
    let mut unique: BTreeMap<String, usize> = BTreeMap::new();
    for wire in wires {
        let n_before = unique.len();
        let mut before = Vec::new();
        for (index, value) in of(wire) {
            let Some(name) = joined.get_mut(*index) else { continue };
            let more = match name.as_ref() {
                Some(known) => format!("{known} {value}"),
                None => value.clone(),
            };
            recount(&mut unique, name.as_ref(), Some(&more));
            before.push((*index, name.replace(more)));
        }
        if unique.len() > n_before.max(1) {
            continue;
        }
        for (index, known) in before {
            let Some(name) = joined.get_mut(index) else { continue };
            recount(&mut unique, name.as_ref(), known.as_ref());
            *name = known;
        }
    }
    // One that alone has a constant is told by it.
    if unique.is_empty() {
        let alone = |it: Option<&Record>| it.and_then(|it| text_constants(it).next()).map(words);
        return records.iter().copied().map(alone).collect();
    }
    joined
}

/// Which records have a constant, and what it says.
type Stated = Vec<(usize, String)>;

/// The members that have constants, `tag` before others, and for each of them the records and what theirs say.
fn stated<'r>(
    records: &[Option<&'r Record>],
    tag: Option<&'r str>,
) -> (Vec<&'r str>, BTreeMap<&'r str, Stated>) {
    let mut wires: Vec<&str> = tag.into_iter().collect();
    let mut values: BTreeMap<&str, Stated> = tag.into_iter().map(|it| (it, Vec::new())).collect();
    for (index, record) in records.iter().enumerate() {
        for field in record.iter().flat_map(|it| sorted(it)) {
            let Some(value) = constant(field) else { continue };
            let known = values.entry(&field.wire).or_insert_with(|| {
                wires.push(&field.wire);
                Vec::new()
            });
            known.push((index, value));
        }
    }
    (wires, values)
}

/// Counts one text less and another one more.
fn recount(unique: &mut BTreeMap<String, usize>, old: Option<&String>, new: Option<&String>) {
    if let Some(new) = new {
        *unique.entry(new.clone()).or_default() += 1;
    }
    if let Some(old) = old
        && let Some(number) = unique.get_mut(old)
    {
        *number -= 1;
        if *number == 0 {
            unique.remove(old);
        }
    }
}

/// What a member says that has one value only.
fn constant(field: &Field) -> Option<String> {
    Some(match &field.constant.as_ref()?.value {
        Scalar::String(value) if is_name(value) => words(value),
        Scalar::String(value) => format!("{} {}", field.wire, words(value)),
        Scalar::Integer(value) => format!("{} {value}", field.wire),
        Scalar::Bool(true) => field.wire.clone(),
        Scalar::Bool(false) => format!("Not {}", field.wire),
    })
}

/// The first member of each object that no other has.
fn own_members(records: &[Option<&Record>], counts: fn(&Field) -> bool) -> Proposals {
    let wires = |it: &'_ Record| it.fields.iter().map(|it| it.wire.clone()).collect();
    let wires: Vec<BTreeSet<String>> = records.iter().flatten().map(|it| wires(it)).collect();
    let having = numbers(wires.iter().flatten());
    let own = |it: Option<&Record>| {
        let mut fields = sorted(it?).into_iter().filter(|it| counts(it));
        fields.find(|it| having.get(&it.wire) == Some(&1)).map(|it| it.wire.clone())
    };
    records.iter().copied().map(own).collect()
}

/// How often there is each.
fn numbers<'t, T: Ord>(all: impl IntoIterator<Item = &'t T>) -> BTreeMap<&'t T, usize> {
    let mut numbers = BTreeMap::new();
    for it in all {
        *numbers.entry(it).or_default() += 1;
    }
    numbers
}

/// The first of what the members of each object hold that those of no other do.
fn own_within<T: Clone + Ord>(
    records: &[Option<&Record>],
    of: impl Fn(&Field) -> Vec<T>,
) -> Vec<Option<T>> {
    let all: Vec<Vec<T>> = records
        .iter()
        .map(|it| it.iter().flat_map(|it| sorted(it)).flat_map(&of).collect())
        .collect();
    let having = numbers(all.iter().flat_map(|it| it.iter().collect::<BTreeSet<_>>()));
    let own = |found: &Vec<T>| found.iter().find(|it| having.get(it) == Some(&1)).cloned();
    all.iter().map(own).collect()
}

/// The first member of each object that it must have, or else may have.
fn first_members(records: &[Option<&Record>]) -> Proposals {
    let first = |it: Option<&Record>| {
        let fields = sorted(it?);
        let found = fields.iter().find(|it| is_required(it)).or_else(|| fields.first());
        found.map(|it| it.wire.clone())
    };
    records.iter().copied().map(first).collect()
}

fn is_required(field: &Field) -> bool {
    matches!(field.presence, Presence::Required | Presence::Nullable)
}

/// The members of a record in the order of their names.
fn sorted(record: &Record) -> Vec<&Field> {
    let mut fields: Vec<&Field> = record.fields.iter().collect();
    fields.sort_unstable_by(|one, other| one.wire.cmp(&other.wire));
    fields
}

/// The texts that members of a record always have.
fn text_constants(record: &Record) -> impl Iterator<Item = &str> {
    sorted(record).into_iter().filter_map(|it| match &it.constant.as_ref()?.value {
        Scalar::String(value) => Some(value.as_str()).filter(|it| is_name(it)),
        Scalar::Bool(_) | Scalar::Integer(_) => None,
    })
}

/// Whether a constant says what something is, as a version (`2.0`) doesn't.
fn is_name(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The words of a constant; of an address those of what it leads to, which tells it from others of its host.
fn words(text: &str) -> String {
    let named = text.split_once("://").and_then(|(_, path)| {
        let (_, path) = path.split_once(['/', '#', '?'])?;
        path.rsplit(['/', '#', '?']).find(|it| it.chars().any(char::is_alphabetic))
    });
    few_words(named.unwrap_or(text)).into_owned()
}
