//! One of the two versions: its manifest, and the description that it was made of where that is at hand.

use std::path::Path;
use std::sync::Arc;
use std::thread;

use clientwright::diff::{Change, Manifest, Place, Unreadable, Version};
use clientwright::internal::canonical::Canonical;
use clientwright::internal::{self, Lowered, Made, Names, Purpose, Reading};
use clientwright::{Pointer, Request, Sources};

use crate::{Error, Shell, batch, files, findings, sources};

pub(super) struct Side {
    pub(super) manifest: Manifest,
    /// The version that the crate has with it, where a crate is made of it.
    pub(super) version: Option<Version>,
    pub(super) described: Option<Described>,
}

/// A description, in which places are found.
pub(super) struct Described {
    sources: Arc<Sources>,
    document: Canonical,
    /// What stands before a path, such as `HEAD:`.
    prefix: String,
    /// What this generator makes of it, where it is the base of a vendor.
    pub(super) manifest: Option<Manifest>,
}

/// What is in one of two files.
enum Content {
    Manifest(Manifest),
    Description(Sources, Request),
}

impl Content {
    /// Reads two files, at a time where neither is piped in.
    fn both([one, other]: [&str; 2], shell: &mut Shell<'_>) -> Result<(Self, Self), Error> {
        if [one, other].contains(&"-") {
            let mut read =
                |it| if it == "-" { Self::piped(shell) } else { Self::read(it, &shell.cwd) };
            return Ok((read(one)?, read(other)?));
        }
        let cwd = shell.cwd.as_path();
        thread::scope(|scope| {
            let first = scope.spawn(|| Self::read(one, cwd));
            let second = Self::read(other, cwd);
            let first = first.join().map_err(|_| Error::new(format!("can't read {one}")))?;
            Ok((first?, second?))
        })
    }

    fn piped(shell: &mut Shell<'_>) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let description = sources::add_described(&mut sources, Path::new("-"), shell)?;
        Ok(Self::Description(sources, Request::new(description)))
    }

    fn read(file: &str, cwd: &Path) -> Result<Self, Error> {
        let path = cwd.join(file);
        let text = files::read(&path)?;
        if Manifest::is_one(&text) {
            return parse(&text, file).map(Self::Manifest);
        }
        let mut sources = Sources::default();
        let description = sources::add(&mut sources, &path, file)?;
        Ok(Self::Description(sources, Request::new(description)))
    }

    fn job(&self) -> Option<batch::Job<'_>> {
        match self {
            Self::Manifest(_) => None,
            Self::Description(sources, request) => Some((sources, request)),
        }
    }

    /// What is made of a description, once it is read; called as another version, where there is one.
    fn lowered(
        &self,
        names: Option<&Names>,
        read: impl FnOnce() -> Option<Reading>,
    ) -> Option<(Reading, Lowered)> {
        let (sources, request) = self.job()?;
        let reading = read()?;
        let lowered = reading.lower(sources, request, Purpose::Manifest(names));
        Some((reading, lowered))
    }

    /// What is here, of which `made` came if it is a description; none where that has errors, which are printed.
    fn side(
        self,
        made: Option<Made>,
        name: &str,
        shell: &mut Shell<'_>,
    ) -> Result<Option<Side>, Error> {
        match self {
            Self::Manifest(manifest) => Ok(Some(Side { manifest, version: None, described: None })),
            Self::Description(sources, _) => {
                Side::of_made(made.unwrap_or_default(), &Arc::new(sources), name, shell)
            }
        }
    }
}

impl Side {
    /// Reads two files, each a manifest or a description; names are those of the first. None where a description has
    /// errors, which were printed.
    ///
    /// Both are read at a time; the first is written while the second gets its names.
    pub(super) fn of_files(
        files: [&str; 2],
        shell: &mut Shell<'_>,
    ) -> Result<Option<(Self, Self)>, Error> {
        let (base, revision) = Content::both(files, shell)?;
        let jobs: Vec<batch::Job<'_>> =
            [base.job(), revision.job()].into_iter().flatten().collect();
        let mut readings = batch::several(&jobs, shell, Reading::new)?.into_iter();
        let first = base.lowered(None, || readings.next());
        let names = match (&base, &first) {
            (Content::Manifest(it), _) => {
                Some(Names { package: it.package().to_owned(), within: None })
            }
            (Content::Description(..), Some((_, lowered))) => lowered.names(),
            (Content::Description(..), None) => None,
        };
        let made = |(reading, lowered)| Made::new(reading, lowered);
        let (first, second) = thread::scope(|scope| {
            let first = scope.spawn(|| first.map(made));
            // One crate in two versions, whatever the description is called.
            let second = names.and_then(|it| revision.lowered(Some(&it), || readings.next()));
            (first.join(), second.map(made))
        });
        let first = first.map_err(|_| Error::new(format!("can't compare {}", files[0])))?;
        let Some(base) = base.side(first, files[0], shell)? else { return Ok(None) };
        let revision = revision.side(second, files[1], shell)?;
        Ok(revision.map(|it| (base, it)))
    }

    /// What came of a description that is called `name`; none where it has errors, which are printed.
    pub(super) fn of_made(
        Made { output, document, manifest }: Made,
        sources: &Arc<Sources>,
        name: &str,
        shell: &mut Shell<'_>,
    ) -> Result<Option<Self>, Error> {
        if findings::has_errors(&output.findings) {
            findings::report(&output.findings, sources, false, shell)?;
            return Ok(None);
        }
        let manifest = manifest.ok_or_else(|| Error::new("the generator made no api.json"))?;
        let manifest = manifest.map_err(|it| unreadable(name, &it))?;
        let version = Version::parse(&output.version);
        let described = document.map(|document| Described {
            sources: Arc::clone(sources),
            document,
            prefix: String::new(),
            manifest: None,
        });
        Ok(Some(Self { manifest, version, described }))
    }
}

/// Where nodes stand, one after the other; with the lines there, where somebody wants to see them.
pub(super) fn places<'a>(
    described: Option<&Described>,
    changes: &'a [Change],
    node: impl Fn(&'a Change) -> Option<&'a Pointer>,
    with_lines: bool,
) -> Vec<Option<Place>> {
    let Some(described) = described else { return vec![None; changes.len()] };
    let Described { document, sources, prefix, .. } = described;
    let mut places = internal::places(document, sources, changes, node, with_lines);
    places.iter_mut().flatten().for_each(|it| it.at.insert_str(0, prefix));
    places
}

impl Described {
    /// What came of the description of a base, which the generator takes for what it makes now; none where it can't be read.
    pub(super) fn of_made(made: Made, sources: Sources, prefix: String) -> Option<Self> {
        let (sources, manifest) = (Arc::new(sources), made.manifest.and_then(Result::ok));
        Some(Self { sources, document: made.document?, prefix, manifest })
    }
}

/// Reads a manifest that is called `name`.
pub(super) fn parse(text: &str, name: &str) -> Result<Manifest, Error> {
    Manifest::parse(text).map_err(|it| unreadable(name, &it))
}

fn unreadable(name: &str, why: &Unreadable) -> Error {
    Error::new(format!("{name}: {why}"))
}
