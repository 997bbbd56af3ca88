//! Texts and what becomes of them.

use std::fmt::Write as _;
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};

use super::*;

#[track_caller]
fn check(text: &str, written: &str) {
    assert_eq!(blocks(text).as_str(), written, "{text:?}");
}

#[test]
fn an_ordinary_text_stays_as_it_is() {
    for text in [
        "A user.",
        "See <https://example.com/a>.",
        "a\n\n- b\n- c\n\n1. d\n2. e",
        "- a\n\n  b\n\n- c",
        "```json\n{\"a\": 1}\n```",
        "| a | b |\n|---|---|\n| `c` | d |",
        "# Title\n\n**bold**, *slanted*, ~~gone~~ and `code`",
        "snake_case, _id, 2 * 3, a < b, *.example.com, ~5, A & B, C:\\path, a | b, [x](https://a.b/c_(d))",
        "> quoted\n> text",
        "- [x] done\n- [ ] to do",
        "one\\\ntwo",
        "---",
    ] {
        check(text, text);
    }
}

#[test]
fn code_is_text_between_fences() {
    check("x\n\n    let x = 1;\n", "x\n\n```text\nlet x = 1;\n```");
    check("```rust\nx\n```", "```text\nx\n```");
    check("```\nx", "```text\nx\n```");
    check("~~~ignore\n```\n~~~", "````text\n```\n````");
    check("```JSON title=x\n1\n```", "```json\n1\n```");
    check("```should_panic\nx\n```\n\n```{.rust}\ny\n```", "```text\nx\n```\n\n```text\ny\n```");
    check("x\n\n\t~~~~~\n\t```rust\n\ty\n\t```\n", "x\n\n````text\n~~~~~\n```rust\ny\n```\n````");
    check("* * *\n      x", "---\n\n```text\n  x\n```");
    check("<pre><code>a &lt; b\n  c</code></pre>", "```text\na < b\n  c\n```");
}

#[test]
fn links_are_as_people_wrote_them() {
    check("[a](https://b.c/d_(e))", "[a](https://b.c/d_(e))");
    check("[a](<https://b.c/d e>)", "[a](https://b.c/d%20e)");
    check("[a](https://b.c/\\(d)", "[a](https://b.c/%28d)");
    check("[a](https://b.c \"t \\\"u\\\"\")", "[a](https://b.c \"t \\\"u\\\"\")");
    check("[a][1] and [1]\n\n[1]: https://b.c", "[a](https://b.c) and [1](https://b.c)");
    check("at http://a.b/c_(d).", "at <http://a.b/c_(d)>.");
    check("(https://a.b)", "(<https://a.b>)");
    check("https://{host}.a.b/c/{d}.", "`https://{host}.a.b/c/{d}`.");
    check("a@b.cd, <a@b.cd>, [m](mailto:a@b.cd)", "a@b.cd, <a@b.cd>, [m](mailto:a@b.cd)");
    check(
        "![i](https://b.c/i.png) ![](https://b.c) ![j](j.png)",
        "![i](https://b.c/i.png) <https://b.c> j",
    );
}

#[test]
fn links_that_lead_nowhere_from_here_are_text() {
    check("[a](/b) [c](#d) [`Foo`] [Foo](Foo)", "a (`/b`) c \\[`Foo`\\] Foo");
    check("[x](javascript:alert%281%29)", "x (`javascript:alert%281%29`)");
    check("<urn:a:b> Vec<String>", "\\<urn:a:b> Vec\\<String>");
}

#[test]
fn html_has_its_form_in_markdown() {
    check("a<br>b<br/><br />c", "a\\\nb\n\nc");
    check(
        "<p>One <b>two</b> <i>three</i></p><p>four &amp; <code>five</code></p>",
        "One **two** *three*\n\nfour & `five`",
    );
    check("<ul><li>a</li><li>b<ul><li>c</ul></ul>d", "- a\n- b\n  - c\n\nd");
    check("a: <ul><li>b</li>\n<li>c</li></ul>", "a:\n\n- b\n- c");
    check("<ol start=3><li>a<li>b</ol>", "3. a\n4. b");
    check("See <a href='https://b.c' target=_blank>this</a>.", "See [this](https://b.c).");
    check("<h2>A</h2>\n<hr>\n<blockquote>b</blockquote>", "## A\n\n---\n\n> b");
    check(
        "<table><tr><th>a<th>b</tr><tr><td>1</td><td>2|3</td></tr></table>",
        "| a | b |\n|---|---|\n| 1 | 2\\|3 |",
    );
    check("x<script>alert(1)</script>y <style>b</style>", "xy");
    check("<script>\nalert(1)\n\n</script>\n\ny<!-- c -->", "y");
    check("x<sup>2</sup> <span style='color:red'>red</span>", "x^2 red");
    check("an <uuid> of <b> and List<I>", "an \\<uuid> of \\<b> and List\\<I>");
    check("<img src=\"https://a.b/c.png\" alt=\"d\" onerror=\"x\">", "![d](https://a.b/c.png)");
    check("<b>a:</b>b", "a:b");
    check("<code>a`b</code><code>c</code>", "``a`b`` `c`");
}

#[test]
fn text_that_looks_like_marks_is_text() {
    check("\\# a\n\\- b\n1\\. c\n\\> d", "\\# a\n\\- b\n1\\. c\n\\> d");
    check("\\*a\\* \\_b\\_ \\`c\\` \\[d\\]", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\]");
    check("a\n\\===\nb\n\\---", "a\n\\===\nb\n\\---");
    check("&lt;b&gt; &amp;amp; &#x202e;&#13;&#10;x", "\\<b> \\&amp;   x");
    check("a\u{202e}b\u{7}c\r\nd\re\u{2028}f", "abc\nd\ne\nf");
    check("[^1] x\n\n[^1]: a\n\n    b", "\\[1\\] x\n\n\\[1\\]: a\n\nb");
    assert_eq!(line(" ").as_str(), "");
    assert_eq!(line("~~~rust").as_str(), "\\~~~rust");
    assert_eq!(line("1. `a` <br> b\n- c").as_str(), "1\\. `a` b - c");
    assert_eq!(plain("# *a* `b`\n<c>").as_str(), "\\# \\*a\\* \\`b\\` \\<c>");
    assert_eq!(cell("a|b `c|d`").as_str(), "a\\|b c\\|d");
}

#[test]
fn a_code_span_is_one_line_whatever_is_in_it() {
    for (text, written) in [
        ("a", "`a`"),
        ("", "`\"\"`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("`a``b", "``` `a``b ```"),
        (" a ", "`  a  `"),
        ("a\n\n~~~rust\nb", "`a\\n\\n~~~rust\\nb`"),
        ("a\rb\u{202e}c\0", "`a\\rb\\u{202e}c\\u{0}`"),
    ] {
        assert_eq!(code(text).as_str(), written);
    }
}

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
    "<a href=\"http://x.yz\">",
    "</a>",
    "<ul>",
    "<li>",
    "</ul>",
    "<pre>",
    "</pre>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<p>",
    "<h2>",
    "<code>",
    "</code>",
    "<i>",
    "<script>",
    "</script>",
    "<http://x.yz>",
    "http://x.yz/a_b?c=d&e",
    "https://x.yz.",
    "(https://x.yz)",
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
    "&amp;lt;",
    "&",
    ";",
    "$",
    "~",
    "~~",
    "!",
    "(",
    ")",
    "<",
    "{",
    "}",
    "Vec<String>",
    "[`Foo`]",
    "[Self::x]",
    "let x = 1;",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "ü",
    "日本",
    "[^1]",
    "[^1]: ",
    ":",
    "\n\n    code\n",
    "\n- a\n\n      code\n",
    "\n```\ncode\n",
    "\n```\n",
    "\n> ```\n> x\n",
    "\n1. ```\n   x\n",
    "* * *",
    "\n- - -\n",
    "\n~~~~~\n",
    "<?",
    "<!A",
    "\"",
    "'",
    "&#96;",
    "&#10;",
    "&#60;script&#62;",
];

/// A small generator (xorshift), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn text(&mut self) -> String {
        let n = 1 + self.below(24);
        (0..n).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).unwrap()).unwrap()
    }
}

fn seed() -> u64 {
    std::env::var("SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(0x2545_f491_4f6c_dd1d)
}

/// Asserts that nothing in `written` runs, links or hides, for a parser with these options.
fn assert_sound(text: &str, written: &str, options: Options) {
    let broken =
        |link: pulldown_cmark::BrokenLink<'_>| panic!("{link:?} in {written:?} of {text:?}");
    for event in Parser::new_with_broken_link_callback(written, options, Some(broken)) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                panic!("{html} in {written:?} of {text:?}")
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                panic!("{written:?} of {text:?}")
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                assert!(["text", "js"].contains(&&*info), "{info} in {written:?} of {text:?}");
            }
            Event::Start(
                Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
            ) => {
                let web =
                    ["http://", "https://", "mailto:"].iter().any(|it| dest_url.starts_with(it));
                assert!(
                    web || link_type == LinkType::Email,
                    "{dest_url} in {written:?} of {text:?}"
                );
            }
            _ => {}
        }
    }
    assert!(
        !written.contains(|c: char| c != '\n' && (c.is_control() || characters::is_hidden(c))),
        "{written:?}"
    );
}

/// A text without what may change when it is written once more: breaks of lines and emphasis that nobody would write.
fn kept(text: &Markdown) -> String {
    text.as_str().chars().filter(|it| !it.is_whitespace() && !"*~\\".contains(*it)).collect()
}

#[test]
fn random_text_is_sound_and_stays_as_it_was_written() {
    let rustdoc = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let n = std::env::var("ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000);
    let mut random = Random(seed());
    for _ in 0..n {
        let text = random.text();
        let written = blocks(&text);
        // With the second, rustdoc looks for tests.
        assert_sound(&text, written.as_str(), rustdoc);
        assert_sound(&text, written.as_str(), Options::empty());
        let again = blocks(written.as_str());
        assert_eq!(kept(&again), kept(&written), "{text:?}");
        assert_sound(&text, line(&text).as_str(), rustdoc);
        assert_sound(&text, plain(&text).as_str(), rustdoc);
        let table = format!("| a | b |\n|---|---|\n| {} | {} |", cell(&text), code_cell(&text));
        assert_sound(&text, &table, rustdoc);
        let cells = Parser::new_ext(&table, rustdoc)
            .filter(|it| matches!(it, Event::Start(Tag::TableCell)));
        assert_eq!(cells.count(), 4, "{table:?}");
    }
}

/// What a text means: its events, with a line break in a paragraph as the space that it is.
fn meaning(text: &str, options: Options) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for event in Parser::new_ext(text, options) {
        let piece = match event {
            Event::Text(it) => it.into_string(),
            Event::SoftBreak => " ".to_owned(),
            other => {
                out.extend([format!("{other:?}"), String::new()]);
                continue;
            }
        };
        match out.last_mut() {
            Some(last) => last.push_str(&piece),
            None => out.push(piece),
        }
    }
    out
}

#[test]
fn long_lines_are_broken_and_mean_the_same() {
    let rustdoc = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut random = Random(seed());
    let mut n_broken = 0;
    for _ in 0..3_000 {
        let pieces = (0..6).map(|_| {
            let words =
                ["some more words", "- 1. # > + |", "and `a span` with", "[`Item::of`](self::x)"];
            let text = random.text();
            Markdown::joined([line(&text), words[random.below(4)].into()], " ")
        });
        let long = Markdown::joined(pieces, " ");
        let inner = Markdown::stacked([long.clone(), blocks(&random.text()), long.clone()]);
        for text in [long.clone(), Markdown::list([inner.clone(), Markdown::list([inner])])] {
            let wrapped = text.wrapped();
            n_broken += usize::from(wrapped != text);
            for options in [rustdoc, Options::empty()] {
                assert_eq!(
                    meaning(wrapped.as_str(), options),
                    meaning(text.as_str(), options),
                    "{text:?}\n{wrapped:?}"
                );
            }
        }
    }
    assert!(n_broken > 1_000, "{n_broken}");
}

#[test]
fn what_is_left_of_a_broken_line_goes_on_in_the_next() {
    let words = |n: usize| vec!["word"; n].join(" ");
    let text = format!("{}\n{}\nIts own.\\\n{}\\\nAlone.", words(25), words(3), words(25));
    let lines = [words(20), words(8), "Its own.\\".to_owned(), words(20), words(5) + "\\"];
    assert_eq!(blocks(&text).as_str(), format!("{}\nAlone.", lines.join("\n")));
}

#[test]
fn a_line_is_as_long_as_others() {
    let words = |n: usize| Markdown(vec!["word"; n].join(" "));
    let item = Markdown::list([words(30), markdown!("`404`: {}", words(30))]);
    let text = Markdown::stacked([words(50), item, markdown!("| {} |\n|---|\n| a |", words(40))]);
    let text = text.wrapped();
    let lines: Vec<&str> = text.as_str().lines().collect();
    assert!(lines.iter().all(|it| it.len() <= 104 || it.starts_with('|')), "{text}");
    assert!(lines.iter().any(|it| it.starts_with("  word")), "{text}");
    assert_eq!(text.wrapped(), text);
    let code = fenced("text", &"a ".repeat(100));
    assert_eq!(code.wrapped(), code);
}

#[test]
#[ignore = "runs rustdoc"]
fn rustdoc_finds_no_fault_in_random_text() {
    let mut random = Random(seed());
    let mut source = String::from("#![allow(dead_code)]\n");
    for idx in 0..6000 {
        let text = random.text();
        let _ = writeln!(source, "/* {:?} */", text.replace("*/", "* /").replace("/*", "/ *"));
        for line in blocks(&text).as_str().lines() {
            let _ = writeln!(source, "/// {line}");
        }
        let _ = writeln!(source, "pub struct S{idx};");
    }
    let root = std::env::temp_dir().join("clientwright-docs");
    std::fs::create_dir_all(&root).unwrap();
    let path = root.join("lib.rs");
    std::fs::write(&path, source).unwrap();
    let rustdoc = |args: &[&str]| {
        let mut command = Command::new("rustdoc");
        let output = command.arg(&path).args(args).current_dir(&root).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    };
    let denied =
        ["-D", "warnings", "-W", "rustdoc::all", "-A", "rustdoc::missing_crate_level_docs"];
    let (ok, text) = rustdoc(&[&denied[..], &["--crate-name", "docs"]].concat());
    assert!(ok, "{text}");
    let (_, text) = rustdoc(&["--test", "--crate-name", "docs"]);
    assert!(text.contains("running 0 tests"), "{text}");
}

#[test]
fn nothing_is_too_deep_or_takes_too_long() {
    // A test has the stack of an ordinary thread.
    for (piece, n) in [
        ("> ", 10_000),
        ("- ", 10_000),
        ("[", 20_000),
        ("[a](", 20_000),
        ("<", 100_000),
        ("<ul><li>", 10_000),
    ] {
        let text = format!("{}end", piece.repeat(n));
        let written = blocks(&text);
        assert!(written.as_str().contains("end"), "{piece:?}: the text is still there");
        let depth =
            Parser::new(written.as_str()).fold((0_usize, 0_usize), |(depth, most), event| {
                match event {
                    Event::Start(_) => (depth + 1, most.max(depth + 1)),
                    Event::End(_) => (depth - 1, most),
                    _ => (depth, most),
                }
            });
        assert!(depth.1 < 64, "{piece:?}: {} deep", depth.1);
    }
}
