//! `api.json`: the public API and its wire facts, sorted, for comparing without compiling.

use serde_json::{Map, Value, json};

use super::{Files, response};
use crate::ir::{
    Alternative, Api, Auth, AuthKind, BodyKind, Constant, Conversion, Envelope, ErrorBody, Extra,
    Extras, Field, FirstPage, Foreign, HeaderField, Location, MediaTypeChoice, NamedServer,
    Operation, Outcome, PagePlace, PageStep, Paging, Param, Payload, Presence, ResponseEnum,
    ResponseHeaders, Retry, Scalar, Status, Tagging, Ty, TypeDef, TypeKind, Waiter, Wire,
};

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let mut operations = api.operations().map(|(group, it)| {
        let under = group.handle.as_ref().map(|_| api.accessors(group).join("."));
        (format!("{}.{}", under.as_deref().unwrap_or("client"), it.name), operation(api, it))
    });
    let mut operations = operations.by_ref().collect::<Vec<_>>();
    operations.sort_by(|a, b| a.0.cmp(&b.0));
    let mut types =
        api.types.iter().map(|it| (it.name.clone(), definition(api, it))).collect::<Vec<_>>();
    types.sort_by(|a, b| a.0.cmp(&b.0));
    let servers = api.servers.iter().map(|it| {
        let variables = it.variables.iter().map(|it| {
            let choices = it.choices.map(|id| api.def(id).name.clone());
            json!({ "name": it.name, "wire": it.wire, "default": it.default, "choices": choices })
        });
        json!({ "name": it.name, "url": it.url, "variables": variables.collect::<Vec<_>>() })
    });
    let auths = api.auths.iter().map(credential);
    let webhooks = api.webhooks.iter().map(|it| {
        json!({ "name": it.name, "function": it.function, "wire": it.wire, "type": ty(api, &it.ty) })
    });
    let mut root = json!({
        "package": api.package,
        "title": api.title,
        "version": api.version,
        "servers": servers.collect::<Vec<_>>(),
        "credentials": auths.collect::<Vec<_>>(),
        "operations": Map::from_iter(operations),
        "types": Map::from_iter(types),
        "webhooks": webhooks.collect::<Vec<_>>(),
    });
    if let (false, Some(root)) = (api.named_servers.is_empty(), root.as_object_mut()) {
        root.insert(
            "named_servers".to_owned(),
            api.named_servers.iter().map(named_server).collect(),
        );
    }
    if let (Some(it), Some(root)) = (&api.retry, root.as_object_mut()) {
        root.insert("retry".to_owned(), retry(it));
    }
    files.bare("api.json", format!("{}\n", crate::markdown::seen(&print(&root, 0))));
}

fn named_server(server: &NamedServer) -> Value {
    let NamedServer { name, constant: _, url, docs: _, variables } = server;
    let variables =
        variables.iter().map(|(wire, default)| json!({ "wire": wire, "default": default }));
    json!({ "name": name, "url": url, "variables": variables.collect::<Vec<_>>() })
}

fn retry(retry: &Retry) -> Value {
    let Retry { max_retries, max_wait, statuses, refusals } = retry;
    let facts = [
        ("max_retries", max_retries.map(Value::from)),
        ("max_wait", max_wait.map(Value::from)),
        ("statuses", statuses.clone().map(Value::from)),
        ("refusals", refusals.clone().map(Value::from)),
    ];
    facts.into_iter().filter_map(|(key, it)| Some((key.to_owned(), it?))).collect()
}

/// What is short is on one line, so that a change of a field or parameter is a change of a line.
fn print(value: &Value, depth: usize) -> String {
    let compact = spaced(value);
    if compact.len() <= WIDTH && depth > 1 {
        return compact;
    }
    let (open, items, close) = match value {
        Value::Array(items) => {
            ("[", items.iter().map(|it| print(it, depth + 1)).collect::<Vec<_>>(), "]")
        }
        Value::Object(members) => {
            let member = |(name, it): (&String, &Value)| {
                format!("{}: {}", json!(name), print(it, depth + 1))
            };
            ("{", members.iter().map(member).collect(), "}")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return compact,
    };
    if items.is_empty() {
        return compact;
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    format!("{open}\n{inner}{}\n{outer}{close}", items.join(&format!(",\n{inner}")))
}

/// A line's worth of JSON.
const WIDTH: usize = 140;

/// JSON on one line, with spaces as people write them.
fn spaced(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, it)| format!("{}: {}", json!(name), spaced(it)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// A type as Rust writes it.
fn ty(api: &Api, it: &Ty) -> String {
    match it {
        Ty::Unit => "()".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::I32 => "i32".to_owned(),
        Ty::I64 => "i64".to_owned(),
        Ty::U64 => "u64".to_owned(),
        Ty::F64 => "f64".to_owned(),
        Ty::Decimal => "Decimal".to_owned(),
        Ty::String => "String".to_owned(),
        Ty::Secret => "Secret".to_owned(),
        Ty::Base64 => "Base64".to_owned(),
        Ty::Base64Url => "Base64Url".to_owned(),
        Ty::DateTime => "DateTime".to_owned(),
        Ty::Date => "Date".to_owned(),
        Ty::Uuid => "Uuid".to_owned(),
        Ty::Ipv4 => "Ipv4Addr".to_owned(),
        Ty::Ipv6 => "Ipv6Addr".to_owned(),
        Ty::Ip => "IpAddr".to_owned(),
        Ty::Any => "Value".to_owned(),
        Ty::List(item) => format!("Vec<{}>", ty(api, item)),
        Ty::Map(item) => format!("BTreeMap<String, {}>", ty(api, item)),
        Ty::Tuple(items) => {
            format!("({})", items.iter().map(|it| ty(api, it)).collect::<Vec<_>>().join(", "))
        }
        Ty::Nullable(inner) => format!("Option<{}>", ty(api, inner)),
        Ty::Boxed(inner) => format!("Box<{}>", ty(api, inner)),
        Ty::Named(id) => api.def(*id).name.clone(),
    }
}

fn definition(api: &Api, def: &TypeDef) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        out.insert(name.to_owned(), value);
    };
    let (kind, members) = kind(api, &def.kind);
    put("kind", kind.into());
    if let Some(wire) = &def.wire {
        put("wire", wire.as_str().into());
    }
    put("sent", def.usage.sent.into());
    put("received", def.usage.received.into());
    if let Some(required) = &def.required {
        put("required", required.as_str().into());
    }
    if def.docs.deprecated {
        put("deprecated", true.into());
    }
    for (name, value) in members {
        put(name, value);
    }
    let Extras { derives, attributes: _ } = &def.extras;
    if !derives.is_empty() {
        put("derives", json!(derives));
    }
    Value::Object(out)
}

fn kind(api: &Api, kind: &TypeKind) -> (&'static str, Vec<(&'static str, Value)>) {
    match kind {
        TypeKind::Record(it) => {
            let fields =
                it.fields.iter().map(|it| (it.name.clone(), field(api, it))).collect::<Map<_, _>>();
            let extra = it
                .extra
                .as_ref()
                .map(|(name, extra)| json!({ "name": name, "type": ty(api, extra) }));
            let extra = extra.map(|it| ("extra", it));
            ("record", [("fields", Value::Object(fields))].into_iter().chain(extra).collect())
        }
        TypeKind::Enumeration(it) => {
            let values = it
                .values
                .iter()
                .map(|it| (it.name.clone(), it.wire.as_str().into()))
                .collect::<Map<_, _>>();
            ("enumeration", vec![("values", Value::Object(values))])
        }
        TypeKind::IntegerEnumeration(it) => {
            let values =
                it.values.iter().map(|it| (it.name.clone(), it.wire.into())).collect::<Map<_, _>>();
            ("integer-enumeration", vec![("values", Value::Object(values))])
        }
        TypeKind::Union(it) => {
            let variants = it.variants.iter().map(|it| {
                let tags = (!it.tags.is_empty()).then_some(&it.tags);
                let mut out = json!({ "type": ty(api, &it.ty), "tags": tags });
                if let (Some(made), Some(out)) = (&it.constructor, out.as_object_mut()) {
                    out.insert("constructor".to_owned(), made.name.as_str().into());
                }
                (it.name.clone(), out)
            });
            let variants = ("variants", Value::Object(variants.collect()));
            match &it.tagging {
                Tagging::Internal(property) => {
                    ("union", vec![("tag", property.as_str().into()), variants])
                }
                Tagging::Untagged => ("union", vec![variants]),
            }
        }
        TypeKind::Alias(it) => ("alias", vec![("type", ty(api, it).into())]),
        TypeKind::Foreign(Foreign { path, conversion, placeholder: _, absent: _ }) => {
            let by = match conversion {
                Conversion::Serde => "serde",
                Conversion::SerdeWith(with) => with,
                Conversion::Text | Conversion::Number => "text",
                Conversion::Json => "json",
            };
            ("own", vec![("type", path.as_str().into()), ("as", by.into())])
        }
    }
}

fn field(api: &Api, field: &Field) -> Value {
    let Field { name: _, wire, ty: of, form, presence, constant, docs } = field;
    let presence = match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
        Presence::OptionalNullable => "optional-nullable",
    };
    let mut out = json!({ "wire": wire, "type": ty(api, of), "presence": presence });
    if let (Some(Constant { value, variant: _ }), Some(out)) = (constant, out.as_object_mut()) {
        let value = match value {
            Scalar::Bool(it) => json!(it),
            Scalar::Integer(it) => json!(it),
            Scalar::String(it) => json!(it),
        };
        out.insert("constant".to_owned(), value);
    }
    if let (true, Some(out)) = (docs.deprecated, out.as_object_mut()) {
        out.insert("deprecated".to_owned(), true.into());
    }
    if let (Some(forms), Some(out)) = (forms(form), out.as_object_mut()) {
        out.insert("form".to_owned(), forms);
    }
    out
}

/// The names of the forms that a value has on the wire, unless it is that of its type.
fn forms(form: &Wire) -> Option<Value> {
    let names = form.forms().iter().map(|it| it.name()).collect::<Vec<_>>();
    (!names.is_empty()).then(|| json!(names))
}

fn operation(api: &Api, operation: &Operation) -> Value {
    let params = operation.params.iter().map(|it| param(api, it)).collect::<Vec<_>>();
    let body = operation.body.as_ref().map(|it| {
        let kind = match &it.kind {
            BodyKind::Json(body) => ty(api, body),
            BodyKind::Text => "text".to_owned(),
            BodyKind::Bytes => "bytes".to_owned(),
            BodyKind::Form(_) => "form".to_owned(),
            BodyKind::Multipart(_) => "multipart".to_owned(),
        };
        let mut out = json!({ "name": it.name, "type": kind, "media_type": it.media_type, "required": it.required });
        if let Some(out) = out.as_object_mut() {
            let extras = it.extras().iter().map(|it| (it.name.clone(), extra(api, it)));
            let extras = extras.collect::<Map<_, _>>();
            if !extras.is_empty() {
                out.insert("others".to_owned(), Value::Object(extras));
            }
            if let Some(MediaTypeChoice { name, known }) = &it.choice {
                out.insert("media_types".to_owned(), json!({ "name": name, "known": known }));
            }
        }
        out
    });
    let responses =
        operation.responses.iter().map(|it| (status(it.status), payload(api, &it.payload).into()));
    let security = operation.security.iter().map(|all| {
        all.iter()
            .filter_map(|idx| api.auths.get(*idx))
            .map(|it| it.wire.as_str())
            .collect::<Vec<_>>()
    });
    let error = match &operation.error {
        ErrorBody::None => Value::Null,
        ErrorBody::Value(it) => json!(ty(api, it)),
        ErrorBody::Cases(it) => cases(api, it),
    };
    let mut out = json!({
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "server": operation.server.and_then(|it| api.named_servers.get(it)).map(|it| &it.name),
        "builder": operation.builder,
        "deprecated": operation.docs.deprecated,
        "security": security.collect::<Vec<_>>(),
        "parameters": params,
        "body": body,
        "accept": operation.accept,
        "responses": responses.collect::<Map<_, _>>(),
        "gives": gives(api, &operation.outcome),
        "error": error,
    });
    if let Some(out) = out.as_object_mut() {
        out.extend(of_some(api, operation));
    }
    out
}

/// What only some operations have.
fn of_some(api: &Api, operation: &Operation) -> Map<String, Value> {
    let alternatives = operation.alternatives.iter().map(|it| alternative(api, it));
    let alternatives = alternatives.collect::<Map<_, _>>();
    let requests = operation.requests.iter().map(|it| it.name.as_str()).collect::<Vec<_>>();
    let mut out = Map::new();
    if !alternatives.is_empty() {
        out.insert("alternatives".to_owned(), Value::Object(alternatives));
    }
    out.extend(texts(operation));
    out.extend(operation.is_repeatable.map(|it| ("repeatable".to_owned(), it.into())));
    out.extend(operation.headers.iter().map(|it| ("headers".to_owned(), headers(api, it))));
    out.extend(operation.paging.iter().map(|it| ("paging".to_owned(), paging(api, it))));
    out.extend(waiters(operation).map(|it| ("waiters".to_owned(), it)));
    out.extend(response::envelope_of(&operation.responses).map(envelope));
    if !requests.is_empty() {
        out.insert("requests".to_owned(), json!(requests));
    }
    out.extend(operation.alternative.then(|| ("alternative".to_owned(), true.into())));
    out
}

fn envelope(Envelope { item, error }: &Envelope) -> (String, Value) {
    ("envelope".to_owned(), json!({ "item": item, "error": error }))
}

/// What few operations have and is a text.
fn texts(operation: &Operation) -> impl Iterator<Item = (String, Value)> {
    let texts =
        [("required", &operation.required), ("idempotency_key", &operation.idempotency_key)];
    texts.into_iter().filter_map(|(key, it)| Some((key.to_owned(), json!(it.as_ref()?))))
}

/// By the names of the methods.
fn waiters(operation: &Operation) -> Option<Value> {
    let waiter = |it: &Waiter| {
        let Waiter { name, constant: _, state, done, failed, pending_statuses, interval, limit } =
            it;
        let value = json!({
            "state": state.as_str(),
            "done": done,
            "failed": failed,
            "pending_statuses": pending_statuses,
            "interval": interval,
            "limit": limit,
        });
        (name.clone(), value)
    };
    let waiters = operation.waiters.iter().map(waiter).collect::<Map<_, _>>();
    (!waiters.is_empty()).then_some(Value::Object(waiters))
}

fn paging(api: &Api, paging: &Paging) -> Value {
    let Paging { step, limit, items, item, total, pages, more, page_size, confirmed } = paging;
    let (by, facts) = match step {
        PageStep::Offset { parameter, first } => {
            ("offset", vec![("parameter", json!(parameter)), ("first", json!(first))])
        }
        PageStep::Page { parameter, first: FirstPage::Is(first) } => {
            ("page", vec![("parameter", json!(parameter)), ("first", json!(first))])
        }
        PageStep::Page { parameter, first: FirstPage::At(number) } => {
            ("page", vec![("parameter", json!(parameter)), ("number", json!(number.as_str()))])
        }
        PageStep::Cursor { parameter, next } => {
            ("cursor", vec![("parameter", json!(parameter)), ("next", json!(next.as_str()))])
        }
        PageStep::LastItem { parameter, member } => {
            ("last-item", vec![("parameter", json!(parameter)), ("member", json!(member.as_str()))])
        }
        PageStep::NextUrl(next) => ("next-url", vec![("next", json!(next.as_str()))]),
        PageStep::Link => ("link", Vec::new()),
    };
    let place = |it: &Option<PagePlace>| it.as_ref().map(|it| json!(it.as_str()));
    let places = [
        ("limit", limit.as_ref().map(|it| json!(it))),
        ("items", Some(json!(items.as_str()))),
        ("item", Some(json!(ty(api, item)))),
        ("total", place(total)),
        ("pages", place(pages)),
        ("more", place(more)),
        ("page_size", place(page_size)),
        ("provenance", (!confirmed).then(|| json!("inferred"))),
    ];
    let places = places.into_iter().filter_map(|(name, it)| Some((name, it?)));
    let all = std::iter::once(("style", json!(by))).chain(facts).chain(places);
    Value::Object(all.map(|(name, it)| (name.to_owned(), it)).collect())
}

fn gives(api: &Api, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Value(it) => json!(ty(api, it)),
        Outcome::Download => json!("download"),
        Outcome::Items(it) => json!(format!("items of {}", ty(api, it))),
        Outcome::Events(it) => json!(format!("events of {}", ty(api, it))),
        Outcome::Cases(it) => cases(api, it),
    }
}

fn alternative(api: &Api, alternative: &Alternative) -> (String, Value) {
    let Alternative { name, constant: _, accept, responses, outcome } = alternative;
    let responses =
        responses.iter().map(|it| (status(it.status), payload(api, &it.payload).into()));
    let responses = responses.collect::<Map<_, _>>();
    (
        name.clone(),
        json!({ "accept": accept, "responses": responses, "gives": gives(api, outcome) }),
    )
}

fn headers(api: &Api, headers: &ResponseHeaders) -> Value {
    let ResponseHeaders { name, same_as: _, fields } = headers;
    let fields = fields.iter().map(|field| {
        let HeaderField { name, wire, form: _, ty: of, docs: _, example: _ } = field;
        (name.clone(), json!({ "wire": wire, "type": ty(api, of) }))
    });
    json!({ "name": name, "fields": fields.collect::<Map<_, _>>() })
}

fn extra(api: &Api, extra: &Extra) -> Value {
    let Extra { name: _, location, ty: of, example: _ } = extra;
    json!({ "in": place(*location), "type": ty(api, of) })
}

fn param(api: &Api, param: &Param) -> Value {
    let Param {
        name,
        wire,
        location,
        style,
        allow_reserved,
        ty: of,
        form,
        required,
        constant,
        media_types,
        docs: _,
        example,
    } = param;
    let mut out = json!({
        "name": name,
        "wire": wire,
        "in": place(*location),
        "style": format!("{style:?}"),
        "type": ty(api, of),
        "required": required,
    });
    if let Some(out) = out.as_object_mut() {
        if *allow_reserved {
            out.insert("allow_reserved".to_owned(), true.into());
        }
        if *constant {
            out.insert("constant".to_owned(), example.clone());
        }
        if !media_types.is_empty() {
            out.insert("media_types".to_owned(), json!(media_types));
        }
        if let Some(forms) = forms(form) {
            out.insert("form".to_owned(), forms);
        }
    }
    out
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Form => "form",
        Location::Part => "part",
        Location::File => "file",
        Location::Files => "files",
    }
}

fn cases(api: &Api, cases: &ResponseEnum) -> Value {
    let variants = cases.cases.iter().map(|(name, at, body)| {
        (name.clone(), json!({ "status": status(*at), "body": payload(api, body) }))
    });
    json!({ "name": cases.name, "cases": variants.collect::<Map<_, _>>() })
}

fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn payload(api: &Api, payload: &Payload) -> String {
    match payload {
        Payload::Empty => "empty".to_owned(),
        Payload::Json(it) => ty(api, it),
        Payload::Text => "text".to_owned(),
        Payload::Bytes => "bytes".to_owned(),
        Payload::Items(it) => format!("items of {}", ty(api, it)),
        Payload::Events(it) => format!("events of {}", ty(api, it)),
        Payload::Redirect => "redirect".to_owned(),
    }
}

fn credential(it: &Auth) -> Value {
    let mut shown = Map::new();
    shown.insert("name".to_owned(), json!(it.name));
    shown.insert("wire".to_owned(), json!(it.wire));
    shown.insert("kind".to_owned(), auth(&it.kind));
    if let Some(source) = &it.source {
        shown.insert("source".to_owned(), json!(source));
    }
    if !it.grants.is_empty() {
        let names = it.grants.iter().map(|it| &it.name).collect::<Vec<_>>();
        shown.insert("grants".to_owned(), json!(names));
    }
    Value::Object(shown)
}

fn auth(kind: &AuthKind) -> Value {
    match kind {
        AuthKind::ApiKey { place, name } => {
            json!(format!("{name} in the {}", super::client::place_words(*place)))
        }
        AuthKind::Bearer => json!("bearer"),
        AuthKind::Basic => json!("basic"),
        AuthKind::Http { scheme } => json!(format!("http {scheme}")),
        AuthKind::OAuth2 => json!("oauth2"),
        AuthKind::OpenIdConnect => json!("openIdConnect"),
    }
}
