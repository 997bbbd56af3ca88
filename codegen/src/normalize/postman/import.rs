//! A collection, read, to an OpenAPI 3.0 document.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::operations::{insert_operation, is_sendable, operation_at};
use crate::pointer::Pointer;

use super::bodies::Bodies;
use super::collection::{Body, Collection, Request, Sent};
use super::context::Context;
use super::endpoints::{self, Endpoint};
use super::infer::{Inference, Inferred};
use super::naming::{Ids, Sending};
use super::parameters::Parameters;
use super::provenance::Marked;
use super::responses::Responses;
use super::security::{Requirements, Schemes};
use super::servers;
use super::tags::Tags;
use super::variables::{Piece, pieces};

/// An operation before its types are known.
struct Draft<'a> {
    endpoint: Endpoint<'a>,
    parameters: Parameters,
    bodies: Bodies,
    responses: Responses,
    security: Option<Requirements>,
}

/// Writes the document of a collection, and where each of its parts came from.
pub(super) fn import(
    document: &Document,
    collection: &Collection,
    sink: &mut Sink,
) -> (Value, Vec<(Pointer, Pointer)>) {
    let mut schemes = Schemes::default();
    let mut cx =
        Context { document, variables: &collection.variables, inference: Inference::new(), sink };
    let drafts = drafts(collection, &mut schemes, &mut cx);
    note_scripts(collection, &mut cx);
    let inferred = cx.inference.finish();
    let tags = Tags::new(collection);
    let mut writer = Writer::new(collection, &inferred, &tags, &drafts);
    for draft in &drafts {
        writer.operation(draft);
    }
    let mut root = writer.document();
    let Writer { paths, mut moves, .. } = writer;
    let (tags, folders) = tags.finish();
    if !tags.is_empty() {
        root.insert("tags".to_owned(), Value::Array(tags));
    }
    root.insert("paths".to_owned(), Value::Object(paths));
    let (schemes, auths) = schemes.finish();
    let sections = [("schemas", inferred.schemas), ("securitySchemes", schemes)];
    let filled = sections.into_iter().filter(|(_, it)| !it.is_empty());
    let components: Map<String, Value> =
        filled.map(|(key, it)| (key.to_owned(), Value::Object(it))).collect();
    if !components.is_empty() {
        root.insert("components".to_owned(), Value::Object(components));
    }
    moves.extend(folders.into_iter().chain(auths));
    (Value::Object(root), moves)
}

/// Reads what the operations send and get, and collects the samples of their bodies.
fn drafts<'a>(
    collection: &'a Collection,
    schemes: &mut Schemes,
    cx: &mut Context<'_>,
) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for endpoint in endpoints::group(collection) {
        if !is_sendable(endpoint.method) {
            note_method(&endpoint, cx);
            continue;
        }
        note_merged(&endpoint, cx);
        drafts.push(Draft {
            security: schemes.of(&endpoint, cx.variables),
            parameters: Parameters::new(&endpoint, cx.variables),
            bodies: Bodies::new(&endpoint, cx),
            responses: Responses::new(&endpoint, cx),
            endpoint,
        });
    }
    drafts
}

fn info(collection: &Collection) -> Value {
    let mut info = Map::new();
    info.insert("title".to_owned(), Value::from(collection.name.clone()));
    if let Some(text) = &collection.description {
        info.insert("description".to_owned(), Value::from(text.clone()));
    }
    let version = collection.version.clone().unwrap_or_else(|| "unversioned".to_owned());
    info.insert("version".to_owned(), Value::from(version));
    Value::Object(info)
}

/// The requirements that most operations have, if the collection says anything about them.
fn usual_security(drafts: &[Draft<'_>]) -> Option<Requirements> {
    let mut counts: Vec<(&Requirements, usize)> = Vec::new();
    for security in drafts.iter().filter_map(|it| it.security.as_ref()) {
        match counts.iter_mut().find(|(it, _)| *it == security) {
            Some((_, count)) => *count += 1,
            None => counts.push((security, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(it, _)| it.clone())
}

/// The Security Requirement Objects for any of these sets of schemes.
fn requirements(alternatives: &Requirements) -> Value {
    let one = |names: &Vec<String>| {
        Value::Object(names.iter().map(|it| (it.clone(), json!([]))).collect())
    };
    alternatives.iter().map(one).collect()
}

/// Writes operations.
struct Writer<'a> {
    collection: &'a Collection,
    inferred: &'a Inferred,
    tags: &'a Tags,
    usual_server: String,
    usual_security: Option<Requirements>,
    ids: Ids,
    paths: Map<String, Value>,
    /// From a place of the collection to one of the document.
    moves: Vec<(Pointer, Pointer)>,
}

impl<'a> Writer<'a> {
    fn new(
        collection: &'a Collection,
        inferred: &'a Inferred,
        tags: &'a Tags,
        drafts: &[Draft<'_>],
    ) -> Self {
        Self {
            collection,
            inferred,
            tags,
            usual_server: servers::usual(drafts.iter().map(|it| &it.endpoint)),
            usual_security: usual_security(drafts),
            ids: Ids::default(),
            paths: Map::new(),
            moves: Vec::new(),
        }
    }

    /// What the document says before its operations.
    fn document(&self) -> Map<String, Value> {
        let mut root = Map::new();
        root.insert("openapi".to_owned(), Value::from("3.0.3"));
        root.insert("info".to_owned(), info(self.collection));
        if !self.usual_server.is_empty() {
            let server = servers::server(&self.usual_server, &self.collection.variables);
            root.insert("servers".to_owned(), json!([server]));
        }
        if let Some(usual) = &self.usual_security {
            root.insert("security".to_owned(), requirements(usual));
        }
        root
    }

    fn operation(&mut self, draft: &Draft<'_>) {
        let Draft { endpoint, parameters, bodies, responses, .. } = draft;
        let Some(first) = endpoint.first() else { return };
        let at = Pointer::root().child("paths").child(&endpoint.key);
        let at = operation_at(&at, endpoint.method);
        self.moves.push((first.at.clone(), at.clone()));
        let marks = endpoint.marks();
        let (mut operation, ways) = self.head(draft, first, &marks);
        let mut objects = Vec::new();
        for (index, (object, from)) in parameters.objects().into_iter().enumerate() {
            objects.push(object);
            if let Some(from) = from {
                self.moves.push((from, at.child("parameters").index(index)));
            }
        }
        if !objects.is_empty() {
            operation.insert("parameters".to_owned(), Value::Array(objects));
        }
        if let Some(body) = bodies.object(self.inferred, ways) {
            operation.insert("requestBody".to_owned(), body);
        }
        operation.insert("responses".to_owned(), responses.object(endpoint.method, self.inferred));
        self.surroundings(draft, &mut operation);
        operation.insert(extensions::REQUESTS.to_owned(), requests(draft, &marks));
        let item = self.paths.entry(endpoint.key.clone()).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            if endpoint.key != endpoint.path {
                let path = Value::from(endpoint.path.clone());
                item.insert(extensions::PATH.to_owned(), path);
            }
            insert_operation(item, endpoint.method, Value::Object(operation));
        }
    }

    /// What it is called and what is written about it; and the same for each way to send its body, where there are several.
    fn head(
        &mut self,
        draft: &Draft<'_>,
        first: &Request,
        marks: &[Marked],
    ) -> (Map<String, Value>, Vec<Map<String, Value>>) {
        let (endpoint, bodies) = (&draft.endpoint, &draft.bodies);
        let tag = self.tags.of(&first.folder);
        let mut operation = Map::new();
        if let Some(tag) = tag {
            operation.insert("tags".to_owned(), json!([tag]));
        }
        let id = self.ids.take(endpoint, bodies.are_several(), tag);
        operation.extend(described(id.clone(), endpoint, bodies.are_several(), marks));
        let ways = bodies.alternatives();
        let sending =
            ways.iter().map(|it| Sending { requests: &it.requests, are_several: it.are_several });
        let sending: Vec<_> = sending.collect();
        let ids = self.ids.take_for_ways(endpoint, &sending, id.as_deref(), tag);
        let ways = ways.iter().zip(ids).map(|(way, id)| {
            let endpoint = endpoint.only(&way.requests);
            described(id, &endpoint, way.are_several, &endpoint.marks())
        });
        (operation, ways.collect())
    }

    /// Where it goes and how it authenticates, where that isn't the usual.
    fn surroundings(&self, draft: &Draft<'_>, operation: &mut Map<String, Value>) {
        let base = &draft.endpoint.base;
        if *base != self.usual_server && !base.is_empty() {
            let server = servers::server(base, &self.collection.variables);
            operation.insert("servers".to_owned(), json!([server]));
        }
        if let Some(usual) = &self.usual_security {
            let own = draft.security.clone().unwrap_or_default();
            if own != *usual {
                operation.insert("security".to_owned(), requirements(&own));
            }
        }
    }
}

/// What the requests of an endpoint are called, and what is written about them.
fn described(
    id: Option<String>,
    endpoint: &Endpoint<'_>,
    are_several: bool,
    marks: &[Marked],
) -> Map<String, Value> {
    let mut object = Map::new();
    object.extend(id.map(|it| ("operationId".to_owned(), Value::from(it))));
    // Of several none tells what all are about.
    let telling = endpoint.first().filter(|_| endpoint.requests.len() == 1 || !are_several);
    if let Some(first) = telling {
        object.insert("summary".to_owned(), Value::from(first.name.clone()));
        let text = marks.first().and_then(|it| it.text.clone());
        object.extend(text.map(|it| ("description".to_owned(), Value::from(it))));
    }
    if let Some(best) = marks.iter().min_by_key(|it| it.rank()) {
        best.mark(&mut object);
    }
    object
}

/// The requests that an operation stands for, as they are saved.
fn requests(draft: &Draft<'_>, marks: &[Marked]) -> Value {
    let mut all = Vec::new();
    let saved = draft.endpoint.requests.iter().zip(marks).zip(draft.parameters.sent());
    for (index, ((saved, marked), parameters)) in saved.enumerate() {
        let mut request = Map::new();
        request.insert("name".to_owned(), Value::from(saved.request.name.clone()));
        if let Some(text) = &marked.text {
            request.insert("description".to_owned(), Value::from(text.clone()));
        }
        marked.mark(&mut request);
        request.insert("parameters".to_owned(), parameters);
        draft.bodies.note_sent(index, &mut request);
        all.push(Value::Object(request));
    }
    Value::Array(all)
}

fn note_method(endpoint: &Endpoint<'_>, cx: &mut Context<'_>) {
    for saved in &endpoint.requests {
        cx.report(&saved.request.at, findings::postman::no_method(endpoint.method));
    }
}

fn note_merged(endpoint: &Endpoint<'_>, cx: &mut Context<'_>) {
    if let Some(first) = endpoint.first()
        && endpoint.requests.len() > 1
    {
        let others = endpoint.requests.iter().skip(1).map(|it| it.request);
        let others = others.map(|it| cx.document.origins.place(&it.at)).collect();
        let finding = findings::postman::merged(endpoint.method, &endpoint.path, others);
        cx.report(&first.at, finding);
    }
}

/// Says which variables scripts set that requests need.
fn note_scripts(collection: &Collection, cx: &mut Context<'_>) {
    let mentioned: BTreeSet<&str> =
        collection.requests.iter().flat_map(|it| texts(&it.sent)).flat_map(variables_in).collect();
    let needs =
        |name: &str| name.to_ascii_lowercase().contains("token") || mentioned.contains(name);
    for request in &collection.requests {
        let needed: Vec<&str> =
            request.sets.iter().map(String::as_str).filter(|it| needs(it)).collect();
        if !needed.is_empty() {
            cx.report(&request.at, findings::postman::script(needed));
        }
    }
}

fn variables_in(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|it| match it {
        Piece::Variable(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// The texts of a request that variables can stand in.
fn texts(sent: &Sent) -> impl Iterator<Item = &str> {
    let (text, fields) = match &sent.body {
        Some(Body::Raw { text, .. }) => (text.as_str(), None),
        Some(Body::GraphQl { variables, .. }) => (variables.as_str(), None),
        Some(Body::UrlEncoded(fields) | Body::FormData(fields)) => ("", Some(fields)),
        Some(Body::File) | None => ("", None),
    };
    let entries = fields.into_iter().flatten().chain(&sent.url.query).chain(&sent.headers);
    let values = entries.filter_map(|it| it.value.as_deref());
    let path = sent.url.path.iter().map(String::as_str);
    [text, sent.url.base.as_str()].into_iter().chain(values).chain(path)
}
