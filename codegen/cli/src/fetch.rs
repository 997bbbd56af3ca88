//! `fetch`: the vendors' newest files into `specs/`. No other command touches the network.
//!
//! What comes is written where it is the description of something, and only over what an earlier run has written, unless
//! it is told otherwise.

mod remote;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clientwright::internal::diagnostic::Sink;
use clientwright::{Diagnostic, Request, Sources, internal};

use crate::args::Fetch;
use crate::lock::{Fetched, Lock};
use crate::stage::Stage;
use crate::vendor::{self, Sourced};
use crate::written::digest;
use crate::{Error, Outcome, Project, Shell, files, findings};
use remote::{Remote, Reply};

/// What to say where no vendor has a source.
const NONE_YET: &str = "no vendor has a `source` in its vendor.toml: `source = \"https://…\"` says where the description comes from";

pub(crate) fn run(args: &Fetch, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let project = Project::find(shell)?;
    let stage = Stage::open(&project.root)?;
    let vendors = vendor::sourced(&project.root, &args.vendors)?;
    if vendors.is_empty() {
        shell.eprint(NONE_YET)?;
        return Ok(Outcome::Done);
    }
    let all = vendor::list(&project.root.join("specs"))?;
    let mut lock = Lock::read(&project)?;
    let (mut n_changed, mut outcome) = (0, Outcome::Done);
    for (name, vendor) in &vendors {
        let update = vendor.as_ref().map_err(Clone::clone);
        let update = update.and_then(|it| Update::fetch(it, args, &lock));
        match update.and_then(|it| it.judge(args, &project, shell)) {
            Ok(Some(update)) => {
                n_changed += update.write((&mut lock, &all), &stage, &project, shell)?;
            }
            Ok(None) => outcome = Outcome::Findings,
            Err(error) => {
                shell.eprint(format_args!("error: {name}: {error}"))?;
                outcome = Outcome::Findings;
            }
        }
    }
    if n_changed > 0 {
        let command = &project.command;
        shell
            .eprint(format_args!("help: `{command} regen` makes the crates of what has changed"))?;
    }
    Ok(outcome)
}

/// What came for a vendor.
struct Update<'a> {
    vendor: &'a Sourced,
    /// By their paths in the folder.
    files: BTreeMap<String, File>,
    /// Which of them is the description.
    main: Option<String>,
}

/// A file that was fetched.
struct File {
    bytes: Vec<u8>,
    /// What is there.
    old: Option<Vec<u8>>,
    /// What an earlier run has noted of it.
    known: Option<Fetched>,
    fetched: Fetched,
}

impl<'a> Update<'a> {
    /// Asks for all files of a vendor: one that can't be had leaves all of them as they are.
    fn fetch(vendor: &'a Sourced, args: &Fetch, lock: &Lock) -> Result<Self, Error> {
        let (mut files, mut main) = (BTreeMap::new(), vendor.description.clone());
        for source in &vendor.sources {
            let remote = Remote::new(&source.url, args.timeout)?;
            let path = source.path.clone().or_else(|| vendor.description.clone());
            let file = File::fetch(&remote, path.as_deref(), vendor, lock)?;
            let path = path.unwrap_or_else(|| remote.file_name(&file.bytes));
            if source.path.is_none() || vendor.sources.len() == 1 {
                main = Some(path.clone());
            }
            files.insert(path, file);
        }
        Ok(Self { vendor, files, main })
    }

    /// Refuses what is no description, and to write over what others have edited; says so.
    fn judge(
        self,
        args: &Fetch,
        project: &Project,
        shell: &mut Shell<'_>,
    ) -> Result<Option<Self>, Error> {
        if args.force || !self.files.values().any(File::is_changed) {
            return Ok(Some(self));
        }
        let by_hand = self.files.iter().filter(|(_, it)| it.is_by_hand());
        let by_hand: Vec<_> =
            by_hand.map(|(path, _)| project.show(&self.vendor.folder.join(path))).collect();
        let name = &self.vendor.name;
        if !by_hand.is_empty() {
            shell.eprint(format_args!(
                "error: {name}: not as it was fetched, and stays as it is: {}\n\
                 help: what is wrong with a description is repaired in an overlay; `{} fetch {name} --force` writes over it",
                by_hand.join(", "),
                project.command,
            ))?;
            return Ok(None);
        }
        let (sources, found) = self.read(project)?;
        if findings::has_errors(&found) {
            findings::report(&found, &sources, false, shell)?;
            shell.eprint(format_args!(
                "error: {name}: what came is no description; nothing written\n\
                 help: see what is there: {}",
                self.vendor.sources.iter().map(|it| it.url.as_str()).collect::<Vec<_>>().join(", "),
            ))?;
            return Ok(None);
        }
        Ok(Some(self))
    }

    /// What reading the description says, with the other files that came.
    fn read(&self, project: &Project) -> Result<(Sources, Vec<Diagnostic>), Error> {
        let mut sources = Sources::default();
        let mut sink = Sink::default();
        let mut description = None;
        for (path, file) in &self.files {
            let text = internal::source::decode(file.bytes.clone());
            let text = text.ok_or_else(|| {
                Error::new(format!("`{}` is neither UTF-8 nor UTF-16", file.fetched.url))
            })?;
            let id = sources.add(project.show(&self.vendor.folder.join(path)), text);
            if self.main.as_ref() == Some(path) {
                description = Some(id);
            } else if internal::load::load(&sources, id, &mut sink)
                .is_some_and(|it| !it.root.is_object())
            {
                return Err(Error::new(format!(
                    "`{}` is no part of a description",
                    file.fetched.url
                )));
            }
        }
        let description = description.ok_or_else(|| {
            Error::new("none of the files is the description")
                .help("say which in vendor.toml: `input = \"…\"`")
        })?;
        let _ = internal::read(&sources, &Request::new(description), &mut sink);
        Ok((sources, sink.into_findings()))
    }

    /// Writes what differs, and says how much that was.
    fn write(
        self,
        (lock, vendors): (&mut Lock, &[String]),
        stage: &Stage,
        project: &Project,
        shell: &mut Shell<'_>,
    ) -> Result<usize, Error> {
        let (mut n_changed, mut fetched, mut said) = (0, BTreeMap::new(), Vec::new());
        for (path, file) in self.files {
            let at = self.vendor.folder.join(&path);
            let is_changed = file.is_changed();
            if is_changed {
                stage.replace(&at, &file.bytes)?;
                n_changed += 1;
            }
            let what = match (is_changed, file.old.is_some()) {
                (false, _) => "unchanged",
                (true, false) => "new",
                (true, true) => "changed",
            };
            let n_bytes = findings::number(file.bytes.len(), "byte");
            said.push(format!("{}  {what}  {n_bytes}", project.show(&at)));
            fetched.insert(path, file.fetched);
        }
        lock.note_fetched(&self.vendor.name, fetched);
        lock.write(vendors, stage)?;
        shell.print(said.join("\n"))?;
        Ok(n_changed)
    }
}

impl File {
    /// Asks for the file, if there is a newer one than the one at `path`.
    fn fetch(
        remote: &Remote,
        path: Option<&str>,
        vendor: &Sourced,
        lock: &Lock,
    ) -> Result<Self, Error> {
        let at: Option<PathBuf> = path.map(|it| vendor.folder.join(it));
        let old = at.as_deref().map(present).transpose()?.flatten();
        let known = path.and_then(|it| lock.fetched(&vendor.name, it)).cloned();
        let is_as_known = |it: &&Fetched| {
            let is_it = |old: &[u8]| it.digests.iter().eq([&digest(old)]);
            it.url == remote.url() && old.as_deref().is_some_and(is_it)
        };
        let (bytes, fetched) = match remote.get(known.as_ref().filter(is_as_known))? {
            Reply::Same(fetched) => (old.clone().unwrap_or_default(), fetched),
            Reply::New(bytes, fetched) => (bytes, fetched),
        };
        Ok(Self { bytes, old, known, fetched })
    }

    fn is_changed(&self) -> bool {
        self.old.as_ref() != Some(&self.bytes)
    }

    /// Whether it would be lost what no run has written.
    fn is_by_hand(&self) -> bool {
        let Some(old) = self.old.as_deref().filter(|_| self.is_changed()) else { return false };
        self.known.as_ref().is_none_or(|it| !it.digests.contains(&digest(old)))
    }
}

/// The bytes of a file, if it is there.
fn present(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if files::is_absent(&error) => Ok(None),
        Err(error) => Err(Error::io(path, "can't read", &error)),
    }
}
