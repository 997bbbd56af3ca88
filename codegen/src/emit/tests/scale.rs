//! A thousand operations, to measure what a generated crate costs.

use serde_json::json;

use super::sample::{self, body, docs, field, operation, param, response};
use crate::ir::{
    Api, BodyKind, Group, Location, Outcome, Payload, Presence, Record, Status, Ty, TypeDef,
    TypeId, TypeKind,
};

/// `n` operations in groups of 25 and two types for five of them, of eight fields each.
fn api(n: usize) -> Api {
    let n_types = n * 2 / 5;
    let types = (0..n_types).map(|idx| {
        let mut fields = vec![field("id", "id", Ty::I64, Presence::Required)];
        fields.push(field("name", "name", Ty::String, Presence::Required));
        for at in 0..4 {
            fields.push(field(
                &format!("text_{at}"),
                &format!("text{at}"),
                Ty::String,
                Presence::Optional,
            ));
        }
        fields.push(field("when", "when", Ty::DateTime, Presence::Optional));
        let next = Ty::Named(TypeId((idx + 1) % n_types));
        fields.push(field("next", "next", Ty::Boxed(Box::new(next)), Presence::Optional));
        TypeDef {
            name: format!("Type{idx:04}"),
            module: format!("module_{}", idx / 20),
            wire: None,
            docs: docs("A type."),
            ..sample::def("Type", TypeKind::Record(Record { fields, extra: None }))
        }
    });
    let operations = (0..n).map(|idx| {
        let mut it =
            operation(&format!("call_{idx}"), &format!("Call{idx}"), "POST", "/a/{a}/b/{b}");
        let id = TypeId(idx % n_types);
        it.docs = docs("A call.");
        it.params = vec![
            param("a", "a", Location::Path, Ty::I64, true, json!(1)),
            param("b", "b", Location::Path, Ty::String, true, json!("b")),
        ];
        for at in 0..4 {
            let name = format!("query_{at}");
            it.params.push(param(&name, &name, Location::Query, Ty::String, false, json!("x")));
        }
        it.body = Some(body(
            BodyKind::Json(Ty::Named(id)),
            "application/json",
            "body",
            true,
            json!({"id": 1, "name": "n"}),
        ));
        it.body.as_mut().unwrap().docs = docs("The body.");
        it.responses = vec![response(Status::Code(200), Payload::Json(Ty::Named(id)))];
        it.responses[0].examples.clear();
        it.outcome = Outcome::Value(Ty::Named(id));
        it
    });
    let operations = operations.collect::<Vec<_>>();
    let groups = operations.chunks(25).enumerate().map(|(idx, operations)| Group {
        tag: format!("group {idx}"),
        parent: None,
        module: format!("group_{idx}"),
        handle: Some(format!("Group{idx}")),
        accessor: format!("group_{idx}"),
        docs: docs("A group."),
        feature: None,
        operations: operations.to_vec(),
    });
    Api {
        package: format!("scale-{n}"),
        types: types.collect(),
        groups: groups.collect(),
        webhooks: Vec::new(),
        servers: Vec::new(),
        named_servers: Vec::new(),
        ..sample::api()
    }
}

#[test]
#[ignore = "writes a crate to measure"]
fn a_thousand_operations() {
    for n in [10, 1000] {
        let api = api(n);
        let start = std::time::Instant::now();
        let files = super::files(&api);
        let lines = files.values().map(|it| it.lines().count()).sum::<usize>();
        let root = super::written(&api);
        std::fs::write(root.join("measured.txt"), format!("{:?} {lines} lines\n", start.elapsed()))
            .unwrap();
    }
}
