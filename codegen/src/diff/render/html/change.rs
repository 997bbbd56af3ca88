//! One change on the page: what it is, what to do, both sides, whom it touches.

use super::super::words::Severity;
use super::super::{Place, Places, Use, words};
use super::markup::{Html, code, html, text};
use crate::diff::change::{Change, Piece};
use crate::diff::effect::{Cause, Rust, Wire};

/// As many operations stand open; more are folded.
const MOST_OPEN: usize = 6;

/// The change that is the `at`th of the `n`th crate.
pub(super) fn article(n: usize, at: usize, change: &Change, places: &Places) -> Html {
    let severity = Severity::of(change).name();
    html!(
        r##"<article class="change {}" id="change-{}-{}" data-severity="{}" aria-labelledby="change-{}-{}-what">
<h4 id="change-{}-{}-what">{}</h4>
{}
</article>"##,
        severity,
        n,
        at,
        severity,
        n,
        at,
        n,
        at,
        sentence(&change.message(), true),
        Html::lines([
            labels(change),
            advice(change),
            signature(change),
            sides(places),
            touches(change),
            uses(&places.uses),
        ])
    )
}

/// The effects, the rule, and what tells the change from others.
fn labels(change: &Change) -> Html {
    let wire = match change.wire {
        Wire::None => html!("<li>not on the wire</li>"),
        it => html!(r#"<li class="{}">{} on the wire</li>"#, it.name(), it.name()),
    };
    let rust = match change.rust {
        Rust::None => Html::default(),
        it => html!(r#"<li class="{}">Rust: {}</li>"#, it.name(), it.name()),
    };
    let direction = words::direction(change).map_or(Html::default(), |it| html!("<li>{}</li>", it));
    let by = match change.cause {
        Cause::Generator => html!("<li>{}</li>", words::BY_GENERATOR),
        Cause::Description => Html::default(),
    };
    html!(
        r#"<ul class="labels" aria-label="Effects">{}{}{}{}<li class="rule">{}</li><li class="rule"><abbr title="fingerprint">#</abbr>{}</li></ul>"#,
        wire,
        rust,
        direction,
        by,
        code(change.rule.id),
        code(&change.fingerprint)
    )
}

fn advice(change: &Change) -> Html {
    let advice = words::advice(change);
    if advice.is_empty() {
        return Html::default();
    }
    html!(r#"<p class="advice"><strong>What to do:</strong> {}.</p>"#, sentence(&advice, false))
}

fn signature(change: &Change) -> Html {
    let Some(signature) = &change.signature else { return Html::default() };
    let lines = Html::joined(signature.lines().map(text), "\n");
    html!("<pre class=\"signature\"><code>{}</code></pre>", lines)
}

/// The lines of both descriptions.
fn sides(places: &Places) -> Html {
    let sides =
        [("Before", &places.base, &places.revision), ("Now", &places.revision, &places.base)];
    let mut shown = Vec::new();
    for (title, own, other) in sides {
        shown.extend(own.as_ref().map(|it| side(title, it, other.as_ref())));
    }
    if shown.is_empty() {
        return Html::default();
    }
    html!("<div class=\"sides\">\n{}\n</div>", Html::lines(shown))
}

/// One side; lines that the other one hasn't are marked.
fn side(title: &'static str, place: &Place, other: Option<&Place>) -> Html {
    let Some(snippet) = &place.snippet else {
        return html!("<p>{}: {}</p>", title, code(&place.at));
    };
    let others = other.and_then(|it| it.snippet.as_ref());
    let others = others.map(|it| it.lines.iter().map(|(_, it)| it.trim()).collect::<Vec<_>>());
    let is_old = title == "Before";
    let mut next = snippet.lines.first().map_or(1, |(n, _)| *n);
    let line = |(n, it): &(usize, String)| {
        let gap = if *n == next { "" } else { " class=\"gap\"" };
        next = n + 1;
        let is_same = others.as_ref().is_none_or(|all| all.contains(&it.trim()));
        let shown = text(it);
        match (is_same, is_old) {
            (true, _) => html!(r#"<li value="{}"{}><span>{}</span></li>"#, *n, gap, shown),
            (false, true) => html!(r#"<li value="{}"{}><del>{}</del></li>"#, *n, gap, shown),
            (false, false) => html!(r#"<li value="{}"{}><ins>{}</ins></li>"#, *n, gap, shown),
        }
    };
    let lines = snippet.lines.iter().map(line);
    let more = match snippet.more {
        0 => Html::default(),
        n => html!("\n<p class=\"more\">and {} more line{}</p>", n, if n == 1 { "" } else { "s" }),
    };
    html!(
        "<figure>\n<figcaption>{} {}</figcaption>\n<ol>{}</ol>{}\n</figure>",
        title,
        code(&place.at),
        Html::all(lines),
        more
    )
}

/// The operations that lead there.
fn touches(change: &Change) -> Html {
    let all = change.touches.iter().map(|it| html!("<li>{}</li>", code(it)));
    let list = || html!("<ul>{}</ul>", Html::all(all.clone()));
    match change.touches.len() {
        0 => Html::default(),
        n if n <= MOST_OPEN => html!("<div class=\"touches\"><p>Touches</p>{}</div>", list()),
        n => html!(
            "<details class=\"touches\"><summary>Touches {} operations</summary>{}</details>",
            n,
            list()
        ),
    }
}

/// Code of users that names what is gone.
fn uses(all: &[Use]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    let item = |it: &Use| {
        html!("<li>{} ({}) uses a name {}</li>", code(&it.function), code(&it.at), code(&it.name))
    };
    html!(
        "<div class=\"uses\"><p>Code of this workspace that stops compiling, as far as names tell</p><ul>{}</ul></div>",
        Html::all(all.iter().map(item))
    )
}

fn sentence(pieces: &[Piece], is_heading: bool) -> Html {
    let piece = |(n, it): (usize, &Piece)| match it {
        Piece::Words(words) if n == 0 && is_heading => text(&words::capital(words)),
        Piece::Words(words) => text(words),
        Piece::Code(name) => code(name),
    };
    Html::all(pieces.iter().enumerate().map(piece))
}
