use serde_json::{Value, json};

use super::{Inference, Inferred, Slot, Variant};
use crate::normalize::postman::sample::Sample;

mod fits;

fn slot(name: &str, samples: &[Value]) -> Slot {
    let samples = samples.iter().cloned().map(Sample::from).collect();
    Slot { names: vec![name.to_owned()], samples, constants: Vec::new() }
}

#[test]
#[ignore]
fn corpus() {
    let dir = "/work/shared/corpus/postman";
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let root = root.get("collection").cloned().unwrap_or(root);
        let mut slots = Vec::new();
        let mut stats = (0, 0, 0);
        walk(&root, &mut slots, &mut stats);
        let start = std::time::Instant::now();
        let all = slots.clone();
        let run = |slots: Vec<(Slot, bool)>| {
            let mut inference = Inference::new();
            for (slot, union) in slots {
                if union {
                    let variants = slot
                        .samples
                        .iter()
                        .enumerate()
                        .map(|(i, it)| Variant {
                            name: format!("{} {i}", slot.names[0]),
                            samples: vec![it.clone()],
                            constants: vec![],
                        })
                        .collect();
                    inference.variants(slot.names, variants);
                } else {
                    inference.slot(slot);
                }
            }
            inference.finish()
        };
        let inferred = run(slots);
        let took = start.elapsed();
        assert_eq!(inferred, run(all.clone()));
        for ((slot, _), schema) in all.iter().zip(&inferred.slots) {
            for sample in &slot.samples {
                fits::check(sample, schema, &inferred);
            }
        }
        let name = file.file_stem().unwrap().to_str().unwrap();
        println!(
            "{name}: slots {} ok {} mended {} broken {} components {} in {:?}",
            all.len(),
            stats.0,
            stats.1,
            stats.2,
            inferred.schemas.len(),
            took
        );
        let out: serde_json::Map<String, Value> =
            all.iter().map(|it| it.0.names[0].clone()).zip(inferred.slots.clone()).collect();
        std::fs::create_dir_all("/tmp/infer-out").unwrap();
        std::fs::write(
            format!("/tmp/infer-out/{name}.json"),
            serde_json::to_string_pretty(&json!({"schemas": inferred.schemas, "slots": out}))
                .unwrap(),
        )
        .unwrap();
    }
}

fn walk(item: &Value, slots: &mut Vec<(Slot, bool)>, stats: &mut (usize, usize, usize)) {
    for it in item.get("item").and_then(Value::as_array).into_iter().flatten() {
        walk(it, slots, stats);
    }
    let name = item.get("name").and_then(Value::as_str).unwrap_or("x").to_owned();
    let Some(request) = item.get("request") else { return };
    let mut by: std::collections::BTreeMap<String, Vec<Sample>> = Default::default();
    let mut bodies = Vec::new();
    let vars = super::super::variables::Variables::default();
    let mut take =
        |text: &str, into: &mut Vec<Sample>| match super::super::sample::parse(text, &vars) {
            Ok(it) => {
                stats.0 += 1;
                stats.1 += usize::from(it.mended);
                into.push(it)
            }
            Err(e) => {
                if text.trim_start().starts_with(['{', '[']) {
                    stats.2 += 1;
                    println!("   {e}: {name}")
                }
            }
        };
    if let Some(raw) = request.pointer("/body/raw").and_then(Value::as_str) {
        take(raw, &mut bodies);
    }
    for r in item.get("response").and_then(Value::as_array).into_iter().flatten() {
        if let Some(raw) = r.pointer("/originalRequest/body/raw").and_then(Value::as_str) {
            take(raw, &mut bodies);
        }
        let code = r.get("code").map(|it| it.to_string()).unwrap_or_default();
        if let Some(raw) = r.get("body").and_then(Value::as_str) {
            take(raw, by.entry(code).or_default());
        }
    }
    slots.push((
        Slot { names: vec![format!("{name} Body")], samples: bodies, constants: vec![] },
        slots.len() % 2 == 0,
    ));
    for (code, samples) in by {
        slots.push((
            Slot {
                names: vec![format!("{name} Reply{}", if code == "200" { "" } else { &code })],
                samples,
                constants: vec![],
            },
            false,
        ));
    }
}
