//! Addresses of next pages: in `link` headers, and whether a request may go there.

use url::Url;

use super::{
    credentials::Auth,
    error::{RequestError, RequestErrorKind},
    headers::Headers,
    redirect::{keep_keys, strip},
};

/// An address that a page gives for the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NextPage {
    /// Where the page came from, which the address is relative to.
    pub(crate) from: String,
    /// The address as the page has it.
    pub(crate) to: String,
}

impl NextPage {
    /// The URL to ask, with the API keys of the query.
    ///
    /// It has to be of the origin of `base`, since the request carries the credentials. A server that doesn't know of the
    /// TLS in front of it may say `http`; it is asked by https.
    ///
    /// # Errors
    ///
    /// [`RequestErrorKind::Paging`] when it is of another origin.
    pub(crate) fn url(&self, base: &str, keys: &[Auth]) -> Result<String, RequestError> {
        let fail = |what: &str| RequestError::new(RequestErrorKind::Paging, what);
        let own = Url::parse(base).map_err(|_| fail("the server's URL cannot be read"))?;
        let mut url = self.resolved().ok_or_else(|| fail("the next page's address is no URL"))?;
        let plain = own.scheme() == "https" && url.scheme() == "http";
        if plain && (url.port().is_none() || url.port() == own.port()) {
            // Port 80 goes with the scheme.
            let _ = url.set_scheme("https");
        }
        if url.origin() != own.origin() {
            return Err(fail("the next page's address is of another origin than the server's"));
        }
        if !strip(&mut url) {
            return Err(fail("the next page's address has no host"));
        }
        keep_keys(&mut url, keys, true);
        Ok(url.into())
    }

    /// The absolute address.
    pub(crate) fn resolved(&self) -> Option<Url> {
        Url::parse(&self.from).ok()?.join(&self.to).ok()
    }
}

/// The target of the first link to the next page.
///
/// Source: RFC 8288, section 3. A link with an `anchor` is about something else than this page (section 3.2).
pub(crate) fn next_link(headers: &Headers) -> Option<&str> {
    headers.get_all("link").find_map(|value| {
        let mut rest = value;
        loop {
            let (target, after) = rest.split_once('<')?.1.split_once('>')?;
            let (parameters, others) = after.split_at(end_of_link(after));
            if is_next(parameters) {
                return Some(target);
            }
            rest = others;
        }
    })
}

/// Where the comma after a link is; one in quotes is part of the link.
fn end_of_link(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => return index,
            _ => {}
        }
    }
    text.len()
}

fn is_next(parameters: &str) -> bool {
    let mut relation = None;
    for parameter in split_outside_quotes(parameters) {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "anchor" => return false,
            // Section 3.3: only the first one counts.
            "rel" if relation.is_none() => relation = Some(value),
            _ => {}
        }
    }
    relation.is_some_and(|it| it.split_whitespace().any(|it| it.eq_ignore_ascii_case("next")))
}

fn split_outside_quotes(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        if c == '"' {
            quoted = !quoted;
        }
        c == ';' && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_to_the_next_page_is_found_among_others() {
        let table = [
            (r#"</a?page=2>; rel="next", </a?page=9>; rel="last""#, Some("/a?page=2")),
            (r#"</a?b=1,2>; title="x, <y>; rel=next"; rel=prev, </c>; rel=next"#, Some("/c")),
            (r#"</a>; REL="last NEXT""#, Some("/a")),
            (r"</a>; rel=prev; rel=next", None),
            (r##"</a>; anchor="#x"; rel="next""##, None),
            ("</a>; rel=nextest", None),
            ("nonsense", None),
            ("<", None),
        ];
        for (value, expected) in table {
            let headers: Headers = [("Link", value)].into_iter().collect();
            assert_eq!(next_link(&headers), expected, "{value}");
        }
        let two: Headers =
            [("link", "</p>; rel=prev"), ("link", "</n>; rel=next")].into_iter().collect();
        assert_eq!(next_link(&two), Some("/n"));
    }

    #[test]
    fn a_next_address_stays_within_the_origin() {
        let ask = |to: &str| {
            let next =
                NextPage { from: "https://x.test/v1/users?limit=2".to_owned(), to: to.to_owned() };
            next.url("https://x.test/v1", &[]).map_err(|it| it.message().to_owned())
        };
        for (to, url) in [
            ("https://x.test/v1/users?after=b", "https://x.test/v1/users?after=b"),
            ("?after=b#top", "https://x.test/v1/users?after=b"),
            ("/v2/users", "https://x.test/v2/users"),
            ("http://x.test/v1/users?after=b", "https://x.test/v1/users?after=b"),
            ("https://me:secret@x.test/", "https://x.test/"),
        ] {
            assert_eq!(ask(to).as_deref(), Ok(url));
        }
        for to in ["https://y.test/", "//y.test/", "https://x.test:444/", "http://x.test:81/"] {
            let message = "the next page's address is of another origin than the server's";
            assert_eq!(ask(to), Err(message.to_owned()), "{to}");
        }
    }
}
