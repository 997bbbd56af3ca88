//! A page for browsers: one file that needs no other, asks nobody for anything and is read without its script, too.
//!
//! - In: reports.
//! - Out: a page of HTML; its own script and style, and no other, are let run by the policy that it states, so that a text
//!   that got past [`markup`] would still run nothing.

mod change;
mod markup;

use super::words::Severity;
use super::{Report, words};
use crate::diff::change::Change;
use crate::diff::effect::{Rust, Wire};
use markup::{Html, code, html, text};

/// What the page looks like.
const STYLE: &str = include_str!("html/page.css");

/// What the filter does.
const SCRIPT: &str = include_str!("html/page.js");

/// The SHA-256 of both in base64, by which the policy knows them (CSP Level 3, section 6.7.3.3).
const STYLE_HASH: &str = "6OkYlV28Y0mo8k2cP2bhaDEc/p19bq6M/VougFRpxIg=";
const SCRIPT_HASH: &str = "xd4X2EieR0gC8EB1i7Oe1OKJLXe1aklJiiKfXX7Hxpc=";

pub(super) fn print(reports: &[Report<'_>]) -> String {
    let page = html!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{}</title>
<style>{}</style>
</head>
<body>
<a class="skip" href="#changes">Skip to the changes</a>
<header>
<h1>What changed</h1>
{}
</header>
{}
<main id="changes" tabindex="-1">
{}
{}
</main>
<footer>Made by Clientwright. Wire effects are about clients that don’t change, Rust effects about code that calls the crate.</footer>
<script>{}</script>
</body>
</html>
"##,
        STYLE_HASH,
        SCRIPT_HASH,
        title(reports),
        STYLE,
        verdict(reports),
        overview(reports),
        filter(reports),
        Html::lines((1..).zip(reports).map(|(n, it)| of_crate(n, it))),
        SCRIPT,
    );
    page.to_string()
}

fn title(reports: &[Report<'_>]) -> Html {
    match reports {
        [one] => html!("What changed in {}", text(one.package)),
        several => html!("What changed in {} crates", several.len()),
    }
}

/// The worst of all crates.
fn verdict(reports: &[Report<'_>]) -> Html {
    let wire = reports.iter().map(|it| it.diff.wire()).max().unwrap_or(Wire::None);
    let rust = reports.iter().map(|it| it.diff.asks_for()).max().unwrap_or(Rust::None);
    let worst = reports.iter().flat_map(|it| &it.diff.changes).map(Severity::of).min();
    let class = worst.map_or("same", Severity::name);
    let breaking = |it: &&Report<'_>| it.diff.changes.iter().any(Change::is_breaking);
    let n = reports.iter().filter(breaking).count();
    let of = match (n, reports.len()) {
        (0, _) | (_, 1) => Html::default(),
        (n, all) => html!(" {} of {} crates break.", n, all),
    };
    html!(
        r#"<p class="verdict {}"><strong>{}</strong>.{}</p>"#,
        class,
        text(&words::capital(&words::effects(wire, rust))),
        of
    )
}

/// The crates, each with its verdict.
fn overview(reports: &[Report<'_>]) -> Html {
    let item = |(n, it): (usize, &Report<'_>)| {
        let worst = it.diff.changes.first().map(Severity::of);
        let name = text(it.package);
        let name = match worst {
            Some(_) => html!(r##"<a href="#crate-{}">{}</a>"##, n, name),
            None => html!("<b>{}</b>", name),
        };
        html!(
            r#"<li class="{}">{}{} <span class="counts">{}</span></li>"#,
            worst.map_or("same", Severity::name),
            name,
            versions(it),
            counts(it)
        )
    };
    let items = Html::lines((1..).zip(reports).map(item));
    html!("<nav aria-label=\"Crates\">\n<ul class=\"crates\">\n{}\n</ul>\n</nav>", items)
}

fn versions(report: &Report<'_>) -> Html {
    let Some((old, new)) = report.versions else { return Html::default() };
    html!(
        r#" <span class="versions">{} <span aria-label="to">→</span> {}</span>"#,
        text(old),
        text(new)
    )
}

/// How many changes there are of each effect, on the wire and in Rust.
fn counts(report: &Report<'_>) -> Html {
    let changes = &report.diff.changes;
    if changes.is_empty() {
        return html!("as in {}", text(report.base));
    }
    let wires = [Wire::Breaking, Wire::Risky, Wire::Compatible];
    let wires =
        wires.map(|wire| (wire.name(), changes.iter().filter(|it| it.wire == wire).count()));
    let rusts = [Rust::Major, Rust::Minor, Rust::Patch];
    let rusts =
        rusts.map(|rust| (rust.name(), changes.iter().filter(|it| it.rust == rust).count()));
    let shown = |of: &[(&'static str, usize)]| {
        let some = of.iter().filter(|(_, n)| *n > 0);
        let all = Html::joined(some.map(|(name, n)| html!("{} {}", *n, *name)), ", ");
        if all.is_empty() { Html::from("none") } else { all }
    };
    html!("on the wire: {}; in Rust: {}", shown(&wires), shown(&rusts))
}

/// What the script works with, which shows it.
fn filter(reports: &[Report<'_>]) -> Html {
    let changes = || reports.iter().flat_map(|it| &it.diff.changes);
    if changes().next().is_none() {
        return Html::default();
    }
    let crates = (1..).zip(reports).filter(|(_, it)| !it.diff.changes.is_empty());
    let options = crates
        .clone()
        .map(|(n, it)| html!(r#"<option value="crate-{}">{}</option>"#, n, text(it.package)));
    let of_crate = if crates.count() < 2 {
        Html::default()
    } else {
        html!(
            r#"<label>Crate <select name="crate"><option value="">All</option>{}</select></label>"#,
            Html::all(options)
        )
    };
    let boxes = Severity::ALL.into_iter().filter_map(|it| {
        let n = changes().filter(|change| Severity::of(change) == it).count();
        let (name, title) = (it.name(), it.title());
        (n > 0).then(|| {
            html!(
                r#"<label><input type="checkbox" name="severity" value="{}" checked> {} <span class="n">{}</span></label>"#,
                name,
                title,
                n
            )
        })
    });
    html!(
        r#"<form id="filter" role="search" aria-label="Filter the changes" hidden>
{}
<fieldset><legend>Severity</legend>{}</fieldset>
<label>Text <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<button type="reset">Show all</button>
<output name="shown" aria-live="polite"></output>
</form>"#,
        of_crate,
        Html::all(boxes)
    )
}

fn of_crate(n: usize, report: &Report<'_>) -> Html {
    let diff = report.diff;
    if diff.changes.is_empty() {
        return Html::default();
    }
    let sections = Severity::ALL.into_iter().map(|it| of_severity(n, report, it));
    html!(
        r#"<section class="crate" id="crate-{}" aria-labelledby="crate-{}-name">
<h2 id="crate-{}-name">{}{}</h2>
<p>{}. Since {}, {}.</p>
{}
</section>"#,
        n,
        n,
        n,
        text(report.package),
        versions(report),
        text(&words::capital(&words::verdict(report))),
        code(report.base),
        counts(report),
        Html::lines(sections)
    )
}

fn of_severity(n: usize, report: &Report<'_>, severity: Severity) -> Html {
    let changes = (0..).zip(&report.diff.changes);
    let own = changes.filter(|(_, it)| Severity::of(it) == severity);
    let own: Vec<_> =
        own.map(|(at, it)| change::article(n, at, it, report.places_of(at))).collect();
    if own.is_empty() {
        return Html::default();
    }
    html!(
        r#"<section class="severity">
<h3>{} <span class="n">{}</span></h3>
{}
</section>"#,
        severity.title(),
        own.len(),
        Html::lines(own)
    )
}
