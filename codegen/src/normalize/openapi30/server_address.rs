//! The address of a server, however it is written.
//!
//! - In: the `url` of a server, and what its variables are by default.
//! - Out: an address that requests can be sent to, or why there is none.

use core::net::Ipv6Addr;

use crate::diagnostic::findings::servers::Flaw;

/// What an address is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// As it is written, or as what is meant.
    Read(String),
    /// None, and why.
    Impossible(Flaw),
}

/// What files are called whose names have the form of a host's: a path may begin with `index.php`.
const FILES: &[&str] = &[
    "ashx", "asmx", "asp", "aspx", "cfm", "cgi", "do", "htm", "html", "js", "json", "jsp", "php",
    "pl", "py", "svc", "xml", "yaml", "yml",
];

/// Reads an address; `default` gives the value of a variable.
pub(crate) fn read(url: &str, default: &dyn Fn(&str) -> Option<String>) -> Address {
    let url = url.trim().replace('\\', "/");
    let url = with_plain_variables(&url);
    if has_odd_braces(&url) {
        return Address::Impossible(Flaw::OpenBrace);
    }
    let url = with_scheme(url);
    let Some((scheme, rest)) = url.split_once("://") else {
        return Address::Read(url.replace(char::is_whitespace, "%20"));
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // Who calls is said by a credential.
    let authority = authority.rsplit_once('@').map_or(authority, |it| it.1);
    if let Some(why) = flaw(&filled(authority, default)) {
        return Address::Impossible(why);
    }
    let path = path.replace(char::is_whitespace, "%20");
    Address::Read(format!("{scheme}://{authority}{path}"))
}

/// `{{a}}`, `${a}` and `<a>` are `{a}`; none of their other characters may stand in an address.
fn with_plain_variables(url: &str) -> String {
    let url = url.replace("${", "{").replace("{{", "{").replace("}}", "}");
    if url.matches('<').count() == url.matches('>').count() {
        return url.replace('<', "{").replace('>', "}");
    }
    url
}

fn has_odd_braces(url: &str) -> bool {
    let mut is_open = false;
    let is_odd = url.chars().any(|it| match it {
        '{' => std::mem::replace(&mut is_open, true),
        '}' => !std::mem::replace(&mut is_open, false),
        _ => false,
    });
    is_odd || is_open
}

/// Whether a variable can have this value: not in a host, or beside one, what would end it.
pub(crate) fn is_fit(value: &str) -> bool {
    !value.contains(['?', '#', '@', '\\', '{', '}'])
        && !value.contains(|it: char| it.is_whitespace() || it.is_control())
}

/// The address with `https://` where it names a host without a scheme, and with a scheme as it should be.
///
/// An address without a host is relative to where the description is (OpenAPI 3.0.3, "Server Object"), and `//host` takes
/// the scheme from there (RFC 3986, section 4.2).
fn with_scheme(url: String) -> String {
    let lower = url.to_ascii_lowercase();
    for scheme in ["https", "http"] {
        let Some(rest) = lower.strip_prefix(scheme) else { continue };
        let after = url.get(scheme.len()..).unwrap_or_default();
        let behind = after.trim_start_matches([':', '/']);
        // `https:/host`, `https//host`, `https:host`, `https:///host`
        let is_scheme = rest.starts_with("//") || rest.starts_with(':');
        if is_scheme && !behind.is_empty() {
            let is_twice = ["http://", "https://"]
                .iter()
                .any(|it| behind.to_ascii_lowercase().starts_with(it));
            return if is_twice {
                with_scheme(behind.to_owned())
            } else {
                format!("{scheme}://{behind}")
            };
        }
    }
    if url.contains("://") {
        return url;
    }
    if let Some(host) = url.strip_prefix("//").filter(|it| !it.starts_with('/')) {
        return format!("https://{host}");
    }
    match host_scheme(&url) {
        Some(scheme) => format!("{scheme}://{url}"),
        None => url,
    }
}

/// The scheme by which the host is reached that an address begins with; `None` where it begins with a path.
fn host_scheme(url: &str) -> Option<&'static str> {
    let authority = url.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let has_port = port.is_some_and(|it| {
        !it.is_empty() && (it.bytes().all(|it| it.is_ascii_digit()) || is_variable(it))
    });
    let is_numeric = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let labels: Vec<&str> = host.split('.').collect();
    let is_local = host.eq_ignore_ascii_case("localhost")
        || (labels.len() == 4 && labels.iter().all(|it| is_numeric(it)))
        || (host.starts_with('[') && host.ends_with(']'));
    if is_local && (port.is_none() || has_port) {
        return Some("http");
    }
    let is_label = |it: &&str| {
        let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        !it.is_empty() && (it.chars().all(is_plain) || is_variable(it))
    };
    let last = labels.last()?;
    let is_top = last.len() > 1 && last.chars().all(char::is_alphabetic);
    let is_file = FILES.contains(&last.to_ascii_lowercase().as_str());
    let is_name = labels.iter().all(is_label) && !is_variable(host);
    let is_host =
        is_name && (has_port || (labels.len() > 1 && is_top && !is_file && port.is_none()));
    // A name of one word is of a network at home.
    is_host.then_some(if labels.len() > 1 { "https" } else { "http" })
}

fn is_variable(text: &str) -> bool {
    text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).is_some_and(|it| !it.contains('{'))
}

/// The authority with its variables' defaults, and something for what has none.
fn filled(authority: &str, default: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut rest = authority;
    while let Some((before, from)) = rest.split_once('{') {
        let (name, after) = from.split_once('}').unwrap_or((from, ""));
        filled.push_str(before);
        // What stands behind a colon may be a port.
        filled.push_str(&default(name).unwrap_or_else(|| "1".to_owned()));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What is wrong with an authority (RFC 3986, section 3.2).
fn flaw(authority: &str) -> Option<Flaw> {
    // A default may hold more than the host.
    let authority = authority.split_once("://").map_or(authority, |it| it.1);
    let authority = authority.split('/').next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((address, _)) if address.parse::<Ipv6Addr>().is_err() => {
            return Some(Flaw::NoIpAddress);
        }
        Some((address, port)) => (address, port.strip_prefix(':')),
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    if host.is_empty() {
        return Some(Flaw::NoHost);
    }
    if host.chars().any(|it| it.is_whitespace() || it.is_control() || "<>[]\"^`|%*,".contains(it)) {
        return Some(Flaw::HostName);
    }
    let is_port = |it: &str| it.is_empty() || it.parse::<u16>().is_ok();
    port.is_some_and(|it| !is_port(it)).then_some(Flaw::Port)
}

#[cfg(test)]
mod tests {
    use super::{Address, read};

    fn url(text: &str) -> Option<String> {
        let default = |name: &str| (name == "bad").then(|| "host:abc".to_owned());
        match read(text, &default) {
            Address::Read(url) => Some(url),
            Address::Impossible(_) => None,
        }
    }

    #[test]
    fn what_has_one_reading_is_read() {
        for (text, want) in [
            (r"https://shop.example\v1", "https://shop.example/v1"),
            ("https://shop.example/my api", "https://shop.example/my%20api"),
            ("<baseUrl>/v1", "{baseUrl}/v1"),
            ("https://{{host}}/${stage}", "https://{host}/{stage}"),
            ("https:/shop.example", "https://shop.example"),
            ("http//shop.example", "http://shop.example"),
            ("https://http://shop.example", "http://shop.example"),
            ("//shop.example/v1", "https://shop.example/v1"),
            ("https://me:secret@shop.example/@a", "https://shop.example/@a"),
        ] {
            assert_eq!(url(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn a_host_without_a_scheme_is_a_host() {
        for (text, want) in [
            ("shop.example/v1", "https://shop.example/v1"),
            ("{tenant}.shop.example", "https://{tenant}.shop.example"),
            ("localhost:8080", "http://localhost:8080"),
            ("127.0.0.1/v1", "http://127.0.0.1/v1"),
            ("gateway:8080/v1", "http://gateway:8080/v1"),
        ] {
            assert_eq!(url(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_right_stays() {
        for text in [
            "/v1",
            "v1",
            "v1.0",
            "api",
            "./v1",
            "../v1",
            "/",
            "",
            "index.php/rest",
            "{baseUrl}",
            "{host}/v1",
            "{scheme}://{host}:{port}/v1",
            "https://[::1]:80/v1",
            "https://a_b.example",
            "https://exämple.test",
            "wss://shop.example",
        ] {
            assert_eq!(url(text).as_deref(), Some(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "https://shop.example:abc",
            "https://shop.example:99999",
            "https://my shop/v1",
            "https://{host/v1",
            "https://host}/v1",
            "https:///",
            "https://{bad}/v1",
            "https://*.shop.example",
            "https://[shop.example",
            "https://[shop.example]/v1",
        ] {
            assert_eq!(url(text), None, "{text}");
        }
    }
}
