//! `cargo xtask corpus --round-trip`, on a description that comes back and one that doesn't.

use crate::project::{self, Project, Ran};

const KEPT: &str = r"
openapi: 3.0.3
info: { title: Kept, version: '1' }
paths:
  /pets:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '204': { description: Done } }
components:
  schemas:
    Pet:
      type: object
      required: [kind, born]
      properties:
        kind: { type: string, enum: [cat, dog] }
        born: { type: string, format: date-time }
        weight: { type: number, minimum: 0, exclusiveMinimum: true }
        owner: { type: string, nullable: true }
        parents: { type: array, maxItems: 2, items: { $ref: '#/components/schemas/Pet' } }
      additionalProperties: { type: integer }
      example: { kind: hamster, born: yesterday }
    Plate: { type: string, pattern: '^[A-Z]{2}-\\d+$' }
";

/// A body that is no component, and a value with members of both variants: it comes back, but as what isn't known.
const UNRECOGNIZED: &str = r"
openapi: 3.1.0
info: { title: Unrecognized, version: '1' }
paths:
  /a:
    get:
      responses:
        '200':
          description: Done
          content:
            application/json:
              example: { a: 1, b: 2 }
              schema:
                anyOf:
                  - { type: object, required: [a], properties: { a: { type: integer } } }
                  - { type: object, required: [b], properties: { b: { type: integer } } }
";

/// A tuple has all its places, where JSON Schema lets a list end early.
const LOST: &str = r"
openapi: 3.1.0
info: { title: Lost, version: '1' }
paths: {}
components:
  schemas:
    Pair: { type: array, prefixItems: [{ type: integer, enum: [1] }, { type: string }], items: false, minItems: 1, maxItems: 1, examples: [[1]] }
    Fine: { type: boolean }
";

/// Runs in this project, where the runtime is, on the folder of another.
fn run(project: &Project, args: &[&str]) -> Ran {
    let work = crate::target().join("corpus");
    let (corpus, report) = (project.path("corpus"), project.path("trip.tsv"));
    let paths = [&corpus, &work, &report].map(|it| it.to_str().unwrap());
    let [corpus, work, report] = paths;
    let args =
        [&["corpus", corpus, "--round-trip", "--work", work, "--report", report], args].concat();
    project::run(crate::root(), &args, &project::stand_in)
}

#[test]
fn values_that_do_not_come_back_are_rows() {
    let project = Project::new();
    project.write("corpus/kept.yaml", KEPT);
    let ran = run(&project, &[]).ends(0);
    assert!(ran.out.contains("100.00"), "{}", ran.out);
    // The values of `Pet` that differ in nothing but these are many; the description's own example is none of them.
    let values = ran.out.lines().last().unwrap().split_whitespace().nth(5).unwrap().to_owned();
    assert!(values.parse::<usize>().unwrap() > 8, "{}", ran.out);

    project.write("corpus/lost.yaml", LOST);
    let ran = run(&project, &[]).ends(1);
    assert!(ran.out.contains("1 value failed:\n  lost.yaml: Pair: refused "), "{}", ran.out);
    let failures = project.read("trip.failures.tsv");
    let cells: Vec<_> = failures.lines().nth(1).unwrap().split('\t').collect();
    assert_eq!(cells[..4], ["lost.yaml", "Pair", "example", "refused"]);
    assert_eq!(cells[6], "[1]");
    let rows = project.read("trip.tsv");
    assert_eq!(rows.lines().count(), 3, "{rows}");

    // What was tried isn't tried again.
    let again = run(&project, &["--only", "lost"]).ends(1);
    assert!(again.out.contains("1 value failed"), "{}", again.out);
}

#[test]
fn a_value_that_is_kept_without_being_known_is_a_failure() {
    let project = Project::new();
    project.write("corpus/a.yaml", UNRECOGNIZED);
    run(&project, &[]).ends(1);
    let failures = project.read("trip.failures.tsv");
    let rows: Vec<Vec<_>> = failures.lines().skip(1).map(|it| it.split('\t').collect()).collect();
    let [row] = rows.as_slice() else { panic!("{failures}") };
    let at = "/paths/~1a/get/responses/200/content/application~1json/schema";
    assert_eq!(row[..4], ["a.yaml", at, "example", "unrecognized"]);
    assert_eq!(row[6], r#"{"a":1,"b":2}"#);
}
