//! One of the two versions: its manifest, and the description that it was made of where that is at hand.

use std::path::Path;
use std::rc::Rc;
use std::thread;

use clientwright::diff::{Change, Manifest, Place, Unreadable, Version};
use clientwright::internal::canonical::Canonical;
use clientwright::internal::release::MANIFEST;
use clientwright::{Output, Pointer, Request, Sources, internal};

use crate::{Error, Shell, batch, files, findings, sources};

pub(super) struct Side {
    pub(super) manifest: Manifest,
    /// The version that the crate has with it, where a crate is made of it.
    pub(super) version: Option<Version>,
    pub(super) described: Option<Described>,
}

/// A description, in which places are found.
pub(super) struct Described {
    sources: Rc<Sources>,
    document: Canonical,
    /// What stands before a path, such as `HEAD:`.
    prefix: String,
    /// The names that were given, for whoever is to give the same ones.
    names: String,
    /// What this generator makes of it, where it is the base of a vendor.
    pub(super) manifest: Option<Manifest>,
}

/// What a description gave: the manifest, once it is written and read again, and the document that its places are in.
#[derive(Default)]
pub(super) struct Made {
    output: Output,
    document: Option<Canonical>,
    manifest: Option<Result<Manifest, Unreadable>>,
}

impl Made {
    pub(super) fn of(sources: &Sources, request: &Request) -> Self {
        let (mut output, document) = internal::manifest(sources, request);
        let text = output.files.take().and_then(|mut it| it.remove(MANIFEST));
        Self { output, document, manifest: text.map(|it| Manifest::parse(&it)) }
    }
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
                Side::of_made(made.unwrap_or_default(), &Rc::new(sources), name, shell)
            }
        }
    }
}

impl Side {
    /// Reads two files, each a manifest or a description; names are those of the first. None where a description has
    /// errors, which were printed.
    ///
    /// Both are read at a time. Only where this gave the second other names than the first is it read again with those.
    pub(super) fn of_files(
        files: [&str; 2],
        shell: &mut Shell<'_>,
    ) -> Result<Option<(Self, Self)>, Error> {
        let (base, mut revision) = Content::both(files, shell)?;
        let jobs: Vec<batch::Job<'_>> =
            [base.job(), revision.job()].into_iter().flatten().collect();
        let mut made = batch::several(&jobs, shell, Made::of)?.into_iter();
        let first = base.job().and_then(|_| made.next());
        let Some(base) = base.side(first, files[0], shell)? else { return Ok(None) };
        let mut second = made.next();
        if let Content::Description(sources, request) = &mut revision
            && let names = base.described.as_ref().map(|it| it.names.as_str())
            && !second.as_ref().is_some_and(|it| base.has_names_of(&it.output))
        {
            // One crate in two versions, whatever the description is called.
            let names = names.map(|it| sources.add("names.lock", it));
            let again = request.clone().package(base.manifest.package()).names(names);
            second = batch::several(&[(&*sources, &again)], shell, Made::of)?.pop();
        }
        let revision = revision.side(second, files[1], shell)?;
        Ok(revision.map(|it| (base, it)))
    }

    /// Whether what came of another description has all names of this one and no others, so that it would be the same
    /// with these given.
    fn has_names_of(&self, other: &Output) -> bool {
        let names = self.described.as_ref().is_some_and(|it| it.names == other.names);
        names && self.manifest.package() == other.package
    }

    /// What came of a description that is called `name`; none where it has errors, which are printed.
    pub(super) fn of_made(
        Made { output, document, manifest }: Made,
        sources: &Rc<Sources>,
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
            sources: Rc::clone(sources),
            document,
            prefix: String::new(),
            names: output.names,
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
        let Made { output, document, manifest } = made;
        let (sources, manifest) = (Rc::new(sources), manifest.and_then(Result::ok));
        Some(Self { sources, document: document?, prefix, names: output.names, manifest })
    }
}

/// Reads a manifest that is called `name`.
pub(super) fn parse(text: &str, name: &str) -> Result<Manifest, Error> {
    Manifest::parse(text).map_err(|it| unreadable(name, &it))
}

fn unreadable(name: &str, why: &Unreadable) -> Error {
    Error::new(format!("{name}: {why}"))
}
