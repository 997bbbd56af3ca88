//! Descriptions that are changed at random, each change of a known kind and at a node of its own.

mod kinds;

use std::path::Path;

use clientwright::internal::diagnostic::Sink;
use clientwright::internal::load;
use clientwright::{Pointer, Sources};
use clientwright_cli::{Error, files};
use serde_json::Value;

use super::{Pair, listed, text};
use kinds::KINDS;

/// Makes a copy with `n` changes of every description in a folder, and writes both below `into`.
///
/// The same seed makes the same changes.
pub(super) fn pairs(dir: &Path, into: &Path, (n, seed): (usize, u64)) -> Result<Vec<Pair>, Error> {
    let mut pairs = Vec::new();
    for path in listed(dir)?.into_iter().filter(|it| it.is_file()) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(root) = read(&path) else { continue };
        let mut changed = root.clone();
        let done = mutate(&mut changed, n, &mut Chance::new(seed, &name));
        let write = |side: &str, root: &Value| {
            let path = into.join(format!("{name}.{side}.json"));
            files::write(&path, &format!("{root:#}\n")).map(|()| path)
        };
        files::write(&into.join(format!("{name}.txt")), &done.join("\n"))?;
        let (base, revision) = (write("base", &root)?, write("revision", &changed)?);
        pairs.push(Pair { name, base, revision });
    }
    Ok(pairs)
}

/// The document of a description; none where it is none.
pub(super) fn read(path: &Path) -> Option<Value> {
    let mut sources = Sources::default();
    let file = sources.add(path.file_name()?.to_string_lossy().into_owned(), text(path).ok()?);
    let root = load::load(&sources, file, &mut Sink::default())?.root;
    (root.get("openapi").is_some() || root.get("swagger").is_some()).then_some(root)
}

/// Changes a document, and returns what was done.
fn mutate(root: &mut Value, n: usize, chance: &mut Chance) -> Vec<String> {
    let mut nodes = Vec::new();
    collect(root, &Pointer::root(), &mut nodes);
    let (mut taken, mut done): (Vec<Pointer>, Vec<String>) = (Vec::new(), Vec::new());
    let is_free = |taken: &[Pointer], at: &Pointer| {
        !taken.iter().any(|it| it.strip_prefix(at).is_some() || at.strip_prefix(it).is_some())
    };
    // Most nodes aren't what a kind is about.
    for _ in 0..n * 2000 {
        let (Some(kind), Some(at)) = (chance.one_of(KINDS), chance.one_of(&nodes)) else { break };
        if done.len() == n {
            break;
        }
        if !(kind.is_of)(at) || !is_free(&taken, at) {
            continue;
        }
        if let Some(node) = at.get_mut(root)
            && (kind.change)(node).is_some()
        {
            done.push(format!("{} {at}", kind.name));
            taken.push(at.clone());
        }
    }
    done
}

/// All nodes that are objects.
fn collect(node: &Value, at: &Pointer, into: &mut Vec<Pointer>) {
    match node {
        Value::Object(members) => {
            into.push(at.clone());
            members.iter().for_each(|(key, it)| collect(it, &at.child(key), into));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, it)| collect(it, &at.index(n), into));
        }
        _ => {}
    }
}

/// What is random, by `SplitMix64`.
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    fn new(seed: u64, name: &str) -> Self {
        Self(name.bytes().fold(seed, |all, it| all.wrapping_mul(31).wrapping_add(u64::from(it))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        let n = u64::try_from(all.len()).ok().filter(|it| *it > 0)?;
        all.get(usize::try_from(self.next() % n).ok()?)
    }
}
