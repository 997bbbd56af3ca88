//! The program in a new folder.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str], folder: &Path) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_example-own-xtask"));
    program.arg(folder).args(args).output().unwrap()
}

#[test]
fn a_crate_is_written_kept_and_checked() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("parcels");
    let written = |args: &[&str]| {
        let output = run(args, &folder);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    assert!(!run(&["--check"], &folder).status.success());
    assert!(written(&[]) > 5);
    assert_eq!(written(&[]), 0);
    assert_eq!(written(&["--check"]), 0);

    let types = folder.join("src/types/parcel.rs");
    let text = fs::read_to_string(&types).unwrap();
    assert!(text.contains("pub weight: Option<f64>"), "{text}");
    fs::write(&types, text.replace("f64", "f32")).unwrap();
    let stale = run(&["--check"], &folder);
    assert!(
        String::from_utf8(stale.stderr).unwrap().contains("src/types/parcel.rs is not up to date")
    );
    assert_eq!(written(&[]), 1);
}
