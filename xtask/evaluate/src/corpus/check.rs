//! `cargo check` over the crates of a corpus, in one workspace, so that what they link is compiled once.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::row::Cost;
use super::stopwatch::Stopwatch;
use clientwright_cli::Error;
use clientwright_cli::files::{self, Change, Tree};

/// The folder of the crates in the workspace.
const CRATES: &str = "crates";

/// A workspace whose members are those of the batch that is checked.
#[derive(Debug)]
pub(crate) struct Workspace {
    dir: PathBuf,
    jobs: NonZeroUsize,
    stopwatch: Option<Stopwatch>,
    /// What cargo does: `check` or `build`.
    command: &'static str,
}

/// What the compiler says about a crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    first_error: Option<String>,
    first_warning: Option<String>,
    /// What it used, where that was measured.
    pub(crate) cost: Option<Cost>,
    is_done: bool,
}

impl Verdict {
    /// What to look at first: the first error, or else the first warning.
    pub(crate) fn first(&self) -> Option<&str> {
        self.first_error.as_deref().or(self.first_warning.as_deref())
    }

    fn refused(problem: String) -> Self {
        Self { errors: 1, first_error: Some(problem), is_done: true, ..Self::default() }
    }

    fn is_heard(&self) -> bool {
        self.is_done || self.errors + self.warnings > 0
    }
}

impl Workspace {
    /// The workspace in `dir`, which is made where there is none.
    pub(crate) fn open(
        dir: &Path,
        root: &Path,
        jobs: NonZeroUsize,
        stopwatch: Option<Stopwatch>,
    ) -> Result<Self, Error> {
        // The versions of this project, which are on this machine already.
        if let Some(lock) = files::read_optional(&root.join("Cargo.lock"))? {
            files::write(&dir.join("Cargo.lock"), &lock)?;
        }
        Ok(Self { dir: dir.to_path_buf(), jobs, stopwatch, command: "check" })
    }

    /// The same workspace, whose crates are built and not only checked.
    pub(crate) fn building(self) -> Self {
        Self { command: "build", ..self }
    }

    /// The folder of a crate.
    pub(crate) fn folder(&self, package: &str) -> PathBuf {
        self.dir.join(CRATES).join(package)
    }

    /// The program that was built of a crate.
    pub(crate) fn program(&self, package: &str) -> PathBuf {
        let name = format!("{package}{}", env::consts::EXE_SUFFIX);
        self.dir.join("target").join("debug").join(name)
    }

    /// Writes a crate. A file that stays the same is left alone: its time keeps cargo from checking it again.
    pub(crate) fn write(&self, package: &str, tree: &Tree) -> Result<(), Error> {
        let dir = self.folder(package);
        for (path, change) in files::compare(&dir, tree)? {
            match (change, tree.get(&path)) {
                (Change::Removed, _) | (_, None) => files::remove(&dir, &path)?,
                (Change::Added | Change::Changed, Some(text)) => {
                    files::write(&dir.join(&path), text)?;
                }
            }
        }
        Ok(())
    }

    /// Checks crates that were written; `tick` hears of each that is done.
    pub(crate) fn check<'a>(
        &self,
        packages: &[&'a str],
        tick: &dyn Fn(&str),
    ) -> Result<BTreeMap<&'a str, Verdict>, Error> {
        let (mut verdicts, complaint) = self.cargo(packages, tick)?;
        let mut unheard: Vec<&str> = packages.to_vec();
        unheard.retain(|it| !verdicts.get(it).is_some_and(Verdict::is_heard));
        if let ([only], [_]) = (unheard.as_slice(), packages) {
            verdicts.insert(*only, Verdict::refused(complaint));
            return Ok(verdicts);
        }
        // One crate whose manifest is broken stops cargo for all; alone, each gets its own verdict.
        for package in unheard {
            verdicts.extend(self.check(&[package], tick)?);
        }
        Ok(verdicts)
    }

    /// Runs cargo once, and returns what it says about each crate and the first thing that it complains of itself.
    fn cargo<'a>(
        &self,
        packages: &[&'a str],
        tick: &dyn Fn(&str),
    ) -> Result<(BTreeMap<&'a str, Verdict>, String), Error> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let mut members: Vec<_> = packages.iter().map(|it| format!("{CRATES}/{it}")).collect();
        if let Some(stopwatch) = &self.stopwatch {
            members.push(stopwatch.start(&mut cargo, &self.dir)?.to_owned());
        }
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n\
             [profile.dev]\ndebug = 0\nincremental = false\n"
        );
        files::write(&self.dir.join("Cargo.toml"), &manifest)?;
        let complaints = self.dir.join("cargo.stderr");
        let stderr =
            File::create(&complaints).map_err(|it| Error::io(&complaints, "can't write", &it))?;

        let can_not_run = |it| Error::new(format!("can't run cargo: {it}"));
        let mut child = cargo
            // Without the HTTP client, which takes longer to build than everything else.
            .args([
                self.command,
                "--workspace",
                "--no-default-features",
                "--keep-going",
                "--offline",
            ])
            .args(["--message-format", "json", "--jobs", &self.jobs.to_string()])
            .current_dir(&self.dir)
            .env("CARGO_TARGET_DIR", self.dir.join("target"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .map_err(can_not_run)?;
        let mut verdicts = Verdicts::new(packages);
        for line in child.stdout.take().into_iter().flat_map(|it| BufReader::new(it).lines()) {
            let line = line.map_err(can_not_run)?;
            if let Some(done) = verdicts.hear(&line) {
                tick(done);
            }
        }
        child.wait().map_err(can_not_run)?;
        let text = fs::read(&complaints).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let complaint = text.lines().find(|it| it.starts_with("error")).unwrap_or_default();
        let mut verdicts = verdicts.by_package;
        if self.stopwatch.is_some() {
            for (package, verdict) in &mut verdicts {
                verdict.cost = Stopwatch::cost(&self.dir, package);
            }
        }
        Ok((verdicts, format!("cargo: {complaint}")))
    }
}

/// What cargo said so far.
struct Verdicts<'a> {
    packages: BTreeSet<&'a str>,
    by_package: BTreeMap<&'a str, Verdict>,
}

impl<'a> Verdicts<'a> {
    fn new(packages: &[&'a str]) -> Self {
        Self { packages: packages.iter().copied().collect(), by_package: BTreeMap::new() }
    }

    /// Takes in a line of cargo's, and returns the crate that is done with it.
    fn hear(&mut self, line: &str) -> Option<&'a str> {
        let line: Value = serde_json::from_str(line).ok()?;
        let manifest = Path::new(line.get("manifest_path")?.as_str()?);
        let folder = manifest.parent()?.file_name()?.to_str()?;
        let package = *self.packages.get(folder)?;
        let verdict = self.by_package.entry(package).or_default();
        match line.get("reason")?.as_str()? {
            "compiler-artifact" if !verdict.is_done => {
                verdict.is_done = true;
                Some(package)
            }
            "compiler-message" => {
                verdict.hear(line.get("message")?);
                None
            }
            _ => None,
        }
    }
}

impl Verdict {
    fn hear(&mut self, message: &Value) {
        let text = |key: &str| message.get(key).and_then(Value::as_str).unwrap_or_default();
        let said = text("message");
        // The compiler's own count is no finding.
        if said.starts_with("aborting due to") || said.ends_with(" emitted") {
            return;
        }
        // An error of the compiler itself begins so too: `error: internal compiler error`.
        if text("level").starts_with("error") {
            self.errors += 1;
            self.first_error.get_or_insert_with(|| short("error", message));
        } else if text("level") == "warning" {
            self.warnings += 1;
            self.first_warning.get_or_insert_with(|| short("warning", message));
        }
    }
}

/// A message of the compiler on one line: `error[E0308]: mismatched types (src/lib.rs:7)`.
fn short(level: &str, message: &Value) -> String {
    let said = message.get("message").and_then(Value::as_str).unwrap_or_default();
    let code = message.pointer("/code/code").and_then(Value::as_str);
    let code = code.map(|it| format!("[{it}]")).unwrap_or_default();
    let mut spans = message.get("spans").and_then(Value::as_array).into_iter().flatten();
    let span = spans.find(|it| it.get("is_primary") == Some(&Value::Bool(true)));
    let place = span.and_then(|it| {
        let file = it.get("file_name")?.as_str()?;
        // Cargo compiles from the workspace's folder.
        let file = file.split_once("/src/").map_or(file.to_owned(), |(_, it)| format!("src/{it}"));
        Some(format!(" ({file}:{})", it.get("line_start")?))
    });
    format!("{level}{code}: {said}{}", place.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use serde_json::json;
    use tempfile::TempDir;

    use super::{Verdicts, Workspace};
    use clientwright_cli::files::Tree;

    #[test]
    fn each_crate_gets_its_own_verdict() {
        let dir = TempDir::new().unwrap();
        let workspace = Workspace::open(dir.path(), dir.path(), NonZeroUsize::MIN, None).unwrap();
        let write = |package: &str, manifest: &str, code: &str| {
            let manifest =
                format!("[package]\nname = \"{package}\"\nedition = \"2021\"\n{manifest}");
            let tree = Tree::from([
                ("Cargo.toml".to_owned(), manifest),
                ("src/lib.rs".to_owned(), code.to_owned()),
            ]);
            workspace.write(package, &tree).unwrap();
        };
        write("fine", "", "pub fn a() {}");
        write("warned", "", "fn a() {}");
        write("wrong", "", "pub fn a() -> u8 {}\nfn b() {}");
        let check = |packages: &[&'static str]| workspace.check(packages, &|_| {}).unwrap();
        let counts = |packages: &[&'static str]| {
            let verdicts = check(packages).into_iter();
            verdicts.map(|(name, it)| (name, it.errors, it.warnings)).collect::<Vec<_>>()
        };
        let all = ["fine", "warned", "wrong"];
        assert_eq!(counts(&all), [("fine", 0, 0), ("warned", 0, 1), ("wrong", 1, 0)]);
        // What is checked already says the same again.
        assert_eq!(counts(&all), [("fine", 0, 0), ("warned", 0, 1), ("wrong", 1, 0)]);
        let first = check(&["warned"]).remove("warned").unwrap();
        assert_eq!(
            first.first(),
            Some("warning[dead_code]: function `a` is never used (src/lib.rs:1)")
        );

        write("refused", "version = 1 2", "");
        assert_eq!(counts(&["fine", "refused"]), [("fine", 0, 0), ("refused", 1, 0)]);
        let refused = check(&["refused"]).remove("refused").unwrap();
        assert!(refused.first().unwrap().starts_with("cargo: error"), "{refused:?}");
    }

    #[test]
    fn messages_are_counted_by_crate() {
        let mut verdicts = Verdicts::new(&["corpus-a", "corpus-b"]);
        let message = |package: &str, level: &str, said: &str| {
            let span = json!({"is_primary": true, "line_start": 7,
                "file_name": format!("crates/{package}/src/types/x.rs")});
            json!({
                "reason": "compiler-message",
                "manifest_path": format!("/w/crates/{package}/Cargo.toml"),
                "message": {"level": level, "message": said, "code": {"code": "E1"}, "spans": [span]},
            })
            .to_string()
        };
        for line in [
            message("corpus-a", "warning", "unused"),
            message("corpus-a", "error", "mismatched"),
            message("corpus-a", "error", "again"),
            message("corpus-a", "error", "aborting due to 2 previous errors; 1 warning emitted"),
            message("corpus-a", "failure-note", "for more information, do that"),
            message("elsewhere", "warning", "unused"),
            "no JSON".to_owned(),
        ] {
            assert_eq!(verdicts.hear(&line), None, "{line}");
        }
        let artifact = json!({"reason": "compiler-artifact", "manifest_path": "/w/crates/corpus-b/Cargo.toml"});
        assert_eq!(verdicts.hear(&artifact.to_string()), Some("corpus-b"));

        let [a, b] = ["corpus-a", "corpus-b"].map(|it| verdicts.by_package[it].clone());
        assert_eq!((a.errors, a.warnings), (2, 1));
        assert_eq!(a.first(), Some("error[E1]: mismatched (src/types/x.rs:7)"));
        assert_eq!((b.errors, b.warnings, b.first()), (0, 0, None));
        assert!(b.is_heard() && verdicts.by_package.len() == 2);
    }
}
