//! The page for browsers: what is in it, and what it does in Chromium, where that is.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clientwright::diff::{self, Diff, Format, Manifest, Place, Places, Report, Snippet, Use, diff};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// What would run in any place that a text can stand in.
const HOSTILE: &str = "</code></pre></style></script>--><script>window.ran=1</script><img src=x onerror=\"window.ran=1\">'\"><svg onload=window.ran=1><base href='https://evil.example/'><iframe srcdoc=\"<script>parent.ran=1</script>\">`@everyone\u{202e}";

/// Texts of a manifest that are all hostile, but for the paths, which tell operations apart.
fn manifest(package: &str, paths: &[&str], field: &str) -> Manifest {
    let operations = paths.iter().map(|path| {
        let it = json!({
            "id": format!("{path}{HOSTILE}"), "method": "GET", "path": format!("{path}{HOSTILE}"), "gives": HOSTILE,
            "builder": "Get", "tags": [HOSTILE], "body": { "type": "Pet", "required": true },
            "parameters": [{ "name": HOSTILE, "wire": HOSTILE, "in": "query", "type": HOSTILE, "required": true }],
        });
        (format!("pets.{}{HOSTILE}", path.trim_start_matches('/')), it)
    });
    let root = json!({
        "manifest": 1, "package": package, "title": HOSTILE, "version": "1",
        "operations": operations.collect::<serde_json::Map<_, _>>(),
        "types": { "Pet": {
            "kind": "record", "sent": true,
            "fields": { field: { "wire": field, "type": HOSTILE, "presence": "required" } },
        } },
    });
    Manifest::parse(&root.to_string()).unwrap()
}

/// Two crates that changed and one that didn't, and for each change its places.
fn reports() -> Vec<(Diff, Vec<Places>)> {
    let snippet = |lines: &[&str]| Snippet::cut(lines, 2, 1, &[]);
    let all = [
        diff(&manifest("a", &["/a", "/b"], "x"), &manifest("a", &["/b", "/c"], HOSTILE)),
        diff(&manifest("b", &["/a"], "x"), &manifest("b", &["/a", "/b"], "x")),
        Diff::default(),
    ];
    let places = |it: &Diff| {
        let place = |lines| Some(Place::new(format!("{HOSTILE}:2:1")).snippet(snippet(lines)));
        let one = || {
            let mut it = Places::new(
                place(&["paths:", HOSTILE, "  type: string", "  enum: [a]"]),
                place(&["paths:", HOSTILE, "  type: string"]),
            );
            it.uses.push(Use::new(HOSTILE.into(), HOSTILE.into(), HOSTILE.into()));
            it
        };
        it.changes.iter().map(|_| one()).collect()
    };
    all.into_iter().map(|it| (it.clone(), places(&it))).collect()
}

fn render(all: &[(Diff, Vec<Places>)], format: Format) -> String {
    let names: Vec<_> = (1..=all.len()).map(|n| format!("{n}{HOSTILE}")).collect();
    let reports = names.iter().zip(all).map(|(name, (diff, places))| {
        Report::new(name, HOSTILE, diff).places(places).versions("0.1.0", HOSTILE)
    });
    diff::render(&reports.collect::<Vec<_>>(), format)
}

#[test]
fn the_policy_lets_run_what_the_page_has_and_nothing_else() {
    let page = render(&reports(), Format::Html);
    for element in ["style", "script"] {
        let (begin, end) = (format!("<{element}>"), format!("</{element}>"));
        assert_eq!((page.matches(&begin).count(), page.matches(&end).count()), (1, 1), "{element}");
        let (_, rest) = page.split_once(&begin).unwrap();
        let (text, _) = rest.split_once(&end).unwrap();
        let hash = STANDARD.encode(Sha256::digest(text));
        assert!(
            page.contains(&format!("{element}-src 'sha256-{hash}'")),
            "html.rs has another hash of the {element} than sha256-{hash}"
        );
    }
    assert!(page.contains("content=\"default-src 'none'; "));
}

#[test]
fn the_page_is_the_same_each_time_and_tells_its_elements_apart() {
    let page = render(&reports(), Format::Html);
    assert_eq!(page, render(&reports(), Format::Html));
    let ids: Vec<_> =
        page.split(" id=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    for id in page.split("href=\"#").skip(1).map(|it| it.split('"').next().unwrap()) {
        assert!(ids.contains(&id), "{id}");
    }
    for quoted in page.split("aria-labelledby=\"").skip(1).map(|it| it.split('"').next().unwrap()) {
        assert!(ids.contains(&quoted), "{quoted}");
    }
}

/// A comment has nothing of a vendor's outside of code, where GitHub reads neither HTML nor names of people.
#[test]
fn a_comment_shows_hostile_names_as_code() {
    let text = render(&reports(), Format::Markdown);
    let html = pulldown_cmark::Parser::new(&text).filter_map(|it| match it {
        pulldown_cmark::Event::Html(it) | pulldown_cmark::Event::InlineHtml(it) => {
            Some(it.to_string())
        }
        pulldown_cmark::Event::Text(it) => {
            // What GitHub makes people of.
            (it.contains('@') && !it.contains("window.ran")).then(|| it.to_string())
        }
        _ => None,
    });
    for html in html {
        let own = ["<br>", "<details", "</details>"];
        assert!(own.iter().any(|it| html.trim().starts_with(it)), "{html}");
    }
}

#[test]
fn a_comment_is_as_long_as_github_takes_and_says_what_it_left_out() {
    let paths: Vec<String> = (0..2000).map(|n| format!("/path/{n}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let many = diff(&manifest("a", &[], "x"), &manifest("a", &paths, "x"));
    let gone = diff(&manifest("b", &["/b"], "x"), &manifest("b", &[], "x"));
    let text = render(&[(many, Vec::new()), (gone, Vec::new())], Format::Markdown);
    let length = text.chars().count();
    assert!((50_000..=65_536).contains(&length), "{length}");
    assert!(text.contains("more, for which there is no room here"), "it says so");
    assert!(text.contains("operation-removed"), "the worst of all crates stays");
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
    let crates =
        vec![(diff(&manifest("a", &["/a"], "x"), &manifest("a", &[], "x")), Vec::new()); 400];
    let text = render(&crates, Format::Markdown);
    assert!(text.chars().count() <= 65_536 && text.contains("more crates"), "{}", text.len());
}

/// Chromium, playwright-core and axe-core, or which of them isn't here.
fn browser() -> Result<(PathBuf, PathBuf, PathBuf), String> {
    let paths = env::var_os("PATH").unwrap_or_default();
    let mut programs = env::split_paths(&paths)
        .flat_map(|it| ["chromium", "chromium-browser", "google-chrome"].map(|name| it.join(name)));
    let chromium = programs.find(|it| it.is_file()).ok_or("no Chromium here")?;
    let npm = |name, version| xtask_evaluate::install::npm(&crate::target(), name, version);
    Ok((chromium, npm("playwright-core", PLAYWRIGHT)?, npm("axe-core", AXE)?))
}

const PLAYWRIGHT: &str = "1.65.1";
const AXE: &str = "4.14.1";

/// What the page does, as `browse.js` prints it; pictures of it are in the folder that `CLIENTWRIGHT_PICTURES` names.
fn browse(page: &str) -> Result<Value, String> {
    let (chromium, playwright, axe) = browser()?;
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("page.html");
    fs::write(&file, page).unwrap();
    let script = crate::root().join("tests/it/src/diff/html/browse.js");
    let pictures = env::var_os("CLIENTWRIGHT_PICTURES").unwrap_or_default();
    let mut command = Command::new("node");
    command.arg(script).args([&playwright, &axe, &chromium, &file]).arg(pictures);
    let output = command.current_dir(dir.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Ok(serde_json::from_slice(&output.stdout).unwrap())
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests should know what they didn't test")]
fn skip(reason: &str) {
    eprintln!("skipped: {reason}");
}

#[test]
fn a_browser_runs_nothing_of_a_description_and_everybody_can_read_the_page() {
    let page = render(&reports(), Format::Html);
    let did = match browse(&page) {
        Ok(did) => did,
        Err(why) => return skip(&why),
    };
    let nothing = json!({ "dialogs": 0, "requests": 0, "errors": [], "ran": false, "elements": 0 });
    assert_eq!(did["strict"], nothing);
    assert_eq!(did["lax"], nothing, "without the policy");
    for (of, found) in did["axe"].as_object().unwrap() {
        assert_eq!(found, &json!([]), "{of}");
    }
    assert_eq!(
        did["width"],
        json!({ "1280": 1280, "360": 360 }),
        "nothing is wider than the screen"
    );

    let all = reports();
    let changes = || all.iter().flat_map(|(it, _)| &it.changes);
    let n = changes().count();
    let breaking = changes().filter(|it| it.is_breaking()).count();
    let removed = changes().filter(|it| it.rule.id == "operation-removed").count();
    assert!(breaking > 0 && breaking < n && removed == 1);
    let filtered = json!({
        "all": n, "withoutBreaking": n - breaking, "again": n, "ofSecond": all[1].0.changes.len(),
        "crates": 1, "byText": removed, "said": format!("{} of {n} changes", n - breaking),
    });
    assert_eq!(did["filtered"], filtered);
    let scriptless = json!({ "articles": n, "form": 0, "first": "Skip to the changes" });
    assert_eq!(did["scriptless"], scriptless);
}

#[test]
fn a_page_without_changes_is_one() {
    let page = diff::render(&[Report::new("shop", "HEAD", &Diff::default())], Format::Html);
    assert!(page.contains("as in HEAD") && !page.contains("<form"), "{page}");
}
