//! Whether everything that a description describes is in its crate, or in a finding.
//!
//! - In: a description as it was received, its crate, and what the generator found.
//! - Out: by kind, how many things it describes, how many of them are in the crate and how many only in a finding; and
//!   those that are in neither.
//! - What is described is counted by [`described`] from the specifications, and what is in the crate is read by
//!   [`emitted`] from its files; neither shares anything with the library.

pub(super) mod counts;
mod described;
mod emitted;
pub(super) mod hold;

use std::fmt::Write as _;

use rayon::prelude::*;

use super::input::Input;
use super::summary::columns;
use super::{Run, trial};
use clientwright_cli::files;
use clientwright_cli::findings::number;
use clientwright_cli::{Error, Outcome, Shell};
use counts::{Count, Missing};
use counts::{Inventory, Kind};

/// How many missing things are named at the terminal.
const SHOWN: usize = 20;

/// Counts what the descriptions `chosen` describe, and writes what is missing to a file.
pub(crate) fn run(run: &Run, chosen: &[&Input], shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let bar = run.bar(chosen.len(), "inventory");
    let done: Vec<(&str, Inventory)> = run.pool()?.install(|| {
        let each = chosen.par_iter().filter_map(|input| {
            let trial = trial::run(input, &run.manifest, run.limit);
            bar.inc(1);
            Some((input.file.as_str(), trial?.inventory?))
        });
        each.collect()
    });
    bar.finish_and_clear();
    let path = run.work.join("inventory.tsv");
    files::write(&path, &lines(&done))?;
    shell.print(summary(&done))?;
    let missing: usize = done.iter().map(|(_, it)| it.missing.len()).sum();
    if missing == 0 {
        return Ok(Outcome::Done);
    }
    let n = number(missing, "thing");
    shell
        .eprint(format_args!("{n} in neither crate nor finding, in {}", run.project.show(&path)))?;
    Ok(Outcome::Findings)
}

/// A line for each missing thing.
fn lines(done: &[(&str, Inventory)]) -> String {
    let mut text = "file\tkind\tname\tpointer\n".to_owned();
    for (file, Missing { kind, at, name }) in each_missing(done) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "{file}\t{kind}\t{name}\t{at}");
    }
    text
}

fn each_missing<'a>(done: &'a [(&str, Inventory)]) -> impl Iterator<Item = (&'a str, &'a Missing)> {
    done.iter().flat_map(|(file, it)| it.missing.iter().map(|missing| (*file, missing)))
}

/// A table with a line for each kind, and the first things that are missing.
fn summary(done: &[(&str, Inventory)]) -> String {
    let head = ["", "described", "in the crate", "in a finding", "missing"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for (index, kind) in Kind::ALL.iter().enumerate() {
        let counts = done.iter().filter_map(|(_, it)| it.counts.get(index));
        let sum = counts.fold(Count::default(), |sum, it| Count {
            described: sum.described + it.described,
            emitted: sum.emitted + it.emitted,
            reported: sum.reported + it.reported,
        });
        let Count { described, emitted, reported } = sum;
        let missing = described - emitted - reported;
        let numbers = [described, emitted, reported, missing].map(|it| it.to_string());
        table.push(std::iter::once(kind.to_string()).chain(numbers).collect());
    }
    let mut text = columns(&table);
    for (file, Missing { kind, at, name }) in each_missing(done).take(SHOWN) {
        let _ = write!(text, "\n  {file}: {kind} `{name}` at {at}");
    }
    text
}

#[cfg(test)]
mod tests {
    use clientwright::{Diagnostic, FileId, Pointer, Request, Sources};
    use serde_json::{Value, json};

    use super::hold::hold;
    use super::{Inventory, Kind};
    use clientwright_cli::files::Tree;

    fn generated(description: &Value) -> (Tree, Vec<Diagnostic>, Value, FileId) {
        let mut sources = Sources::default();
        let file = sources.add("a.json", description.to_string());
        let request = Request::new(file).package("a");
        let output = clientwright::generate(&sources, &request);
        (output.files.unwrap(), output.findings, description.clone(), file)
    }

    fn of(description: &Value) -> Inventory {
        let (tree, findings, root, file) = generated(description);
        hold(&root, file, &tree, &findings).unwrap()
    }

    fn shop() -> Value {
        json!({
            "openapi": "3.0.3", "info": {"title": "a", "version": "1"},
            "paths": {"/a/{id}": {"post": {
                "operationId": "a",
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                    {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
                    "type": "object", "properties": {"inner": {"type": "object", "properties": {"leaf": {"type": "string"}}}},
                }}}}},
            }}},
            "components": {"schemas": {"A": {"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "integer"}}}}},
        })
    }

    #[test]
    fn everything_of_a_sound_description_is_in_its_crate() {
        let inventory = of(&shop());
        assert_eq!(inventory.missing, []);
        let described = inventory.counts.map(|it| it.described);
        assert_eq!(described, [1, 2, 4, 2, 0, 0]);
        assert_eq!(inventory.counts.map(|it| it.emitted), described);
    }

    #[test]
    fn what_holds_the_items_of_a_stream_is_in_the_crate() {
        let mut root = shop();
        let schema = json!({"title": "Stream result of A", "type": "object", "properties": {
            "result": {"$ref": "#/components/schemas/A"},
            "error": {"type": "object", "properties": {"code": {"type": "integer"}}},
        }});
        let content = json!({"application/json": {"schema": schema}});
        root["paths"]["/a/{id}"]["post"]["responses"]["200"]["content"] = content;
        let missing = of(&root).missing;
        let missing: Vec<&str> = missing.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(missing, ["code"], "an error of a stream has no type");
    }

    #[test]
    fn what_the_crate_lacks_is_missing() {
        let (tree, findings, mut root, file) = generated(&shop());
        let at = |root: &mut Value, pointer: &str, value: Value| {
            let (parent, name) = Pointer::parse(pointer).unwrap().split_last().unwrap();
            parent.get_mut(root).unwrap()[name] = value;
        };
        at(&mut root, "/paths/~1b", json!({"get": {"responses": {}}}));
        at(&mut root, "/components/schemas/A/properties/leaf", json!({"type": "string"}));
        at(&mut root, "/paths/~1a~1{id}/post/parameters/1/schema/enum", json!(["up", "away"]));
        at(&mut root, "/paths/~1a~1{id}/post/parameters/1/name", json!("order"));
        at(&mut root, "/paths/~1a~1{id}/post/callbacks", json!({"done": {"{$url}": {"post": {}}}}));
        let inventory = hold(&root, file, &tree, &findings).unwrap();
        let missing = inventory.missing.iter().map(|it| (it.kind, it.name.as_str()));
        assert_eq!(
            missing.collect::<Vec<_>>(),
            [
                (Kind::EnumValue, "\"away\""),
                (Kind::Parameter, "query order"),
                (Kind::Event, "done"),
                (Kind::Operation, "GET /b"),
                (Kind::Property, "leaf"),
            ]
        );
    }

    #[test]
    fn requests_are_counted_in_folders_too() {
        let of_two = json!({"item": [
            {"name": "folder", "item": [{"request": {}}, {"request": "https://a.example"}]},
            {"request": {}, "item": []},
            {"name": "an empty folder"},
        ]});
        for (collection, n) in [
            (json!({ "collection": of_two }), 3),
            (of_two, 3),
            (json!({"requests": [{}, {}], "order": []}), 2),
            (json!([]), 0),
        ] {
            assert_eq!(super::described::items(&collection).len(), n, "{collection}");
        }
    }

    #[test]
    fn what_a_finding_is_about_is_not_missing() {
        let mut root = shop();
        root["paths"]["/a/{id}"]["get"] = json!(5);
        let inventory = of(&root);
        assert_eq!(inventory.missing, []);
        assert_eq!(inventory.counts[0].reported, 1);
    }
}
