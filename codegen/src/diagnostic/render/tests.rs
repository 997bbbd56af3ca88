use crate::diagnostic::{Code, Diagnostic, Format, Part, Place, render};
use crate::pointer::Pointer;
use crate::source::Sources;

fn finding(sources: &mut Sources, text: &str, pointer: &str) -> Diagnostic {
    let file = sources.add("a.json", text);
    let place = Place::value(file, Pointer::parse(pointer).unwrap());
    Diagnostic::new(Code::UnresolvedRef, place, "no schema named `Pett`")
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
    let finding = finding(&mut sources, "{\n  \"$ref\": \"#/Pett\"\n}", "/$ref")
        .help("a similar name exists: `Pet`")
        .overlay("- target: $['$ref']\n  update: '#/Pet'\n");
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
    let finding = Diagnostic::new(Code::UnknownDialect, place, "`a\u{202e}\u{7}` is odd")
        .help("leave `\u{2028}` out\u{1b}[0m");
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
    let mut finding = finding(&mut sources, "{\"a,b\": 1}", "/a,b").help("50% off\nor so");
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
    let other = Diagnostic::new(Code::UnresolvedRef, first.place.clone(), "no schema named `Dog`");
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
