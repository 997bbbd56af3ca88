//! `README.md`.

use super::docs::summary;
use super::{Files, example, krate, markdown, server, webhooks};
use crate::ir::{Api, Docs, TypeKind};

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let title = markdown::sound_line(&api.title);
    let mut parts = vec![format!("# {}", api.package), format!("A typed client of {title}.")];
    parts.push(format!(
        "```toml\n[dependencies]\n{0} = {{ path = \"path/to/{0}\" }}\n```",
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
    let mut features =
        "## Features\n\n- `serde` (off): `Serialize` and `Deserialize` for the types.".to_owned();
    if !api.webhooks.is_empty() {
        features.push_str("\n- `webhooks` (off): verifies the signatures of webhooks.");
    }
    if super::grants::asks(api) {
        features.push_str("\n- `pkce` (off): asks people for authorizations, with a proof key.");
    }
    parts.push(features);
    files.plain_marked("README.md", &format!("{}\n", parts.join("\n\n")));
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
