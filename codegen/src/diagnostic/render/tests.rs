use crate::diagnostic::{Code, Diagnostic, Finding, Format, Part, Place, render};
use crate::pointer::Pointer;
use crate::source::Sources;

fn finding(sources: &mut Sources, text: &str, pointer: &str) -> Diagnostic {
    let file = sources.add("a.json", text);
    let place = Place::value(file, Pointer::parse(pointer).unwrap());
    Finding::new(Code::UnresolvedRef, "no schema named `Pett`").at(place)
}

#[track_caller]
fn check(text: &str, pointer: &str, expected: &str) {
    let mut sources = Sources::default();
    let finding = finding(&mut sources, text, pointer);
    assert_eq!(render(&[finding], &sources, Format::Human), expected);
}

#[test]
fn a_finding_shows_its_line() {
    let mut sources = Sources::default();
    let finding = Diagnostic {
        help: Some("a similar name exists: `Pet`".to_owned()),
        overlay: Some("- target: $['$ref']\n  update: '#/Pet'\n".to_owned()),
        ..finding(&mut sources, "{\n  \"$ref\": \"#/Pett\"\n}", "/$ref")
    };
    let expected = "\
warning[gap::unresolved-ref]: no schema named `Pett`
 --> a.json:2:11
  |
2 |   \"$ref\": \"#/Pett\"
  |           ^^^^^^^^
  |
  = at: /$ref
  = help: a similar name exists: `Pet`
  = overlay: an action like this in an overlay repairs it
             - target: $['$ref']
               update: '#/Pet'
";
    assert_eq!(render(&[finding], &sources, Format::Human), expected);
}

#[test]
fn a_collection_shows_its_key() {
    check(
        "{\"a\": {\n  \"b\": {\n  }\n}}",
        "/a/b",
        "\
warning[gap::unresolved-ref]: no schema named `Pett`
 --> a.json:2:3
  |
2 |   \"b\": {
  |   ^^^
  |
  = at: /a/b
",
    );
}

#[test]
fn a_long_line_is_clipped_around_the_place() {
    let text = format!(
        "{{\"{}\": 1, \"k\": \"\u{1b}[0m\", \"z\": \"{}\"}}",
        "é".repeat(5000),
        "x".repeat(5000)
    );
    let mut sources = Sources::default();
    let finding = finding(&mut sources, &text, "/k");
    let shown = render(&[finding], &sources, Format::Human);
    assert!(shown.contains("--> a.json:1:5014"), "{shown}");
    assert!(shown.lines().all(|it| it.chars().count() < 140), "{shown}");
    assert!(!shown.contains('\u{1b}'));
}

#[test]
fn nothing_of_a_file_steers_a_terminal() {
    let mut sources = Sources::default();
    let text = "{\"a\u{202e}\": {\"b\u{2066}\": \"\u{1b}[31mred\"}}\n";
    let file = sources.add("x\u{200f}.yaml", text);
    let pointer = Pointer::parse("/a\u{202e}/b\u{2066}").unwrap();
    let place = Place::value(file, pointer);
    let finding = Finding::new(Code::UnknownDialect, "`a\u{202e}\u{7}` is odd")
        .help("leave `\u{2028}` out\u{1b}[0m")
        .at(place);
    for format in [Format::Human, Format::Short, Format::Json, Format::GitHub] {
        let shown = render(std::slice::from_ref(&finding), &sources, format);
        let obeyed =
            |c: char| c != '\n' && c.is_control() || "\u{202e}\u{2066}\u{2028}\u{200f}".contains(c);
        assert!(!shown.contains(obeyed), "{format:?}: {shown:?}");
        assert!(shown.contains("202e"), "{format:?}: {shown}");
    }
    let human = render(std::slice::from_ref(&finding), &sources, Format::Human);
    assert!(human.contains(r#"1 | {"a\u{202e}": {"b\u{2066}": "\u{1b}[31mred"}}"#), "{human}");
    assert!(human.contains(r"--> x\u{200f}.yaml:1:15"), "{human}");
    let json = render(&[finding], &sources, Format::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["message"], "`a\u{202e}\u{7}` is odd", "to programs it is what it was");
}

#[test]
fn only_the_gravest_are_shown() {
    let mut sources = Sources::default();
    let gap = finding(&mut sources, "{}", "");
    let mut findings = vec![gap; 60];
    for (n, it) in findings.iter_mut().enumerate() {
        it.message = n.to_string();
    }
    findings.push(Diagnostic { code: Code::Syntax, ..findings[0].clone() });
    findings.push(Diagnostic { code: Code::DuplicateKey, ..findings[0].clone() });
    let shown = render(&findings, &sources, Format::Human);
    assert_eq!(shown.matches("-->").count(), 50);
    assert!(shown.contains("error[syntax]"));
    assert!(
        shown.ends_with("\n\n... and 12 more: 1 duplicate-key, 11 gap::unresolved-ref\n"),
        "{shown}"
    );
}

#[test]
fn programs_get_a_line_each() {
    let mut sources = Sources::default();
    let mut finding = finding(&mut sources, "{\"a,b\": 1}", "/a,b");
    finding.help = Some("50% off\nor so".to_owned());
    finding.place.part = Part::Key;
    let findings = [finding];
    let shown = |format| render(&findings, &sources, format);
    assert_eq!(
        shown(Format::Short),
        "a.json:1:2: warning[gap::unresolved-ref]: no schema named `Pett`\n"
    );
    assert_eq!(
        shown(Format::GitHub),
        "::warning file=a.json,line=1,col=2,endColumn=7,title=gap%3A%3Aunresolved-ref::\
         no schema named `Pett`%0Ahelp: 50%25 off%0Aor so\n"
    );
    let json: serde_json::Value = serde_json::from_str(&shown(Format::Json)).unwrap();
    assert_eq!((&json["severity"], &json["line"]), (&"gap".into(), &1.into()));
}

#[test]
fn equal_findings_are_told_once_but_to_programs() {
    let mut sources = Sources::default();
    let first = finding(&mut sources, "{\"a\": 1, \"b\": 2}", "/a");
    let mut second = first.clone();
    second.place.pointer = Pointer::parse("/b").unwrap();
    let other = Finding::new(Code::UnresolvedRef, "no schema named `Dog`").at(first.place.clone());
    let findings = [first, other, second];
    let expected = "\
a.json:1:7: warning[gap::unresolved-ref]: no schema named `Pett` (and at 1 further place)
a.json:1:7: warning[gap::unresolved-ref]: no schema named `Dog`
";
    assert_eq!(render(&findings, &sources, Format::Short), expected);
    assert_eq!(render(&findings, &sources, Format::GitHub).lines().count(), 2);
    assert_eq!(render(&findings, &sources, Format::Json).lines().count(), 3);
}

#[test]
fn a_pointer_ends_where_the_file_does() {
    let mut sources = Sources::default();
    let finding = finding(&mut sources, "{\"item\": [{\"name\": \"a\"}]}", "/item/0/responses/200");
    let shown = render(std::slice::from_ref(&finding), &sources, Format::Human);
    assert!(shown.contains("= at: /item/0\n"), "{shown}");
    assert!(render(&[finding], &sources, Format::Json).contains("\"pointer\":\"/item/0\""));
}

fn with_label(sources: &mut Sources) -> Diagnostic {
    let finding = finding(sources, "{\n  \"$ref\": \"#/Pett\",\n  \"a\": 1\n}", "/$ref");
    let other = Place::value(finding.place.file, Pointer::parse("/a").unwrap());
    Finding::new(finding.code, finding.message)
        .did_you_mean(Some("Pet"))
        .label(other, "the first\u{1b}")
        .at(finding.place)
}

#[test]
fn a_label_shows_its_line_too() {
    let mut sources = Sources::default();
    let finding = with_label(&mut sources);
    let expected = "\
warning[gap::unresolved-ref]: no schema named `Pett`
 --> a.json:2:11
  |
2 |   \"$ref\": \"#/Pett\",
  |           ^^^^^^^^
  |
  = at: /$ref
  = help: did you mean `Pet`?
note: the first\\u{1b}
 --> a.json:3:8
  |
3 |   \"a\": 1
  |        ^
";
    assert_eq!(render(std::slice::from_ref(&finding), &sources, Format::Human), expected);
    let expected = "::warning file=a.json,line=2,col=11,endColumn=19,title=gap%3A%3Aunresolved-ref::no schema named \
                    `Pett`%0Athe first\\u{1b}: a.json:3:8%0Ahelp: did you mean `Pet`?\n";
    assert_eq!(render(std::slice::from_ref(&finding), &sources, Format::GitHub), expected);
    let json = render(&[finding], &sources, Format::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let related = serde_json::json!([{
        "message": "the first\u{1b}", "file": "a.json", "line": 3, "column": 8, "endColumn": 9, "pointer": "/a",
    }]);
    assert_eq!(json["related"], related);
}

#[test]
fn a_log_of_sarif_has_a_rule_for_each_kind_and_a_result_for_each_finding() {
    let mut sources = Sources::default();
    let overlay = Some("- target: $\n".to_owned());
    let first = Diagnostic { overlay, ..with_label(&mut sources) };
    let second = Diagnostic { labels: Vec::new(), ..first.clone() };
    let log = render(&[first, second], &sources, Format::Sarif);
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0]["id"], "gap::unresolved-ref");
    assert_eq!(rules[0]["defaultConfiguration"]["level"], "warning");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let region = serde_json::json!({ "startLine": 2, "startColumn": 11, "endColumn": 19 });
    let place = &results[0]["locations"][0];
    assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "a.json");
    assert_eq!(place["physicalLocation"]["region"], region);
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "/$ref");
    assert_eq!(results[0]["message"]["text"], "no schema named `Pett`\nhelp: did you mean `Pet`?");
    let related = &results[0]["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "the first\u{1b}");
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(results[0]["properties"]["overlay"], "- target: $\n");
    assert_eq!(results[1].get("relatedLocations"), None);
    let empty = render(&[], &sources, Format::Sarif);
    let empty: serde_json::Value = serde_json::from_str(&empty).unwrap();
    assert_eq!(empty["runs"][0]["results"], serde_json::json!([]));
}
