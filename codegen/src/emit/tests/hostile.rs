//! Random Markdown through rustdoc: it warns of nothing and finds nothing to test.

use std::fmt::Write as _;
use std::process::Command;

use crate::emit::markdown;

/// What goes wrong in real descriptions, and what could.
const PIECES: &[&str] = &[
    "word",
    " ",
    "  ",
    "    ",
    "        ",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\t",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "12) ",
    "> ",
    ">",
    "# ",
    "### ",
    "```",
    "````",
    "```js",
    "~~~",
    "~~~~ x",
    "`",
    "``",
    "`a`",
    "|",
    "|---|",
    "[",
    "]",
    "[a]",
    "[a]: ",
    "[a](b)",
    "[a](http://x.yz)",
    "[a][b]",
    "![i](http://x.yz/i.png)",
    "![](j)",
    "<b>",
    "</b>",
    "<br/>",
    "<!-- ",
    "-->",
    "<a href=\"x\">",
    "<http://x.yz>",
    "http://x.yz/a_b?c=d&e",
    "https://x.yz.",
    "(https://x.yz)",
    "www.x.yz",
    "mailto:a@b.cd",
    "<a@b.cd>",
    "\\",
    "\\[",
    "\\`",
    "*",
    "**",
    "_",
    "__",
    "---",
    "===",
    "&lt;",
    "&",
    "$",
    "~",
    "!",
    "(",
    ")",
    "<",
    ">",
    "{",
    "}",
    "Vec<String>",
    "[`Foo`]",
    "[Self::x]",
    "let x = 1;",
    "fn main() {}",
    "assert!(false);",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "ü",
    "日本",
    "[^1]",
    "[^1]: ",
    ":",
    "\n    let x: i32 = \"\";\n",
    "\n\n    code\n",
    "\n- a\n\n      code\n",
    "\n```\ncode\n",
    "\n```\n",
    "\n> ```\n> x\n",
    "\n1. ```\n   x\n",
];

/// A small generator (xorshift), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).unwrap()).unwrap()
    }
}

#[test]
fn sound_text_stays_as_it_is() {
    for text in [
        "A user.",
        "See <https://example.com/a>.",
        "a\n\n- b\n- c",
        "```text\nx\n```",
        "| a |\n|---|\n| b |",
    ] {
        assert_eq!(markdown::sound(text), text);
    }
}

#[test]
fn unsound_text_is_shown_as_typed() {
    for (text, sound) in [
        ("<b>x</b>", "\\<b>x\\</b>"),
        ("at http://a.b/c.", "at <http://a.b/c>."),
        ("[a](http://b.c \"t\") [d](/e) [f]", "[a](<http://b.c>) d \\[f\\]"),
        ("a `b", "a \\`b"),
        ("\n\n    x\n", "~~~~text\nx\n~~~~"),
        ("```rust\nx", "```text\nx\n```"),
        ("a\u{202e}b\u{7}c\r\nd", "abc\nd"),
    ] {
        assert_eq!(markdown::sound(text), sound, "{text:?}");
    }
}

#[test]
#[ignore = "runs rustdoc"]
fn rustdoc_finds_no_fault_in_random_text() {
    let seed =
        std::env::var("SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(0x2545_f491_4f6c_dd1d);
    let mut random = Random(seed);
    let mut source = String::from("#![allow(dead_code)]\n");
    for idx in 0..6000 {
        let n = 1 + random.below(24);
        let text = (0..n).map(|_| PIECES[random.below(PIECES.len())]).collect::<String>();
        let _ = writeln!(source, "/* {:?} */", text.replace("*/", "* /").replace("/*", "/ *"));
        source.push_str(&crate::emit::docs::prefixed(
            &markdown::sound(&text).lines().map(str::to_owned).collect::<Vec<_>>(),
            "///",
        ));
        let _ = writeln!(source, "pub struct S{idx};");
    }
    let root = std::env::temp_dir().join("clientwright-docs");
    std::fs::create_dir_all(&root).unwrap();
    let path = root.join("lib.rs");
    std::fs::write(&path, source).unwrap();
    let rustdoc = |args: &[&str]| {
        let output =
            Command::new("rustdoc").arg(&path).args(args).current_dir(&root).output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        )
    };
    let (ok, text) = rustdoc(&[
        "-D",
        "warnings",
        "-W",
        "rustdoc::all",
        "-A",
        "rustdoc::missing_crate_level_docs",
        "--crate-name",
        "docs",
    ]);
    assert!(ok, "{text}");
    let (_, text) = rustdoc(&["--test", "--crate-name", "docs"]);
    assert!(text.contains("running 0 tests"), "{text}");
}
