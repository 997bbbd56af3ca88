//! The census of `cargo xtask corpus`, and its samples.

use std::fs;

use crate::project::{Project, Ran, run_as, stand_in};

/// A description with an operation for each schema: the name of one, `Thing` being there, or `any`.
fn description(schemas: &[&str]) -> String {
    let paths = schemas.iter().enumerate().map(|(n, schema)| {
        let schema = match *schema {
            "any" => "{}".to_owned(),
            name => format!("{{ $ref: '#/components/schemas/{name}' }}"),
        };
        let content = format!("content: {{ application/json: {{ schema: {schema} }} }}");
        format!("  /things/{n}: {{ get: {{ responses: {{ '200': {{ description: All, {content} }} }} }} }}\n")
    });
    let head = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\nservers: [{ url: 'https://a.example' }]\n";
    let thing = "Thing: { type: object, properties: { name: { type: string } } }";
    let paths: String = paths.collect();
    format!("{head}paths:\n{paths}components: {{ schemas: {{ {thing} }} }}\n")
}

fn census(project: &Project, more: &[&str]) -> Ran {
    project.run(&[&["corpus", "corpus", "--census", "census.tsv"], more].concat())
}

/// A project whose census says that one schema is missing in `a.yaml`.
fn counted() -> Project {
    let project = Project::new();
    project.write("corpus/a.yaml", &description(&["Thing", "Missing"]));
    project.write("corpus/fine.yaml", &description(&["Thing"]));
    census(&project, &["--update", "--accept-growth"]).ends(0);
    project
}

#[test]
fn a_census_has_what_is_amiss_and_nothing_else() {
    let project = counted();
    let text = project.read("census.tsv");
    let lines: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "file\tdegraded\tskipped\tmissing\tuntyped\tgaps",
            "a.yaml\t1\t0\t0\t1\tunresolved-ref=1",
            "all\t1\t0\t0\t1\tunresolved-ref=1",
            "# How much code of all crates of a dialect rustc has to check, in thousands of lines. No number may grow.",
            "dialect\tcode",
            "OpenAPI 3.0\t1",
        ]
    );
    assert!(census(&project, &[]).ends(0).err.ends_with("census.tsv holds\n"));
    assert!(census(&Project::new(), &[]).ends(2).err.contains("is not a folder"));
}

/// A response has a type for each of its media types, and one that is the same in several is one.
#[test]
fn a_body_without_a_type_counts_in_whichever_media_type() {
    let schema = "{ type: object, properties: { name: { type: string } } }";
    let thing = format!("application/json: {{ schema: {schema} }}");
    let any = "application/vnd.things.raw+json: { schema: {} }, text/csv: {}";
    let failed = "'400': { description: Bad, content: { application/json: { schema: {} } } }";
    let all = format!("'200': {{ description: All, content: {{ {thing}, {any} }} }}");
    let paths =
        format!("paths: {{ /things: {{ get: {{ responses: {{ {all}, {failed} }} }} }} }}\n");
    let head = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\nservers: [{ url: 'https://a.example' }]\n";
    let project = Project::new();
    project.write("corpus/a.yaml", &format!("{head}{paths}"));
    census(&project, &["--update", "--accept-growth"]).ends(0);
    assert!(project.read("census.tsv").contains("\na.yaml\t0\t0\t0\t2\t"));
}

#[test]
fn a_number_that_grew_fails_and_is_named() {
    let project = counted();
    project.write("corpus/a.yaml", &description(&["any", "Missing", "Missing"]));
    let before = project.read("census.tsv");
    for more in [&[][..], &["--update"]] {
        let ran = census(&project, more).ends(1);
        let line = "  grew    a.yaml  gap::unresolved-ref  1 -> 2\n";
        assert!(ran.out.contains(line), "{}", ran.out);
        assert!(ran.out.contains("  grew    a.yaml  untyped  1 -> 3\n"), "{}", ran.out);
        assert!(ran.err.contains("error: 3 numbers of census.tsv grew\nhelp: "), "{}", ran.err);
        assert!(ran.err.contains("`--update --accept-growth`"), "{}", ran.err);
        assert_eq!(project.read("census.tsv"), before);
    }
    census(&project, &["--update", "--accept-growth"]).ends(0);
    assert!(project.read("census.tsv").contains("\na.yaml\t2\t0\t0\t3\tunresolved-ref=2\n"));
    census(&project, &[]).ends(0);
}

#[test]
fn a_number_that_shrank_is_to_be_written_down() {
    let project = counted();
    project.write("corpus/a.yaml", &description(&["Thing", "any"]));
    let before = project.read("census.tsv");
    let ran = census(&project, &[]).ends(1);
    let line = "  shrank  gap::unresolved-ref  by 1 in 1 description\n";
    assert!(ran.out.contains(line), "{}", ran.out);
    assert!(
        ran.err.contains("error: census.tsv is behind\nhelp: run with `--update`"),
        "{}",
        ran.err
    );
    assert_eq!(project.read("census.tsv"), before);

    let ran = census(&project, &["--update"]).ends(0);
    assert!(ran.err.contains("census.tsv is written"), "{}", ran.err);
    assert!(project.read("census.tsv").contains("\na.yaml\t0\t0\t0\t1\t-\nall\t0\t0\t0\t1\t-\n# "));
    census(&project, &[]).ends(0);
}

#[test]
fn a_description_that_the_census_does_not_know_may_have_no_gaps() {
    let project = counted();
    project.write("corpus/b.yaml", &description(&["Thing"]));
    census(&project, &[]).ends(0);
    project.write("corpus/b.yaml", &description(&["Missing"]));
    let ran = census(&project, &["--only", "b.yaml"]).ends(1);
    assert!(ran.out.contains("  grew    b.yaml  gap::unresolved-ref  0 -> 1\n"), "{}", ran.out);
}

#[test]
fn what_a_run_leaves_out_stays_as_it_is() {
    let project = counted();
    project.write("corpus/b.yaml", &description(&["Missing"]));
    let before = project.read("census.tsv");
    census(&project, &["--only", "b.yaml", "--update", "--accept-growth"]).ends(0);
    let after = project.read("census.tsv");
    assert!(after.contains("\na.yaml\t1\t0\t0\t1\tunresolved-ref=1\nb.yaml\t"), "{after}");

    // Only a run over all knows that a description is gone.
    fs::remove_file(project.path("corpus/b.yaml")).unwrap();
    let ran = census(&project, &["--only", "a.yaml"]).ends(0);
    assert!(!ran.out.contains("b.yaml"), "{}", ran.out);
    let ran = census(&project, &[]).ends(1);
    assert!(ran.out.contains("  gone    b.yaml  "), "{}", ran.out);
    census(&project, &["--update"]).ends(0);
    assert_eq!(project.read("census.tsv"), before);
}

#[test]
fn a_description_without_a_crate_keeps_its_row() {
    let project = counted();
    let before = project.read("census.tsv");
    for broken in ["openapi: '3.0.3'\npaths: {{", "{}"] {
        project.write("corpus/a.yaml", broken);
        let ran = census(&project, &["--update"]).ends(1);
        assert!(ran.out.contains("  lost    a.yaml  "), "{}", ran.out);
        assert_eq!(project.read("census.tsv"), before);
    }
}

/// Only a run over all knows what all crates have.
#[test]
fn what_there_is_to_check_may_not_grow() {
    let project = counted();
    project.write("corpus/fine.yaml", &description(&["Thing"; 400]));
    let before = project.read("census.tsv");
    census(&project, &["--only", "fine.yaml"]).ends(0);
    let ran = census(&project, &["--update"]).ends(1);
    let line = "  grew    OpenAPI 3.0  thousands of lines of code  1 -> ";
    assert!(ran.out.contains(line), "{}", ran.out);
    assert_eq!(project.read("census.tsv"), before);
    census(&project, &["--update", "--accept-growth"]).ends(0);
    census(&project, &[]).ends(0);
    assert_ne!(project.read("census.tsv"), before);
}

#[test]
fn a_census_is_not_written_in_ci_nor_made_by_accident() {
    let project = counted();
    let args = ["corpus", "corpus", "--census", "census.tsv", "--update"];
    let ran = run_as(project.root(), &args, &stand_in, true).ends(2);
    assert!(ran.err.contains("not rewritten in CI"), "{}", ran.err);
    let ran = project.run(&["corpus", "corpus", "--census", "other.tsv"]).ends(2);
    assert!(ran.err.contains("is not there\nhelp: `--update --accept-growth`"), "{}", ran.err);
    project.run(&["corpus", "corpus", "--update"]).ends(2);

    let merged = project.read("census.tsv").replace("a.yaml", "<<<<<<< ours\na.yaml");
    project.write("census.tsv", &merged);
    let ran = census(&project, &[]).ends(2);
    assert!(ran.err.contains("line 3 is none of a census"), "{}", ran.err);
}

/// The rows of the report of a run, but for the first line.
fn reported(project: &Project) -> Vec<String> {
    let text = project.read("report.tsv");
    text.lines().skip(1).filter_map(|it| it.split('\t').next()).map(str::to_owned).collect()
}

#[test]
fn a_sample_is_that_of_a_day() {
    let project = Project::new();
    for n in 1..=9 {
        project.write(&format!("corpus/{n}.yaml"), &description(&vec!["Thing"; n]));
    }
    let sample = |day: &str, more: &[&str]| {
        let args = ["corpus", "corpus", "--report", "report.tsv", "--sample", "3", "--day", day];
        project.run(&[&args, more].concat()).ends(0)
    };
    let first = sample("2026-11-22", &[]);
    let files = reported(&project);
    assert_eq!(files.len(), 3);
    let says = format!(
        "the sample of 2026-11-22 (`--day 2026-11-22` takes it again): {}",
        files.join(", ")
    );
    assert!(first.err.contains(&says), "{}", first.err);
    // One of the small ones, of the middling and of the large.
    let classes: Vec<u32> =
        files.iter().map(|it| (it.chars().next().unwrap().to_digit(10).unwrap() - 1) / 3).collect();
    assert_eq!(classes, [0, 1, 2]);

    // What was done is taken over, and the next days bring the others.
    let again = sample("2026-11-22", &[]);
    assert!(again.err.contains("3 rows of an earlier run"), "{}", again.err);
    let next = sample("2026-11-23", &[]);
    assert!(!next.err.contains("earlier run"), "{}", next.err);
    sample("2026-11-24", &[]);
    assert_eq!(reported(&project).len(), 9);

    let size = fs::metadata(project.path("corpus/2.yaml")).unwrap().len().to_string();
    let small = sample("2026-11-22", &["--max-bytes", &size]);
    assert!(small.err.contains("again): 1.yaml, 2.yaml\n"), "{}", small.err);
    assert!(project.run(&["corpus", "corpus", "--sample", "3"]).ends(0).err.contains("(`--day 20"));
}

#[test]
fn a_wrong_sample_ends_with_2() {
    let project = counted();
    for wrong in
        [&["--sample", "0"][..], &["--sample", "3", "--day", "today"], &["--day", "2026-11-22"]]
    {
        project.run(&[&["corpus", "corpus"], wrong].concat()).ends(2);
    }
}
