//! `README.md`.

use super::chapters::Chapter;
use super::docs::{Text, summary, terms};
use super::{Files, example, krate, response, server, webhooks};
use crate::ir::{ALL_TAGS, Api, Docs, ErrorNote, TypeKind};
use crate::markdown::{self, Markdown, code, item, markdown};

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";

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
        "Calls are awaited on tokio; for programs that aren't async there is the feature `blocking`."
            .into(),
        markdown!("## A first call\n\n{}", visible(&example::doc_test(api))),
    ];
    if let Some(auth) = krate::auth_text(api) {
        parts.push(markdown!("## Credentials\n\n{}", auth));
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
    if let Some(text) = provenance(api) {
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

/// What isn't the vendor's own statement, where anything isn't.
pub(super) fn provenance(api: &Api) -> Option<Markdown> {
    let said = "The vendor doesn't state everything that this crate says. What was found elsewhere or inferred says so in its \
                documentation";
    let of = |it: &ErrorNote| {
        let text = Text::default().docs(&it.docs).markdown();
        (response::status_words(it.status), text)
    };
    let notes = api.shared.notes.iter().map(of).collect::<Vec<_>>();
    is_inferred(api).then(|| match notes.as_slice() {
        [] => markdown!("{}.", said),
        _ => {
            markdown!("{}, but for what many operations say of an error:\n\n{}", said, terms(notes))
        }
    })
}

/// Whether anything here isn't the vendor's own statement.
fn is_inferred(api: &Api) -> bool {
    let has = |docs: &Docs| docs.provenance.is_some();
    let types = api.types.iter().any(|def| {
        has(&def.docs)
            || match &def.kind {
                TypeKind::Record(it) => it.fields.iter().any(|it| has(&it.docs)),
                TypeKind::Enumeration(it) => it.values.iter().any(|it| has(&it.docs)),
                TypeKind::IntegerEnumeration(it) => it.values.iter().any(|it| has(&it.docs)),
                TypeKind::Union(it) => it.variants.iter().any(|it| has(&it.docs)),
                TypeKind::Alias(_) | TypeKind::Foreign(_) => false,
            }
    });
    let operations = api.operations().any(|(_, it)| {
        has(&it.docs)
            || it.params.iter().any(|it| has(&it.docs))
            || it.responses.iter().any(|it| has(&it.docs))
    });
    let webhooks = api.webhooks.iter().any(|it| has(&it.docs));
    has(&api.docs) || types || operations || webhooks || api.groups.iter().any(|it| has(&it.docs))
}
