//! `tests/fixtures/<group>/<case>/`: a description in, text out. `build.rs` writes a test for each folder.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clientwright::internal::canonical::Canonical;
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::ir::{Api, Outcome};
use clientwright::internal::lower::{self, Ledger, Options};
use clientwright::{FileId, Format, Manifest, Output, Released, Request, Sources, render};

use crate::expect::expect_file;

mod cases {
    include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));
}

pub(crate) use cases::GROUPS;

/// What a case may hold besides `input.*`, with the golden of each group.
pub(crate) const EXPECTED: &[(&str, &str)] = &[
    ("normalize", "expected.yaml"),
    ("lower", "expected.ir"),
    ("pass", "expected.diff"),
    ("emit", "expected.txt"),
    ("error", "expected.stderr"),
];

/// Every runner, also while its group has no case.
const _: &[fn(&Case)] = &[normalize, lower, pass, emit, error];
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
    names: Option<FileId>,
    released: Option<Released>,
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
        let names = names.map(|text| sources.add("names.lock", text));
        let released = dir.join("released").is_dir().then(|| {
            let mut file = |name: &str| {
                let text = fs::read_to_string(dir.join("released").join(name)).unwrap();
                sources.add(format!("released/{name}"), text)
            };
            Released::new(file("release.toml"), file("api.json"), file("CHANGELOG.md"))
        });
        Self { dir, group, sources, input, overlay, settings, names, released }
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
        let manifest = Manifest::default()
            .runtime("{ path = \"../../codegen/runtime\" }")
            .in_workspace(true)
            .command("cargo xtask bless");
        Request::new(self.input)
            .overlay(self.overlay)
            .settings(self.settings)
            .names(self.names)
            .released(self.released.clone())
            .manifest(manifest)
    }

    /// The canonical document.
    #[track_caller]
    pub(crate) fn read(&self) -> Canonical {
        let mut sink = Sink::default();
        let read = clientwright::internal::read(&self.sources, &self.request(), &mut sink);
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

    /// What lowering is told beside the description, and the names of earlier runs.
    fn options(&self) -> (Options, Ledger) {
        let (request, mut sink) = (self.request(), Sink::default());
        let names = clientwright::internal::ledger(&self.sources, &request, &mut sink).unwrap();
        let settings = clientwright::internal::settings(&self.sources, &request, &mut sink);
        let options = Options { dialect: "OpenAPI".to_owned(), settings, ..Options::default() };
        (options, names)
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
    let again = Case {
        sources,
        input,
        overlay: None,
        settings: None,
        names: None,
        released: None,
        ..case.clone()
    };
    assert_eq!(again.read().to_yaml(), text, "the canonical document is a fixed point");
}

/// A description to the outline of the IR.
fn lower(case: &Case) {
    let (options, mut ledger) = case.options();
    let api = lower::lower(&case.read(), &options, &mut ledger, &mut Sink::default());
    case.expect(&crate::outline::outline(&api));
    assert_eq!(unnamed(&api), Vec::<String>::new(), "everything that emitters name has a name");
}

/// What has no name in an API: enums over responses, structs of headers and ways to ask for other media types, which get
/// theirs from a pass.
fn unnamed(api: &Api) -> Vec<String> {
    let types =
        api.types.iter().flat_map(|it| [(&it.name, &it.pointer), (&it.module, &it.pointer)]);
    let mut names: Vec<_> = types.collect();
    for (_, it) in api.operations() {
        let outcomes = it.outcomes().filter_map(|it| match it {
            Outcome::Cases(it) => Some(it),
            _ => None,
        });
        let own = [&it.name, &it.builder, &it.constant].into_iter();
        let others = it.alternatives.iter().flat_map(|it| [&it.name, &it.constant]);
        let headers = it.headers.iter().map(|it| &it.name);
        let variants = it.error.cases.iter().map(|it| &it.variant);
        let errors = std::iter::once(&it.error.name).chain(variants);
        let all = own.chain(others).chain(headers).chain(outcomes.map(|it| &it.name)).chain(errors);
        names.extend(all.map(|name| (name, &it.pointer)));
    }
    names.iter().filter(|it| it.0.is_empty()).map(|it| it.1.to_string()).collect()
}

/// A description and the name of a step of lowering to what that step changes in the draft.
fn pass(case: &Case) {
    let step = fs::read_to_string(case.dir.join("step.txt")).unwrap();
    let after = |step: &str| {
        let (options, mut ledger) = case.options();
        lower::outline_after(step, &case.read(), &options, &mut ledger, &mut Sink::default())
    };
    let steps: Vec<&str> = lower::steps().collect();
    let before = steps.iter().position(|it| *it == step.trim()).and_then(|it| steps.get(it - 1));
    let (before, after) = (after(before.unwrap()).unwrap(), after(step.trim()).unwrap());
    assert_ne!(before, after, "the step does something");
    case.expect(&changes(&before, &after));
}

/// The lines of two texts: those that both have behind two spaces, others behind a sign.
fn changes(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // How many lines are the same from two places on.
    let mut same = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            same[i][j] =
                if a == b { same[i + 1][j + 1] + 1 } else { same[i + 1][j].max(same[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        let is_gone = j == new.len() || (i < old.len() && same[i + 1][j] >= same[i][j + 1]);
        if i < old.len() && j < new.len() && old[i] == new[j] {
            let _ = writeln!(text, "  {}", old[i]);
            (i, j) = (i + 1, j + 1);
        } else if is_gone {
            let _ = writeln!(text, "- {}", old[i]);
            i += 1;
        } else {
            let _ = writeln!(text, "+ {}", new[j]);
            j += 1;
        }
    }
    text
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
    let mut again = case.clone();
    again.names = Some(again.sources.add("names.lock", output.names));
    let again = again.generate();
    assert_eq!(again.files, output.files, "the second run gives the same files");
}

/// A description, and an overlay, to the findings as they are printed.
fn error(case: &Case) {
    let output = case.generate();
    assert!(!output.findings.is_empty(), "{}: nothing was found", case.dir.display());
    case.expect(&case.render(&output));
}
