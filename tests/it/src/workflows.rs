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
