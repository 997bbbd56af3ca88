//! `README.md`.

use super::docs::summary;
use super::{Files, example, krate, markdown, server, webhooks};
use crate::ir::{Api, Docs, TypeKind};

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let title = markdown::sound_line(&api.title);
    let mut parts = vec![format!("# {}", api.package), format!("A typed client of {title}.")];
    parts.push(format!(
        "```toml\n[dependencies]\n{0} = {{ path = \"path/to/{0}\" }}\n{TOKIO}\n```\n\nCalls are awaited on \
         tokio; programs that aren't async have the feature `blocking`.",
        api.package
    ));
    parts.push(format!(
        "## A first call\n\n```rust,no_run\n{}\n```",
        visible(&example::doc_test(api))
    ));
    if let Some(auth) = krate::auth_text(api) {
        parts.push(format!("## Credentials\n\n{auth}"));
    }
    if let Some(servers) = server::named_text(api) {
        parts.push(format!("## Servers of their own\n\n{servers}"));
    }
    for (title, said, test) in krate::chapters(api) {
        parts.push(format!("## {title}\n\n{said}\n\n```rust,no_run\n{}\n```", visible(&test)));
    }
    if !api.groups.is_empty() {
        parts.push(format!("## Operations\n\n{}", groups(api)));
    }
    if let Some(webhooks) = webhooks::text(api, |it| format!("`{it}`")) {
        parts.push(format!("## Webhooks\n\n{webhooks}"));
    }
    if is_inferred(api) {
        parts.push(
            "## Where the facts come from\n\nThe vendor doesn't state everything that this crate says. What was found \
             elsewhere or inferred says so in its documentation."
                .to_owned(),
        );
    }
    parts.push(format!("## Features\n\n{}", features(api)));
    files.plain_marked("README.md", &format!("{}\n", parts.join("\n\n")));
}

fn features(api: &Api) -> String {
    let rows = super::manifest::described(api).into_iter().map(|(name, what)| {
        let default = if name == "rustls" { "on" } else { "off" };
        format!("| `{name}` | {default} | {what} |")
    });
    let head = ["| Feature | Unless set | |".to_owned(), "|---|---|---|".to_owned()];
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// The lines of a documentation test that are shown.
fn visible(test: &str) -> String {
    test.lines().filter(|it| !it.starts_with('#')).collect::<Vec<_>>().join("\n")
}

fn groups(api: &Api) -> String {
    let mut rows = vec!["| Under | Operations | |".to_owned(), "|---|---|---|".to_owned()];
    rows.extend(api.groups.iter().filter(|it| !it.operations.is_empty()).map(|group| {
        let accessors = api.accessors(group).into_iter().map(|it| format!(".{it}()"));
        let under = format!("`client{}`", accessors.collect::<String>());
        format!(
            "| {under} | {} | {} |",
            group.operations.iter().filter(|it| !it.alternative).count(),
            summary(group.docs.text.as_deref())
        )
    }));
    rows.join("\n")
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
                TypeKind::Alias(_) => false,
            }
    });
    let operations = api.operations().any(|(_, it)| {
        has(&it.docs)
            || it.params.iter().any(|it| has(&it.docs))
            || it.replies.iter().any(|it| has(&it.docs))
    });
    let webhooks = api.webhooks.iter().any(|it| has(&it.docs));
    has(&api.docs) || types || operations || webhooks || api.groups.iter().any(|it| has(&it.docs))
}
