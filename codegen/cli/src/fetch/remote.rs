//! A file somewhere else: one request, by the runtime that generated crates have.

use std::time::Duration;

use clientwright_runtime::Headers;
use clientwright_runtime::blocking::Wait;
use clientwright_runtime::codegen::{Client, Server};

use crate::Error;
use crate::files::MOST_BYTES;
use crate::lock::Fetched;
use crate::vendor::OVERLAY;
use crate::written::digest;

/// Descriptions come in both; a server that knows neither sends what it has.
const ACCEPT: &str = "application/json, application/yaml, */*;q=0.5";

/// Where a file is.
pub(super) struct Remote {
    client: Client,
    url: String,
}

/// What a server says.
pub(super) enum Reply {
    /// It hasn't changed.
    Same(Fetched),
    /// This is it.
    New(Vec<u8>, Fetched),
}

impl Remote {
    /// `timeout` is for all of it, repeated attempts included.
    pub(super) fn new(url: &str, timeout: Duration) -> Result<Self, Error> {
        let end = url.find("://").map_or(0, |it| it + 3);
        let rest = url.get(end..).unwrap_or_default();
        let origin = rest.find(['/', '?', '#']).map_or(url.len(), |it| end + it);
        let server = Server::custom(url.get(..origin).unwrap_or_default());
        let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
        let client = Client::builder(server).timeout(timeout).max_body(most).build();
        let client = client.map_err(|it| Error::new(format!("can't fetch `{url}`: {it}")))?;
        Ok(Self { client, url: url.to_owned() })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Asks for the file, unless it still is the one that is `known` (RFC 9110, section 13.1).
    pub(super) fn get(&self, known: Option<&Fetched>) -> Result<Reply, Error> {
        let mut request = self.client.request("GET", self.url.as_str()).header("accept", ACCEPT);
        let tag = known.and_then(|it| it.etag.as_deref());
        let time = known.and_then(|it| it.last_modified.as_deref()).filter(|_| tag.is_none());
        for (name, value) in [("if-none-match", tag), ("if-modified-since", time)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        match (request.wait(), known) {
            (Ok(response), _) => {
                let bytes = response.body().to_vec();
                let fetched = self.noted(&bytes, response.headers());
                Ok(Reply::New(bytes, fetched))
            }
            (Err(error), Some(known)) if error.status() == Some(304) => {
                Ok(Reply::Same(known.clone()))
            }
            (Err(error), _) => Err(Error::new(format!("can't fetch `{}`: {error}", self.url))),
        }
    }

    fn noted(&self, bytes: &[u8], headers: &Headers) -> Fetched {
        let header = |name: &str| headers.get(name).map(ToOwned::to_owned);
        Fetched {
            url: self.url.clone(),
            digests: [digest(bytes)].into(),
            etag: header("etag"),
            last_modified: header("last-modified"),
        }
    }

    /// The name that the file gets in a folder that has none yet.
    pub(super) fn file_name(&self, bytes: &[u8]) -> String {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_plain = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
        let ends_well = [".json", ".yaml", ".yml"].iter().any(|it| name.ends_with(it));
        if ends_well
            && name.chars().all(is_plain)
            && !name.starts_with('.')
            && !name.eq_ignore_ascii_case(OVERLAY)
        {
            return name.to_owned();
        }
        let is_json = bytes.trim_ascii_start().starts_with(b"{");
        if is_json { "openapi.json" } else { "openapi.yaml" }.to_owned()
    }
}
