//! The assertion about a golden file.

use std::path::Path;
use std::{env, fs};

/// Asserts that the file at `path` holds `actual`; a file that isn't there is empty.
///
/// `cargo xtask bless` makes it so instead, but never in CI: a golden that nobody looked at is no test.
#[track_caller]
pub(crate) fn expect_file(path: &Path, actual: &str) {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if env::var_os("UPDATE_EXPECT").is_some() && env::var_os("CI").is_none() {
        return fs::write(path, actual).unwrap();
    }
    let (line, expected, actual) = first_difference(&expected, actual);
    panic!(
        "{}:{line} differs\n- {expected}\n+ {actual}\nhelp: if that is right, `cargo xtask bless`",
        path.display()
    );
}

/// The first line that differs, and what it is on either side.
fn first_difference<'a>(expected: &'a str, actual: &'a str) -> (usize, &'a str, &'a str) {
    let same = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &'a str| text.lines().nth(same).unwrap_or("(the end)");
    (same + 1, line(expected), line(actual))
}
