//! The validators: how each is got and asked, and what it says.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::{Deserializer, Value};

use crate::install;

/// The version of Redocly's linter whose complaints are listed.
const REDOCLY: &str = "2.77.0";

/// The rules of Redocly's that are about what OpenAPI 3.0 allows, and not about taste.
const RULES: &str = "\
rules:
  struct: error
  no-unresolved-refs: error
  nullable-type-sibling: error
  no-enum-type-mismatch: error
  path-parameters-defined: error
";

/// What the validator of Python is made of, in the versions whose complaints are listed.
const PYTHON: [(&str, &str); 2] = [("openapi-spec-validator", "0.9.0"), ("PyYAML", "6.0.4")];

/// What asks it.
const JUDGE: &str = include_str!("judge.py");

/// How many documents one run of Redocly's linter gets.
const CHUNK: usize = 40;

/// Somebody else's validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Validator {
    /// openapi-spec-validator, for Python.
    SpecValidator,
    /// Redocly's linter, for Node.
    Redocly,
}

/// What a validator has against a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Where in the document.
    pub(super) at: String,
    pub(super) message: String,
}

/// The complaints about each document.
pub(super) type Complaints = BTreeMap<PathBuf, Vec<Complaint>>;

impl Validator {
    pub(super) const ALL: [Self; 2] = [Self::SpecValidator, Self::Redocly];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SpecValidator => "openapi-spec-validator",
            Self::Redocly => "redocly",
        }
    }

    /// Judges documents; the error says why it can't.
    pub(super) fn judge(self, target: &Path, documents: &[PathBuf]) -> Result<Complaints, String> {
        let said = match self {
            Self::SpecValidator => {
                let modules = install::pip(target, &PYTHON)?;
                let paths: Vec<_> = documents.iter().map(|it| it.to_string_lossy()).collect();
                let mut python = Command::new("python3");
                python.args(["-c", JUDGE]).env("PYTHONPATH", modules);
                of_python(&output(&mut python, paths.join("\n"))?)
            }
            Self::Redocly => {
                let dir = install::npm(target, "@redocly/cli", REDOCLY)?;
                let config = dir.join("rules.yaml");
                fs::write(&config, RULES).map_err(|it| format!("can't write the rules: {it}"))?;
                let mut all = Complaints::new();
                for chunk in documents.chunks(CHUNK) {
                    let mut node = Command::new("node");
                    node.arg(dir.join("node_modules/@redocly/cli/bin/cli.js"))
                        .args(["lint", "--format", "json", "--max-problems", "1000", "--config"])
                        .arg(&config)
                        .args(chunk)
                        .env("REDOCLY_TELEMETRY", "off")
                        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
                    all.extend(of_redocly(&output(&mut node, String::new())?, chunk));
                }
                all
            }
        };
        match documents.iter().find(|it| !said.contains_key(*it)) {
            Some(missing) => Err(format!("{} says nothing of {}", self.name(), missing.display())),
            None => Ok(said),
        }
    }
}

/// Runs a program with a text as its input, and returns what it prints.
fn output(command: &mut Command, input: String) -> Result<String, String> {
    let run = || -> io::Result<Output> {
        let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = streams.spawn()?;
        let stdin = child.stdin.take();
        // The program may print before it has read all.
        let writer = thread::spawn(move || stdin.map(|mut it| it.write_all(input.as_bytes())));
        let output = child.wait_with_output();
        let _ = writer.join();
        output
    };
    let output = run().map_err(|it| it.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if said.is_empty() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors.trim().chars().take(2000).collect());
    }
    Ok(said)
}

fn of_python(said: &str) -> Complaints {
    let lines = said.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let each = lines.filter_map(|line| {
        let complaints = line.get("complaints")?.as_array()?;
        let complaints = complaints.iter().map(|it| complaint(it.get("at"), it.get("message")));
        Some((PathBuf::from(line.get("file")?.as_str()?), complaints.collect()))
    });
    each.collect()
}

/// It prints an object for each document, in their order, and lines of its own between them.
fn of_redocly(said: &str, documents: &[PathBuf]) -> Complaints {
    let mut all = Complaints::new();
    let mut rest = said;
    for document in documents {
        let Some(from) = rest.find('{').and_then(|it| rest.get(it..)) else { break };
        let mut values = Deserializer::from_str(from).into_iter::<Value>();
        let Some(Ok(judged)) = values.next() else { break };
        rest = from.get(values.byte_offset()..).unwrap_or_default();
        let problems = judged.get("problems").and_then(Value::as_array).into_iter().flatten();
        let complaints = problems.map(|it| {
            let at = it.pointer("/location/0/pointer");
            let Complaint { at, message } = complaint(at, it.get("message"));
            let rule = it.get("ruleId").and_then(Value::as_str).unwrap_or_default();
            Complaint {
                at: at.trim_start_matches('#').to_owned(),
                message: format!("{rule}: {message}"),
            }
        });
        all.insert(document.clone(), complaints.collect());
    }
    all
}

fn complaint(at: Option<&Value>, message: Option<&Value>) -> Complaint {
    let [at, message] =
        [at, message].map(|it| it.and_then(Value::as_str).unwrap_or_default().to_owned());
    Complaint { at, message }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Complaint, of_python, of_redocly};

    #[test]
    fn what_python_prints_is_read_by_document() {
        let said = "{\"file\": \"a.yaml\", \"complaints\": []}\n\
            {\"file\": \"b.yaml\", \"complaints\": [{\"at\": \"/tags\", \"message\": \"two are one\"}]}\n";
        let all = of_python(said);
        assert_eq!(all[&PathBuf::from("a.yaml")], []);
        let complaint = Complaint { at: "/tags".to_owned(), message: "two are one".to_owned() };
        assert_eq!(all[&PathBuf::from("b.yaml")], [complaint]);
    }

    #[test]
    fn what_redocly_prints_is_read_in_the_order_of_the_documents() {
        let documents = ["a.yaml", "b.yaml", "c.yaml"].map(PathBuf::from);
        let said = "{\"problems\": []}\nvalidating b.yaml\n{\"problems\": [{\"ruleId\": \"struct\", \
            \"message\": \"odd\", \"location\": [{\"pointer\": \"#/info\"}]}]}";
        let all = of_redocly(said, &documents);
        assert_eq!(all[&documents[0]], []);
        let complaint = Complaint { at: "/info".to_owned(), message: "struct: odd".to_owned() };
        assert_eq!(all[&documents[1]], [complaint]);
        // Of the third nothing is said, which isn't the same as nothing against it.
        assert!(!all.contains_key(&documents[2]));
    }
}
