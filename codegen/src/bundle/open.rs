//! Trees whose references are known, and which have what no component can stand for in its place.

use serde_json::Value;

use crate::bundle::Bundler;
use crate::bundle::files::{Found, Spot};
use crate::bundle::positions::{Seen, references};
use crate::bundle::tree::{Opened, TreeSource};
use crate::diagnostic::Place;
use crate::normalize::grammar::Shape;
use crate::pointer::Pointer;

/// How often something may be put in the place of a reference: far more than anybody writes, and little enough to end.
const MOST_INLINED: usize = 100_000;

/// A node of a tree whose references are to be found.
struct Task<'a> {
    at: Pointer,
    from: TreeSource<'a>,
    shape: Shape,
    /// What was put here or around, so that nothing is put into itself.
    chain: Vec<Spot>,
    /// The members that stood beside the reference: theirs are found already.
    skipped: Vec<String>,
}

impl Bundler<'_> {
    /// Finds the references of a tree, and puts what no component can stand for in their place.
    pub(super) fn open(&mut self, tree: Value, shape: Shape, from: TreeSource<'_>) -> Opened {
        let mut opened = Opened { tree, refs: Vec::new(), inlined: Vec::new() };
        let chain = match &from {
            TreeSource::Part(spot) => vec![spot.clone()],
            TreeSource::Document { .. } => Vec::new(),
        };
        let first = Task { at: Pointer::root(), from, shape, chain, skipped: Vec::new() };
        let mut tasks = vec![first];
        while let Some(task) = tasks.pop() {
            let seen =
                task.at.get(&opened.tree).map(|it| references(task.shape, it)).unwrap_or_default();
            let is_known = |it: &Seen| {
                let first = it.at.tokens().next();
                first.is_some_and(|it| task.skipped.contains(&it)) || !task.from.is_open(&it.text)
            };
            for seen in seen.into_iter().filter(|it| !is_known(it)) {
                let Some(place) = task.from.place(&seen.text_at()) else { continue };
                match self.files.find(&place, &seen.text) {
                    Found::There(spot) if !self.is_component(&seen) => {
                        match self.refuse_endless(&seen.text, &spot, &task.chain) {
                            Some(refused) => opened.refs.push((seen.below(&task.at), refused)),
                            None => tasks.push(self.inline(&mut opened, &task, &seen, spot)),
                        }
                    }
                    // An example may say `$ref` and mean that.
                    _ if seen.shape == Shape::Any => {}
                    found => opened.refs.push((seen.below(&task.at), found)),
                }
            }
        }
        opened
    }

    /// Whether a component can stand for what is referred to.
    fn is_component(&self, seen: &Seen) -> bool {
        seen.kind().is_some_and(|it| self.section(it).is_some())
    }

    /// Puts what is at `spot` in the place of a reference; members beside it stay.
    fn inline<'f>(
        &mut self,
        opened: &mut Opened,
        task: &Task<'f>,
        seen: &Seen,
        spot: Spot,
    ) -> Task<'f> {
        self.inlined += 1;
        let at = task.at.join(&seen.at);
        opened.inlined.push((at.clone(), Place::value(spot.file, spot.at.clone())));
        let mut skipped = Vec::new();
        if let Some(node) = at.get_mut(&mut opened.tree) {
            let found = self.files.node(&spot).cloned().unwrap_or_default();
            let holder = std::mem::replace(node, found);
            if let (Value::Object(holder), Value::Object(members)) = (holder, node) {
                for (key, value) in holder.into_iter().filter(|(key, _)| key != "$ref") {
                    let place = task.from.place(&seen.at.child(&key));
                    opened.inlined.extend(place.map(|it| (at.child(&key), it)));
                    members.insert(key.clone(), value);
                    skipped.push(key);
                }
            }
        }
        let mut chain = task.chain.clone();
        chain.push(spot.clone());
        Task { at, from: TreeSource::Part(spot), shape: seen.shape, chain, skipped }
    }

    /// What becomes of a reference to something that would be put into itself.
    fn refuse_endless(&mut self, text: &str, spot: &Spot, chain: &[Spot]) -> Option<Found> {
        let is_endless = chain.contains(spot) || self.inlined >= MOST_INLINED;
        is_endless.then(|| self.files.refuse_endless(text, spot))
    }
}
