//! What a `vendor.toml` says of the client, where a description can't.
//!
//! - In: the file as a [`Document`].
//! - Out: [`Settings`], each with its place, so that what doesn't fit the description is reported where it stands.
//! - Each table has a reader of its own, which takes the keys that it knows: what is left over is an error, since a
//!   setting that nobody reads is one that somebody relies on.
//!
//! `crate`, `title`, `input` and `source` are for whoever finds the files, and are passed over here.

mod changes;
mod features;
mod formats;
mod idempotency;
mod operations;
mod package;
mod pagination;
mod responses;
mod retry;
mod secrets;
mod select;
mod streams;
mod types;
mod waiters;
mod webhooks;

use serde_json::Value;

use crate::diagnostic::{Finding, Place, Sink, findings};
use crate::document::Document;
use crate::pointer::Pointer;

pub use changes::{Changes, Level};
pub use features::Features;
pub use formats::Formats;
pub use idempotency::Idempotency;
pub use operations::Operations;
pub use package::Package;
pub use pagination::{Choice, PageRule, PageStyle, Pagination};
pub use responses::Responses;
pub use retry::Retry;
pub use secrets::Secrets;
pub use select::{Pattern, Select};
pub use streams::{Stream, StreamMembers, Streams};
pub use types::{Conversion, Dependency, Derive, Members, OwnType, TypeKinds, Types};
pub use waiters::{WaiterRule, Waiters};
pub use webhooks::Webhooks;

/// What a `vendor.toml` says of the client; by default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `[changes]`
    pub changes: Changes,
    /// `[features]`
    pub features: Features,
    /// `[formats]`
    pub formats: Formats,
    /// `[idempotency]`
    pub idempotency: Idempotency,
    /// `[operations]`
    pub operations: Operations,
    /// `[package]`
    pub package: Package,
    /// `[webhooks]`
    pub webhooks: Webhooks,
    /// `[pagination]`
    pub pagination: Pagination,
    /// `[responses]`
    pub responses: Responses,
    /// `[retry]`
    pub retry: Retry,
    /// `[secrets]`
    pub secrets: Secrets,
    /// `[select]`
    pub select: Select,
    /// `[streams]`
    pub streams: Streams,
    /// `[types]`
    pub types: Types,
    /// `[waiters]`
    pub waiters: Waiters,
}

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where the file has it.
    pub place: Place,
}

impl Settings {
    /// Reads the tables of `document`.
    pub fn read(document: &Document, sink: &mut Sink) -> Self {
        let mut root = Table::root(document, sink);
        for key in ["crate", "title", "input", "source"] {
            let _ = root.take(key);
        }
        let changes = root.table("changes", Changes::read).unwrap_or_default();
        let features = root.table("features", Features::read).unwrap_or_default();
        let formats = root.table("formats", Formats::read).unwrap_or_default();
        let idempotency = root.table("idempotency", Idempotency::read).unwrap_or_default();
        let operations = root.table("operations", Operations::read).unwrap_or_default();
        let package = root.table("package", Package::read).unwrap_or_default();
        let webhooks = root.table("webhooks", Webhooks::read).unwrap_or_default();
        let pagination = root.table("pagination", Pagination::read).unwrap_or_default();
        let responses = root.table("responses", Responses::read).unwrap_or_default();
        let retry = root.table("retry", Retry::read).unwrap_or_default();
        let secrets = root.table("secrets", Secrets::read).unwrap_or_default();
        let select = root.table("select", Select::read).unwrap_or_default();
        let streams = root.table("streams", Streams::read).unwrap_or_default();
        let types = root.table("types", Types::read).unwrap_or_default();
        let waiters = root.table("waiters", Waiters::read).unwrap_or_default();
        root.finish();
        Self {
            changes,
            features,
            formats,
            idempotency,
            operations,
            package,
            webhooks,
            pagination,
            responses,
            retry,
            secrets,
            select,
            streams,
            types,
            waiters,
        }
    }
}

/// A table whose keys are taken one by one.
pub(crate) struct Table<'a> {
    document: &'a Document,
    at: Pointer,
    /// Those that nobody has taken yet.
    left: Vec<(&'a String, &'a Value)>,
    /// The keys that somebody has asked for.
    known: Vec<String>,
    sink: &'a mut Sink,
}

impl<'a> Table<'a> {
    fn root(document: &'a Document, sink: &'a mut Sink) -> Self {
        let members = document.root.as_object();
        let left = members.map(|it| it.iter().collect()).unwrap_or_default();
        Self { document, at: Pointer::root(), left, known: Vec::new(), sink }
    }

    /// Takes whatever the key has.
    pub(crate) fn take(&mut self, key: &str) -> Option<Setting<&'a Value>> {
        self.known.push(key.to_owned());
        let index = self.left.iter().position(|(it, _)| *it == key)?;
        let (_, value) = self.left.remove(index);
        Some(Setting { value, place: self.place(key) })
    }

    /// Looks at what the key has.
    pub(crate) fn peek(&self, key: &str) -> Option<&'a Value> {
        self.left.iter().find(|(it, _)| *it == key).map(|(_, value)| *value)
    }

    /// Takes a string that isn't empty.
    pub(crate) fn string(&mut self, key: &str) -> Option<Setting<String>> {
        let text = |it: &Value| it.as_str().filter(|it| !it.trim().is_empty()).map(str::to_owned);
        self.read(key, "a string that isn't empty", text)
    }

    /// Takes a string, which may be empty.
    pub(crate) fn text(&mut self, key: &str) -> Option<Setting<String>> {
        self.read(key, "a string", |it| it.as_str().map(str::to_owned))
    }

    /// Takes a string that `is` so; another one isn't `what`.
    pub(crate) fn checked(
        &mut self,
        key: &str,
        what: &str,
        is: impl FnOnce(&str) -> bool,
    ) -> Option<Setting<String>> {
        self.read(key, what, |it| it.as_str().filter(|it| is(it)).map(str::to_owned))
    }

    /// Takes a truth value.
    pub(crate) fn flag(&mut self, key: &str) -> Option<Setting<bool>> {
        self.read(key, "`true` or `false`", Value::as_bool)
    }

    /// Takes a number that counts something.
    pub(crate) fn count(&mut self, key: &str) -> Option<Setting<u64>> {
        self.read(key, "a whole number, 0 or more", Value::as_u64)
    }

    /// Takes a list of statuses of errors.
    pub(crate) fn statuses(&mut self, key: &str) -> Option<Vec<u16>> {
        let status =
            |it: &Value| u16::try_from(it.as_u64()?).ok().filter(|it| (400..600).contains(it));
        let list = |it: &Value| it.as_array()?.iter().map(status).collect();
        self.read(key, "a list of statuses from 400 to 599", list).map(|it| it.value)
    }

    /// Takes what `read` makes of it; where that is nothing, it is reported that it must be `what`.
    pub(crate) fn read<T>(
        &mut self,
        key: &str,
        what: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<Setting<T>> {
        let Setting { value, place } = self.take(key)?;
        match read(value) {
            Some(value) => Some(Setting { value, place }),
            None => self.refuse(key, place, what),
        }
    }

    /// Takes whatever is left, so that it isn't reported.
    pub(crate) fn pass_over(&mut self) {
        self.left.clear();
    }

    /// The keys that nobody has taken yet.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.left.iter().map(|(it, _)| (*it).clone()).collect()
    }

    /// What `read` makes of each key that nobody has taken yet, by the key.
    pub(crate) fn each<T>(
        &mut self,
        mut read: impl FnMut(&mut Self, &str) -> Option<T>,
    ) -> Vec<(String, T)> {
        let keys = self.keys().into_iter();
        keys.filter_map(|key| read(self, &key).map(|it| (key, it))).collect()
    }

    /// Takes a list of strings, each with its place; none where there is no such key.
    pub(crate) fn strings(&mut self, key: &str) -> Vec<Setting<String>> {
        let text = |it: &Value| it.as_str().map(str::to_owned);
        self.list(key, "a list of strings", text)
    }

    /// Takes a list of strings, numbers and truth values as their texts, each with its place; none where there is no
    /// such key.
    pub(crate) fn scalars(&mut self, key: &str) -> Vec<Setting<String>> {
        let text = |it: &Value| match it {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(it.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        self.list(key, "a list of strings, numbers or truth values", text)
    }

    fn list(
        &mut self,
        key: &str,
        what: &str,
        read: impl Fn(&Value) -> Option<String>,
    ) -> Vec<Setting<String>> {
        let Some(Setting { value, place }) = self.take(key) else { return Vec::new() };
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let texts = items.iter().enumerate().map(|(n, it)| {
            let at = self.at.child(key).index(n);
            Some(Setting { value: read(it)?, place: self.document.origins.place(&at) })
        });
        match texts.collect::<Option<Vec<_>>>().filter(|_| value.is_array()) {
            Some(texts) => texts,
            None => self.refuse(key, place, what).unwrap_or_default(),
        }
    }

    /// Takes a table, and hands it to `read`, which takes what it knows.
    pub(crate) fn table<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Table<'_>) -> T,
    ) -> Option<T> {
        let Setting { value, place } = self.take(key)?;
        let Some(members) = value.as_object() else { return self.refuse(key, place, "a table") };
        let mut table = Table {
            document: self.document,
            at: self.at.child(key),
            left: members.iter().collect(),
            known: Vec::new(),
            sink: self.sink,
        };
        let read = read(&mut table);
        table.finish();
        Some(read)
    }

    /// Where the table itself stands.
    pub(crate) fn here(&self) -> Place {
        self.document.origins.place(&self.at)
    }

    /// Where a key's value stands.
    pub(crate) fn place(&self, key: &str) -> Place {
        self.document.origins.place(&self.at.child(key))
    }

    /// Reports something about what stands at `place`.
    pub(crate) fn report(&mut self, place: Place, finding: Finding) {
        self.sink.push(finding.at(place));
    }

    /// A JSON pointer, such as `such_as`; another text is reported.
    pub(crate) fn pointer(&mut self, given: Setting<String>, such_as: &str) -> Option<String> {
        let Setting { value, place } = given;
        if value.starts_with('/') {
            return Some(value);
        }
        self.report(place, findings::settings::no_pointer(&value, such_as));
        None
    }

    /// The one of `known` that may be meant by `name`.
    pub(crate) fn near<'k>(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<&'k str> {
        self.sink.most_similar(name, known)
    }

    fn refuse<T>(&mut self, key: &str, place: Place, what: &str) -> Option<T> {
        self.report(place, findings::settings::misfit(key, what));
        None
    }

    /// Reports the keys that nobody has taken.
    fn finish(&mut self) {
        for (key, _) in std::mem::take(&mut self.left) {
            let known = self.known.iter().map(String::as_str);
            let near = self.sink.most_similar(key, known);
            let finding = findings::settings::unknown_key(key, near);
            self.sink.push(finding.at(self.place(key)));
        }
    }
}
