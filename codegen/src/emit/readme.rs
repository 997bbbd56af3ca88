//! `README.md`.

use super::chapters::Chapter;
use super::docs::summary;
use super::{Files, example, grants, krate, provenance, server, webhooks};
use crate::ir::{ALL_TAGS, Api};
use crate::markdown::{self, Markdown, code, item, markdown};

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";

const ON_TOKIO: &str = "Calls run on tokio; programs that aren't async use the feature `blocking`. \
    `tokio::spawn(request.into_future())` runs a call as a task. What all clients have \
    in common is in the [guide](https://docs.rs/clientwright-runtime/latest/clientwright_runtime/guide/index.html).";

/// Adds the file.
pub(super) fn files(api: &Api, chapters: &[Chapter], files: &mut Files<'_>) {
    let package = item(&api.package);
    let mut parts = vec![
        markdown!("# {}", &package),
        markdown!("A typed client of {}.", markdown::plain(&api.title)),
        markdown::fenced(
            "toml",
            &format!("[dependencies]\n{package} = {{ path = \"path/to/{package}\" }}\n{TOKIO}"),
        ),
        ON_TOKIO.into(),
        markdown!("## A first call\n\n{}", visible(&example::doc_test(api))),
    ];
    if let Some(auth) = krate::auth_text(api) {
        parts.push(markdown!("## Credentials\n\n{}", auth));
        parts.extend(grants::doc_test(api).as_deref().map(visible));
    }
    if let Some(servers) = server::named_text(api) {
        parts.push(markdown!("## Servers of their own\n\n{}", servers));
    }
    for Chapter { title, text, example } in chapters {
        parts.push(markdown!("## {}\n\n{}", title, text));
        parts.extend(example.as_deref().map(visible));
    }
    if !api.groups.is_empty() {
        parts.push(markdown!("## Operations\n\n{}", groups(api)));
    }
    if api.left_out > 0 {
        let n_left_out = api.left_out;
        parts.push(markdown!(
            "The API has {} more, which were left out when this crate was generated.",
            n_left_out
        ));
    }
    if let Some(webhooks) = webhooks::text(api, |it| markdown!("`{}`", it)) {
        parts.push(markdown!("## Webhooks\n\n{}", webhooks));
    }
    if let Some(text) = provenance::text(api) {
        parts.push(markdown!("## Where the facts come from\n\n{}", text));
    }
    parts.push(markdown!("## Features\n\n{}", features(api)));
    files.plain_marked("README.md", &Markdown::stacked(parts));
}

fn features(api: &Api) -> Markdown {
    let rows = super::manifest::described(api).into_iter().map(|(name, what)| {
        let default = if matches!(name, "rustls" | ALL_TAGS) { "on" } else { "off" };
        markdown!("| `{}` | {} | {} |", name, default, what)
    });
    let head = ["| Feature | Default | |\n|---|---|---|".into()];
    Markdown::joined(head.into_iter().chain(rows), "\n")
}

/// The lines of a documentation test that are shown.
fn visible(test: &str) -> Markdown {
    let shown = test.lines().filter(|it| !it.starts_with('#')).collect::<Vec<_>>();
    markdown::fenced("rust,no_run", &shown.join("\n"))
}

fn groups(api: &Api) -> Markdown {
    let head = if api.has_parts() {
        "| Under | Feature | Operations | |\n|---|---|---|---|"
    } else {
        "| Under | Operations | |\n|---|---|---|"
    };
    let mut rows = vec![Markdown::from(head)];
    rows.extend(api.groups.iter().filter(|it| !it.operations.is_empty()).map(|group| {
        let accessors = api.accessors(group).into_iter().map(|it| format!(".{it}()"));
        let feature = group.feature.as_ref();
        let feature = feature.map_or_else(Markdown::default, |it| markdown!(" {} |", code(it)));
        markdown!(
            "| `client{}` |{} {} | {} |",
            item(&accessors.collect::<String>()),
            feature,
            group.operations.iter().filter(|it| !it.alternative).count(),
            summary(group.docs.text.as_deref())
        )
    }));
    Markdown::joined(rows, "\n")
}
