//! `clientwright` as somebody uses it who has a description and wants a crate: `init`, `add`, the first call.

mod init;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use clientwright::{Request, Sources};
use clientwright_cli::{Generator, OutputStyle, Shell};
use tempfile::TempDir;

use crate::project::{Ran, tree};

/// Runs the program in `cwd`; `answers` are what somebody types, or what is piped in.
fn run_with(cwd: &Path, args: &[&str], asks: bool, answers: &str) -> Ran {
    run_by(cwd, args, asks, answers, &clientwright::generate)
}

/// As [`run_with`], with another generator.
fn run_by(cwd: &Path, args: &[&str], asks: bool, answers: &str, generate: Generator<'_>) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut shell = Shell {
        cwd: cwd.to_path_buf(),
        manifest_path: None,
        input: &mut answers.as_bytes(),
        asks,
        out: &mut out,
        err: &mut err,
        style: OutputStyle::default(),
        ci: false,
        command: "clientwright",
        is_set: &|it| it.ends_with("_SITE"),
        program: None,
        generate,
        generator: "",
    };
    let args = [&["clientwright"], args].concat().into_iter().map(Into::into);
    let code = clientwright_cli::run(args, &mut shell);
    Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn run(cwd: &Path, args: &[&str]) -> Ran {
    run_with(cwd, args, false, "")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A description of a shop at `server`, whose type is in another file.
fn describe(dir: &Path, server: &str) {
    let text = format!(
        "openapi: 3.1.0
info: {{title: Bike Shop, version: '1'}}
servers: [{{url: '{server}'}}]
paths:
  /bikes:
    get:
      operationId: listBikes
      tags: [bikes]
      responses:
        '200':
          description: all of them
          content:
            application/json:
              schema: {{type: array, items: {{$ref: 'schemas/bike.yaml'}}}}
"
    );
    write(&dir.join("bikes.yaml"), &text);
    let bike = "type: object\nrequired: [name]\nproperties: {name: {type: string}}\n";
    write(&dir.join("schemas/bike.yaml"), bike);
}

/// The files below `dir`, without what a run keeps for itself.
fn made(dir: &Path) -> Vec<String> {
    let is_own = |it: &String| it.starts_with(".clientwright/");
    tree(dir).into_keys().filter(|it| !is_own(it)).collect()
}

#[test]
fn a_name_that_the_workspace_has_is_refused() {
    let dir = TempDir::new().unwrap();
    write(&dir.path().join("Cargo.toml"), "[workspace]\nmembers = [\"crates/*\"]\n");
    write(&dir.path().join("crates/app/Cargo.toml"), "[package]\nname = \"bike-shop\"\n");
    run(dir.path(), &["init"]).ends(0);
    describe(&dir.path().join("in"), "https://api.example.com");
    let before = tree(dir.path());
    let ran = run(dir.path(), &["add", "in/bikes.yaml"]).ends(2);
    assert!(ran.err.contains("has a package `bike-shop` already"), "{}", ran.err);
    assert_eq!(tree(dir.path()), before);
    run(dir.path(), &["add", "in/bikes.yaml", "--name", "bikes-api"]).ends(0);
    let ran = run(dir.path(), &["add", "in/bikes.yaml", "--name", "bikes_api"]).ends(2);
    assert!(ran.err.contains("`bikes-api` is the crate of another vendor"), "{}", ran.err);
    // A folder that somebody has made by hand lacks one file.
    write(&dir.path().join("specs/mine/openapi.yaml"), "openapi: 3.0.3\n");
    let ran = run(dir.path(), &["regen", "mine"]).ends(2);
    assert!(ran.err.contains("has no vendor.toml"), "{}", ran.err);
}

#[test]
fn a_crate_outside_of_a_workspace_links_the_runtime_that_is_named() {
    let dir = TempDir::new().unwrap();
    describe(dir.path(), "https://api.example.com");
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let args = ["generate", "bikes.yaml", "--out", "bikes", "--runtime-path"];
    run(dir.path(), &[&args[..], &[clone.to_str().unwrap()]].concat()).ends(0);
    let manifest = &tree(dir.path())["bikes/Cargo.toml"];
    let line = manifest.lines().find(|it| it.starts_with("clientwright-runtime")).unwrap();
    assert!(line.contains("codegen") && line.contains("path = "), "{line}");
    let ran = run(dir.path(), &[&args[..], &["."]].concat()).ends(2);
    assert!(ran.err.contains("`clientwright-runtime` isn't here"), "{}", ran.err);
}

#[test]
fn a_description_is_added_with_its_files_once() {
    let dir = TempDir::new().unwrap();
    let elsewhere = TempDir::new().unwrap();
    describe(elsewhere.path(), "https://bikes.example.com");
    run(dir.path(), &["init"]).ends(0);
    let file = elsewhere.path().join("bikes.yaml");
    let args = ["add", file.to_str().unwrap()];
    let ran = run(&dir.path().join("specs"), &args).ends(0);
    assert!(ran.out.contains("added  specs/bike-shop\nlint: "), "{}", ran.out);
    assert!(ran.out.contains("client.bikes().list_bikes().await?"), "{}", ran.out);
    let specs = made(&dir.path().join("specs/bike-shop"));
    assert_eq!(specs, ["bikes.yaml", "names.lock", "schemas/bike.yaml", "vendor.toml"]);
    let generated = tree(&dir.path().join("generated/bike-shop"));
    let mark = "// Generated by Clientwright. Do not edit: run `clientwright regen bike-shop`.\n";
    assert!(generated["src/lib.rs"].starts_with(mark));

    let before = tree(dir.path());
    let ran = run(dir.path(), &args).ends(0);
    assert!(ran.out.contains("unchanged  specs/bike-shop\nlint: "), "{}", ran.out);
    run(&dir.path().join("generated/bike-shop/src"), &["regen", "--check"]).ends(0);
    assert_eq!(tree(dir.path()), before);

    describe(elsewhere.path(), "https://other.example.com");
    let ran = run(dir.path(), &args).ends(2);
    assert!(ran.err.contains("is there already, with another description"), "{}", ran.err);
    assert_eq!(tree(dir.path()), before);
    run(dir.path(), &[&args[..], &["--name", "other"]].concat()).ends(0);
    let ran = run(dir.path(), &[&args[..], &["--name", "../x"]].concat()).ends(2);
    assert!(ran.err.contains("can't be the name of a vendor"), "{}", ran.err);
}

#[test]
fn a_description_is_added_from_a_pipe() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["init"]).ends(0);
    let text = r#"{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "a.example", "paths": {}}"#;
    let add = ["add", "-", "--name", "piped"];
    run_with(dir.path(), &add, false, text).ends(0);
    assert!(run_with(dir.path(), &add, false, text).ends(0).out.contains("unchanged"));
    run_with(dir.path(), &add, false, &text.replace("a.example", "b.example")).ends(2);
    assert_eq!(tree(&dir.path().join("specs/piped"))["openapi.json"], text);

    let piped = |args: &[&str], code| run_with(dir.path(), args, false, text).ends(code);
    assert!(piped(&["normalize", "-"], 0).out.starts_with("openapi: 3.0"));
    piped(&["generate", "-", "--out", "out", "--name", "out"], 0);
    assert!(dir.path().join("out/src/lib.rs").is_file());
    piped(&["lint", "-"], 0);
    let ran = run_with(dir.path(), &["lint", "-", "--format", "short"], false, "a: 1\n").ends(1);
    assert!(ran.out.starts_with("<stdin>:1:1: error[unknown-dialect]"), "{}", ran.out);
    // Nothing lies beside a pipe.
    write(&dir.path().join("type.yaml"), "type: string\n");
    let text = text.replace("}}", "}, \"definitions\": {\"A\": {\"$ref\": \"type.yaml\"}}}");
    assert!(text.contains("type.yaml"), "{text}");
    let ran = run_with(dir.path(), &["lint", "-", "--format", "short"], false, &text).ends(0);
    assert!(ran.out.contains("gap::unreadable-ref"), "{}", ran.out);
}

#[test]
fn a_description_is_added_by_one_run_of_the_generator() {
    let dir = TempDir::new().unwrap();
    describe(dir.path(), "https://bikes.example.com");
    run(dir.path(), &["init"]).ends(0);
    let runs = std::sync::atomic::AtomicUsize::new(0);
    let counted = |sources: &Sources, request: &Request| {
        runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        clientwright::generate(sources, request)
    };
    for n in 1..3 {
        run_by(dir.path(), &["add", "bikes.yaml"], false, "", &counted).ends(0);
        assert_eq!(runs.load(std::sync::atomic::Ordering::Relaxed), n);
    }
    run(dir.path(), &["regen", "--check"]).ends(0);
}

#[test]
fn what_was_found_is_told_once_and_no_call_where_there_is_none() {
    let dir = TempDir::new().unwrap();
    let text = "openapi: 3.1.0\ninfo: {title: Bike Shop, version: '1'}\npaths: {}\ncolour: red\n";
    write(&dir.path().join("bikes.yaml"), text);
    run(dir.path(), &["init"]).ends(0);
    for _ in 0..2 {
        let ran = run(dir.path(), &["add", "bikes.yaml"]).ends(0);
        assert!(ran.out.contains("lint: 2 warnings\n"), "{}", ran.out);
        assert!(ran.out.ends_with("\nThere is no operation to call.\n"), "{}", ran.out);
        assert_eq!(ran.err, "");
    }
}

#[test]
fn a_description_is_known_by_its_bytes() {
    let dir = TempDir::new().unwrap();
    describe(&dir.path().join("in"), "https://bikes.example.com");
    run(dir.path(), &["init"]).ends(0);
    run(dir.path(), &["add", "in/bikes.yaml", "--name", "shop"]).ends(0);
    fs::rename(dir.path().join("in/bikes.yaml"), dir.path().join("in/openapi.yaml")).unwrap();
    let before = tree(dir.path());
    let ran = run(dir.path(), &["add", "in/openapi.yaml"]).ends(0);
    assert!(ran.out.contains("unchanged  specs/shop"), "{}", ran.out);
    assert_eq!(tree(dir.path()), before);
    // Asked for, it is another vendor all the same.
    run(dir.path(), &["add", "in/openapi.yaml", "--name", "other"]).ends(0);
}

#[test]
fn the_first_call_says_what_it_reads() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["init"]).ends(0);
    let text = "openapi: 3.0.3
info: {title: Meters, version: '1'}
servers: [{url: 'https://meters.example.com'}]
security: [{app: [], site: []}]
paths: {/m: {get: {operationId: list, responses: {'204': {description: none}}}}}
components:
  securitySchemes:
    app: {type: apiKey, in: header, name: x-app}
    site: {type: apiKey, in: header, name: x-site}
    digest: {type: http, scheme: digest}
";
    write(&dir.path().join("meters.yaml"), text);
    let said = "It reads the environment variables METERS_APP and METERS_SITE, of which METERS_APP is not set here.\n";
    let ran = run(dir.path(), &["add", "meters.yaml"]).ends(0);
    assert!(ran.out.ends_with(said), "{}", ran.out);
    let text = text.replace("app: [], site: []", "digest: []");
    write(&dir.path().join("meters.yaml"), &text);
    let ran = run(dir.path(), &["add", "meters.yaml", "--name", "signed"]).ends(0);
    let said = "        // digest can't be sent by a setter, but by `Digest`: see `signer`\n";
    assert!(ran.out.contains(said) && ran.out.ends_with("}\n"), "{}", ran.out);
}

#[test]
fn a_description_with_errors_leaves_nothing() {
    let dir = TempDir::new().unwrap();
    // In somebody's workspace.
    write(&dir.path().join("Cargo.toml"), "[workspace]\nmembers = [\"app\"]\n");
    write(&dir.path().join("app/Cargo.toml"), "[package]\nname = \"app\"\n");
    write(&dir.path().join("app/src/lib.rs"), "");
    run(dir.path(), &["init"]).ends(0);
    let before = tree(dir.path());
    write(
        &dir.path().join("in/api.yaml"),
        "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: [\n",
    );
    let ran = run(&dir.path().join("in"), &["add", "api.yaml"]).ends(1);
    assert!(ran.err.contains("api.yaml:4:1"), "{}", ran.err);
    assert!(ran.err.ends_with("nothing written\n"), "{}", ran.err);
    fs::remove_dir_all(dir.path().join("in")).unwrap();
    assert_eq!(tree(dir.path()), before);
    run(dir.path(), &["add", "missing.yaml"]).ends(2);
    // What was there before works on.
    run(dir.path(), &["regen", "--check"]).ends(0);
    cargo(dir.path(), &["check", "--workspace"]);
}

/// As an editor of Windows saves them, or git there.
#[test]
fn line_ends_of_windows_change_nothing() {
    let dir = TempDir::new().unwrap();
    describe(dir.path(), "https://bikes.example.com");
    run(dir.path(), &["init"]).ends(0);
    run(dir.path(), &["add", "bikes.yaml"]).ends(0);
    let before = tree(&dir.path().join("generated"));
    for (path, text) in tree(&dir.path().join("specs")) {
        write(&dir.path().join("specs").join(path), &text.replace('\n', "\r\n"));
    }
    let manifest = dir.path().join("Cargo.toml");
    write(&manifest, &fs::read_to_string(&manifest).unwrap().replace('\n', "\r\n"));
    run(dir.path(), &["regen"]).ends(0);
    assert_eq!(tree(&dir.path().join("generated")), before);
}

#[test]
fn outside_of_a_workspace_it_says_what_makes_one() {
    let (dir, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    describe(other.path(), "https://bikes.example.com");
    let file = other.path().join("bikes.yaml");
    for args in [&["regen"][..], &["add", file.to_str().unwrap()], &["lint"]] {
        let ran = run(dir.path(), args).ends(2);
        assert!(ran.err.contains("`clientwright init` makes one"), "{args:?}: {}", ran.err);
    }
    run(dir.path(), &["lint", file.to_str().unwrap()]).ends(0);
    run(other.path(), &["init"]).ends(0);
    run(other.path(), &["add", "bikes.yaml"]).ends(0);
    let manifest = other.path().join("Cargo.toml");
    let named = ["regen", "--check", "--manifest-path", manifest.to_str().unwrap()];
    run(dir.path(), &named).ends(0);
    run(dir.path(), &["regen", "--manifest-path", file.to_str().unwrap()]).ends(2);
}

#[test]
fn help_has_examples_and_exit_codes() {
    let dir = TempDir::new().unwrap();
    let help = run(dir.path(), &["--help"]).ends(0).out;
    for part in ["Exit codes:\n", "Examples:\n", "\n  init ", "\n  add ", "\n  regen "] {
        assert!(help.contains(part), "{part}: {help}");
    }
    let commands =
        ["init", "add", "regen", "generate", "lint", "normalize", "explain", "completions"];
    for command in commands {
        let long = run(dir.path(), &[command, "--help"]).ends(0).out;
        assert_eq!(run(dir.path(), &["help", command]).ends(0).out, long);
        let (_, rest) = long.split_once("Examples:\n").unwrap_or_else(|| panic!("{long}"));
        let (examples, codes) = rest.split_once("\n\nExit codes:\n").unwrap();
        assert!(codes.starts_with("  0  ") && codes.contains("\n  2  "), "{command}: {codes}");
        // Each example is a command line that is understood.
        for line in examples.lines() {
            let (_, line) = line.split_once("clientwright ").unwrap();
            let line = line.split("  ").next().unwrap().split(" > ").next().unwrap();
            let args: Vec<_> = line.split(' ').chain(["--help"]).collect();
            assert_eq!(args.first(), Some(&command), "{line}");
            run(dir.path(), &args).ends(0);
        }
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(dir.path(), &["completions", shell]).ends(0).out;
        assert!(script.contains("COMPLETE") && script.contains("clientwright"), "{script}");
    }
}

/// What is read is said once, in `dialect`, and repeated where no code can ask for it.
#[test]
fn texts_say_which_versions_are_read() {
    let read = clientwright::internal::dialect::READ;
    let package = crate::root().join("codegen/Cargo.toml");
    let program = crate::root().join("codegen/cli/Cargo.toml");
    for path in [crate::root().join("README.md"), package, program] {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(read), "{}: doesn't say {read:?}", path.display());
    }
    let dir = TempDir::new().unwrap();
    assert!(run(dir.path(), &["generate", "--help"]).ends(0).out.contains(read));
}

/// Answers one request with a list of bikes, and returns its first line.
fn serve(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    lines.find(String::is_empty).unwrap();
    let body = r#"[{"name": "Tandem"}]"#;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    let _ = stream.read(&mut [0; 1]);
    first
}

#[track_caller]
fn cargo(dir: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .args(["--offline", "--quiet"])
        .current_dir(dir)
        .env("CARGO_TARGET_DIR", crate::target())
        // As in this project, so that what both link is built once.
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {args:?} in {}\n{err}", dir.display());
    String::from_utf8(output.stdout).unwrap()
}

/// In an empty folder outside of any workspace, and in a program that lies elsewhere.
#[test]
fn three_commands_in_an_empty_folder_give_a_crate() {
    let dir = TempDir::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || serve(&listener));
    let (clients, app) = (dir.path().join("clients"), dir.path().join("app"));
    for folder in [&clients, &app] {
        fs::create_dir(folder).unwrap();
        fs::copy(crate::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    }
    run(&clients, &["init", "--runtime-path", crate::root().to_str().unwrap()]).ends(0);
    describe(&app, &format!("http://{address}"));
    let said = run(&clients, &["add", "../app/bikes.yaml"]).ends(0).out;
    assert!(run(&clients, &["regen"]).ends(0).out.ends_with("  unchanged\n"));
    cargo(&clients, &["check", "--workspace", "--all-targets"]);

    let (_, said) = said.split_once("\n\n[dependencies]\n").unwrap();
    let (dependencies, program) = said.split_once("\n\n").unwrap();
    let dependencies = dependencies.replace("\"generated/", "\"../clients/generated/");
    let package =
        "[package]\nname = \"bike-rider\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n";
    write(&app.join("Cargo.toml"), &format!("{package}{dependencies}\n"));
    write(&app.join("src/main.rs"), program);
    assert!(cargo(&app, &["run"]).contains("Tandem"));
    assert_eq!(server.join().unwrap(), "GET /bikes HTTP/1.1");
}

/// In a workspace with another member, whose program makes the call that `add` prints.
#[test]
fn the_first_call_of_a_new_crate_reaches_a_server() {
    let dir = TempDir::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || serve(&listener));
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\n";
    write(&dir.path().join("Cargo.toml"), manifest);
    let package = "[package]\nname = \"bike-app\"\nedition = \"2024\"\n";
    write(&dir.path().join("app/Cargo.toml"), package);
    write(&dir.path().join("app/src/main.rs"), "fn main() {}\n");
    // The versions of this project, which are on this machine already.
    fs::copy(crate::root().join("Cargo.lock"), dir.path().join("Cargo.lock")).unwrap();

    let runtime = crate::root().to_str().unwrap();
    run(dir.path(), &["init", "--runtime-path", runtime]).ends(0);
    describe(dir.path(), &format!("http://{address}"));
    let said = run(&dir.path().join("app"), &["add", "../bikes.yaml"]).ends(0).out;
    let (_, said) = said.split_once("\n\n[dependencies]\n").unwrap();
    let (dependencies, program) = said.split_once("\n\n").unwrap();
    // From the member's folder.
    let dependencies = dependencies.replace("\"generated/", "\"../generated/");
    write(
        &dir.path().join("app/Cargo.toml"),
        &format!("{package}[dependencies]\n{dependencies}\n"),
    );
    write(&dir.path().join("app/src/main.rs"), program);
    // Built, not checked, so that what it links is compiled in one way only.
    cargo(dir.path(), &["build", "--workspace"]);
    let out = cargo(dir.path(), &["run", "--package", "bike-app"]);
    assert!(out.contains("Tandem"), "{out}");
    assert_eq!(server.join().unwrap(), "GET /bikes HTTP/1.1");

    // By version, from a registry that has this project's runtime.
    let version = env!("CARGO_PKG_VERSION");
    run(dir.path(), &["init", "--runtime-version", version]).ends(0);
    run(dir.path(), &["regen", "--check"]).ends(0);
    let patch = crate::root().join("codegen/runtime").to_str().unwrap().replace('\\', "/");
    let patch = format!("patch.crates-io.clientwright-runtime.path = {patch:?}");
    cargo(dir.path(), &["build", "--workspace", "--config", &patch]);
    let text = tree(dir.path())["Cargo.toml"].clone();
    assert!(!text.contains("path ="), "{text}");
}
