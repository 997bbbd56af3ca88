//! The command line, apart from `regen`.

use std::fs;

use crate::project::{Project, run, run_as, stand_in};

#[test]
fn alone_it_lists_its_commands() {
    let ran = Project::new().run(&[]).ends(0);
    for command in ["regen", "generate", "lint", "explain", "bless"] {
        assert!(ran.out.contains(&format!("\n  {command} ")), "{}", ran.out);
    }
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let project = Project::acme("src/a.rs one");
    for args in [
        &["regenerate"][..],
        &["regen", "--chek"],
        &["generate"],
        &["regen", "acne"],
        &["explain", "nope"],
    ] {
        assert!(!project.run(args).ends(2).err.is_empty(), "{args:?}");
    }
    assert!(project.run(&["regen", "acne"]).err.contains("there is: acme"));
}

#[test]
fn a_wrong_vendor_toml_is_named_with_its_line() {
    let project = Project::acme("src/a.rs one");
    project.write("specs/acme/vendor.toml", "crate = \"a\"\ntitle = \"A\"\n\ncolour = \"red\"\n");
    let ran = project.run(&["regen"]).ends(2);
    assert!(ran.err.contains("vendor.toml:4: unknown key `colour`"), "{}", ran.err);
    assert!(!project.path("generated").exists());
}

#[test]
fn what_is_no_toml_or_no_ledger_is_named_with_its_line() {
    let project = Project::acme("src/a.rs one");
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", "[workspace]\nmembers = [\"generated/*\"]\n\n[oops\n");
    for args in [&["regen"][..], &["lint"], &["generate", "specs/acme/api.yaml", "--out", "x"]] {
        let ran = project.run(args).ends(2);
        assert!(ran.err.contains("Cargo.toml:4: "), "{args:?}: {}", ran.err);
    }
    project.write("Cargo.toml", &manifest);
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n";
    project.write("specs/acme/api.yaml", text);
    project.write("specs/acme/names.lock", "{\n<<<<<<< ours\n}\n");
    let ran = run(project.root(), &["regen"], &clientwright::generate).ends(1);
    assert!(ran.err.contains("specs/acme/names.lock:2:1"), "{}", ran.err);
}

#[test]
fn a_vendor_is_known_by_its_crate_and_its_folder() {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "acme", "src/b.rs one");
    project.vendor("acme.v2", "acme-v2", "src/c.rs one");
    project.run(&["regen", "acme-api"]).ends(0);
    assert!(project.path("generated/acme-api").exists());
    // A folder comes before a crate of the same name.
    project.run(&["regen", "acme"]).ends(0);
    assert!(!project.path("generated/acme").exists());
    for target in ["acme-api", "acme.v2", "specs/acme", "specs/acme/"] {
        let ran = project.run(&["lint", target]).ends(0);
        assert_eq!(ran.err, "1 description: no findings\n", "{target}");
    }
    let ran = project.run(&["lint", "specs"]).ends(2);
    assert!(ran.err.contains("is a folder, and neither a description"), "{}", ran.err);
    project.write("in/open.yaml", "src/a.rs one");
    let ran = project.run(&["lint", "in/"]).ends(2);
    assert!(ran.err.contains("such as `in/open.yaml`"), "{}", ran.err);
}

#[test]
fn two_vendors_with_one_crate_are_refused() {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "Acme-Api", "src/a.rs one");
    let ran = project.run(&["regen", "acme"]).ends(2);
    assert!(ran.err.contains("the crate `Acme-Api` is that of `acme`"), "{}", ran.err);
}

#[test]
fn the_description_is_the_only_file_or_the_one_named() {
    let project = Project::acme("src/a.rs one");
    project.write("specs/acme/overlay.yaml", "overlay: 1.0.0");
    project.run(&["regen"]).ends(0);

    project.write("specs/acme/other.json", "src/b.rs two");
    let ran = project.run(&["regen"]).ends(2);
    assert!(
        ran.err.contains("several files can be the description: api.yaml, other.json"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("input = \"api.yaml\""), "{}", ran.err);

    let config = "crate = \"acme-api\"\ntitle = \"A\"\ninput = \"other.json\"\n";
    project.write("specs/acme/vendor.toml", config);
    project.run(&["regen"]).ends(0);
    assert!(project.path("generated/acme-api/src/b.rs").exists());

    project.write("specs/acme/vendor.toml", &config.replace("other", "../acme/none"));
    assert!(project.run(&["regen"]).ends(2).err.contains("is not a file of this folder"));
}

#[test]
fn findings_can_be_had_alone() {
    let project = Project::acme("src/a.rs one");
    project.write("elsewhere.yaml", "error");
    project.run(&["lint"]).ends(0);
    let ran = project.run(&["lint", "acme", "elsewhere.yaml", "--format", "short"]).ends(1);
    assert_eq!(ran.out, "elsewhere.yaml:1:1: error[unknown-dialect]: this is an error\n");
    assert_eq!(ran.err, "");
    assert!(!project.path("generated").exists() && !project.path(".clientwright").exists());
    project.run(&["lint", "missing.yaml"]).ends(2);
}

#[test]
fn the_canonical_document_can_be_had() {
    let project = Project::acme(
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: a.example\npaths: {}\n",
    );
    let ran = project.run(&["normalize", "acme"]).ends(0);
    assert!(ran.out.starts_with("openapi: 3.0"), "{}", ran.out);
    project.write("none.yaml", "a: 1\n");
    project.run(&["normalize", "none.yaml"]).ends(1);
}

#[test]
fn what_a_step_of_lowering_makes_can_be_had() {
    let project = Project::new();
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {\
                A: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}}}\n";
    project.write("api.yaml", text);
    let run = |args: &[&str]| project.run(args).ends(0).out;
    let steps = run(&["lower", "--list"]);
    assert!(steps.starts_with("walk\n") && steps.contains("end_recursion\n"), "{steps}");
    let walked = "type /components/schemas/A\n  a: /components/schemas/A?\n";
    assert_eq!(run(&["lower", "api.yaml", "--after", "walk"]), walked);
    let boxed = "type /components/schemas/A, called A\n  a: Box /components/schemas/A?\n";
    assert_eq!(run(&["lower", "api.yaml"]), boxed);
    let refused = project.run(&["lower", "api.yaml", "--after", "nothing"]).ends(2);
    assert!(refused.err.contains("there is no step `nothing`"), "{}", refused.err);
}

#[test]
fn every_finding_is_explained() {
    let project = Project::new();
    let list = project.run(&["explain"]).ends(0).out;
    for code in clientwright::Code::ALL {
        assert!(list.contains(code.slug()), "{}", code.slug());
        let said = project.run(&["explain", code.slug()]).ends(0).out;
        assert!(said.starts_with(code.slug()), "{said}");
        let (_, rest) = said.split_once("\n\nFor example:\n\n    ").unwrap();
        assert!(rest.trim_end().ends_with(&code.advice()), "{said}");
    }
}

#[test]
fn goldens_are_not_rewritten_in_ci() {
    let project = Project::new();
    let ran = run_as(project.root(), &["bless"], &stand_in, true).ends(2);
    assert!(ran.err.contains("not rewritten in CI"), "{}", ran.err);
}

#[test]
fn a_crate_outside_stands_alone() {
    let (project, elsewhere) = (Project::new(), Project::new());
    project.write("api.yaml", "src/a.rs one");
    let out = elsewhere.path("client");
    let args = ["generate", "api.yaml", "--name", "acme", "--out", out.to_str().unwrap()];
    let ran = project.run(&args).ends(0);
    assert!(
        ran.out
            .starts_with("acme  OpenAPI 2.0  12 operations  31 types  0 gaps  5 files written to ")
    );
    let manifest = elsewhere.read("client/Cargo.toml");
    let runtime = project.root().canonicalize().unwrap().join("codegen/runtime");
    assert!(manifest.contains(&format!("{{ path = \"{}\" }}", runtime.display())), "{manifest}");
    assert!(manifest.contains("[workspace]"), "{manifest}");
    assert!(elsewhere.path("client/names.lock").exists());

    elsewhere.write("client/notes.txt", "by hand");
    project.write("api.yaml", "src/b.rs one");
    project.run(&args).ends(0);
    let paths: Vec<_> = elsewhere.tree("client").into_keys().collect();
    let expected =
        ["Cargo.toml", "generated.lock", "names.lock", "notes.txt", "src/b.rs", "src/lib.rs"];
    assert_eq!(paths, expected);
    assert_eq!(elsewhere.tree(".").len() - 1, expected.len(), "nothing is left beside it");
}

#[test]
fn a_crate_inside_finds_the_runtime_beside_it() {
    let project = Project::new();
    project.write("api.yaml", "src/a.rs one");
    for (out, path, own_workspace) in [
        ("scratch/x", "../../codegen/runtime", true),
        ("generated/x", "../../codegen/runtime", false),
        ("x", "codegen/runtime", true),
    ] {
        project.run(&["generate", "api.yaml", "--out", out]).ends(0);
        let manifest = project.read(&format!("{out}/Cargo.toml"));
        assert!(manifest.contains(&format!("{path}\" }}")), "{manifest}");
        assert_eq!(manifest.contains("[workspace]"), own_workspace, "{out}");
    }
}

#[test]
fn a_member_of_another_workspace_is_none_of_its_own() {
    let (project, other) = (Project::new(), Project::new());
    other
        .write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/old\"]\n");
    project.write("api.yaml", "src/a.rs one");
    for (out, own_workspace) in [("crates/x", false), ("crates/old", true), ("x", true)] {
        let dir = other.path(out);
        project.run(&["generate", "api.yaml", "--out", dir.to_str().unwrap()]).ends(0);
        let manifest = other.read(&format!("{out}/Cargo.toml"));
        assert_eq!(manifest.contains("[workspace]"), own_workspace, "{out}");
    }
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let project = Project::new();
    project.write("api.yaml", "src/a.rs one");
    project.write("mine/src/lib.rs", "// by hand");
    project.write("mine/data.txt", "by hand");
    let args = ["generate", "api.yaml", "--out", "mine"];
    assert!(project.run(&args).ends(2).err.contains("is not empty"));
    assert_eq!(project.tree("mine").len(), 2);

    project.run(&["generate", "api.yaml", "--out", "mine", "--force"]).ends(0);
    project.run(&args).ends(0);
    assert_eq!(project.read("mine/data.txt"), "by hand");
    assert!(project.read("mine/src/lib.rs").starts_with("// Generated by Clientwright"));
}

#[test]
fn a_file_that_was_edited_is_named_and_stays() {
    let project = Project::new();
    project.write("api.yaml", "src/a.rs one\nsrc/b.rs one");
    let args = ["generate", "api.yaml", "--out", "x"];
    project.run(&args).ends(0);
    project.write("x/src/a.rs", "edited");
    project.write("x/src/mine.rs", "by hand");
    project.write("x/src/deep/mine.bin", "by hand");
    fs::create_dir(project.path("x/empty")).unwrap();
    project.write("api.yaml", "src/a.rs one\nsrc/c.rs two");
    let before = project.tree("x");
    let ran = project.run(&args).ends(1);
    assert!(ran.err.contains("  edited  src/a.rs\nhelp"), "{}", ran.err);
    assert_eq!(project.tree("x"), before);

    project.run(&[&args[..], &["--force"]].concat()).ends(0);
    let paths: Vec<_> = project.tree("x").into_keys().collect();
    let expected = [
        "Cargo.toml",
        "generated.lock",
        "names.lock",
        "src/a.rs",
        "src/c.rs",
        "src/deep/mine.bin",
        "src/lib.rs",
        "src/mine.rs",
    ];
    assert_eq!(paths, expected);
    assert!(project.path("x/empty").is_dir());
    assert!(project.read("x/src/a.rs").ends_with("one\n"));
    project.run(&args).ends(0);
}

#[test]
fn a_file_of_ones_own_that_is_to_be_generated_is_in_the_way() {
    let project = Project::new();
    project.write("api.yaml", "src/a.rs one");
    let args = ["generate", "api.yaml", "--out", "x"];
    project.run(&args).ends(0);
    project.write("x/src/b.rs", "by hand");
    project.write("x/src/c", "by hand");
    project.write("api.yaml", "src/b.rs two\nsrc/c/d.rs two");
    let ran = project.run(&args).ends(1);
    assert!(ran.err.contains("  edited  src/b.rs\n  added   src/c\nhelp"), "{}", ran.err);
    assert_eq!(project.read("x/src/b.rs"), "by hand");
    project.run(&[&args[..], &["--force"]].concat()).ends(0);
    assert!(project.read("x/src/c/d.rs").ends_with("two\n"));
}

#[cfg(unix)]
#[test]
fn links_of_the_output_folder_are_not_followed() {
    let link = |project: &Project, to: &str, from: &str| {
        std::os::unix::fs::symlink(project.path(to), project.path(from)).unwrap();
    };
    let project = Project::new();
    project.write("api.yaml", "src/a.rs one");
    let args = ["generate", "api.yaml", "--out", "x"];
    project.run(&args).ends(0);
    fs::rename(project.path("x/src"), project.path("outside")).unwrap();
    link(&project, "outside", "x/src");
    link(&project, "outside", "x/mine");
    let before = project.tree("outside");
    let ran = project.run(&args).ends(1);
    assert!(ran.err.contains("  a link  src\nhelp"), "{}", ran.err);
    project.run(&[&args[..], &["--force"]].concat()).ends(0);
    assert_eq!(project.tree("outside"), before);
    assert!(!project.path("x/src").is_symlink() && project.path("x/mine").is_symlink());

    link(&project, "nowhere", "dangling");
    let ran = project.run(&["generate", "api.yaml", "--out", "dangling"]).ends(2);
    assert!(ran.err.contains("is a link, and what it leads to is not there"), "{}", ran.err);
    // What is named is what is meant.
    link(&project, "y", "link");
    fs::create_dir(project.path("y")).unwrap();
    project.run(&["generate", "api.yaml", "--out", "link"]).ends(0);
    assert!(project.path("y/src/lib.rs").exists());
}

#[test]
fn a_crate_in_a_workspace_of_all_its_folders_is_made_up_outside_of_them() {
    let (project, other) = (Project::new(), Project::new());
    project.write("api.yaml", "src/a.rs one");
    other.write("ws/Cargo.toml", "[workspace]\nmembers = [\"*\", \"crates/*\"]\n");
    for _ in 0..2 {
        let dir = other.path("ws/crates/x");
        project.run(&["generate", "api.yaml", "--out", dir.to_str().unwrap()]).ends(0);
        let files: Vec<_> =
            other.tree(".").into_keys().filter(|it| !it.contains("crates/x/")).collect();
        assert_eq!(files, ["Cargo.toml", "ws/Cargo.toml"]);
        project.write("api.yaml", "src/a.rs two");
    }
}

#[test]
fn a_name_that_no_crate_can_have_is_refused() {
    let project = Project::acme("src/a.rs one");
    project.write("api.yaml", "src/a.rs one");
    for (name, other) in [
        ("std", "std-client"),
        ("crate", "crate-client"),
        ("con", "con-client"),
        ("1a", "n1a"),
        ("żółw", "zolw"),
        ("", "api-client"),
        ("clientwright-runtime", "clientwright-runtime-client"),
    ] {
        let ran = project.run(&["generate", "api.yaml", "--out", "x", "--name", name]).ends(2);
        assert!(
            ran.err.contains(&format!("`{name}` can't be the name of a crate: it ")),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(&format!("such as `--name {other}`")), "{}", ran.err);
        assert!(!project.path("x").exists());
    }
    project.write("specs/acme/vendor.toml", "crate = \"core\"\ntitle = \"A\"\n");
    let ran = project.run(&["regen"]).ends(2);
    let said = "vendor.toml:1: `core` can't be the name of a crate: it is a crate of Rust's standard library";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn a_file_that_is_missing_is_told_alike_by_all_commands() {
    let project = Project::acme("src/a.rs one");
    let file = "missing.yaml";
    for args in [
        &["add", file][..],
        &["generate", file, "--out", "x"],
        &["generate", "api.yaml", "--overlay", file, "--out", "x"],
        &["generate", "api.yaml", "--settings", file, "--out", "x"],
        &["lint", file],
        &["normalize", file],
        &["reconcile", "acme", file],
        &["show", file],
    ] {
        project.write("api.yaml", "src/a.rs one");
        let ran = project.run(args).ends(2);
        let said = format!("{file}: there is no such file\n");
        assert!(ran.err.ends_with(&said), "{args:?}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_or_has_no_end_is_not_read() {
    let project = Project::acme("src/a.rs one");
    project.write("api.yaml", "src/a.rs one");
    let made = std::process::Command::new("mkfifo").arg(project.path("pipe.yaml")).status();
    assert!(made.unwrap().success());
    fs::File::create(project.path("huge.yaml")).unwrap().set_len(65 << 20).unwrap();
    for (file, why) in [
        ("pipe.yaml", "it is not a file"),
        ("/dev/zero", "it is not a file"),
        ("specs", "it is not a file"),
        ("huge.yaml", "it has 65 MB, more than 64"),
    ] {
        for args in [
            &["generate", file, "--out", "x"][..],
            &["generate", "api.yaml", "--overlay", file, "--out", "x"],
            &["generate", "api.yaml", "--settings", file, "--out", "x"],
            &["lint", file],
            &["normalize", file],
        ] {
            // What a folder holds can be named.
            if file == "specs" && ["lint", "normalize"].contains(&args[0]) {
                continue;
            }
            let ran = project.run(args).ends(2);
            assert!(
                ran.err.contains(&format!("{file}: can't read: {why}")),
                "{args:?}: {}",
                ran.err
            );
        }
    }
    for name in ["vendor.toml", "overlay.yaml", "names.lock"] {
        let project = Project::acme("src/a.rs one");
        let _ = fs::remove_file(project.path(&format!("specs/acme/{name}")));
        std::os::unix::fs::symlink("/dev/zero", project.path(&format!("specs/acme/{name}")))
            .unwrap();
        let ran = project.run(&["regen"]).ends(2);
        assert!(ran.err.contains(&format!("{name}: can't read: it is not a file")), "{}", ran.err);
    }
}

/// A description that refers to `reference`.
fn referring_to(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\npaths: {{}}\n\
         components: {{schemas: {{Thing: {{type: object, properties: {{a: {{$ref: '{reference}'}}}}}}}}}}\n"
    )
}

#[cfg(unix)]
#[test]
fn references_stay_in_the_folder_of_the_description() {
    let project = Project::new();
    let secret = "type: object\nproperties: {secret: {type: string}}\n";
    project.write("outside/secret.yaml", secret);
    project.write("api/inside.yaml", secret);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(project.path(to), project.path(from)).unwrap();
    };
    link("outside/secret.yaml", "api/link.yaml");
    link("outside", "api/folder");
    link("api/inside.yaml", "api/harmless.yaml");
    project.write("api/folder.yaml/inside.yaml", secret);
    for (reference, code) in [
        ("../outside/secret.yaml", "gap::outside-ref"),
        ("x/../../outside/secret.yaml", "gap::outside-ref"),
        ("%2E%2E/outside/secret.yaml", "gap::outside-ref"),
        (&*project.path("outside/secret.yaml").to_string_lossy(), "gap::outside-ref"),
        ("link.yaml", "gap::outside-ref"),
        ("folder/secret.yaml", "gap::outside-ref"),
        ("folder", "no code: a name without the ending of a file"),
        ("folder.yaml", "gap::unreadable-ref"),
        ("missing.yaml", "gap::unreadable-ref"),
    ] {
        project.write("api/api.yaml", &referring_to(reference));
        let ran = project.run(&["normalize", "api/api.yaml"]).ends(0);
        assert!(!ran.out.contains("secret"), "{reference}: {}", ran.out);
        assert_eq!(ran.err.contains(code), code.starts_with("gap"), "{reference}: {}", ran.err);
    }
    project.write("api/api.yaml", &referring_to("harmless.yaml"));
    let ran = project.run(&["normalize", "api/api.yaml"]).ends(0);
    assert!(ran.out.contains("secret"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_vendor_has_a_whole_folder() {
    let project = Project::new();
    project.vendor("acme", "acme-api", "");
    project.write(
        "specs/acme/vendor.toml",
        "crate = \"acme-api\"\ntitle = \"A\"\ninput = \"v1/openapi.yaml\"\n",
    );
    project.write("specs/acme/v1/openapi.yaml", &referring_to("../common.yaml#/Thing"));
    project.write("specs/acme/common.yaml", "Thing: {$ref: '../beta/api.yaml'}\n");
    project.write("specs/beta/api.yaml", "type: string\n");
    let ran = project.run(&["normalize", "acme"]).ends(0);
    assert!(ran.out.contains("$ref: '#/components/schemas/common_Thing'"), "{}", ran.out);
    assert!(ran.err.contains("gap::outside-ref"), "{}", ran.err);
    assert!(ran.err.contains("specs/acme/common.yaml:1:15"), "{}", ran.err);
}

#[test]
fn a_description_with_errors_makes_no_crate() {
    let project = Project::new();
    project.write("api.yaml", "error");
    let ran = project.run(&["generate", "api.yaml", "--out", "x"]).ends(1);
    assert!(ran.err.contains("error[unknown-dialect]"), "{}", ran.err);
    assert!(!project.path("x").exists());
}

#[test]
fn a_crate_without_a_manifest_is_never_written() {
    let project = Project::acme("src/a.rs one");
    for bad in ["Cargo.toml", "src/lib.rs"] {
        let ran = run(project.root(), &["regen"], &|sources, request| {
            let mut output = stand_in(sources, request);
            output.files.as_mut().unwrap().remove(bad);
            output
        });
        assert!(ran.ends(1).out.contains(&format!("the generator made no {bad}")));
    }
    project.write("specs/acme/api.yaml", "../outside.rs one");
    assert!(project.run(&["regen"]).ends(1).out.contains("a file outside the crate"));
    assert!(!project.path("generated").exists());
}
