//! A run that is killed at any moment, or that runs out of space, leaves whole crates.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use crate::project::{Project, Ran, header, run, stand_in};

/// Tells the child where the project is.
const PROJECT: &str = "CLIENTWRIGHT_TEST_PROJECT";

/// Tells the child which way it writes: a name of [`WAYS`].
const WAY: &str = "CLIENTWRIGHT_TEST_WAY";

/// The description before the child has written one.
const BEFORE: &str = "src/a.rs 0";

/// A way to write a crate.
struct Way {
    name: &'static str,
    args: &'static [&'static str],
    description: &'static str,
    folder: &'static str,
}

const WAYS: [Way; 2] = [
    Way {
        name: "regen",
        args: &["regen"],
        description: "specs/acme/api.yaml",
        folder: "generated/acme-api",
    },
    Way {
        name: "generate",
        args: &["generate", "api.yaml", "--out", "out/client"],
        description: "api.yaml",
        folder: "out/client",
    },
];

impl Way {
    fn project(&self) -> Project {
        let project = Project::acme(BEFORE);
        project.write(self.description, BEFORE);
        self.run(project.root()).ends(0);
        project
    }

    fn run(&self, root: &Path) -> Ran {
        run(root, self.args, &stand_in)
    }

    /// The child that writes one edition after the other, by way of a shell's `exec "$@"`.
    fn child(&self, project: &Project, test: &str, script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(env::current_exe().unwrap());
        command.args(["--exact", test, "--ignored"]);
        command.env(PROJECT, project.root()).env(WAY, self.name);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// What the parent has told this child.
fn told() -> Option<(String, &'static Way)> {
    let (root, name) = (env::var(PROJECT).ok()?, env::var(WAY).ok()?);
    Some((root, WAYS.iter().find(|it| it.name == name)?))
}

#[test]
fn a_killed_run_leaves_whole_crates() {
    for way in &WAYS {
        let project = way.project();
        // What isn't generated survives where it may be: beside the files of a crate of one's own.
        let is_own = way.name == "generate";
        if is_own {
            project.write(&format!("{}/src/mine.rs", way.folder), "by hand");
        }
        for round in 0..12 {
            project.write(way.description, BEFORE);
            let mut child =
                way.child(&project, "killed::write_until_killed", "exec \"$@\"").spawn().unwrap();
            wait_for_the_child(|| project.read(way.description) != BEFORE);
            thread::sleep(Duration::from_millis(7 * round));
            child.kill().unwrap();
            child.wait().unwrap();
            expect_one_edition(&project, way.folder, is_own);
        }
        project.write(way.description, BEFORE);
        way.run(project.root()).ends(0);
        expect_one_edition(&project, way.folder, is_own);
        assert_eq!(project.tree("out/client").contains_key("src/mine.rs"), is_own);
        let left: Vec<_> =
            project.tree(".").into_keys().filter(|it| it.contains(".clientwright")).collect();
        assert_eq!(left, if is_own { &[][..] } else { &[".clientwright/lock"] });
    }
}

/// Returns once the child has begun to write.
fn wait_for_the_child(has_begun: impl Fn() -> bool) {
    for _ in 0..3000 {
        if has_begun() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("the child did nothing");
}

/// Asserts that all files of the crate come from the same run.
fn expect_one_edition(project: &Project, folder: &str, has_own: bool) {
    let mut tree = project.tree(folder);
    for path in ["Cargo.toml", "generated.lock"] {
        assert!(tree.remove(path).is_some(), "{path}");
    }
    assert_eq!(tree.remove("src/mine.rs").is_some(), has_own);
    tree.remove("names.lock");
    let lib = tree.remove("src/lib.rs").unwrap();
    let editions: Vec<_> = tree.values().map(|it| it.strip_prefix(&lib).unwrap()).collect();
    assert!(editions.iter().all(|it| Some(it) == editions.first()), "{editions:?}");
    assert!(editions.len() == 1 || editions.len() == 30, "{editions:?}");
}

#[test]
#[ignore = "the child of the test above"]
fn write_until_killed() {
    let Some((root, way)) = told() else { return };
    let root = Path::new(&root);
    for edition in 1_u64.. {
        let files: Vec<_> = (0..30).map(|n| format!("src/f{n}.rs {edition}")).collect();
        fs::write(root.join(way.description), files.join("\n")).unwrap();
        let ran = run(root, way.args, &|sources, request| {
            let output = stand_in(sources, request);
            assert!(
                output
                    .files
                    .iter()
                    .flatten()
                    .all(|(_, it)| it.starts_with(&header(request)) || it.starts_with('#'))
            );
            output
        });
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

/// No file may grow beyond 16 or 32 kB, by the shell's unit, and writing more is an error, as on a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_crate_as_it_was() {
    const FULL: &str = "trap '' XFSZ; ulimit -f 32; exec \"$@\"";
    for way in &WAYS {
        let project = way.project();
        project.write(&format!("{}/target/x", way.folder), "cache");
        // What comes last is too much.
        let files: Vec<_> = (0..30).map(|n| format!("src/f{n}.rs 1")).collect();
        let large = "x".repeat(1 << 20);
        project.write(way.description, &format!("{}\nsrc/z.rs {large}", files.join("\n")));
        let before = project.tree(way.folder);
        let status = way.child(&project, "killed::write_once", FULL).status().unwrap();
        assert!(status.success(), "{}", way.name);
        assert_eq!(project.tree(way.folder), before);
        let left: Vec<_> =
            project.tree(".").into_keys().filter(|it| it.contains(".clientwright")).collect();
        assert!(left.is_empty() || left == [".clientwright/lock"], "{left:?}");
        way.run(project.root()).ends(0);
        assert!(project.path(&format!("{}/src/z.rs", way.folder)).exists());
        assert!(project.path(&format!("{}/target/x", way.folder)).exists());
    }
}

#[test]
#[ignore = "the child of the test above"]
fn write_once() {
    let Some((root, way)) = told() else { return };
    let ran = way.run(Path::new(&root));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("can't write"), "{}", ran.err);
}

/// A description of `n` operations more than the first one.
fn described(n: usize) -> String {
    let head = "openapi: 3.0.3\ninfo: { title: Acme, version: '1' }\nservers: [{ url: 'https://a.example' }]\npaths:\n";
    let path =
        |n| format!("  /p{n}: {{ get: {{ responses: {{ '204': {{ description: None. }} }} }} }}\n");
    head.to_owned() + &(0..=n).map(path).collect::<String>()
}

/// How many operations the description has more than the first one.
fn extent(project: &Path) -> usize {
    let text = fs::read_to_string(project.join("specs/acme/api.yaml")).unwrap();
    text.matches("get:").count() - 1
}

fn release(root: &Path) -> Ran {
    run(root, &["regen"], &clientwright::generate).ends(0);
    run(root, &["release", "--no-verify"], &clientwright::generate).ends(0)
}

#[test]
fn a_killed_release_leaves_one_that_is_whole() {
    let project = Project::acme(&described(0));
    project.write(
        "specs/acme/vendor.toml",
        "crate = \"acme-api\"\ntitle = \"Acme\"\n[package]\nlicense = \"MIT\"\nhomepage = \"https://a.example\"\n",
    );
    release(project.root());
    for round in 0..8 {
        let before = extent(project.root());
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "killed::release_until_killed", "--ignored"]);
        child.env(PROJECT, project.root()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().unwrap();
        wait_for_the_child(|| extent(project.root()) > before);
        thread::sleep(Duration::from_millis(23 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        expect_one_release(&project);
        release(project.root());
        assert_eq!(expect_one_release(&project), extent(project.root()));
        run(project.root(), &["regen", "--check"], &clientwright::generate).ends(0);
    }
}

/// Asserts that what is kept is of one release, and returns how many operations that has more than the first one.
fn expect_one_release(project: &Project) -> usize {
    let kept = |file: &str| project.read(&format!("specs/acme/released/{file}"));
    let (record, changelog) = (kept("release.toml"), kept("CHANGELOG.md"));
    let version = record.split('"').nth(1).unwrap();
    let sections: Vec<&str> = changelog.split("\n## ").collect();
    let last = kept("api.json").matches("\"path\":").count() - 1;
    assert!(sections[1].starts_with(&format!("{version}\n")), "{version}: {}", sections[1]);
    assert!(
        last == 0 || sections[1].contains(&format!("`GET /p{last}`")),
        "{last}: {}",
        sections[1]
    );
    last
}

#[test]
#[ignore = "the child of the test above"]
fn release_until_killed() {
    let Ok(root) = env::var(PROJECT) else { return };
    let root = Path::new(&root);
    loop {
        // In one step, as editors write: the parent reads it meanwhile.
        fs::write(root.join("api.next"), described(extent(root) + 1)).unwrap();
        fs::rename(root.join("api.next"), root.join("specs/acme/api.yaml")).unwrap();
        release(root);
    }
}
