//! What errors show of what a server says: a part of it, and nothing that the request proved itself by.
//!
//! - In: the credentials of a request, and a text that its response had a hand in.
//! - Out: the beginning of the text, with `…` where it repeats one of them, however it is spelled there.

use std::{
    fmt::{self, Write as _},
    sync::Arc,
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::secret::Secret;
use crate::json::is_secret_name;

/// How many bytes of a text are shown.
const SHOWN: usize = 1 << 10;

/// How many of them are looked at: more than are shown, so that none is cut through and no longer known.
const READ: usize = 1 << 14;

/// What is shorter occurs by chance.
const SHORTEST: usize = 4;

/// As [`SHORTEST`], of what may be no secret at all: headers that a user has added.
const SHORTEST_OTHER: usize = 8;

/// The members of a form for a token endpoint that are credentials (RFC 6749, 7521, 7636 and 8693).
const FORM: &[&str] = &[
    "actor_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "password",
    "refresh_token",
    "subject_token",
];

/// What no error shows: the credentials that a request was sent with, and the members that are secret by their type.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    values: Arc<Vec<Secret>>,
    members: &'static [&'static str],
}

/// Responses are the same whatever was sent for them.
impl PartialEq for Secrets {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Secrets {}

impl Secrets {
    /// None so far, for an API in which members of these names are secret.
    pub(crate) fn with_members(members: &'static [&'static str]) -> Self {
        Self { values: Arc::default(), members }
    }

    /// Whether members of this name are secret by their type.
    pub(crate) fn has_member(&self, name: &str) -> bool {
        self.members.contains(&name)
    }

    /// Whether no error shows a member of this name: it is called as secrets are, or is one by its type.
    pub(crate) fn hides_member(&self, name: &str) -> bool {
        is_secret_name(name) || self.has_member(name)
    }

    /// Adds a credential as the user gave it.
    pub(crate) fn add(&mut self, text: &str) {
        if text.len() >= SHORTEST && !self.values.iter().any(|it| it.expose() == text) {
            Arc::make_mut(&mut self.values).push(Secret::new(text));
        }
    }

    /// Adds what may be a credential: the value of a header or parameter that a user has added.
    pub(crate) fn add_other(&mut self, text: &str) {
        if text.len() >= SHORTEST_OTHER {
            self.add_header(text);
        }
    }

    /// Adds the value of a header: all of it, what stands behind the name of a scheme, and the password of a pair.
    pub(crate) fn add_header(&mut self, value: &str) {
        self.add(value);
        let Some((scheme, rest)) = value.split_once(' ') else { return };
        self.add(rest);
        if !scheme.eq_ignore_ascii_case("basic") {
            return;
        }
        let pair = STANDARD.decode(rest).ok().map(Zeroizing::new);
        let pair = pair.as_ref().and_then(|it| std::str::from_utf8(it).ok());
        let Some((_, password)) = pair.and_then(|it| it.split_once(':')) else { return };
        self.add(password);
        // RFC 6749, section 2.3.1: the secret of a client is encoded before it is one of a pair.
        self.add(&form_urlencoded::parse(password.as_bytes()).map(|it| it.0).collect::<String>());
    }

    /// Adds the credentials in a form for a token endpoint.
    pub(crate) fn add_form(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            if FORM.contains(&&*name) {
                self.add(&value);
            }
        }
    }

    /// The beginning of a text without the credentials, and how much more there is.
    pub(crate) fn shown(&self, text: fmt::Arguments<'_>) -> String {
        let mut part = Part::default();
        // Nothing fails but the formatting of a value by its own fault.
        let _ = part.write_fmt(text);
        let mut shown =
            if part.more > 0 { self.hide_cut(&part.text) } else { self.hide(&part.text) };
        let end = boundary(&shown, SHOWN);
        let more = shown.len() - end + part.more;
        if more > 0 {
            shown.truncate(end);
            let _ = write!(shown, "… ({more} bytes more)");
        }
        shown
    }

    /// The text with `…` in place of every credential.
    pub(crate) fn hide(&self, text: &str) -> String {
        hide(text, &self.needles())
    }

    /// The same of a text that was cut somewhere, which may end with the beginning of a credential.
    pub(crate) fn hide_cut(&self, text: &str) -> String {
        let needles = self.needles();
        let mut hidden = hide(text, &needles);
        if let Some(at) = begun(&hidden, &needles) {
            hidden.truncate(at);
            hidden.push('…');
        }
        hidden
    }

    /// The same of a text whose parts may have been cut where `…` stands.
    pub(crate) fn hide_shortened(&self, text: &str) -> String {
        let needles = self.needles();
        let hidden = hide(text, &needles);
        let Some((before, last)) = hidden.rsplit_once('…') else { return hidden };
        let mut shown = String::with_capacity(hidden.len());
        for part in before.split('…') {
            let end = begun(part, &needles).unwrap_or(part.len());
            shown.push_str(part.get(..end).unwrap_or_default());
            shown.push('…');
        }
        shown.push_str(last);
        shown
    }

    /// The credentials, each as it may be written, the longest first: a longer one may begin with a shorter.
    fn needles(&self) -> Vec<Zeroizing<String>> {
        let mut needles: Vec<Zeroizing<String>> = Vec::new();
        for secret in &*self.values {
            needles.push(Zeroizing::new(secret.expose().to_owned()));
            needles.push(Zeroizing::new(STANDARD_NO_PAD.encode(secret.expose())));
            needles.push(Zeroizing::new(URL_SAFE_NO_PAD.encode(secret.expose())));
        }
        needles.sort_by_key(|it| std::cmp::Reverse(it.len()));
        needles
    }
}

/// The beginning of a text, and how many bytes follow it.
#[derive(Default)]
struct Part {
    text: String,
    more: usize,
}

impl fmt::Write for Part {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = if self.more > 0 { 0 } else { READ - self.text.len().min(READ) };
        let (kept, left_out) = text.split_at(boundary(text, room));
        self.text.push_str(kept);
        self.more += left_out.len();
        Ok(())
    }
}

/// The end of a character, at most so far into the text.
pub(super) fn boundary(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// How many bytes at the beginning of `text` spell `secret`, if they do.
fn spelled(text: &str, secret: &str) -> Option<usize> {
    let mut rest = text;
    for c in secret.chars() {
        rest = after(rest, c)?;
    }
    Some(text.len() - rest.len())
}

/// How many bytes of a text a byte of a credential may take, escaped in texts within texts.
const LONGEST_SPELLING: usize = 12;

fn hide(text: &str, needles: &[Zeroizing<String>]) -> String {
    if needles.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = needles.iter().find_map(|it| spelled(rest, it));
        match found {
            Some(_) => out.push('…'),
            None => out.push(first),
        }
        rest = rest.get(found.unwrap_or(first.len_utf8())..).unwrap_or_default();
    }
    out
}

/// Where the beginning of a credential stands that a text ends with; of `needles` the longest is the first.
fn begun(text: &str, needles: &[Zeroizing<String>]) -> Option<usize> {
    let longest = needles.first()?.len();
    let earliest = text.len().saturating_sub(longest.saturating_mul(LONGEST_SPELLING));
    let mut tails = text.char_indices().map(|it| it.0).filter(|it| *it >= earliest);
    tails.find(|at| {
        let tail = text.get(*at..).unwrap_or_default();
        needles.iter().any(|it| is_begun(tail, it))
    })
}

/// Whether a text ends while it spells `secret`, and has a part of it.
fn is_begun(text: &str, secret: &str) -> bool {
    let mut rest = text;
    for c in secret.chars() {
        match after(rest, c) {
            Some(after) => rest = after,
            // An escape may be cut, too.
            None => return rest.len() < text.len() && is_cut_escape(rest),
        }
    }
    false
}

fn is_cut_escape(rest: &str) -> bool {
    let is_escape = rest.starts_with(['%', '\\']) && rest.len() <= LONGEST_SPELLING;
    rest.is_empty() || is_escape
}

/// How many backslashes in a row are read as one escape: more than five texts in each other have.
const ESCAPES: usize = 32;

/// What follows `c` in the text, which may be written as in a URL, a form, JSON, or a string of Rust.
fn after(text: &str, c: char) -> Option<&str> {
    if c == ' ' && text.starts_with('+') {
        return text.get(1..);
    }
    if let Some(rest) = after_bytes(text, c, "%") {
        return Some(rest);
    }
    // A text of JSON in a text of Rust has more than one.
    let run = text.bytes().take(ESCAPES).take_while(|it| *it == b'\\').count();
    let bare = text.get(run..).unwrap_or_default();
    if c == '\\' && bare.len() < text.len() {
        return Some(bare);
    }
    if let Some(rest) = bare.strip_prefix(c) {
        return Some(rest);
    }
    if bare.len() == text.len() {
        return None;
    }
    let number = u32::from(c);
    let hex = bare.strip_prefix('u').and_then(|it| match it.strip_prefix('{') {
        // Six digits at most (Rust reference, "Unicode escapes"): nothing is looked for beyond.
        Some(it) => {
            let end = it.bytes().take(7).position(|it| it == b'}');
            end.and_then(|end| Some((it.get(..end)?, it.get(end + 1..)?)))
        }
        None => it.split_at_checked(4),
    });
    match hex {
        Some((hex, rest)) => (u32::from_str_radix(hex, 16) == Ok(number)).then_some(rest),
        None => after_bytes(text.get(text.len() - bare.len() - 1..)?, c, "\\x"),
    }
}

/// What follows the bytes of `c`, each in hexadecimal behind a mark.
fn after_bytes<'a>(text: &'a str, c: char, mark: &str) -> Option<&'a str> {
    let mut rest = text;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let (hex, after) = rest.strip_prefix(mark)?.split_at_checked(2)?;
        if u8::from_str_radix(hex, 16) != Ok(byte) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    fn secrets(texts: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        for text in texts {
            secrets.add(text);
        }
        secrets
    }

    #[test]
    fn a_secret_is_hidden_however_it_is_spelled() {
        let secrets = secrets(&["p/ä s=\"1\\"]);
        for spelled in [
            "p/ä s=\"1\\",
            r#"p\/ä s=\"1\\"#,
            r"p\/\u00e4 s\u003D\u00221\\",
            r#"p\\/\\u00e4 s\\u003d\\\"1\\\\"#,
            r#"p/\u{e4} s=\"1\\"#,
            r#"p/\xc3\xa4 s=\"1\\"#,
            "p%2F%C3%A4%20s%3D%221%5C",
            "p%2f%c3%a4+s%3d%221%5c",
            "cC/DpCBzPSIxXA==",
            "cC_DpCBzPSIxXA",
        ] {
            let hidden = secrets.hide(&format!("key `{spelled}` is wrong"));
            let hidden = hidden.replace('=', "");
            assert_eq!(hidden, "key `…` is wrong", "{spelled}");
        }
        assert_eq!(secrets.hide("p/ä s and ä s=%2"), "p/ä s and ä s=%2");
    }

    #[test]
    fn a_header_gives_up_its_parts() {
        let mut secrets = Secrets::default();
        secrets.add_header("Basic dXNlcjpodW50ZXIlMkYy");
        assert_eq!(secrets.hide("hunter%2F2, hunter/2, dXNlcjpodW50ZXIlMkYy"), "…, …, …");
        secrets.add_header("Bearer tok3n");
        assert_eq!(secrets.hide("no tok3n, no abc"), "no …, no abc");
        secrets.add("abc");
        assert_eq!(secrets.hide("what is short stays: abc"), "what is short stays: abc");
        secrets.add_form(b"grant_type=password&password=hunter%203");
        assert_eq!(secrets.hide("password: hunter+3"), "password: …");
    }

    #[test]
    fn of_a_text_that_was_cut_no_beginning_of_a_secret_is_shown() {
        let secrets = secrets(&["s3cr/t-value"]);
        for cut in ["s", "s3cr", "s3cr%2", "s3cr%2Ft-va", r"s3cr\u00", r"s3cr\/t-", "czNjci90LXZ"] {
            assert_eq!(secrets.hide_cut(&format!("key: {cut}")), "key: …", "{cut}");
        }
        assert_eq!(secrets.hide_cut("s3cr and 100%"), "s3cr and 100%");
        assert_eq!(secrets.hide_cut("s3cr/t-value, and"), "…, and");
        assert_eq!(Secrets::default().hide_cut("s3cr"), "s3cr");
        assert_eq!(
            secrets.hide_shortened("not JSON: `key: s3cr/t-va…` (sent …)"),
            "not JSON: `key: …` (sent …)"
        );
    }

    #[test]
    fn of_a_long_text_a_part_is_shown() {
        let secrets = secrets(&["s3cret"]);
        let text = format!("s3cret{}", "ä".repeat(100_000));
        let shown = secrets.shown(format_args!("{text}"));
        assert!(shown.starts_with("…ää") && shown.len() < 1100, "{shown}");
        assert!(shown.ends_with("ä… (198980 bytes more)"), "{shown}");
        assert_eq!(secrets.shown(format_args!("short")), "short");
        let split = format!("{}s3cret", "a".repeat(1020));
        assert!(!secrets.shown(format_args!("{split}")).contains("s3c"));
    }
}
