//! Texts without their secrets: URLs, forms, and JSON, which may be cut anywhere.

use url::form_urlencoded;

use crate::json::{has_secret_word, letters};

/// What stands in the place of a secret.
pub(super) const REDACTED: &str = "[redacted]";

/// Whether a text is what a recording has in the place of a secret: this library's, and what other tools and people write.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let last = text.trim().rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let is_stars = last.len() > 2 && last.bytes().all(|it| it == b'*');
    is_stars
        || matches!(
            last.as_str(),
            "[redacted]"
                | "<redacted>"
                | "redacted"
                | "(redacted)"
                | "[filtered]"
                | "[masked]"
                | "__redacted__"
                | "…"
        )
}

/// Names whose values are secret, beside those that always are.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        self.0.push(letters(name));
    }

    /// Whether what has this name is a secret.
    pub(super) fn hide(&self, name: &str) -> bool {
        let name = letters(name);
        if self.0.contains(&name) {
            return true;
        }
        // The token of a page says where it begins.
        let of_pages = ["page", "next", "continuation", "sync", "cursor"];
        let of_token = name.strip_suffix("token");
        has_secret_word(&name)
            || name.contains("assertion")
            || of_token.is_some_and(|of| !of_pages.iter().any(|it| of.ends_with(it)))
            || name.ends_with("signature")
            || name.ends_with("authorization")
            || matches!(
                name.as_str(),
                "pwd" | "sig" | "codeverifier" | "devicecode" | "sessionid" | "cookie"
            )
    }
}

/// Pairs as in a query or a form, without the values of secrets.
pub(super) fn pairs(text: &str, is_secret: &dyn Fn(&str) -> bool) -> String {
    let pairs = text.split('&').map(|pair| {
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        let is_secret = name.is_some_and(|(name, it)| !it.is_empty() && is_secret(&name));
        let name = pair.split('=').next().unwrap_or_default();
        if is_secret { format!("{name}=%5Bredacted%5D") } else { pair.to_owned() }
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// JSON, whole or cut anywhere, with another text `instead` of the values of secret members and of all below them.
///
/// It is copied token by token, so that numbers keep their digits and what is broken stays as it is.
pub(super) fn json(text: &str, instead: &str, is_secret: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Whether all in an open object or list is secret.
    let mut open: Vec<bool> = Vec::new();
    let mut hides = false;
    while let Some(first) = rest.chars().next() {
        let length = token(rest, first);
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        let is_hidden = hides || open.last().copied().unwrap_or_default();
        match first {
            '{' | '[' => {
                open.push(is_hidden);
                hides = false;
                out.push(first);
            }
            '}' | ']' => {
                open.pop();
                hides = false;
                out.push(first);
            }
            ',' => {
                hides = false;
                out.push(first);
            }
            '"' if after.trim_start().starts_with(':') => {
                let name = serde_json::from_str::<String>(token).unwrap_or_default();
                hides = is_secret(&name);
                out.push_str(token);
            }
            c if c.is_whitespace() || c == ':' => out.push_str(token),
            _ if is_hidden && !matches!(token, "null" | "true" | "false") => {
                out.extend(["\"", instead, "\""]);
            }
            _ => out.push_str(token),
        }
    }
    out
}

/// How many bytes the token has that the text begins with.
fn token(text: &str, first: char) -> usize {
    match first {
        '"' => {
            let mut is_escaped = false;
            let end = text.char_indices().skip(1).find(|(_, c)| {
                let ends = *c == '"' && !is_escaped;
                is_escaped = *c == '\\' && !is_escaped;
                ends
            });
            end.map_or(text.len(), |(at, _)| at + 1)
        }
        '{' | '}' | '[' | ']' | ',' | ':' => 1,
        c if c.is_whitespace() => text.find(|it: char| !it.is_whitespace()).unwrap_or(text.len()),
        _ => {
            let ends = |it: char| it.is_whitespace() || "{}[],:\"".contains(it);
            text.find(ends).unwrap_or(text.len()).max(first.len_utf8())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(name: &str) -> bool {
        Names::default().hide(name)
    }

    #[test]
    fn secrets_go_and_all_else_stays() {
        let text = r#"{ "user": "a", "Password" : "x\"y", "n": 1.50, "client_secret": {"v": [1, null, "z"]}, "b": "c" }"#;
        assert_eq!(
            json(text, REDACTED, &hides),
            r#"{ "user": "a", "Password" : "[redacted]", "n": 1.50, "client_secret": {"v": ["[redacted]", null, "[redacted]"]}, "b": "c" }"#
        );
        assert_eq!(
            json(r#"[{"access_token":"s3cr"#, REDACTED, &hides),
            r#"[{"access_token":"[redacted]""#
        );
        assert_eq!(json(r#"{"a":"b","tok"#, REDACTED, &hides), r#"{"a":"b","tok"#);
        assert_eq!(json("no JSON, \"really", REDACTED, &hides), "no JSON, \"really");
        assert_eq!(pairs("a=1&api%5Fkey=k&b", &hides), "a=1&api%5Fkey=%5Bredacted%5D&b");
    }

    #[test]
    fn tokens_of_pages_and_counts_of_tokens_are_no_secrets() {
        for name in
            ["nextPageToken", "page_token", "max_tokens", "name", "key", "continuation-token"]
        {
            assert!(!hides(name), "{name}");
        }
        for name in [
            "access_token",
            "refreshToken",
            "X-Api-Key",
            "client_secret",
            "token",
            "page_access_token",
            "x-authorization",
        ] {
            assert!(hides(name), "{name}");
        }
        let mut names = Names::default();
        names.add("Tenant-Id");
        assert!(names.hide("tenant_id") && is_placeholder("Bearer [redacted]"));
    }
}
