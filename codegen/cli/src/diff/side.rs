//! One of the two versions: its manifest, and the description that it was made of where that is at hand.

use std::path::Path;
use std::rc::Rc;

use clientwright::diff::Manifest;
use clientwright::internal::canonical::Canonical;
use clientwright::internal::diagnostic::Sink;
use clientwright::{Output, Pointer, Request, Sources, internal};

use crate::{Error, Shell, batch, files, findings, sources};

/// The file of a crate that is compared.
pub(super) const MANIFEST: &str = "api.json";

pub(super) struct Side {
    pub(super) manifest: Manifest,
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
}

impl Side {
    /// Reads a manifest, or the description in a file; names are those of `before`. None where the description has errors,
    /// which were printed.
    pub(super) fn of_file(
        file: &Path,
        before: Option<&Self>,
        shell: &mut Shell<'_>,
    ) -> Result<Option<Self>, Error> {
        if file != Path::new("-")
            && let text = files::read(&shell.cwd.join(file))?
            && Manifest::is_one(&text)
        {
            let manifest = parse(&text, &file.to_string_lossy())?;
            return Ok(Some(Self { manifest, described: None }));
        }
        let mut sources = Sources::default();
        let description = sources::add_described(&mut sources, file, shell)?;
        let mut request = Request::new(description);
        if let Some(before) = before {
            // One crate in two versions, whatever the description is called.
            request = request.package(before.manifest.package());
            let names = before.described.as_ref().map(|it| it.names.clone());
            request = request.names(names.map(|it| sources.add("names.lock", it)));
        }
        let all = batch::each(&sources, std::slice::from_ref(&request), shell, internal::manifest)?;
        let made = all.into_iter().next().unwrap_or_default();
        Self::of_made(made, &Rc::new(sources), &file.to_string_lossy(), shell)
    }

    /// What came of a description that is called `name`; none where it has errors, which are printed.
    pub(super) fn of_made(
        (output, document): (Output, Option<Canonical>),
        sources: &Rc<Sources>,
        name: &str,
        shell: &mut Shell<'_>,
    ) -> Result<Option<Self>, Error> {
        if findings::has_errors(&output.findings) {
            findings::report(&output.findings, sources, false, shell)?;
            return Ok(None);
        }
        let text = output.files.as_ref().and_then(|it| it.get(MANIFEST));
        let text = text.ok_or_else(|| Error::new("the generator made no api.json"))?;
        let manifest = parse(text, name)?;
        let described = document.map(|document| Described {
            sources: Rc::clone(sources),
            document,
            prefix: String::new(),
            names: output.names,
        });
        Ok(Some(Self { manifest, described }))
    }
}

/// Where nodes stand, one after the other.
pub(super) fn places<'a>(
    described: Option<&Described>,
    nodes: impl Iterator<Item = Option<&'a Pointer>>,
) -> Vec<Option<String>> {
    let nodes: Vec<Option<&Pointer>> = nodes.collect();
    let wanted: Vec<Pointer> = nodes.iter().copied().flatten().cloned().collect();
    if wanted.is_empty() {
        return vec![None; nodes.len()];
    }
    let mut found = described.map(|it| it.spots(&wanted)).unwrap_or_default().into_iter();
    let place = |it: Option<&Pointer>| it.and_then(|_| found.next().flatten());
    nodes.into_iter().map(place).collect()
}

impl Described {
    /// Reads a description that no crate is made of; none where it can't be read.
    pub(super) fn read(sources: Sources, request: &Request, prefix: String) -> Option<Self> {
        let (document, _) = internal::read(&sources, request, &mut Sink::default())?;
        Some(Self { sources: Rc::new(sources), document, prefix, names: String::new() })
    }

    fn spots(&self, nodes: &[Pointer]) -> Vec<Option<String>> {
        let spots = internal::spots(&self.document, &self.sources, nodes).into_iter();
        spots.map(|it| (!it.is_empty()).then(|| format!("{}{it}", self.prefix))).collect()
    }
}

/// Reads a manifest that is called `name`.
pub(super) fn parse(text: &str, name: &str) -> Result<Manifest, Error> {
    Manifest::parse(text).map_err(|it| Error::new(format!("{name}: {it}")))
}
