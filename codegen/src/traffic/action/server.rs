//! Actions on servers.

use serde_json::{Value, json};

use crate::pointer::Pointer;

use super::super::exchange::Exchange;
use super::Builder;

impl Builder<'_> {
    /// Says below which path the operations are.
    ///
    /// The server of the recording is meant where it is listed, and otherwise all of them: the recording's may be a test's.
    pub(super) fn server(&mut self, base: &str) {
        let at = Pointer::root();
        let path = if base.is_empty() { "/" } else { base };
        if self.described.is_swagger2() {
            return self.update(&at, json!({ "basePath": path }));
        }
        let listed = self.described.root.get("servers").and_then(Value::as_array);
        let urls = listed.into_iter().flatten().map(|it| it.get("url")?.as_str());
        let urls: Vec<Option<&str>> = urls.collect();
        let hosts: Vec<String> = self.seen().into_iter().map(Exchange::origin).collect();
        let is_seen = |url: &str| {
            let url = url::Url::parse(url).ok();
            url.is_some_and(|it| hosts.contains(&it.origin().ascii_serialization()))
        };
        let is_listed = urls.iter().flatten().any(|it| is_seen(it));
        let mut new: Vec<(usize, String)> = Vec::new();
        for (index, url) in urls.iter().enumerate() {
            let Some(url) = url.filter(|it| !is_listed || is_seen(it)) else { continue };
            let Some(url) = below(url, base) else { continue };
            if !new.iter().any(|it| it.1 == url) {
                new.push((index, url));
            }
        }
        if new.is_empty() {
            return self.update(&at, json!({ "servers": [{ "url": path }] }));
        }
        for (index, url) in new {
            self.update(&at.child("servers").index(index), json!({ "url": url }));
        }
    }
}

/// The address of a server with another path; `None` where that is for whoever sets its variables.
fn below(url: &str, base: &str) -> Option<String> {
    let start = match url.find("://") {
        Some(at) => at + 3,
        None if url.starts_with("//") => 2,
        None if url.contains('{') => return None,
        None => return Some(if base.is_empty() { "/" } else { base }.to_owned()),
    };
    let authority = url.get(start..)?;
    let end = start + authority.find('/').unwrap_or(authority.len());
    let (host, path) = url.split_at_checked(end)?;
    (!path.contains('{')).then(|| format!("{host}{base}"))
}
