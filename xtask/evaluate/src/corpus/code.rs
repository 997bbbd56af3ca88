//! How much code of a crate the compiler has to check: the same on each machine, as seconds aren't.
//!
//! It is a count of lines, because prettyplease has made them all alike; the seconds of a check go with it
//! (`codegen/docs/performance.md` says how well).

use std::path::Path;

use clientwright_cli::files::Tree;

/// How many lines a derived trait is worth.
const DERIVED: usize = 5;

/// The lines of code in the sources of a crate, without its comments and tests, with more for each derived trait.
pub(super) fn lines(tree: &Tree) -> usize {
    let is_source = |path: &str| {
        path.starts_with("src/") && Path::new(path).extension().is_some_and(|it| it == "rs")
    };
    let sources = tree.iter().filter(|(path, _)| is_source(path));
    sources.flat_map(|(_, text)| text.lines()).map(worth).sum()
}

/// What a line counts for.
fn worth(line: &str) -> usize {
    let line = line.trim_start();
    let traits = line.strip_prefix("#[derive(").map_or(0, |it| it.split(',').count());
    let is_code = !line.is_empty() && !line.starts_with("//");
    usize::from(is_code) + DERIVED * traits
}

#[cfg(test)]
mod tests {
    use super::lines;
    use clientwright_cli::files::Tree;

    #[test]
    fn code_counts_and_derived_traits_more() {
        let code = "//! A crate.\n\n/// Things.\n#[derive(Clone, Debug)]\npub struct Thing {\n    // Why.\n    pub url: Url,\n}\n";
        let files = ["src/a.rs", "tests/wire.rs", "src/a.md"];
        let tree: Tree = files.map(|it| (it.to_owned(), code.to_owned())).into();
        assert_eq!(lines(&tree), 4 + 2 * 5);
        assert_eq!(lines(&Tree::default()), 0);
    }
}
