//! The names of what lies within a type or an operation: members, values and parameters.
//!
//! Nearly all of them follow from the name on the wire, so that the ledger has only those that don't, and those that a
//! newcomer could take. A newcomer takes a name by its spelling alone: of `fooBar` and `foo_bar` the one has `foo_bar` that
//! is spelled as most names of the API are. So that is noted, once for an API, and needs no note of its own.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToKebabCase, ToLowerCamelCase, ToShoutySnakeCase, ToTrainCase, ToUpperCamelCase};

use crate::lower::names::snake_words;

/// The key of the variant for what isn't described.
pub(in crate::lower) const REST: &str = "…";

/// The key of a value, which [`REST`] never is.
pub(in crate::lower) fn value_key(text: &str) -> String {
    if text.starts_with(REST) { format!("{REST}{text}") } else { text.to_owned() }
}

/// What a name is for. Each kind is a section of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lower) enum Inside {
    /// A field of a record.
    Member,
    /// An argument or setter of an operation.
    Parameter,
    /// A variant of an enumeration.
    Value,
    /// A variant of a union.
    Variant,
}

impl Inside {
    pub(super) const ALL: [Self; 4] = [Self::Member, Self::Parameter, Self::Value, Self::Variant];

    pub(super) fn section(self) -> &'static str {
        match self {
            Self::Member => "members",
            Self::Parameter => "parameters",
            Self::Value => "values",
            Self::Variant => "variants",
        }
    }
}

/// How the words of a name are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Snake,
    Camel,
    Kebab,
    Pascal,
    Shouty,
    Train,
}

impl Spelling {
    const ALL: [Self; 6] =
        [Self::Snake, Self::Camel, Self::Kebab, Self::Pascal, Self::Shouty, Self::Train];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Snake => "snake_case",
            Self::Camel => "camelCase",
            Self::Kebab => "kebab-case",
            Self::Pascal => "PascalCase",
            Self::Shouty => "SHOUTY_CASE",
            Self::Train => "Train-Case",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// Whether a text has no sign and no case that this never has: a look that is cheaper than spelling a name.
    fn may_be(self, wire: &str) -> bool {
        let has = |is: fn(char) -> bool| wire.chars().any(is);
        let (upper, lower) = (has(char::is_uppercase), has(char::is_lowercase));
        let joined = match self {
            Self::Snake | Self::Shouty => '-',
            Self::Kebab | Self::Train => '_',
            Self::Camel | Self::Pascal => return !wire.contains(['-', '_']),
        };
        let case = match self {
            Self::Snake | Self::Kebab => !upper,
            Self::Shouty => !lower,
            Self::Camel | Self::Pascal | Self::Train => true,
        };
        case && !wire.contains(joined)
    }

    /// Whether `wire` is how this spells the name `plain`: no other text is.
    fn is_of(self, plain: &str, wire: &str) -> bool {
        if !self.may_be(wire) {
            return false;
        }
        let plain = plain.trim_end_matches('_');
        let spelled = match self {
            Self::Snake => return snake_words(plain) == wire,
            Self::Camel => plain.to_lower_camel_case(),
            Self::Kebab => plain.to_kebab_case(),
            Self::Pascal => plain.to_upper_camel_case(),
            Self::Shouty => plain.to_shouty_snake_case(),
            Self::Train => plain.to_train_case(),
        };
        spelled == wire
    }
}

/// What keeps a name that follows from the one on the wire from being taken by a newcomer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Hold {
    /// There can't be one.
    Alone,
    /// Its spelling, if that is the usual one.
    Spelling,
    /// Nothing.
    None,
}

/// What something was called.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Called {
    /// Its name on the wire.
    pub(in crate::lower) wire: String,
    /// The name that this gives where nothing else is called so.
    pub(in crate::lower) plain: String,
    /// Its name.
    pub(in crate::lower) name: String,
    /// What keeps the name.
    pub(in crate::lower) hold: Hold,
}

/// What is known of the names within one place.
#[derive(Clone, Debug, Default)]
pub(in crate::lower) struct Kept {
    names: BTreeMap<String, String>,
    spelling: Option<Spelling>,
}

impl Kept {
    /// The name that earlier runs gave, where that is noted.
    pub(in crate::lower) fn name(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }

    /// Those whose keys begin with `prefix`, by what follows.
    pub(in crate::lower) fn of(&self, prefix: &str) -> Self {
        let of = |(key, name): (&String, &String)| {
            Some((key.strip_prefix(prefix)?.to_owned(), name.clone()))
        };
        Self { names: self.names.iter().filter_map(of).collect(), spelling: self.spelling }
    }

    /// All names, those of what is gone too.
    pub(in crate::lower) fn all(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }

    /// Whether `wire` has the first choice of the name `plain`.
    pub(in crate::lower) fn is_first(&self, plain: &str, wire: &str) -> bool {
        self.spelling.is_some_and(|it| it.is_of(plain, wire))
    }

    /// Whether an earlier run has noted what needs a note.
    pub(in crate::lower) fn is_noted(&self) -> bool {
        self.spelling.is_some()
    }
}

/// Names by keys, within the place of a type or operation.
type Scopes<T> = BTreeMap<(Inside, String), BTreeMap<String, T>>;

/// All names within places.
#[derive(Clone, Debug, Default)]
pub(super) struct Insides {
    pub(super) known: Scopes<String>,
    pub(super) spelling: BTreeMap<Inside, Spelling>,
    used: Scopes<Called>,
}

impl Insides {
    pub(super) fn kept(&self, kind: Inside, place: &str) -> Kept {
        let names = self.known.get(&(kind, place.to_owned())).cloned().unwrap_or_default();
        Kept { names, spelling: self.spelling.get(&kind).copied() }
    }

    /// Notes what is called how; the first of one key counts.
    pub(super) fn note(&mut self, kind: Inside, place: &str, key: String, called: Called) {
        self.used.entry((kind, place.to_owned())).or_default().entry(key).or_insert(called);
    }

    /// Notes what is known of places under the names that these have now.
    pub(super) fn rename(&mut self, new: impl Fn(&str) -> Option<String>) {
        let known = std::mem::take(&mut self.known).into_iter();
        self.known = known
            .map(|((kind, place), names)| ((kind, new(&place).unwrap_or(place)), names))
            .collect();
    }

    /// Leaves what lies within `places`.
    pub(super) fn retain(&mut self, places: &BTreeSet<String>) {
        self.used.retain(|(_, place), _| places.contains(place));
    }

    /// The spelling of each kind: that of earlier runs, else the one that most names have.
    pub(super) fn spellings(&self) -> BTreeMap<Inside, Spelling> {
        Inside::ALL.into_iter().filter_map(|kind| Some((kind, self.usual(kind)?))).collect()
    }

    fn usual(&self, kind: Inside) -> Option<Spelling> {
        if let Some(known) = self.spelling.get(&kind) {
            return Some(*known);
        }
        // Most names are those of many places: `id`, `created_at`.
        let mut spelled: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let of_kind = self.used.iter().filter(|it| it.0.0 == kind).flat_map(|it| it.1.values());
        for it in of_kind.filter(|it| it.hold == Hold::Spelling) {
            *spelled.entry((&it.plain, &it.wire)).or_default() += 1;
        }
        let n_of = |by: Spelling| {
            let of = spelled.iter().filter(|((plain, wire), _)| by.is_of(plain, wire));
            of.map(|(_, n)| n).sum::<usize>()
        };
        // The first of equal ones.
        let usual = Spelling::ALL.into_iter().rev().max_by_key(|it| n_of(*it));
        usual.filter(|_| !spelled.is_empty())
    }

    /// The names that have to be noted, those of what is gone from a place among them: it has them again if it comes back,
    /// and nothing new there takes them.
    pub(super) fn to_note(&self) -> Scopes<&str> {
        let spellings = self.spellings();
        let mut found: Scopes<&str> = BTreeMap::new();
        for (scope, names) in &self.used {
            let is_held = |it: &Called| {
                it.name == it.plain
                    && match it.hold {
                        Hold::Alone => true,
                        Hold::Spelling => {
                            spellings.get(&scope.0).is_some_and(|by| by.is_of(&it.plain, &it.wire))
                        }
                        Hold::None => false,
                    }
            };
            let open = names.iter().filter(|it| !is_held(it.1));
            let mut open: BTreeMap<String, &str> =
                open.map(|(key, it)| (key.clone(), it.name.as_str())).collect();
            let known = self.known.get(scope).into_iter().flatten();
            let gone = known.filter(|it| !names.contains_key(it.0));
            open.extend(gone.map(|(key, name)| (key.clone(), name.as_str())));
            if !open.is_empty() {
                found.insert(scope.clone(), open);
            }
        }
        found
    }
}
