//! The values of a description, and what came of them.

use std::collections::BTreeMap;

use clientwright::canonical::Canonical;
use clientwright::diagnostic::Sink;
use clientwright::ir::Api;
use clientwright::lower::{self, Ledger};
use clientwright::pointer::Pointer;
use clientwright::{Manifest, Request, load};
use serde_json::Value;

use super::compare::{Asides, Comparison};
use super::harness::{Answer, Task};
use super::judge::Judge;
use super::report::{Counts, Failure, Row};
use super::sample::Sampler;
use super::translate::EXAMPLES;
use crate::corpus::find::Input;
use crate::files::Tree;

/// Values longer than this, as JSON, aren't tried.
const LONGEST: usize = 1 << 16;

/// A description with values of its components.
pub(super) struct Trial {
    pub(super) tasks: Vec<Task>,
    pub(super) krate: Tree,
    row: Row,
    components: Vec<Component>,
    /// The component of each task, and whether its value is an example of the description.
    owners: Vec<(usize, bool)>,
    received: Option<Judge>,
    canonical: Option<Judge>,
}

/// A component and the type that it became.
struct Component {
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
    let request = Request {
        description,
        overlay: None,
        settings: None,
        names: None,
        package: Some(input.package.clone()),
        title: None,
        manifest: manifest.clone(),
    };
    let mut sink = Sink::default();
    let (canonical, dialect) = clientwright::read(&sources, &request, &mut sink)?;
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
    let row = without_crate(input, dialect.to_string(), String::new());
    let mut trial = Trial {
        row,
        krate,
        tasks: Vec::new(),
        components: Vec::new(),
        owners: Vec::new(),
        received: document.as_ref().and_then(Judge::of_received),
        canonical: Judge::of_canonical(&canonical),
    };
    trial.fill(&canonical, &api);
    Some(Ok(trial))
}

impl Trial {
    /// Finds values for every component.
    fn fill(&mut self, canonical: &Canonical, api: &Api) {
        let at = Pointer::root().child("components").child("schemas");
        let examples = media_examples(&canonical.root);
        let received = self.received.take();
        let by_canonical = self.canonical.take();
        let judges = [(received.as_ref(), true), (by_canonical.as_ref(), false)];
        let schemas = at.get(&canonical.root).and_then(Value::as_object);
        for name in schemas.into_iter().flatten().map(|(name, _)| name) {
            let here = at.child(name);
            let Some(def) = api.types.iter().find(|it| it.pointer == here) else { continue };
            self.row.counts.components += 1;
            let index = self.components.len();
            let examples = examples.get(name).map(Vec::as_slice).unwrap_or_default();
            let mut is_tried = false;
            for (judge, by_received) in judges {
                let Some(judge) = judge.filter(|_| !is_tried) else { continue };
                let is_nullable = judge.accepts(name, &Value::Null);
                let ty = format!("{}{}", def.name, if is_nullable { "?" } else { "" });
                for (value, is_example) in values(judge, name, examples) {
                    is_tried = true;
                    self.owners.push((index, is_example));
                    self.tasks.push(Task { ty: ty.clone(), value });
                }
                if is_tried {
                    let is_sent = def.usage.sent;
                    self.components.push(Component { name: name.clone(), is_sent, by_received });
                }
            }
        }
        (self.received, self.canonical) = (received, by_canonical);
    }

    /// Judges what came of the tasks; without answers, `problem` says why.
    pub(super) fn verdict(self, answers: &[Answer], problem: String) -> (Row, Vec<Failure>) {
        let mut counts = Counts { tried: self.components.len(), ..self.row.counts };
        let mut failures: Vec<Failure> = Vec::new();
        let mut failing = vec![false; self.components.len()];
        for ((task, (index, is_example)), answer) in
            self.tasks.iter().zip(&self.owners).zip(answers)
        {
            let Some(component) = self.components.get(*index) else { continue };
            counts.values += 1;
            counts.examples += usize::from(*is_example);
            match self.judged(component, &task.value, answer) {
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
                        component: component.name.clone(),
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
        counts.received = self.components.iter().filter(|it| it.by_received).count();
        (Row { counts, problem, ..self.row }, failures)
    }

    fn judged(
        &self,
        component: &Component,
        before: &Value,
        answer: &Answer,
    ) -> Result<Asides, (&'static str, Pointer, String)> {
        let after = match answer {
            Answer::Value(after) => after,
            Answer::Refused(message) => return Err(("refused", Pointer::root(), message.clone())),
            Answer::Stopped(how) => return Err(("stopped", Pointer::root(), how.clone())),
        };
        let judge = if component.by_received { &self.received } else { &self.canonical };
        let Some(judge) = judge else { return Ok(Asides::default()) };
        let Some(schema) = judge.schema(&component.name) else { return Ok(Asides::default()) };
        let mut comparison =
            Comparison { judge, may_drop_null: !component.is_sent, asides: Asides::default() };
        let compared = comparison.compare(before, after, &[schema], &Pointer::root());
        compared.map_err(|it| (it.kind, it.at, it.message))?;
        if judge.accepts(&component.name, after) {
            return Ok(comparison.asides);
        }
        Err(("invalid", Pointer::root(), judge.complaint(&component.name, after)))
    }
}

/// Values of the component `name`, examples first.
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

fn examples(root: &Value, media: &serde_json::Map<String, Value>) -> Vec<Value> {
    let several = media.get("examples").and_then(Value::as_object).into_iter().flatten();
    let several = several.filter_map(|(_, it)| {
        let target = it.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        let it = target.map_or(Some(it), |at| Pointer::parse(at)?.get(root))?;
        it.get("value")
    });
    media.get("example").into_iter().chain(several).cloned().collect()
}
