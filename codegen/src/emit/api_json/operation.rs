//! Operations: what is sent, what comes back, and what the client makes of it.

use serde_json::{Map, Value, json};

use crate::emit::response::envelope_of;
use crate::ir::{Api, Envelope, Group, Operation, Waiter};

use super::access;
use super::object::Object;
use super::paging::paging;
use super::parameter::{body, parameter};
use super::response::{alternative, error, gives, headers, responses};

pub(super) fn operation(api: &Api, group: &Group, operation: &Operation) -> Value {
    let mut out = Object::new();
    put_identity(operation, &mut out);
    out.put_all("aliases", api.aliases_of(group, operation));
    out.put_some("feature", group.feature.as_deref());
    let server = operation.server.and_then(|it| api.named_servers.get(it));
    out.put_some("server", server.map(|it| it.name.as_str()));
    out.put("security", security(operation));
    let parameters = operation.params.iter().map(|it| parameter(api, it)).collect::<Vec<_>>();
    out.put_all("parameters", parameters);
    out.put_some("body", operation.body.as_ref().map(|it| body(api, it)));
    if !operation.accept.is_empty() {
        out.put("accept", operation.accept.as_str());
    }
    out.put_all("responses", responses(api, operation));
    out.put("gives", gives(api, &operation.outcome));
    out.put("error", error(api, &operation.error));
    put_rest(api, operation, &mut out);
    out.into()
}

/// What the description calls it, and says of it as a whole.
fn put_identity(operation: &Operation, out: &mut Object) {
    out.put("id", operation.id.as_str());
    out.put("method", operation.method.as_str());
    out.put("path", operation.path.as_str());
    out.put("builder", operation.builder.as_str());
    out.put_all("tags", operation.tags.clone());
    out.put_on("deprecated", operation.docs.deprecated);
    out.put_some("sunset", operation.sunset.as_deref());
    out.put_some("stability", operation.stability.as_deref());
}

/// As the description has it: alternatives, each an object of schemes with their scopes.
fn security(operation: &Operation) -> Value {
    let all = operation.requirements.iter().map(|all| {
        let schemes = all.iter().map(|(name, it)| (name.clone(), access::scopes(it)));
        Value::Object(schemes.collect())
    });
    all.collect()
}

/// What only some operations have.
fn put_rest(api: &Api, operation: &Operation, out: &mut Object) {
    let alternatives = operation.alternatives.iter().map(|it| alternative(api, operation, it));
    out.put_all("alternatives", alternatives.collect::<Map<_, _>>());
    out.put_some("required", operation.required.as_deref());
    out.put_some("idempotency_key", operation.idempotency_key.as_deref());
    out.put_some("repeatable", operation.is_repeatable);
    out.put_some("headers", operation.headers.as_ref().map(|it| headers(api, it)));
    out.put_some("paging", operation.paging.as_ref().map(|it| paging(api, it)));
    out.put_all("waiters", operation.waiters.iter().map(waiter).collect::<Map<_, _>>());
    let envelope = envelope_of(&operation.responses);
    out.put_some(
        "envelope",
        envelope.map(|Envelope { item, error }| json!({ "item": item, "error": error })),
    );
    let requests = operation.requests.iter().map(|it| it.name.as_str()).collect::<Vec<_>>();
    out.put_all("requests", requests);
    out.put_on("alternative", operation.alternative);
}

/// By the name of its method.
fn waiter(waiter: &Waiter) -> (String, Value) {
    let Waiter { name, constant: _, state, done, failed, pending_statuses, interval, limit } =
        waiter;
    let value = json!({
        "state": state.as_str(),
        "done": done,
        "failed": failed,
        "pending_statuses": pending_statuses,
        "interval": interval,
        "limit": limit,
    });
    (name.clone(), value)
}
