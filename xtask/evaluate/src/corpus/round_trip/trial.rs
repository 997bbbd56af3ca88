//! The values of a description, and what came of them.

use std::collections::BTreeMap;

use clientwright::internal::canonical::Canonical;
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::document::Document;
use clientwright::internal::ir::{Api, TypeDef};
use clientwright::internal::load;
use clientwright::internal::lower::{self, Ledger};
use clientwright::{FileId, Manifest, Pointer, Request};
use serde_json::{Map, Value};

use super::catch_all::{CatchAlls, Kept, lists};
use super::compare::{Asides, Comparison};
use super::harness::{Answer, Task};
use super::judge::Judge;
use super::report::{Failure, Row};
use super::sample::Sampler;
use super::translate::EXAMPLES;
use crate::corpus::input::Input;
use clientwright_cli::files::Tree;

/// Values longer than this, as JSON, aren't tried.
const LONGEST: usize = 1 << 16;

/// A description with values of its schemas.
pub(super) struct Trial {
    pub(super) tasks: Vec<Task>,
    pub(super) krate: Tree,
    row: Row,
    subjects: Vec<Subject>,
    /// The subject of each task, and whether its value is an example of the description.
    owners: Vec<(usize, bool)>,
    received: Option<Judge>,
    canonical: Option<Judge>,
    catch_alls: CatchAlls,
}

/// A schema and the type that it became.
struct Subject {
    /// What judges call it: the name of a component, or the pointer of a schema of a body or parameter.
    name: String,
    /// Whether a request has it in it.
    is_sent: bool,
    /// Whether it is judged by the description as received.
    by_received: bool,
}

/// A description without a crate: its row, with why.
pub(super) fn without_crate(input: &Input, dialect: String, problem: String) -> Row {
    Row { file: input.file.clone(), key: input.key.clone(), dialect, problem, ..Row::default() }
}

/// Generates a crate and values; `None` for what is no description.
pub(super) fn prepare(input: &Input, manifest: &Manifest) -> Option<Result<Trial, Row>> {
    let failed =
        |dialect, problem: &str| Some(Err(without_crate(input, dialect, problem.to_owned())));
    let (sources, description) = match input.read() {
        Ok(read) => read,
        Err(problem) => return failed(String::new(), problem),
    };
    let request = Request::new(description).package(&input.package).manifest(manifest.clone());
    let mut sink = Sink::default();
    let (canonical, dialect) = clientwright::internal::read(&sources, &request, &mut sink)?;
    let options = lower::Options {
        package: Some(input.package.clone()),
        dialect: dialect.to_string(),
        ..lower::Options::default()
    };
    let api = lower::lower(&canonical, &options, &mut Ledger::default(), &mut sink);
    let Some(krate) = clientwright::generate(&sources, &request).files else {
        return failed(dialect.to_string(), "there is no crate");
    };
    let document = load::load(&sources, description, &mut Sink::default());
    let inline = inline(&canonical, &api);
    let received = document
        .map(|it| Judge::of_received(&it, &as_received(&inline, &canonical, &it, description)));
    let schemas = inline
        .iter()
        .filter_map(|(name, at)| Some((name.clone(), at.get(&canonical.root)?.clone())));
    let by_canonical = Judge::of_canonical(&canonical, &schemas.collect());
    let mut trial = Trial {
        row: without_crate(input, dialect.to_string(), String::new()),
        krate,
        tasks: Vec::new(),
        subjects: Vec::new(),
        owners: Vec::new(),
        received: received.flatten(),
        canonical: by_canonical,
        catch_alls: CatchAlls::of(&api),
    };
    trial.fill(&canonical, &api);
    Some(Ok(trial))
}

/// The named types whose schemas stand in bodies, parameters and the like, not in a component schema.
///
/// What is within a component schema is part of that one's values, and an alternative's type is of the whole that it
/// belongs to, whose values it is among.
fn inline(canonical: &Canonical, api: &Api) -> BTreeMap<String, Pointer> {
    let components = Pointer::root().child("components").child("schemas");
    let all = api.types.iter().map(|it| &it.pointer);
    let is_alternative = |it: &Pointer| it.tokens().any(|it| it == "oneOf" || it == "anyOf");
    let inline = all.filter(|it| it.strip_prefix(&components).is_none() && !is_alternative(it));
    let schemas = inline.filter(|it| it.get(&canonical.root).is_some_and(Value::is_object));
    schemas.map(|it| (it.as_str().to_owned(), it.clone())).collect()
}

/// The schemas of `inline` as they were received, as far as they stand in the same file.
fn as_received(
    inline: &BTreeMap<String, Pointer>,
    canonical: &Canonical,
    document: &Document,
    description: FileId,
) -> Map<String, Value> {
    let received = inline.iter().filter_map(|(name, at)| {
        let place = canonical.origins.place(at);
        let schema = (place.file == description).then(|| place.pointer.get(&document.root))?;
        Some((name.clone(), schema?.clone()))
    });
    received.collect()
}

impl Trial {
    /// Finds values for every component and for every inline schema that has a type.
    fn fill(&mut self, canonical: &Canonical, api: &Api) {
        let at = Pointer::root().child("components").child("schemas");
        let examples = media_examples(&canonical.root);
        for def in &api.types {
            let component = def.pointer.strip_prefix(&at).map(|it| it.tokens().collect::<Vec<_>>());
            match component.as_deref() {
                Some([name]) => {
                    self.row.counts.components += 1;
                    let examples = examples.get(name).map(Vec::as_slice).unwrap_or_default();
                    self.row.counts.tried += usize::from(self.subject(def, name, examples));
                }
                // It is part of a component's values.
                Some(_) => {}
                None => {
                    let name = def.pointer.as_str();
                    let examples = own_examples(&canonical.root, &def.pointer);
                    self.row.counts.inline += usize::from(self.subject(def, name, &examples));
                }
            }
        }
    }

    /// Finds values of a schema by what judges call it, and returns whether there are any.
    fn subject(&mut self, def: &TypeDef, name: &str, examples: &[Value]) -> bool {
        for (judge, by_received) in [(&self.received, true), (&self.canonical, false)] {
            let Some(judge) = judge else { continue };
            let values = values(judge, name, examples);
            if values.is_empty() {
                continue;
            }
            let is_nullable = judge.accepts(name, &Value::Null);
            let ty = format!("{}{}", def.name, if is_nullable { "?" } else { "" });
            for (value, is_example) in values {
                self.owners.push((self.subjects.len(), is_example));
                self.tasks.push(Task { ty: ty.clone(), value });
            }
            let (name, is_sent) = (name.to_owned(), def.usage.sent);
            self.subjects.push(Subject { name, is_sent, by_received });
            return true;
        }
        false
    }

    /// Judges what came of the tasks; without answers, `problem` says why.
    pub(super) fn verdict(self, answers: &[Answer], problem: String) -> (Row, Vec<Failure>) {
        let mut counts = self.row.counts;
        let mut failures: Vec<Failure> = Vec::new();
        let mut failing = vec![false; self.subjects.len()];
        for ((task, (index, is_example)), answer) in
            self.tasks.iter().zip(&self.owners).zip(answers)
        {
            let Some(subject) = self.subjects.get(*index) else { continue };
            counts.values += 1;
            counts.examples += usize::from(*is_example);
            match self.judged(subject, &task.value, answer) {
                Ok(asides) => {
                    counts.undeclared += usize::from(asides.undeclared > 0);
                    counts.nulls += usize::from(asides.nulls > 0);
                }
                Err((kind, at, message)) => {
                    counts.failed += 1;
                    if let Some(it) = failing.get_mut(*index) {
                        *it = true;
                    }
                    failures.push(Failure {
                        file: self.row.file.clone(),
                        key: self.row.key.clone(),
                        component: subject.name.clone(),
                        source: if *is_example { "example" } else { "generated" }.to_owned(),
                        kind: kind.to_owned(),
                        at: at.to_string(),
                        message,
                        value: task.value.to_string(),
                    });
                }
            }
        }
        counts.failing = failing.iter().filter(|it| **it).count();
        counts.received = self.subjects.iter().filter(|it| it.by_received).count();
        (Row { counts, problem, ..self.row }, failures)
    }

    fn judged(
        &self,
        subject: &Subject,
        before: &Value,
        answer: &Answer,
    ) -> Result<Asides, (&'static str, Pointer, String)> {
        let (after, debug) = match answer {
            Answer::Value { value, debug } => (value, debug),
            Answer::Refused(message) => return Err(("refused", Pointer::root(), message.clone())),
            Answer::Stopped(how) => return Err(("stopped", Pointer::root(), how.clone())),
        };
        let judge = if subject.by_received { &self.received } else { &self.canonical };
        let Some(judge) = judge else { return Ok(Asides::default()) };
        let Some(schema) = judge.schema(&subject.name) else { return Ok(Asides::default()) };
        let comparison = Comparison {
            judge,
            may_drop_null: !subject.is_sent,
            asides: Asides::default(),
            only_fitting: false,
        };
        let compared = comparison.of_whole(before, after, schema);
        let asides = compared.map_err(|it| (it.kind, it.at, it.message))?;
        if !judge.accepts(&subject.name, after) {
            return Err(("invalid", Pointer::root(), judge.complaint(&subject.name, after)));
        }
        let is_described = |it: &Kept<'_>| is_described(judge, schema, before, it);
        match self.catch_alls.find(debug).into_iter().find(is_described) {
            Some(kept) => Err(("unrecognized", Pointer::root(), kept.to_string())),
            None => Ok(asides),
        }
    }
}

/// Whether what a type kept because it doesn't know it is in the description.
///
/// A value that is tried fits its schema, so that some variant of a union is meant. An enumeration may be open, so that
/// only what it lists is known.
fn is_described(judge: &Judge, schema: &Value, value: &Value, kept: &Kept<'_>) -> bool {
    match kept {
        Kept::Json(_) => true,
        Kept::Scalar { value: kept, .. } => lists(judge, &[schema], value, kept),
    }
}

/// Values of the schema `name`, examples first.
fn values(judge: &Judge, name: &str, examples: &[Value]) -> Vec<(Value, bool)> {
    let Some((name, schema)) =
        judge.definitions().as_object().and_then(|it| it.get_key_value(name))
    else {
        return Vec::new();
    };
    let own = schema.get(EXAMPLES).and_then(Value::as_array).into_iter().flatten();
    let examples = own.chain(examples).map(|it| (it.clone(), true));
    let made = Sampler::new(judge).values(name).into_iter().map(|it| (it, false));
    let mut values: Vec<(Value, bool)> = Vec::new();
    for (value, is_example) in examples.chain(made) {
        let is_new = values.iter().all(|(it, _)| *it != value);
        if is_new && judge.accepts(name, &value) && value.to_string().len() <= LONGEST {
            values.push((value, is_example));
        }
    }
    values
}

/// The examples of bodies that are components, or lists of them, by the component.
fn media_examples(root: &Value) -> BTreeMap<String, Vec<Value>> {
    const SECTION: &str = "#/components/schemas/";
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                open.extend(members.values());
                let Some(schema) = members.get("schema") else { continue };
                let name =
                    |it: &Value| it.get("$ref")?.as_str()?.strip_prefix(SECTION).map(str::to_owned);
                if let Some(name) = name(schema) {
                    found.entry(name).or_default().extend(examples(root, members));
                } else if let Some(name) = schema.get("items").and_then(name) {
                    let lists = examples(root, members);
                    let items = lists.iter().filter_map(Value::as_array).flatten().take(3);
                    found.entry(name).or_default().extend(items.cloned());
                }
            }
            _ => {}
        }
    }
    found
}

/// The examples of the body or parameter whose schema stands at `at`.
fn own_examples(root: &Value, at: &Pointer) -> Vec<Value> {
    let owner = at.split_last().filter(|(_, token)| token == "schema").map(|(owner, _)| owner);
    let owner = owner.and_then(|it| it.get(root)?.as_object());
    owner.map(|it| examples(root, it)).unwrap_or_default()
}

fn examples(root: &Value, media: &Map<String, Value>) -> Vec<Value> {
    let several = media.get("examples").and_then(Value::as_object).into_iter().flatten();
    let several = several.filter_map(|(_, it)| {
        let target = it.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        let it = target.map_or(Some(it), |at| Pointer::parse(at)?.get(root))?;
        it.get("value")
    });
    media.get("example").into_iter().chain(several).cloned().collect()
}
