//! `cargo xtask corpus`, on a folder of three files.

mod round_trip;

use std::fs;

use crate::project::Project;

const GOOD: &str = r"
openapi: 3.0.3
info: { title: Good, version: '1' }
servers: [{ url: 'https://a.example' }]
paths:
  /things:
    get:
      parameters: [{ in: query, name: filter, schema: {} }]
      responses:
        '200':
          description: All
          content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
  /things/{id}:
    get:
      parameters: [{ $ref: '#/components/parameters/Id' }]
      responses:
        '200':
          description: One
          content: { application/json: { schema: { $ref: '#/components/schemas/Missing' } } }
components:
  parameters:
    Id: { in: path, name: id, required: true, schema: { type: string } }
  schemas:
    Thing:
      type: object
      x-provenance: inferred
      properties:
        name: { type: string }
        tags: { type: array, items: {} }
";

fn corpus() -> Project {
    let project = Project::new();
    project.write("corpus/specs/good.yaml", GOOD);
    project.write("corpus/specs/broken.json", "{\"openapi\": \"3.0.3\", \"paths\": {{");
    project.write("corpus/other.json", "{\"a\": 1}");
    project.write("corpus/manifest.tsv", "slug\tdialect\n");
    project
}

/// The report's rows, each as its cells by column.
fn rows(project: &Project) -> Vec<Vec<(String, String)>> {
    let text = project.read("report.tsv");
    let mut lines = text.lines().map(|it| it.split('\t').map(str::to_owned));
    let names: Vec<_> = lines.next().unwrap().collect();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

fn cell<'a>(row: &'a [(String, String)], column: &str) -> &'a str {
    &row.iter().find(|(name, _)| name == column).unwrap().1
}

#[test]
fn a_description_in_utf_16_is_a_row_like_any_other() {
    let project = Project::new();
    project.write("corpus/plain.yaml", GOOD);
    let wide: Vec<u8> =
        format!("\u{feff}{GOOD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(project.path("corpus/wide.yaml"), wide).unwrap();
    project.run(&["corpus", "corpus", "--report", "report.tsv"]).ends(0);
    let rows = rows(&project);
    let [plain, wide] = rows.as_slice() else { panic!("{rows:?}") };
    for column in ["status", "operations", "types", "findings"] {
        assert_eq!(cell(plain, column), cell(wide, column), "{column}");
    }
}

#[test]
fn each_description_is_a_row_whatever_comes_of_it() {
    let project = corpus();
    let ran = project.run(&["corpus", "corpus", "--report", "report.tsv"]).ends(1);
    assert!(ran.err.contains("no descriptions, 1 file: other.json"), "{}", ran.err);
    assert!(ran.out.contains("1 description failed:\n  specs/broken.json: error: "), "{}", ran.out);

    let rows = rows(&project);
    let [broken, good] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!([cell(broken, "file"), cell(broken, "status")], ["specs/broken.json", "error"]);
    assert!(cell(broken, "problem").starts_with("syntax: "), "{broken:?}");
    for (column, expected) in [
        ("file", "specs/good.yaml"),
        ("status", "written"),
        ("dialect", "OpenAPI 3.0"),
        ("operations", "2"),
        ("degraded", "1"),
        ("skipped", "0"),
        ("requests", "0"),
        ("emitted", "0"),
        ("inferred", "1"),
        // The parameter, the tags and the response whose schema is missing.
        ("untyped", "3"),
        ("missing", "0"),
        ("check", "-"),
        ("problem", ""),
    ] {
        assert_eq!(cell(good, column), expected, "{column}");
    }
    assert!(cell(good, "findings").contains("=1"), "{good:?}");
    // Nothing was to be checked, so that no crate was written.
    assert!(!project.path("target").exists());
}

#[test]
fn operations_that_are_lost_are_counted_whatever_stands_there() {
    let project = Project::new();
    let lost = include_str!("../../fixtures/error/lost_operations/input.yaml");
    project.write("corpus/lost.yaml", lost);
    project.run(&["corpus", "corpus", "--report", "report.tsv"]).ends(0);
    let rows = rows(&project);
    let [lost] = rows.as_slice() else { panic!("{rows:?}") };
    // `put`, `post`, `/b`, `/c` and `/d`; nobody has described anything at `/e`.
    assert_eq!([cell(lost, "operations"), cell(lost, "skipped")], ["3", "5"]);
    assert_eq!(cell(lost, "gaps"), "5");
}

#[test]
fn rows_are_kept_until_their_description_changes() {
    let project = corpus();
    let args = ["corpus", "corpus", "--report", "report.tsv", "--only", "good"];
    project.run(&args).ends(0);
    // Half a row, as a run that was killed leaves it.
    let mut report = project.read("report.tsv");
    report.push_str("specs/broken.json\terr");
    project.write("report.tsv", &report);
    let ran = project.run(&args).ends(0);
    assert!(ran.err.contains("1 row of an earlier run in report.tsv"), "{}", ran.err);
    assert_eq!(rows(&project).len(), 1);

    let fresh = project.run(&[&args[..], &["--fresh"]].concat()).ends(0);
    assert!(!fresh.err.contains("earlier run"), "{}", fresh.err);

    project.write("corpus/specs/good.yaml", &GOOD.replace("type: string", "type: integer"));
    let ran = project.run(&args).ends(0);
    assert!(!ran.err.contains("earlier run"), "{}", ran.err);
}

#[test]
fn parts_of_a_description_are_no_descriptions() {
    let project = corpus();
    fs::remove_file(project.path("corpus/specs/broken.json")).unwrap();
    fs::remove_file(project.path("corpus/other.json")).unwrap();
    let whole = GOOD.replace("'#/components/schemas/Missing'", "'schemas/missing.yaml#/Missing'");
    project.write("corpus/specs/good.yaml", &whole);
    project.write("corpus/specs/schemas/missing.yaml", "Missing: {$ref: odd.json}\n");
    project.write("corpus/specs/schemas/odd.json", "{ \"type\": ");
    let args = ["corpus", "corpus", "--report", "report.tsv"];
    let ran = project.run(&args).ends(0);
    assert!(ran.err.contains("parts of other descriptions, 2 files"), "{}", ran.err);
    assert_eq!(cell(&rows(&project)[0], "findings"), "gap::unreadable-ref=1");

    // The row depends on them.
    project.write("corpus/specs/schemas/odd.json", "{ \"type\": \"string\" }");
    project.run(&args).ends(0);
    assert_eq!(cell(&rows(&project)[0], "findings"), "");
}

#[test]
fn shards_fill_one_report_and_one_table() {
    let project = corpus();
    fs::remove_file(project.path("corpus/other.json")).unwrap();
    project.write("page.md", "# Corpus\n\n<!-- table -->\n<!-- /table -->\n");
    let args = ["corpus", "corpus", "--report", "report.tsv", "--table", "page.md", "--shard"];
    let ran = project.run(&[&args[..], &["1/2"]].concat()).ends(1);
    assert!(ran.err.contains("the table has 1 of 2 files of the folder"), "{}", ran.err);
    let ran = project.run(&[&args[..], &["2/2"]].concat()).ends(0);
    assert!(!ran.err.contains("the table has"), "{}", ran.err);
    let page = project.read("page.md");
    assert!(page.contains("\n| specs/broken.json | unknown | none: error |"), "{page}");
    assert!(page.contains("\n| specs/good.yaml | OpenAPI 3.0 | 2 | 1 | 0 |  | "), "{page}");
    assert!(page.contains("\n| all | 2 | 1 | not run | 2 | 1 | 0 |"), "{page}");
}

#[test]
fn a_wrong_folder_or_shard_ends_with_2() {
    let project = corpus();
    assert!(project.run(&["corpus", "none"]).ends(2).err.contains("is not a folder"));
    assert!(project.run(&["corpus", "corpus", "--shard", "3/2"]).ends(2).err.contains("1/4"));
}

#[test]
fn an_inventory_lists_what_is_described_and_what_came_of_it() {
    let project = corpus();
    let ran = project.run(&["corpus", "corpus", "--inventory", "--only", "good", "--work", "work"]);
    let ran = ran.ends(0);
    let line = |kind: &str| ran.out.lines().find(|it| it.starts_with(kind)).map(str::to_owned);
    let numbers = |kind: &str| {
        let line = line(kind).unwrap_or_else(|| panic!("{}", ran.out));
        line.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(numbers("operation"), ["2", "2", "0", "0"]);
    assert_eq!(project.read("work/inventory.tsv"), "file\tkind\tname\tpointer\n");
}
