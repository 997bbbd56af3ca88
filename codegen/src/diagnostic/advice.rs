//! What a kind of finding looks like, and what to do about it: the page on findings has it for people, and here it is read.

use super::Code;

/// Beside the library, so that its package has it.
const PAGE: &str = include_str!("../../docs/findings.md");

/// What stands around an example.
const FENCE: &str = "```";

impl Code {
    /// Something in which it is found.
    pub fn example(self) -> String {
        let lines = self.section().skip_while(|it| !it.starts_with(FENCE)).skip(1);
        lines.take_while(|it| *it != FENCE).collect::<Vec<_>>().join("\n")
    }

    /// What to do about it.
    pub fn advice(self) -> String {
        let lines = self.section().skip_while(|it| *it != FENCE).skip(1);
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// The lines of the page that are about it.
    fn section(self) -> impl Iterator<Item = &'static str> {
        let title = format!("### `{}`", self.slug());
        let lines = PAGE.lines().skip_while(move |it| *it != title).skip(1);
        lines.take_while(|it| !it.starts_with("## ") && !it.starts_with("### "))
    }
}
