//! What is fuzzed: for each kind of input from outside a function that asserts what holds whatever comes.
//!
//! `cargo test -p fuzz` sends the seeds through them, and a number of mutants of each that is always the same; `cargo fuzz`
//! lets libFuzzer look for inputs that reach other code (see `codegen/docs/security.md`).

mod crates;
mod events;
mod json;
mod multipart;
mod mutate;
mod random;
mod redirects;
mod sound;
mod urls;

pub use crates::{description, markdown, overlay, postman};
pub use events::events;
pub use json::json;
pub use multipart::multipart;
pub use mutate::{bytes, tree};
pub use random::Random;
pub use redirects::redirects;
pub use sound::assert_sound;
pub use urls::urls;

/// One kind of input.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is that of its folder of seeds and of its program.
    pub name: &'static str,
    /// Asserts what holds of an input.
    pub run: fn(&[u8]),
    /// How an input is changed.
    pub mutate: fn(&mut Vec<u8>, &[&str], &mut Random),
    /// What is put into inputs.
    pub words: &'static [&'static str],
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "description", run: description, mutate: tree, words: crates::WORDS },
    Target { name: "postman", run: postman, mutate: tree, words: crates::WORDS },
    Target { name: "overlay", run: overlay, mutate: tree, words: crates::WORDS },
    Target { name: "markdown", run: markdown, mutate: bytes, words: crates::MARKS },
    Target { name: "json", run: json, mutate: bytes, words: json::WORDS },
    Target { name: "events", run: events, mutate: bytes, words: events::WORDS },
    Target { name: "multipart", run: multipart, mutate: bytes, words: multipart::WORDS },
    Target { name: "urls", run: urls, mutate: bytes, words: urls::WORDS },
    Target { name: "redirects", run: redirects, mutate: bytes, words: urls::WORDS },
];

/// Changes the first `size` bytes of `text` as a JSON tree, for libFuzzer; returns how many there are then.
#[cfg(feature = "guided")]
pub fn guided(text: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut random = Random::new(seed.into());
    if random.below(4) == 0 {
        return libfuzzer_sys::fuzzer_mutate(text, size, most);
    }
    let before = text.get(..size).unwrap_or_default();
    let mut changed = before.to_vec();
    tree(&mut changed, crates::WORDS, &mut random);
    if changed.len() > most {
        return size;
    }
    if let Some(room) = text.get_mut(..changed.len()) {
        room.copy_from_slice(&changed);
    }
    changed.len()
}

#[cfg(test)]
mod tests;
