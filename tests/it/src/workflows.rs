//! GitHub's workflows: they are YAML, use actions of a version, and none that may write runs what a pull request has.

use std::fs;

use clientwright::Sources;
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::load::load;
use serde_json::Value;

/// The workflows by their names.
fn workflows() -> Vec<(String, Value)> {
    let files = fs::read_dir(crate::root().join(".github/workflows")).unwrap();
    let workflow = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut sources = Sources::default();
        let file = sources.add(name.clone(), fs::read_to_string(path).unwrap());
        let mut sink = Sink::default();
        let document = load(&sources, file, &mut sink)
            .unwrap_or_else(|| panic!("{name} is no YAML: {:?}", sink.into_findings()));
        (name, document.root)
    };
    files.map(|it| workflow(it.unwrap().path())).collect()
}

fn jobs(workflow: &Value) -> impl Iterator<Item = (&String, &Value)> {
    workflow["jobs"].as_object().unwrap().iter()
}

fn steps(job: &Value) -> impl Iterator<Item = &Value> {
    job["steps"].as_array().unwrap().iter()
}

#[test]
fn each_job_has_steps_whose_actions_have_a_version() {
    let all = workflows();
    assert!(all.len() >= 5, "{}", all.len());
    for (name, workflow) in &all {
        for key in ["name", "on", "permissions", "jobs"] {
            assert!(workflow.get(key).is_some(), "{name} says nothing of `{key}`");
        }
        for (job, it) in jobs(workflow) {
            assert!(it["runs-on"].is_string(), "{name}: {job}");
            for step in steps(it) {
                let runs = step.get("run").and_then(Value::as_str);
                let uses = step.get("uses").and_then(Value::as_str);
                assert!(runs.is_some() != uses.is_some(), "{name}: {job}: {step}");
                let version = uses.map(|it| it.rsplit_once("@v").map(|(_, it)| it.parse::<u8>()));
                assert!(version.is_none_or(|it| matches!(it, Some(Ok(_)))), "{name}: {step}");
            }
        }
    }
}

#[test]
fn a_job_that_may_write_runs_nothing_of_a_pull_request() {
    let mut found = 0;
    for (name, workflow) in workflows() {
        let on = &workflow["on"];
        assert!(on.get("pull_request_target").is_none(), "{name}");
        if on.get("pull_request").is_none() {
            continue;
        }
        let writes = |it: &Value| it.to_string().contains("write");
        assert!(!writes(&workflow["permissions"]), "{name}");
        for (job, it) in jobs(&workflow).filter(|(_, it)| writes(&it["permissions"])) {
            found += 1;
            for step in steps(it) {
                let text = step.to_string();
                assert!(
                    !text.contains("checkout") && !text.contains("cargo"),
                    "{name}: {job}: {step}"
                );
                // What an event says is put into no script, but into variables.
                let run = step["run"].as_str().unwrap_or_default();
                assert!(!run.contains("${{"), "{name}: {job}: {run}");
            }
            let is_own = "github.event.pull_request.head.repo.full_name == github.repository";
            assert!(it["if"].as_str().unwrap().contains(is_own), "{name}: {job}");
        }
    }
    assert_eq!(found, 1, "the comment");
}

/// The steps of a workflow run as GitHub runs them, in a clone of a repository that has the branch `main` and no network.
#[cfg(target_os = "linux")]
mod run {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::*;

    /// Stands for `cargo`: a vendor's file is fetched and a crate made of it, and `diff` says as much as it may.
    const CARGO: &str = r#"#!/bin/bash
case "$2" in
  fetch) echo "fetched $RANDOM" >> specs/api.yaml; for n in {1..3000}; do echo "said <$n> & more"; done; exit "${FETCH:-0}";;
  regen) cp specs/api.yaml generated/api.json;;
  diff) head --bytes 64000 /dev/zero | tr '\\0' x;;
  release) echo "acme 1.2.0, ${RELEASED:-as released: ready}";;
esac
"#;

    /// Stands for `gh`: says what it was asked, and that there is no comment or one.
    const GH: &str = r#"#!/bin/bash
echo "$*" >> "$ASKED"
if [[ $* == *--paginate* ]]; then echo "$ID"; fi
"#;

    /// A clone, its origin, and what stands for programs of others.
    struct Clone {
        root: tempfile::TempDir,
    }

    impl Clone {
        fn new() -> Self {
            let it = Self { root: tempfile::tempdir().unwrap() };
            for (name, text) in [("cargo", CARGO), ("gh", GH)] {
                let path = it.path("bin").join(name);
                fs::create_dir_all(it.path("bin")).unwrap();
                fs::write(&path, text).unwrap();
                shell(it.root.path(), &format!("chmod +x {}", path.display()));
            }
            shell(
                it.root.path(),
                "git init --quiet --bare --initial-branch main origin
                git clone --quiet origin clone
                cd clone && git checkout --quiet -B main
                git config user.name Somebody && git config user.email somebody@acme.example
                mkdir -p specs generated/acme && touch specs/api.yaml generated/api.json Cargo.lock
                printf '[package]\nname = \"acme\"\nversion = \"1.2.0\"\n' > generated/acme/Cargo.toml
                git add . && git commit --quiet --message First && git push --quiet origin main",
            );
            it
        }

        fn path(&self, name: &str) -> PathBuf {
            self.root.path().join(name)
        }

        /// Runs a step of a job, and returns whether it went well, what it said, and its outputs.
        fn step(
            &self,
            (workflow, job, n): (&str, &str, usize),
            env: &[(&str, &str)],
        ) -> (bool, String, String) {
            let (_, all) = workflows().into_iter().find(|it| it.0 == workflow).unwrap();
            let job = &all["jobs"][job];
            let step = &steps(job).filter(|it| it.get("run").is_some()).nth(n).unwrap();
            let output = self.path("output");
            fs::write(&output, "").unwrap();
            let options: &[&str] =
                if step.get("shell").is_some() { &["-eo", "pipefail"] } else { &["-e"] };
            let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
            let mut command = Command::new("bash");
            command.args(options).args(["-c", step["run"].as_str().unwrap()]);
            command.current_dir(self.path("clone"));
            command
                .env("PATH", path)
                .env("GITHUB_OUTPUT", &output)
                .env("ASKED", self.path("asked"));
            command
                .env("RUNNER_TEMP", self.root.path())
                .env("BRANCH", "vendors")
                .envs(env.iter().copied());
            let run = command.output().unwrap();
            let said = [run.stdout, run.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
            (run.status.success(), said.concat(), fs::read_to_string(output).unwrap())
        }

        /// What `gh` was asked since the last time.
        fn asked(&self) -> String {
            let asked = fs::read_to_string(self.path("asked")).unwrap_or_default();
            let _ = fs::remove_file(self.path("asked"));
            asked
        }
    }

    /// What a script prints, which goes well.
    #[track_caller]
    fn shell(dir: &Path, script: &str) -> String {
        let run = Command::new("bash").args(["-ec", script]).current_dir(dir).output().unwrap();
        assert!(run.status.success(), "{script}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    }

    const FETCH: (&str, &str, usize) = ("fetch.yml", "fetch", 1);
    const PUSH: (&str, &str, usize) = ("fetch.yml", "fetch", 2);

    #[test]
    fn what_was_fetched_becomes_one_pull_request() {
        let clone = Clone::new();
        for code in ["0", "2"] {
            shell(&clone.path("clone"), "git checkout --quiet main");
            let (well, said, outputs) = clone.step(FETCH, &[("FETCH", code)]);
            assert!(well, "{said}");
            assert_eq!(outputs, format!("code={code}\n"));
            let body = fs::read_to_string(clone.path("body.md")).unwrap();
            assert!(body.len() > 64_000 && body.len() <= 65_536, "{}", body.len());
            assert!(body.contains("said &lt;3000> &amp; more"), "what was said last");
            let (well, said, _) = clone.step(PUSH, &[]);
            assert!(well, "{said}");
            assert!(clone.asked().starts_with("pr create --head vendors"));
            let log = shell(&clone.path("origin"), "git log --format=%an:%s main..vendors");
            assert_eq!(log, "github-actions[bot]:What vendors have changed\n");
        }
        // Nothing has changed.
        shell(&clone.path("clone"), "git checkout --quiet main");
        let (well, said, _) = clone.step(PUSH, &[]);
        assert!(well && clone.asked().is_empty(), "{said}");
    }

    #[test]
    fn a_branch_on_which_somebody_has_gone_on_stays_theirs() {
        let clone = Clone::new();
        shell(
            &clone.path("clone"),
            "git checkout --quiet -b vendors && echo x > specs/mine && git add . && git commit --quiet --message Mine
            git push --quiet origin vendors && git checkout --quiet main",
        );
        clone.step(FETCH, &[]);
        let (well, said, _) = clone.step(PUSH, &[]);
        assert!(!well && said.contains("error: vendors has commits of others"), "{said}");
        assert_eq!(shell(&clone.path("origin"), "git log --format=%s main..vendors"), "Mine\n");
        assert_eq!(clone.asked(), "");
    }

    #[test]
    fn a_pull_request_has_one_comment() {
        let clone = Clone::new();
        fs::write(clone.path("clone/comment.md"), "| acme | 1.2.0 |\n").unwrap();
        let env = |id| {
            [
                ("COMMENTS", "issues/7/comments"),
                ("COMMENT", "comments"),
                ("RUN", "https://runs"),
                ("MARKER", "<!-- m -->"),
                ("ID", id),
            ]
        };
        for (id, asked) in
            [("", "api --method POST issues/7/comments"), ("12", "api --method PATCH comments/12")]
        {
            let (well, said, _) = clone.step(("review.yml", "comment", 0), &env(id));
            assert!(well, "{said}");
            assert!(clone.asked().contains(&format!("{asked} --field body=@body.md --silent\n")));
            let body = fs::read_to_string(clone.path("clone/body.md")).unwrap();
            assert!(body.starts_with("<!-- m -->\n\n| acme | 1.2.0 |\n\n"), "{body}");
        }
    }

    #[test]
    fn the_page_and_the_comment_are_held_against_what_is_merged_into() {
        let clone = Clone::new();
        shell(
            &clone.path("clone"),
            "echo x > specs/mine && git add . && git commit --quiet --message Mine",
        );
        let summary = clone.path("summary");
        let (well, said, _) = clone
            .step(("review.yml", "diff", 1), &[("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())]);
        assert!(well, "{said}");
        assert!(clone.path("clone/review/report.html").exists());
        assert_eq!(shell(&clone.path("clone"), "git log -1 --format=%s base"), "First\n");
        assert_eq!(
            fs::read(summary).unwrap(),
            fs::read(clone.path("clone/review/comment.md")).unwrap()
        );
    }

    #[test]
    fn a_tag_publishes_only_what_was_kept_under_that_version() {
        let clone = Clone::new();
        let (tag, check) = (("publish.yml", "publish", 1), ("publish.yml", "publish", 2));
        let (well, said, outputs) = clone.step(tag, &[("GITHUB_REF_NAME", "acme-v1.2.0")]);
        assert!(well && outputs == "package=acme\n", "{said}");
        let (well, said, _) = clone.step(tag, &[("GITHUB_REF_NAME", "acme-v1.3.0")]);
        assert!(!well && said.contains("error: generated/acme is not of version 1.3.0"), "{said}");
        assert!(clone.step(check, &[("PACKAGE", "acme")]).0);
        for other in ["the first release: ready", "after 1.1.0: ready", "as released: 1 problem"] {
            assert!(!clone.step(check, &[("PACKAGE", "acme"), ("RELEASED", other)]).0, "{other}");
        }
    }
}
