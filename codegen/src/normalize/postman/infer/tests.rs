use serde_json::{Value, json};

use super::{Inference, Inferred, Slot, Variant};
use crate::normalize::postman::sample::Sample;

mod fits;

#[test]
#[ignore]
fn corpus() {
    let mut files: Vec<_> = std::fs::read_dir("/work/shared/corpus/postman").unwrap().map(|it| it.unwrap().path()).collect();
    files.push("/tmp/wt/expertflow/specs/expertflow-cx/collection.json".into());
    files.sort();
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let root = root.get("collection").cloned().unwrap_or(root);
        let mut vars = super::super::variables::Variables::default();
        for v in root.get("variable").and_then(Value::as_array).into_iter().flatten() {
            let value = v.get("value").and_then(Value::as_str).unwrap_or_default().to_owned();
            vars.declare(v.get("key").and_then(Value::as_str).unwrap_or("?"), super::super::variables::Variable { value, ..Default::default() });
        }
        let mut ops: indexmap::IndexMap<String, Op> = Default::default();
        walk(&root, &mut ops, &vars);
        let start = std::time::Instant::now();
        let run = || {
            let mut inference = Inference::new();
            let mut all = Vec::new();
            for (key, op) in &ops {
                if !op.variants.is_empty() {
                    let samples = op.variants.iter().flat_map(|it| it.samples.clone()).collect::<Vec<_>>();
                    let variants = op.variants.clone();
                    all.push((format!("{key} BODY"), samples, inference.variants(vec![op.noun.clone(), format!("{} body", op.name)], variants)));
                }
                for (code, samples) in &op.replies {
                    let names = if code.starts_with(['4', '5']) { vec!["error".to_owned()] } else { vec![op.noun.clone(), format!("{} reply", op.name)] };
                    all.push((format!("{key} {code}"), samples.clone(), inference.slot(Slot { names, samples: samples.clone(), constants: vec![] })));
                }
            }
            (all, inference.finish())
        };
        let (all, inferred) = run();
        let took = start.elapsed();
        assert_eq!(inferred, run().1);
        let mut out = serde_json::Map::new();
        for (key, samples, slot) in &all {
            let schema = inferred.schema(*slot);
            for sample in samples {
                fits::check(sample, &schema, &inferred);
            }
            out.insert(key.clone(), schema);
        }
        let name = file.file_stem().unwrap().to_str().unwrap();
        println!("{name}: slots {} components {} in {:?}", all.len(), inferred.schemas.len(), took);
        std::fs::create_dir_all("/tmp/infer-out").unwrap();
        std::fs::write(format!("/tmp/infer-out/{name}.json"), serde_json::to_string_pretty(&json!({"schemas": inferred.schemas, "slots": out})).unwrap()).unwrap();
    }
}

#[derive(Default)]
struct Op { noun: String, name: String, variants: Vec<Variant>, replies: std::collections::BTreeMap<String, Vec<Sample>> }

fn walk(item: &Value, ops: &mut indexmap::IndexMap<String, Op>, vars: &super::super::variables::Variables) {
    for it in item.get("item").and_then(Value::as_array).into_iter().flatten() {
        walk(it, ops, vars);
    }
    let name = item.get("name").and_then(Value::as_str).unwrap_or("x").to_owned();
    let Some(request) = item.get("request") else { return };
    let url = request.get("url").map(|it| it.get("raw").unwrap_or(it).as_str().unwrap_or_default().to_owned()).unwrap_or_default();
    let path = url.split('?').next().unwrap().to_owned();
    let method = request.get("method").and_then(Value::as_str).unwrap_or("GET");
    let noun = path.split('/').filter(|it| !it.starts_with([':', '{']) && !it.is_empty()).next_back().unwrap_or("x").to_owned();
    let op = ops.entry(format!("{method} {path}")).or_insert_with(|| Op { noun, name: name.clone(), ..Default::default() });
    let mut bodies: Vec<Sample> = Vec::new();
    let take = |text: &str, into: &mut Vec<Sample>| {
        match super::super::sample::parse(text, vars) {
            Ok(it) => if !into.contains(&it) { into.push(it) },
            Err(e) => if text.trim_start().starts_with(['{', '[']) && !text.contains("</") { println!("   {e}: {name}") }
        }
    };
    let mut constants = vec![];
    if let Some(raw) = request.pointer("/body/raw").and_then(Value::as_str) { take(raw, &mut bodies); }
    if let Some(q) = request.pointer("/body/graphql/query").and_then(Value::as_str) {
        let v = request.pointer("/body/graphql/variables").and_then(Value::as_str).unwrap_or("{}");
        let v = super::super::sample::parse(v, vars).map(|it| it.value).unwrap_or(json!({}));
        bodies.push(Sample::from(json!({"query": q, "variables": v})));
        constants.push("query".to_owned());
    }
    for r in item.get("response").and_then(Value::as_array).into_iter().flatten() {
        if let Some(raw) = r.pointer("/originalRequest/body/raw").and_then(Value::as_str) { take(raw, &mut bodies); }
        let code = r.get("code").map(|it| it.to_string()).unwrap_or_default();
        if let Some(raw) = r.get("body").and_then(Value::as_str) { take(raw, op.replies.entry(code).or_default()); }
    }
    if !bodies.is_empty() { op.variants.push(Variant { name, samples: bodies, constants }); }
}
