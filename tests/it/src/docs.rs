//! Documentation that follows from code.

use std::fmt::Write as _;
use std::fs;

use clientwright::internal::ir::Ty;
use clientwright::internal::lower::FORMATS;
use clientwright::{Code, Severity};

use crate::expect::expect_file;

/// What stands above the tables, which are the rest of the page.
const MARK: &str = "<!-- findings -->\n";

#[test]
fn the_page_about_dialects_has_every_finding() {
    let path = crate::root().join("codegen/docs/dialects.md");
    let text = fs::read_to_string(&path).unwrap();
    let (prose, _) = text.split_once(MARK).unwrap();
    let mut expected = format!("{prose}{MARK}");
    let kinds = [
        (Severity::Error, "Errors"),
        (Severity::Gap, "Gaps"),
        (Severity::Warning, "Warnings"),
        (Severity::Note, "Notes"),
    ];
    for (severity, title) in kinds {
        write!(expected, "\n### {title}\n\n| Code | What it means |\n|---|---|\n").unwrap();
        for code in Code::ALL.iter().filter(|it| it.severity() == severity) {
            let meaning: Vec<_> = code.explanation().split_whitespace().collect();
            writeln!(expected, "| `{}` | {} |", code.slug(), meaning.join(" ")).unwrap();
        }
    }
    expect_file(&path, &expected);
}

#[test]
fn the_page_about_formats_has_every_format() {
    let path = crate::root().join("codegen/docs/formats.md");
    let text = fs::read_to_string(&path).unwrap();
    let mark = "<!-- formats -->\n";
    let (prose, _) = text.split_once(mark).unwrap();
    let mut expected =
        format!("{prose}{mark}\n| `type` | `format` | Rust | Remarks |\n|---|---|---|---|\n");
    for format in FORMATS {
        let names: Vec<_> = format.names.iter().map(|it| format!("`{it}`")).collect();
        let text = if format.in_text { "a text in JSON" } else { "" };
        let remarks: Vec<_> = [text, format.note].into_iter().filter(|it| !it.is_empty()).collect();
        let (of, names, rust) = (format.of, names.join(", "), rust(&format.ty));
        writeln!(expected, "| `{of}` | {names} | `{rust}` | {} |", remarks.join("; ")).unwrap();
    }
    expect_file(&path, &expected);
}

/// How generated code names the types that formats give.
fn rust(ty: &Ty) -> &'static str {
    match ty {
        Ty::I32 => "i32",
        Ty::I64 => "i64",
        Ty::U64 => "u64",
        Ty::F64 => "f64",
        Ty::Decimal => "Decimal",
        Ty::String => "String",
        Ty::Secret => "Secret",
        Ty::Base64 => "Base64",
        Ty::Base64Url => "Base64Url",
        Ty::DateTime => "DateTime<FixedOffset>",
        Ty::Date => "NaiveDate",
        Ty::Uuid => "Uuid",
        Ty::Ipv4 => "Ipv4Addr",
        Ty::Ipv6 => "Ipv6Addr",
        Ty::Ip => "IpAddr",
        other => panic!("{other:?} is the type of no format"),
    }
}
