//! The version and the changelog of a crate: by what changed since the one that was released.
//!
//! - In: what is kept of the release ([`Released`]), `api.json` as it is now, `[changes]` and `[package]` of the settings.
//! - Out: the next version, the text of `CHANGELOG.md`, and findings where the settings don't fit what changed.
//! - What breaks Rust code decides, as Cargo counts versions. What breaks on the wire alone breaks clients of every
//!   version, so that the crate that knows about it is a compatible one, which users get without asking for it.

mod changelog;

use std::collections::BTreeMap;

use crate::canonical::Canonical;
use crate::diagnostic::{Place, Sink, findings};
use crate::diff::locate::located;
use crate::diff::{Change, Diff, Manifest, Rust, Version, diff, fingerprint, plain};
use crate::load;
use crate::pointer::Pointer;
use crate::request;
use crate::settings::{Level, Setting, Settings};
use crate::source::{FileId, Sources};

/// The name of the changelog, in the crate and in what is kept of a release.
pub const CHANGELOG: &str = "CHANGELOG.md";
/// The manifest by which versions are compared, in both.
pub const MANIFEST: &str = "api.json";
/// What a release is called, in what is kept of it.
pub const RECORD: &str = "release.toml";

/// A crate as users have it.
#[derive(Debug)]
pub(crate) struct Released {
    version: Version,
    manifest: Manifest,
    /// The fingerprint of its files.
    files: String,
    changelog: String,
}

/// What follows a release.
#[derive(Debug)]
pub(crate) struct Next {
    released: Released,
    diff: Diff,
    /// For each change what it asks for.
    effects: Vec<Rust>,
    given: Option<Setting<String>>,
    pub(crate) version: Version,
}

impl Released {
    /// Reads what is kept of a release; none where it can't be read, which is an error.
    pub(crate) fn read(
        sources: &Sources,
        kept: &request::Released,
        sink: &mut Sink,
    ) -> Option<Self> {
        let mut refuse = |file: FileId, why: &str| {
            let place = Place::value(file, Pointer::root());
            sink.push(findings::release::unreadable(why).at(place));
        };
        let text = |file: FileId| sources.file(file).map(|it| it.content().to_owned());
        let manifest = match Manifest::parse(&text(kept.manifest)?) {
            Ok(manifest) => manifest,
            Err(why) => {
                refuse(kept.manifest, &why.to_string());
                return None;
            }
        };
        let record = load::load(sources, kept.record, sink)?;
        let string = |key: &str| record.root.get(key).and_then(|it| it.as_str());
        let Some(version) = string("version").and_then(Version::parse) else {
            let why = "`version` must be one, such as `1.2.3`";
            sink.push(
                findings::release::unreadable(why).at(Place::value(kept.record, Pointer::root())),
            );
            return None;
        };
        let files = string("files").unwrap_or_default().to_owned();
        Some(Self { version, manifest, files, changelog: text(kept.changelog)? })
    }

    /// Whether users have a name, which is nothing's name any more, in their code: until the next major version it goes on
    /// working, with a warning, and then what has warned once is gone.
    pub(crate) fn keeps(&self, former: &str, is_major: bool) -> bool {
        if is_major { self.manifest.names(former) } else { self.manifest.knows(former) }
    }

    /// What follows it where the crate's manifest is `revision` now.
    pub(crate) fn next(
        self,
        revision: &Manifest,
        settings: &Settings,
        document: &Canonical,
        sink: &mut Sink,
    ) -> Next {
        let diff = diff(&self.manifest, revision);
        let changes = &settings.changes;
        let is_accepted =
            |it: &Change| changes.accepted.iter().any(|(of, _)| *of == it.fingerprint);
        let mut effects = Vec::new();
        for change in &diff.changes {
            let level = changes.levels.iter().find(|(rule, _)| *rule == change.rule.id);
            let effect = match level.map(|(_, it)| it.value) {
                Some(Level::Version(effect)) => effect,
                Some(Level::Error) | None => change.asks_for(),
            };
            let accepted = is_accepted(change);
            effects.push(if accepted { effect.min(Rust::Patch) } else { effect });
            if let Some((_, Setting { value: Level::Error, place })) = level
                && !accepted
            {
                let at = change.revision.as_ref();
                let at = at.map(|it| document.origins.place(&located(&document.root, it)));
                let what = plain(&change.message());
                let finding = findings::release::refused(&what, &change.fingerprint, at);
                sink.push(finding.at(place.clone()));
            }
        }
        report_unused(settings, &diff, sink);
        let given = settings.package.version.clone();
        let version = self.version.clone();
        let mut next = Next { released: self, diff, effects, given, version };
        let worst = next.effects.iter().copied().max().unwrap_or(Rust::None);
        next.raise(worst, sink);
        next
    }
}

impl Next {
    /// Whether users get it only where they ask for it. A pre-release after one of the same version is no such step.
    pub(crate) fn is_major(&self) -> bool {
        self.version.release() >= self.released.version.release().next(Rust::Major)
    }

    /// What was released before it.
    pub(crate) fn released(&self) -> &Released {
        &self.released
    }

    /// Gives back what was released, where something has changed meanwhile.
    pub(crate) fn into_released(self) -> Released {
        self.released
    }

    /// Takes the version that is given, or else the one that such an effect asks for.
    fn raise(&mut self, effect: Rust, sink: &mut Sink) {
        let Self { released, diff, effects, given, version } = self;
        let least = released.version.next(effect);
        let given = given.as_ref().and_then(|it| Some((Version::parse(&it.value)?, it)));
        let Some((value, setting)) = given else {
            *version = least;
            return;
        };
        // A pre-release of a version that is high enough is, too: Cargo takes it for compatible with nothing before.
        if value.release() < least || (value <= released.version && value != least) {
            let worst = diff.changes.iter().zip(effects.iter()).find(|(_, it)| **it == effect);
            let why = worst.map(|(change, _)| plain(&change.message()));
            let (released, least) = (released.version.to_string(), least.to_string());
            let finding =
                findings::release::low_version(&setting.value, &released, &least, why.as_deref());
            sink.push(finding.at(setting.place.clone()));
        }
        *version = value;
    }

    /// Says whether the crate needs another version than it was made with, because files of it differ though its API
    /// doesn't: what has been released under a version never changes.
    pub(crate) fn is_raised_by(
        &mut self,
        files: &BTreeMap<String, String>,
        sink: &mut Sink,
    ) -> bool {
        let is_same_api = self.effects.iter().all(|it| *it == Rust::None);
        let is_taken = self.version == self.released.version;
        if !is_same_api || !is_taken || self.released.files == digest(files) {
            return false;
        }
        self.raise(Rust::Patch, sink);
        self.version != self.released.version
    }

    /// The text of `CHANGELOG.md`, after what a generated file begins with.
    pub(crate) fn changelog(&self, notice: &str) -> String {
        let earlier = changelog::sections(&self.released.changelog);
        if self.version == self.released.version {
            return changelog::text(notice, earlier);
        }
        let changes = self.diff.changes.iter().zip(self.effects.iter().copied());
        let section = changelog::section(&self.version, &changes.collect::<Vec<_>>());
        let between = if earlier.is_empty() { "" } else { "\n" };
        changelog::text(notice, &format!("{section}{between}{earlier}"))
    }
}

/// The section of a changelog for what follows a version, where such is the difference.
pub(crate) fn section(version: &Version, diff: &Diff) -> String {
    let changes: Vec<_> = diff.changes.iter().map(|it| (it, it.asks_for())).collect();
    let worst = changes.iter().map(|(_, effect)| *effect).max().unwrap_or(Rust::None);
    changelog::section(&version.next(worst), &changes)
}

/// What has to be kept of a crate when it is released, by the names of files. `notice` is what generated files begin with.
pub fn record(
    files: &BTreeMap<String, String>,
    version: &str,
    notice: &str,
) -> BTreeMap<String, String> {
    let first = || {
        let section = format!("## {version}\n\nThe first release.\n");
        changelog::text(notice, &section)
    };
    let changelog = files.get(CHANGELOG).cloned().unwrap_or_else(first);
    let text = format!(
        "# Written by Clientwright: the crate as users have it.\nversion = \"{version}\"\nfiles = \"{}\"\n",
        digest(files)
    );
    let manifest = files.get(MANIFEST).cloned().unwrap_or_default();
    BTreeMap::from([
        (CHANGELOG.to_owned(), changelog),
        (MANIFEST.to_owned(), manifest),
        (RECORD.to_owned(), text),
    ])
}

/// A fingerprint of the files of a crate, but for the changelog, which tells of them.
fn digest(files: &BTreeMap<String, String>) -> String {
    let files = files.iter().filter(|(path, _)| *path != CHANGELOG);
    fingerprint(files.flat_map(|(path, text)| [path.as_str(), text.as_str()]))
}

/// Reports what is accepted and isn't there, which is everything where nothing was released.
pub(crate) fn report_unused(settings: &Settings, diff: &Diff, sink: &mut Sink) {
    for (accepted, why) in &settings.changes.accepted {
        if !diff.changes.iter().any(|it| it.fingerprint == *accepted) {
            sink.push(findings::release::unused_acceptance(accepted).at(why.place.clone()));
        }
    }
}
