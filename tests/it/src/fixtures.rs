//! `tests/fixtures/<group>/<case>/`: a description in, text out. `build.rs` writes a test for each folder.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clientwright::canonical::Canonical;
use clientwright::diagnostic::{Format, Sink, render};
use clientwright::lower::{self, Ledger, Options};
use clientwright::source::{FileId, Sources};
use clientwright::{Manifest, Output, Request};

use crate::expect::expect_file;

mod cases {
    include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));
}

pub(crate) use cases::GROUPS;

/// What a case may hold besides `input.*`, with the golden of each group.
pub(crate) const EXPECTED: &[(&str, &str)] = &[
    ("normalize", "expected.yaml"),
    ("lower", "expected.ir"),
    ("emit", "expected.txt"),
    ("error", "expected.stderr"),
];

/// Every runner, also while its group has no case.
const _: &[fn(&Case)] = &[normalize, lower, emit, error];
const _: fn(&'static str, &str) -> Case = Case::new;

/// One folder.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    dir: PathBuf,
    group: &'static str,
    sources: Sources,
    input: FileId,
    overlay: Option<FileId>,
    settings: Option<FileId>,
    names: Option<String>,
}

impl Case {
    pub(crate) fn new(group: &'static str, name: &str) -> Self {
        let dir = crate::root().join("tests/fixtures").join(group).join(name);
        let mut inputs: Vec<_> = fs::read_dir(&dir).unwrap().map(|it| it.unwrap().path()).collect();
        inputs.retain(|it| it.file_stem().is_some_and(|stem| stem == "input"));
        let [input] = inputs.as_slice() else { panic!("{}: one input.*", dir.display()) };

        let mut sources = Sources::default();
        let name = input.file_name().unwrap().to_str().unwrap();
        let input = sources.add(name, fs::read_to_string(input).unwrap());
        let overlay = fs::read_to_string(dir.join("overlay.yaml")).ok();
        let overlay = overlay.map(|text| sources.add("overlay.yaml", text));
        let settings = fs::read_to_string(dir.join("vendor.toml")).ok();
        let settings = settings.map(|text| sources.add("vendor.toml", text));
        for file in std::iter::once(input).chain(overlay) {
            clientwright_cli::include(
                &mut sources,
                clientwright_cli::Folder { path: &dir, name: "" },
                file,
            );
        }
        let names = fs::read_to_string(dir.join("names.lock")).ok();
        Self { dir, group, sources, input, overlay, settings, names }
    }

    /// The files that the case is made of, from its folder.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.sources.files().map(|it| it.name.as_str())
    }

    #[track_caller]
    fn expect(&self, actual: &str) {
        let (_, file) = EXPECTED.iter().find(|(group, _)| *group == self.group).unwrap();
        expect_file(&self.dir.join(file), actual);
    }

    pub(crate) fn request(&self) -> Request {
        Request {
            description: self.input,
            overlay: self.overlay,
            settings: self.settings,
            names: self.names.clone(),
            package: None,
            title: None,
            manifest: Manifest {
                runtime: "{ path = \"../../codegen/runtime\" }".to_owned(),
                workspace: true,
                command: Some("cargo xtask bless".to_owned()),
            },
        }
    }

    /// The canonical document.
    #[track_caller]
    pub(crate) fn read(&self) -> Canonical {
        let mut sink = Sink::default();
        let read = clientwright::read(&self.sources, &self.request(), &mut sink);
        let (canonical, _) = read.unwrap_or_else(|| {
            panic!("{}", render(&sink.into_findings(), &self.sources, Format::Human))
        });
        canonical
    }

    fn generate(&self) -> Output {
        self.generate_as(&self.request())
    }

    pub(crate) fn generate_as(&self, request: &Request) -> Output {
        clientwright::generate(&self.sources, request)
    }

    fn render(&self, output: &Output) -> String {
        render(&output.findings, &self.sources, Format::Human)
    }
}

/// Any dialect to the canonical document.
fn normalize(case: &Case) {
    let text = case.read().to_yaml();
    case.expect(&text);

    let mut sources = Sources::default();
    let input = sources.add("expected.yaml", text.clone());
    let again = Case { sources, input, overlay: None, settings: None, ..case.clone() };
    assert_eq!(again.read().to_yaml(), text, "the canonical document is a fixed point");
}

/// A description to the outline of the IR.
fn lower(case: &Case) {
    let mut ledger = match &case.names {
        Some(names) => Ledger::parse(names).unwrap(),
        None => Ledger::default(),
    };
    let mut sink = Sink::default();
    let settings = clientwright::settings(&case.sources, &case.request(), &mut sink);
    let options = Options { dialect: "OpenAPI".to_owned(), settings, ..Options::default() };
    let api = lower::lower(&case.read(), &options, &mut ledger, &mut sink);
    case.expect(&crate::outline::outline(&api));
}

/// A description to the files of a crate, one after the other.
fn emit(case: &Case) {
    let output = case.generate();
    let files = output.files.as_ref().unwrap_or_else(|| panic!("{}", case.render(&output)));
    let mut text = String::new();
    for (path, content) in files {
        let _ = writeln!(text, "=== {path}\n{content}");
    }
    case.expect(&text);

    // Names that are kept are kept as they are.
    let again = case.generate_as(&Request { names: Some(output.names), ..case.request() });
    assert_eq!(again.files, output.files, "the second run gives the same files");
}

/// A description, and an overlay, to the findings as they are printed.
fn error(case: &Case) {
    let output = case.generate();
    assert!(!output.findings.is_empty(), "{}: nothing was found", case.dir.display());
    case.expect(&case.render(&output));
}
