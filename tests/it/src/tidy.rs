//! The architecture as tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright::Code;

use crate::fixtures::{Case, EXPECTED, GROUPS};

/// The modules that may use all others, and that none of them uses.
const ABOVE_ALL: &[&str] =
    &["lib", "pipeline", "compare", "reconcile", "internal", "output", "build"];

/// The other modules of the library, each with those it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("pointer", &[]),
    ("http", &[]),
    ("extensions", &["pointer"]),
    ("words", &[]),
    ("markdown", &[]),
    ("source", &["pointer"]),
    ("diagnostic", &["pointer", "source"]),
    ("document", &["pointer", "source", "diagnostic"]),
    ("load", &["pointer", "source", "diagnostic", "document"]),
    ("overlay", &["pointer", "source", "diagnostic", "document", "load"]),
    ("dialect", &["pointer", "source", "diagnostic", "document"]),
    ("settings", &["pointer", "http", "source", "diagnostic", "document", "ir", "diff"]),
    ("bundle", &["pointer", "source", "diagnostic", "document", "load", "dialect", "normalize"]),
    (
        "normalize",
        &[
            "pointer",
            "http",
            "extensions",
            "words",
            "markdown",
            "source",
            "diagnostic",
            "document",
            "dialect",
        ],
    ),
    (
        "canonical",
        &["pointer", "extensions", "source", "diagnostic", "document", "dialect", "normalize"],
    ),
    ("ir", &["pointer"]),
    (
        "lower",
        &[
            "pointer",
            "http",
            "extensions",
            "words",
            "markdown",
            "source",
            "diagnostic",
            "document",
            "settings",
            "canonical",
            "ir",
        ],
    ),
    (
        "traffic",
        &[
            "pointer",
            "http",
            "extensions",
            "source",
            "diagnostic",
            "document",
            "dialect",
            "settings",
            "canonical",
            "lower",
        ],
    ),
    ("format", &[]),
    ("written", &[]),
    ("items", &["pointer", "source", "canonical", "diff", "ir"]),
    ("request", &["source"]),
    ("emit", &["pointer", "markdown", "ir", "format", "request"]),
    ("diff", &["pointer", "markdown", "source", "diagnostic"]),
    (
        "release",
        &[
            "pointer",
            "markdown",
            "source",
            "diagnostic",
            "document",
            "load",
            "settings",
            "canonical",
            "diff",
            "request",
        ],
    ),
];

/// How long a file may be, its tests not counted.
const MOST_LINES: usize = 600;

/// The files below `dir`, but for those that nobody commits.
pub(crate) fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        let skipped =
            [".git", "target", ".clientwright", "node_modules"].iter().any(|it| name == *it);
        if path.is_dir() && !skipped {
            files.extend(walk(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The Rust files below `dir` of the project: path from the project's folder, and text.
fn rust(dir: &str) -> Vec<(String, String)> {
    let files = walk(&crate::root().join(dir)).into_iter();
    let files = files.filter(|it| it.extension().is_some_and(|it| it == "rs"));
    files.map(|it| (shown(&it), fs::read_to_string(&it).unwrap())).collect()
}

/// The files that git has; all there are where there is no git.
fn committed() -> Vec<PathBuf> {
    let git = Command::new("git").args(["ls-files", "-z"]).current_dir(crate::root()).output();
    let listed =
        git.ok().filter(|it| it.status.success()).and_then(|it| String::from_utf8(it.stdout).ok());
    match listed {
        Some(listed) => listed.split_terminator('\0').map(|it| crate::root().join(it)).collect(),
        None => walk(crate::root()),
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(crate::root()).unwrap().to_str().unwrap().replace('\\', "/")
}

/// The Rust files of the library, without those that are tests.
fn library() -> Vec<(String, String)> {
    let is_test = |path: &str| path.ends_with("/tests.rs") || path.contains("/tests/");
    rust("codegen/src").into_iter().filter(|(path, _)| !is_test(path)).collect()
}

/// What stands before the tests at the end of a file.
pub(crate) fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests").next().unwrap()
}

/// What the `use` lines of a file name; those of the code that it emits are indented.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    without_tests(text).lines().filter_map(|line| {
        let visible = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub(super) "));
        let line = visible.or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix("use ")
    })
}

#[test]
fn modules_depend_one_way() {
    for (path, text) in library() {
        let module = path.strip_prefix("codegen/src/").unwrap().split(['/', '.']).next().unwrap();
        if ABOVE_ALL.contains(&module) {
            continue;
        }
        let allowed = MAY_USE.iter().find(|(name, _)| *name == module);
        let (_, allowed) =
            allowed.unwrap_or_else(|| panic!("{path}: `{module}` is not in the table of tidy.rs"));
        for rest in imports(&text).filter_map(|it| it.strip_prefix("crate::")) {
            let used = rest.split([':', ';', ' ']).next().unwrap();
            let fine = used == module || allowed.contains(&used);
            assert!(fine, "{path}: `{module}` must not use `{used}`; see ARCHITECTURE.md");
        }
    }
}

#[test]
fn a_file_is_short_enough_to_read() {
    for dir in ["codegen", "xtask", "tests/it"] {
        let files = rust(dir).into_iter().filter(|(path, _)| !path.ends_with("/tests.rs"));
        for (path, text) in files {
            let n = without_tests(&text).lines().count();
            assert!(n <= MOST_LINES, "{path}: {n} lines; split it by what its parts are about");
        }
    }
}

#[test]
fn the_library_does_no_io() {
    let banned = ["std::fs", "std::env", "std::net", "std::process", "std::time", "std::thread"];
    let random = ["HashMap", "HashSet"];
    let without_build = |path: &String| !path.starts_with("codegen/src/build");
    for (path, text) in library().into_iter().filter(|(path, _)| without_build(path)) {
        for import in imports(&text) {
            let word = banned.iter().chain(&random).find(|it| import.contains(**it));
            assert_eq!(word, None, "{path}: the same input must give the same bytes");
        }
    }
}

/// Nine crates and four procedural macros, for the hosts of URLs alone; `idna_adapter` leaves the choice to the lock.
#[test]
fn the_lock_leaves_icu_out() {
    let lock = fs::read_to_string(crate::root().join("Cargo.lock")).unwrap();
    let icu: Vec<_> = lock.lines().filter(|it| it.starts_with("name = \"icu_")).collect();
    assert_eq!(icu, [""; 0], "run `cargo update -p idna_adapter --precise 1.1.0`");
}

#[test]
fn no_vendor_is_known_to_the_library() {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(crate::root().join("specs")).unwrap() {
        let Ok(config) = fs::read_to_string(entry.unwrap().path().join("vendor.toml")) else {
            continue;
        };
        let is_name = |it: &&str| it.starts_with("crate") || it.starts_with("title");
        let strings = config.lines().filter(is_name).filter_map(|it| it.split('"').nth(1));
        names.extend(strings.map(str::to_lowercase));
    }
    assert!(names.len() > 2, "{names:?}");
    let snake: Vec<_> = names.iter().map(|it| it.replace(['-', ' '], "_")).collect();
    names.extend(snake);
    for (path, text) in library() {
        for (n, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap().to_lowercase();
            let vendor = names.iter().find(|it| code.contains(it.as_str()));
            assert_eq!(vendor, None, "{path}:{}: a vendor's quirks are data, in specs/", n + 1);
        }
    }
}

#[test]
fn a_fixture_is_an_input_and_what_is_expected() {
    let fixtures = crate::root().join("tests/fixtures");
    for path in walk(&fixtures) {
        let parts: Vec<_> =
            path.strip_prefix(&fixtures).unwrap().iter().map(|it| it.to_str().unwrap()).collect();
        let (group, case, file) = match parts.as_slice() {
            // `diff` reads two inputs each.
            ["README.md"] | ["diff", _, "expected.txt"] => continue,
            ["diff", _, file] if file.starts_with("base.") || file.starts_with("revision.") => {
                continue;
            }
            [group, case, file @ ..] if !file.is_empty() => (*group, *case, file.join("/")),
            _ => panic!("{}: nothing reads this", shown(&path)),
        };
        assert!(GROUPS.contains(&group), "{}: no such group", shown(&path));
        let (group, golden) = *EXPECTED.iter().find(|(it, _)| *it == group).unwrap();
        let known = file == golden
            || file == "names.lock"
            || (group == "pass" && file == "step.txt")
            || (group == "emit" && file == "uses.rs")
            || Case::new(group, case).files().any(|it| it == file);
        assert!(known, "{}: nothing reads this", shown(&path));
        assert!(
            fixtures.join(group).join(case).join(golden).is_file(),
            "{}: no {golden}; `cargo xtask bless`",
            shown(&path)
        );
    }
}

/// What reading the canonical document piece by piece would find, had normalizing left anything for it to find; `fuzz`
/// asserts of each of its inputs that it hasn't.
const UNREACHED: &[Code] = &[Code::RejectedPart];

#[test]
fn a_finding_has_a_fixture() {
    let printed = walk(&crate::root().join("tests/fixtures/error")).into_iter();
    let printed = printed.filter(|it| it.file_name().is_some_and(|it| it == "expected.stderr"));
    let printed: String = printed.map(|it| fs::read_to_string(it).unwrap()).collect();
    let shown = |it: &Code| printed.contains(&format!("[{}]", it.slug()));
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|it| !shown(it) && !UNREACHED.contains(it))
        .map(|it| it.slug())
        .collect();
    assert_eq!(missing, [""; 0], "findings that no case of tests/fixtures/error shows");
    let reached: Vec<_> = UNREACHED.iter().filter(|it| shown(it)).map(|it| it.slug()).collect();
    assert_eq!(
        reached, [""; 0],
        "normalizing lets something through after all; take it off the list"
    );
}

#[test]
fn a_finding_owns_its_words() {
    // `Finding::new` can't be called elsewhere at all.
    let by_hand = ["Diagnostic::new(", "Code::"];
    for (path, text) in library() {
        if path.starts_with("codegen/src/diagnostic") {
            continue;
        }
        for (n, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap();
            let is_whole = |at: usize| !code[..at].ends_with(char::is_alphanumeric);
            let makes = |it: &str| code.match_indices(it).any(|(at, _)| is_whole(at));
            // The requests that an import leaves out are counted, by the code of what was found.
            let counts = path == "codegen/src/pipeline.rs" && code.contains("== Code::");
            let fine = counts || !by_hand.iter().any(|it| makes(it));
            assert!(fine, "{path}:{}: what findings say stands in diagnostic/findings", n + 1);
        }
    }
}

#[test]
fn an_extension_has_one_name_and_a_row_in_the_documentation() {
    let vocabulary = crate::root().join("codegen/src/extensions.rs");
    let made_up = crate::root().join("codegen/src/lower/steps.rs");
    let mut strangers = Vec::new();
    for path in walk(&crate::root().join("codegen/src")) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let is_test = path.iter().any(|it| it == "tests") || path.ends_with("tests.rs");
        if path != vocabulary && path != made_up && !is_test && code.contains("\"x-clientwright-") {
            strangers.push(shown(&path));
        }
    }
    assert_eq!(strangers, [""; 0], "`crate::extensions` has the names of extensions");

    let text = fs::read_to_string(&vocabulary).unwrap();
    let names =
        text.split('"').filter(|it| it.starts_with("x-clientwright-") && !it.ends_with('-'));
    let page = crate::root().join("codegen/docs/overlays-and-provenance.md");
    let page = fs::read_to_string(page).unwrap();
    let undocumented: Vec<_> = names.filter(|it| !page.contains(&format!("| `{it}`"))).collect();
    assert_eq!(undocumented, [""; 0], "extensions without a row in overlays-and-provenance.md");
}

#[test]
fn an_inventory_has_a_vendor() {
    for path in walk(&crate::root().join("tests/inventories")) {
        let vendor = path.file_stem().unwrap();
        let config = crate::root().join("specs").join(vendor).join("vendor.toml");
        assert!(config.is_file(), "{}: no such vendor", shown(&path));
    }
}

#[test]
fn a_generated_file_says_so() {
    for path in walk(&crate::root().join("generated")) {
        let by_hand = shown(&path) == "generated/README.md";
        let own_build = path.file_name().is_some_and(|it| it == "Cargo.lock");
        // JSON has no comments.
        if by_hand || own_build || path.extension().is_some_and(|it| it == "json") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mark = text.lines().next().unwrap_or_default();
        assert!(clientwright_cli::is_mark(mark), "{}: begins with {mark:?}", shown(&path));
    }
}

/// Windows has devices and signs that no file is called by, and no two names that differ in case; neither has macOS.
#[test]
fn a_generated_path_can_be_a_file_everywhere() {
    let mut crates: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in walk(&crate::root().join("generated")) {
        let shown = shown(&path);
        let (_, below) = shown.split_once('/').unwrap();
        let Some((name, path)) = below.split_once('/') else { continue };
        crates.entry(name.to_owned()).or_default().push(path.to_owned());
    }
    for golden in walk(&crate::root().join("tests/fixtures/emit")) {
        let text = fs::read_to_string(&golden).unwrap();
        let paths = text.lines().filter_map(|it| it.strip_prefix("=== "));
        crates.entry(shown(&golden)).or_default().extend(paths.map(str::to_owned));
    }
    let devices = ["aux", "con", "nul", "prn"];
    let is_port = |it: &str| {
        it.strip_prefix("com").or(it.strip_prefix("lpt")).is_some_and(|it| it.len() == 1)
    };
    for (name, paths) in crates {
        let mut seen = BTreeSet::new();
        for path in &paths {
            assert!(seen.insert(path.to_lowercase()), "{name}: {path} is there twice");
            assert!(path.len() < 150, "{name}: {path} is too long");
            for part in path.split('/') {
                let stem = part.split('.').next().unwrap().to_lowercase();
                let is_odd = |c: char| c.is_control() || "<>:\"|?*\\".contains(c);
                let is_fine = !devices.contains(&&*stem)
                    && !is_port(&stem)
                    && !part.contains(is_odd)
                    && !part.ends_with(['.', ' ']);
                assert!(is_fine, "{name}: {path} is no file on Windows");
            }
        }
    }
}

#[test]
fn no_file_knows_this_machine() {
    let folders = [["", "work", ""], ["", "tmp", ""], ["", "root", ""]].map(|it| it.join("/"));
    for path in committed() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (n, line) in text.lines().enumerate() {
            for folder in &folders {
                // A route such as `/api/work/items` is no path of a machine.
                let absolute = line.match_indices(folder.as_str()).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || "}-_.~/".contains(c))
                });
                assert!(!absolute, "{}:{}: a path of one machine: {line}", shown(&path), n + 1);
            }
        }
    }
}
