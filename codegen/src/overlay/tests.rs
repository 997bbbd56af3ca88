use serde_json::{Value, json};

use crate::diagnostic::{Format, Sink, render};
use crate::document::Document;
use crate::load::load;
use crate::overlay::apply;
use crate::pointer::Pointer;
use crate::source::Sources;

fn run(description: &str, actions: &str) -> (Document, String, Sources) {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let id = sources.add("a.yaml", description);
    let mut document = load(&sources, id, &mut sink).unwrap();
    let id = sources.add("o.yaml", format!("overlay: 1.1.0\ninfo: {{}}\nactions:\n{actions}"));
    let overlay = load(&sources, id, &mut sink).unwrap();
    apply(&mut document, &overlay, &mut sink);
    let shown = render(&sink.into_findings(), &sources, Format::Short);
    (document, shown, sources)
}

#[track_caller]
fn check(description: &str, actions: &str, expected: &Value, findings: &str) {
    let (document, shown, _) = run(description, actions);
    assert_eq!(&document.root, expected);
    assert_eq!(shown, findings);
}

#[test]
fn objects_merge_and_arrays_grow() {
    check(
        "a: {b: {c: 1, d: 2}, e: [1]}\n",
        "- target: $.a\n  update: {b: {c: 3, f: 4}, e: [1, 2]}\n- target: $.a.e\n  update: {x: 1}\n- target: $.a.b.c\n  update: 5\n",
        &json!({"a": {"b": {"c": 5, "d": 2, "f": 4}, "e": [1, 2, {"x": 1}]}}),
        "",
    );
}

#[test]
fn what_is_removed_moves_what_is_behind() {
    let text = "a:\n- {n: x}\n- {n: y}\n- {n: x}\n- {n: z}\n";
    let (document, shown, _) = run(text, "- target: $.a[?@.n == 'x']\n  remove: true\n");
    assert_eq!(document.root, json!({"a": [{"n": "y"}, {"n": "z"}]}));
    assert_eq!(shown, "");
    let place = |at: &str| document.origins.place(&Pointer::parse(at).unwrap()).pointer;
    assert_eq!(place("/a/0/n").as_str(), "/a/1/n");
    assert_eq!(place("/a/1/n").as_str(), "/a/3/n");
}

#[test]
fn what_is_brought_is_placed_in_the_overlay() {
    let (document, _, sources) = run(
        "info: {version: 1.10, title: t}\nlist: [a]\n",
        "- target: $.info\n  update: {version: 2.10}\n- target: $.list\n  update: [a, {b: c}]\n- target: $.list[0]\n  remove: true\n",
    );
    assert_eq!(
        document.root,
        json!({"info": {"version": 2.1, "title": "t"}, "list": [{"b": "c"}]})
    );
    let place = |at: &str| document.origins.place(&Pointer::parse(at).unwrap());
    let version = place("/info/version");
    assert_eq!(sources.file(version.file).unwrap().name, "o.yaml");
    assert_eq!(document.raw.get(&(version.file, version.pointer)).unwrap(), "2.10");
    assert_eq!(document.raw.len(), 1);
    assert_eq!(place("/list/0/b").pointer.as_str(), "/actions/1/update/1/b");
    assert_eq!(sources.file(place("/info/title").file).unwrap().name, "a.yaml");
}

#[test]
fn a_node_is_renamed_by_update_copy_and_remove() {
    check(
        "p: {/items: {get: 1}}\n",
        "- target: $.p\n  update: {/new: {}}\n- target: $.p['/new']\n  copy: $.p['/items']\n- target: $.p['/items']\n  remove: true\n",
        &json!({"p": {"/new": {"get": 1}}}),
        "",
    );
}

#[test]
fn an_action_that_selects_nothing_is_an_error_unless_optional() {
    check(
        "a: 1\n",
        "- target: $.b\n  remove: true\n- target: $.c\n  x-optional: true\n  update: 2\n",
        &json!({"a": 1}),
        "o.yaml:4:11: error[overlay-no-match]: `$.b` selects nothing in the description\n",
    );
}

#[test]
fn expectations_may_leave_out_members() {
    check(
        "a: {b: 1, c: 2}\n",
        "- target: $.a\n  x-expect: {b: 1, d: null}\n  update: {d: 3}\n- target: $.a\n  x-expect: {b: 4}\n  update: {d: 5}\n",
        &json!({"a": {"b": 1, "c": 2, "d": 5}}),
        "o.yaml:8:3: warning[vendor-changed]: the vendor changed this: `/a/b` is `1` and was `4`\n",
    );
}

#[test]
fn an_action_without_effect_is_reported_and_again_the_same() {
    check(
        "a: [1]\n",
        "- target: $.a\n  update: [1]\n",
        &json!({"a": [1]}),
        "o.yaml:4:3: warning[overlay-redundant]: the description says this already\n",
    );
}

#[test]
fn odd_actions_are_reported_and_passed_over() {
    for action in [
        "- 1\n",
        "- target: 1\n",
        "- target: $[\n",
        "- target: $.a\n",
        "- target: $.a\n  update: {b: 1}\n",
        "- target: $\n  remove: true\n",
        "- target: $.a\n  copy: $.x\n",
        "- target: $.a\n  copy: 1\n",
        "- target: $.a\n  y: 1\n",
        "- target: $[?((((((((((((((((((((1==1))))))))))))))))))))]\n  remove: true\n",
    ] {
        let (document, shown, _) = run("a: 1\n", action);
        assert_eq!(document.root, json!({"a": 1}), "{action}");
        assert!(shown.contains("error[overlay-invalid]"), "{action}: {shown}");
    }
}
