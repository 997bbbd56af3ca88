//! What a run gives: files, findings, and numbers.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{Api, ProvenanceKind, Ty, TypeDef};
use crate::written::{NAMES, locked};

/// What [`generate`](crate::generate) returns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// The files of the crate: their paths in it, with `/`, and their texts. `None` when a finding is an error.
    pub files: Option<BTreeMap<String, String>>,
    /// The name of the package.
    pub package: String,
    /// The version of the package.
    pub version: String,
    /// The name by which people know the API.
    pub title: String,
    /// A program that makes a first call, as the documentation of the crate shows it.
    pub first_call: String,
    /// The environment variables that this program reads, such as one with an API key.
    pub first_call_variables: Vec<String>,
    /// The names that were given. Keep them (in `names.lock`, say) and hand them to the next run by
    /// [`Request::names`](crate::Request::names).
    pub names: String,
    /// What there is to say about the input, ordered by place.
    pub findings: Vec<Diagnostic>,
    /// What came out, in numbers.
    pub census: Census,
}

impl Output {
    /// Returns the files of the crate with those that `clientwright generate` keeps beside them: `names.lock`, which has
    /// [`names`](Self::names), and `generated.lock`, which tells generated files from edited ones. `None` when a finding
    /// is an error.
    pub fn written(&self) -> Option<BTreeMap<String, String>> {
        let mut files = self.files.clone()?;
        files.insert(NAMES.to_owned(), self.names.clone());
        Some(locked(files))
    }

    /// Returns whether a finding is an error, so that there are no files.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|it| it.code.severity() == Severity::Error)
    }
}

/// What [`normalize`](crate::normalize) returns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Normalized {
    /// The canonical document as YAML: valid OpenAPI 3.0. `None` when a finding is an error.
    pub document: Option<String>,
    /// The dialect of the description, such as `OpenAPI 3.1`; empty where it has none.
    pub dialect: String,
    /// What there is to say about the input, ordered by place.
    pub findings: Vec<Diagnostic>,
}

/// What came out of a run, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Census {
    /// The dialect of the description: `OpenAPI 2.0`.
    pub dialect: String,
    /// Operations that became methods.
    pub operations: usize,
    /// Operations among them with a gap of their own: one that is found below the operation and not in what it refers
    /// to.
    pub degraded: usize,
    /// Operations that the description has, however they are written, and that did not, though they were asked for.
    pub skipped: usize,
    /// Operations that weren't asked for.
    pub left_out: usize,
    /// Requests of a Postman collection that the operations stand for.
    pub requests: usize,
    /// Named types.
    pub types: usize,
    /// Named types that are marked as inferred.
    pub inferred_types: usize,
    /// Places in types, parameters, bodies, responses and webhooks that hold any JSON value.
    pub untyped: usize,
    /// Webhooks.
    pub webhooks: usize,
    /// Facts (operations, parameters, fields, types, responses) that are marked as found on the web.
    pub web: usize,
    /// Facts that are marked as inferred.
    pub inferred: usize,
    /// Facts that are marked as observed in traffic.
    pub observed: usize,
    /// Findings that are gaps.
    pub gaps: usize,
}

impl Census {
    /// Counts what came out.
    pub(crate) fn count(&mut self, api: &Api) {
        // One that has a method for each of several media types is still one.
        self.operations = api.operations().filter(|(_, it)| !it.alternative).count();
        self.left_out = api.left_out;
        self.requests = api.operations().map(|(_, it)| it.requests.len()).sum();
        self.types = api.types.len();
        let kind = |it: &TypeDef| it.docs.provenance.as_ref().map(|it| it.kind);
        let inferred = api.types.iter().filter(|it| kind(it) == Some(ProvenanceKind::Inferred));
        self.inferred_types = inferred.count();
        self.untyped = api.uses().map(Ty::untyped).sum();
        self.webhooks = api.webhooks.len();
        for provenance in api.provenances() {
            match provenance.kind {
                ProvenanceKind::Web => self.web += 1,
                ProvenanceKind::Inferred => self.inferred += 1,
                ProvenanceKind::Observed => self.observed += 1,
            }
        }
    }
}
