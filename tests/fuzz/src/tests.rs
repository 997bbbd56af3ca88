//! The seeds, and mutants of them that are the same each time.

use std::fs;
use std::path::Path;

use crate::{Random, TARGETS, Target};

/// How many mutants there are of each target: as many as take some seconds together.
fn rounds(target: &Target) -> usize {
    let given = std::env::var("ROUNDS").ok().and_then(|it| it.parse().ok());
    given.unwrap_or(match target.name {
        "description" | "postman" | "overlay" | "markdown" => 40,
        _ => 1000,
    })
}

fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target.name);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|it| fs::read(it).unwrap()).collect()
}

/// Runs one target over its seeds and their mutants.
fn fuzz(name: &str) {
    let target = TARGETS.iter().find(|it| it.name == name).unwrap();
    let seeds = seeds(target);
    assert!(!seeds.is_empty());
    for seed in &seeds {
        (target.run)(seed);
    }
    let first = std::env::var("SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(0);
    for seed in first..first + u64::try_from(rounds(target)).unwrap() {
        let mut random = Random::new(seed);
        let mut input = random.pick(&seeds).unwrap().clone();
        for _ in 0..=random.below(4) {
            (target.mutate)(&mut input, target.words, &mut random);
        }
        let _told = Told { name, seed, input: &input };
        (target.run)(&input);
    }
}

/// Says which input it was where the target panics.
struct Told<'a> {
    name: &'a str,
    seed: u64,
    input: &'a [u8],
}

impl Drop for Told<'_> {
    #[expect(clippy::print_stderr, reason = "a failing test says what to repeat")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let input = String::from_utf8_lossy(self.input);
            eprintln!("{} with SEED={} ROUNDS=1: {input}", self.name, self.seed);
        }
    }
}

macro_rules! targets {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            fuzz(stringify!($name));
        }
    )* };
}

targets! { description postman overlay markdown json events multipart urls redirects }

#[test]
fn every_target_is_run() {
    let program = |it: &Target| format!("{}.rs", it.name);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("targets");
    let mut programs: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    programs.sort();
    let mut names: Vec<_> = TARGETS.iter().map(program).collect();
    names.sort();
    assert_eq!(programs, names);
}
