//! A program that decodes and encodes values of generated types.
//!
//! It is made of a crate's `types` and `codec`, byte by byte, and a `main` of its own: what operations need is left out,
//! and what no value asks for isn't compiled.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use clientwright_cli::Error;
use clientwright_cli::files::Tree;

/// A value to be decoded and encoded again.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// The name of the type, with `?` where `null` is a value too.
    pub(super) ty: String,
    pub(super) value: Value,
}

/// What came of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// It was decoded and encoded.
    Value {
        /// What was encoded.
        value: Value,
        /// What was decoded, as `{:?}` prints it.
        debug: String,
    },
    /// It was refused, with this message.
    Refused(String),
    /// The program panicked, ended or took too long.
    Stopped(String),
}

/// The program for `tasks`, as a package.
pub(super) fn program(package: &str, krate: &Tree, runtime: &Path, tasks: &[Task]) -> Tree {
    let is_kept = |path: &str| {
        ["types", "codec"].iter().any(|it| {
            let rest = path.strip_prefix("src/").and_then(|path| path.strip_prefix(it));
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        })
    };
    let kept = krate.iter().filter(|(path, _)| is_kept(path));
    let mut tree: Tree = kept.map(|(path, text)| (path.clone(), text.clone())).collect();
    let manifest = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[features]\nserde = []\n\n\
         [dependencies]\nclientwright-runtime = {{ path = {:?}, default-features = false }}\n",
        runtime.to_string_lossy().replace('\\', "/")
    );
    tree.insert("Cargo.toml".to_owned(), manifest);
    let mut arms = String::new();
    for ty in tasks.iter().map(|it| &it.ty).collect::<BTreeSet<_>>() {
        let _ = match ty.strip_suffix('?') {
            Some(name) => writeln!(arms, "        \"{ty}\" => again::<Option<types::{name}>>,"),
            None => writeln!(arms, "        \"{ty}\" => again::<types::{ty}>,"),
        };
    }
    tree.insert("src/main.rs".to_owned(), MAIN.replace("        // types\n", &arms));
    let lines = tasks.iter().map(|it| format!("{}\t{}\n", it.ty, it.value));
    tree.insert("values.tsv".to_owned(), lines.collect::<Vec<_>>().concat());
    tree
}

const MAIN: &str = r#"#![recursion_limit = "1024"]
#![allow(warnings)]

mod codec;
mod types;

use clientwright_runtime::{decode, encode, Json};

type Again = fn(&[u8]) -> Result<(Vec<u8>, String), String>;

fn again<T: Json + std::fmt::Debug>(text: &[u8]) -> Result<(Vec<u8>, String), String> {
    decode::<T>(text).map(|it| (encode(&it), format!("{it:?}"))).map_err(|it| it.to_string())
}

fn by_name(name: &str) -> Option<Again> {
    Some(match name {
        // types
        _ => return None,
    })
}

fn run() {
    let mut args = std::env::args().skip(1);
    let values = std::fs::read_to_string(args.next().unwrap()).unwrap();
    let first: usize = args.next().unwrap().parse().unwrap();
    std::panic::set_hook(Box::new(|_| {}));
    for line in values.lines().skip(first) {
        let (name, value) = line.split_once('\t').unwrap();
        let done = std::panic::catch_unwind(|| by_name(name).unwrap()(value.as_bytes()));
        match done {
            Ok(Ok((text, debug))) => {
                let text = String::from_utf8_lossy(&text).replace('\n', " ");
                println!("value\t{}\t{}", text.replace('\t', " "), debug.replace('\n', " "));
            }
            Ok(Err(message)) => println!("refused\t{}", message.replace('\n', " ")),
            Err(_) => println!("panic\t"),
        }
    }
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    thread.spawn(run).unwrap().join().unwrap();
}
"#;

/// Runs a program that was built, and returns an answer for each value.
pub(super) fn run(
    program: &Path,
    dir: &Path,
    tasks: &[Task],
    limit: Duration,
) -> Result<Vec<Answer>, Error> {
    let mut answers = Vec::with_capacity(tasks.len());
    while answers.len() < tasks.len() {
        let out = dir.join("answers.tsv");
        let file = File::create(&out).map_err(|it| Error::io(&out, "can't write", &it))?;
        let child = Command::new(program)
            .arg(dir.join("values.tsv"))
            .arg(answers.len().to_string())
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(Stdio::null())
            .spawn();
        let child = child.map_err(|it| Error::io(program, "can't run", &it))?;
        let end = wait(child, limit).map_err(|it| Error::io(program, "can't run", &it))?;
        let text = fs::read(&out).map_err(|it| Error::io(&out, "can't read", &it))?;
        answers.extend(String::from_utf8_lossy(&text).lines().filter_map(answer));
        // What is missing is what it ended at.
        if answers.len() < tasks.len() {
            answers.push(Answer::Stopped(end));
        }
    }
    Ok(answers)
}

fn answer(line: &str) -> Option<Answer> {
    let (kind, text) = line.split_once('\t')?;
    Some(match kind {
        "value" => {
            let (json, debug) = text.split_once('\t')?;
            match serde_json::from_str(json) {
                Ok(value) => Answer::Value { value, debug: debug.to_owned() },
                Err(error) => Answer::Refused(format!("what was encoded is not JSON: {error}")),
            }
        }
        "refused" => Answer::Refused(text.to_owned()),
        _ => Answer::Stopped("panic".to_owned()),
    })
}

/// Waits for the end of a program, no longer than `limit`, and says how it ended.
pub(crate) fn wait(mut child: std::process::Child, limit: Duration) -> std::io::Result<String> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.to_string());
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(format!("not done after {} seconds", limit.as_secs()));
        }
        thread::sleep(Duration::from_millis(10));
    }
}
