//! The command `reconcile`, as a shell runs it.

use crate::project::{Project, Ran, run};

const DESCRIPTION: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.test}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
components:
  schemas:
    Order: {type: object, required: [id, total], properties: {id: {type: integer}, total: {type: integer}}}
";

/// A recording of one call of `path` that gave `body`.
fn recording(path: &str, body: &str) -> String {
    let text = serde_json::Value::from(body);
    format!(
        r#"{{"log": {{"version": "1.2", "entries": [{{
  "startedDateTime": "2026-11-30T08:00:00Z",
  "request": {{"method": "GET", "url": "http://127.0.0.1{path}", "headers": []}},
  "response": {{"status": 200, "headers": [], "content": {{"mimeType": "application/json", "text": {text}}}}}
}}]}}}}"#
    )
}

fn shop() -> Project {
    let project = Project::new();
    project.vendor("shop", "shop", DESCRIPTION);
    project.write("good.har", &recording("/orders", r#"[{"id": 1, "total": 2}]"#));
    project.write("short.har", &recording("/orders", r#"[{"id": 1}, {"id": "2", "total": null}]"#));
    project.write("nil.har", &recording("/orders", "null"));
    project.write("other.har", &recording("/carts", "{}"));
    project.write("below.har", &recording("/api/orders", "[]"));
    project
}

fn reconcile(project: &Project, args: &[&str]) -> Ran {
    let args: Vec<&str> = ["reconcile"].into_iter().chain(args.iter().copied()).collect();
    run(project.root(), &args, &clientwright::generate)
}

#[test]
fn a_vendor_is_reconciled_once() {
    let project = shop();
    let overlay = "specs/shop/overlay.yaml";
    let ran = reconcile(&project, &["shop", "good.har"]).ends(0);
    assert_eq!(ran.err, "1 exchange, 1 of documented operations: 0 deviations, 0 actions\n");
    let ran = reconcile(&project, &["shop", "good.har", "short.har"]).ends(1);
    let line =
        "specs/shop/api.yaml:16:5: required member `total` is missing, in 1 of 2 exchanges\n";
    assert!(ran.out.contains(line), "{}", ran.out);
    assert!(ran.out.contains("  short.har:1:40: $[0] has no `total`\n"), "{}", ran.out);
    assert!(!project.path(overlay).exists());

    let ran = reconcile(&project, &["shop", "good.har", "short.har", "--write"]).ends(0);
    assert!(ran.out.contains(&format!("wrote 4 actions to {overlay}\n")), "{}", ran.out);
    let written = project.read(overlay);
    let ran = reconcile(&project, &["shop", "good.har", "short.har", "--write"]).ends(0);
    assert!(ran.err.ends_with("0 deviations, 0 actions\n"), "{}", ran.err);
    assert_eq!((ran.out.as_str(), &project.read(overlay)), ("", &written));
    // Another path before the operations is said of the server, behind what is there.
    reconcile(&project, &["shop", "below.har", "--write"]).ends(0);
    let more = project.read(overlay);
    assert!(more.starts_with(&written) && more.contains("https://shop.test/api"), "{more}");
}

#[test]
fn a_description_anywhere_has_an_overlay_where_one_is_named() {
    let project = shop();
    project.write("api.yaml", DESCRIPTION);
    let ran = reconcile(&project, &["api.yaml", "short.har", "--write"]).ends(2);
    assert!(ran.err.contains("there is no overlay to write to"), "{}", ran.err);
    let args = ["api.yaml", "short.har", "--overlay", "mine.yaml", "--write"];
    reconcile(&project, &args).ends(0);
    let mine = project.read("mine.yaml");
    reconcile(&project, &args).ends(0);
    assert_eq!(project.read("mine.yaml"), mine);
}

#[test]
fn what_is_harmless_is_told_and_what_is_of_no_operation_is_no_success() {
    let project = shop();
    let ran = reconcile(&project, &["shop", "nil.har"]).ends(0);
    let told =
        "`null` for a value that is not nullable, in 1 of 1 exchange: harmless, clients read it\n";
    assert!(ran.out.ends_with(told) && ran.err.contains("0 deviations"), "{} {}", ran.out, ran.err);
    let ran = reconcile(&project, &["shop", "other.har"]).ends(1);
    assert!(ran.err.contains("1 exchange, 0 of documented operations"), "{}", ran.err);
    reconcile(&project, &["shop", "missing.har"]).ends(2);
    project.write("broken.har", "{\"log\": ");
    reconcile(&project, &["shop", "broken.har"]).ends(1);
    project.write("html.har", "<html>");
    assert_ne!(reconcile(&project, &["shop", "html.har"]).code, 0);
}
