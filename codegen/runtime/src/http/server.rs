//! Where an API lives: a template with variables, or a URL of the user's own; and where single operations do.

use url::{ParseError, Url};

use super::{error::build::BuildError, escape::is_dots};

/// The base URL of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    template: String,
    variables: Vec<(&'static str, String)>,
    custom: bool,
}

impl Server {
    /// Creates a documented server: a template such as `https://{tenant}.example.com/api/v2` and its variables.
    ///
    /// Generated constructors call this; what they can't check, `ClientBuilder::build`
    /// does.
    pub fn new(template: &'static str, variables: Vec<(&'static str, String)>) -> Self {
        Self { template: template.to_owned(), variables, custom: false }
    }

    /// Any other server: a proxy, a test server, a private installation.
    ///
    /// It wins over a [`NamedServer`], unless the user sets that one as well.
    pub fn custom(url: impl Into<String>) -> Self {
        Self { template: url.into(), variables: Vec::new(), custom: true }
    }

    /// Whether nobody has said where the API is: the first server of a client of a description without one.
    pub(crate) fn is_unset(&self) -> bool {
        self.custom && self.template.is_empty()
    }

    /// The base URL, without a slash at its end.
    pub(crate) fn base(&self) -> Result<String, BuildError> {
        if self.custom {
            return finished(&self.template);
        }
        finished(&substitute(&self.template, |name| self.variable(name))?)
    }

    /// The base URL of a named server: as the user set it, else this one if it is the user's own, else the template.
    ///
    /// A variable that this server has as well has the same value in both: who names a tenant means it everywhere.
    ///
    /// # Errors
    ///
    /// What is wrong with the template, whose setter the caller is to name.
    pub(crate) fn base_of(
        &self,
        own: &NamedServer,
        named: &[(&'static NamedServer, String)],
    ) -> Result<String, BuildError> {
        if let Some((_, base)) = named.iter().find(|(it, _)| it.name == own.name) {
            return Ok(base.clone());
        }
        if self.custom {
            return self.base();
        }
        finished(&substitute(own.url, |name| self.variable(name).or_else(|| own.default(name)))?)
    }

    /// One of the URLs of `token_url` with the values of its variables; a relative one continues the base URL (OpenAPI
    /// 3.0.3, "Relative References in URLs").
    ///
    /// One that begins with a named server is where the operations of that server are, and one on a server of the
    /// description is on this one, if that is another.
    /// Other than that, who gives a server of their own gets no defaults: the secrets must not go to a host that is
    /// only the usual one.
    ///
    /// # Errors
    ///
    /// What a user is to set the URL for: a variable has no value, or nobody knows where on this server it is.
    pub(crate) fn resolve(
        &self,
        token_url: &TokenUrl,
        url: &str,
        named: &[(&'static NamedServer, String)],
    ) -> Result<String, BuildError> {
        self.fill(token_url, url, named, self.moved(token_url, url)?)
    }

    /// The same for the page where people are asked, to which no secret goes and which nobody can set: where it would be
    /// on this server isn't known, it is where the description says.
    pub(crate) fn resolve_page(
        &self,
        url: &TokenUrl,
        named: &[(&'static NamedServer, String)],
    ) -> Result<String, BuildError> {
        self.fill(url, url.url, named, self.moved(url, url.url).unwrap_or_default())
    }

    /// Where the URL is on this server, as a base URL and what follows it, when it is on another of the description's:
    /// one that this server stands in for, if it is the user's own, or if that is the usual one.
    fn moved<'u>(
        &self,
        token_url: &TokenUrl,
        url: &'u str,
    ) -> Result<Option<(String, &'u str)>, BuildError> {
        // One of a named server is where that is, whatever this one is.
        if token_url.server_of(url).is_some() {
            return Ok(None);
        }
        let all = token_url.own_servers;
        let others = if self.custom { all } else { all.get(..1).unwrap_or_default() };
        let places = || others.iter().filter_map(|it| Some((*it, OnServer::of(url, it)?)));
        let Some((home, _)) = places().next() else { return Ok(None) };
        let base = self.base()?;
        if self.template == home || self.is_at(url, &base) {
            return Ok(None);
        }
        // Several servers may share the host, of which this one has the path of one.
        let on = |it: OnServer<'u>| Some((base.strip_suffix(it.base_path)?.to_owned(), it.path));
        let moved = places().find_map(|(_, it)| on(it));
        moved.map(Some).ok_or_else(|| {
            let why = "and the client has another";
            BuildError::new(format!("the description's is on its server `{home}`, {why}"))
        })
    }

    /// Whether the URL is on the host of `base` anyway.
    fn is_at(&self, url: &str, base: &str) -> bool {
        let filled = substitute(url, |name| self.variable(name));
        let parsed = filled.ok().and_then(|it| Url::parse(&it).ok()).zip(Url::parse(base).ok());
        parsed.is_some_and(|(url, base)| url.origin() == base.origin())
    }

    /// The URL with the values of its variables.
    fn fill(
        &self,
        token_url: &TokenUrl,
        url: &str,
        named: &[(&'static NamedServer, String)],
        moved: Option<(String, &str)>,
    ) -> Result<String, BuildError> {
        let default = |name: &str| token_url.default(name).filter(|_| !self.custom);
        let value = |name: &str| self.variable(name).or_else(|| default(name));
        let filled = match (token_url.server_of(url), moved) {
            (Some((own, path)), _) => {
                let base = self.base_of(own, named).map_err(|it| {
                    let name = own.name;
                    BuildError::new(format!("{it}; or set `{name}` of the client's builder"))
                })?;
                format!("{base}{}", substitute(path, value)?)
            }
            (None, Some((base, path))) => format!("{base}{}", substitute(path, value)?),
            (None, None) => substitute(url, value)?,
        };
        if Url::parse(&filled) != Err(ParseError::RelativeUrlWithoutBase) {
            return Ok(filled);
        }
        // Paths are appended to a server's URL, and who writes `token` for `/v1/token` means that.
        let base = format!("{}/", self.base()?);
        let joined = Url::parse(&base).and_then(|it| it.join(&filled));
        let joined = joined
            .map_err(|error| BuildError::new(format!("the token URL is not one: {error}")))?;
        Ok(joined.into())
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
    }
}

/// A server that some operations have instead of the client's.
///
/// Credentials are sent to it as to the client's. Generated code states each once, and its builder has a setter for it
/// that calls `ClientBuilder::named_server`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedServer {
    /// The name of the builder's setter, which errors mention; two servers of one name are the same.
    pub name: &'static str,
    /// The base URL, such as `https://{tenant}.files.example.com`.
    pub url: &'static str,
    /// The variables in it with their defaults; one that has none must be set, or be the client's server's.
    pub variables: &'static [(&'static str, Option<&'static str>)],
}

impl NamedServer {
    /// What follows this server's URL in one that begins with it.
    fn path_of<'u>(&self, url: &'u str) -> Option<&'u str> {
        let path = url.strip_prefix(self.url.trim_end_matches('/'))?;
        (path.is_empty() || path.starts_with(['/', '?'])).then_some(path)
    }

    fn default(&self, name: &str) -> Option<&'static str> {
        self.variables.iter().find(|(it, _)| *it == name)?.1
    }
}

/// Where the description says that tokens are got, or that people are asked for them.
///
/// Source: OpenAPI 3.0.4, [OAuth Flow Object]: `tokenUrl` and `refreshUrl`, or `authorizationUrl`.
///
/// [OAuth Flow Object]: https://spec.openapis.org/oas/v3.0.4.html#oauth-flow-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenUrl {
    /// The URL, such as `https://{tenant}.example.com/token`; a relative one continues the server's.
    pub url: &'static str,
    /// Where tokens are refreshed, if that is elsewhere.
    pub refresh_url: Option<&'static str>,
    /// The variables in them with their defaults; the value that the client's server has for one wins.
    pub variables: &'static [(&'static str, Option<&'static str>)],
    /// The named servers that they begin with.
    pub servers: &'static [&'static NamedServer],
    /// The URLs of the description's own servers, the usual one first.
    pub own_servers: &'static [&'static str],
}

impl TokenUrl {
    /// The named server that one of the URLs begins with, the longest if there are more, and what follows it.
    fn server_of<'u>(&self, url: &'u str) -> Option<(&'static NamedServer, &'u str)> {
        let found = self.servers.iter().filter_map(|it| Some((*it, it.path_of(url)?)));
        found.min_by_key(|(_, path)| path.len())
    }

    fn default(&self, name: &str) -> Option<&'static str> {
        self.variables.iter().find(|(it, _)| *it == name)?.1
    }
}

/// Where a URL is on a server of the description.
struct OnServer<'a> {
    /// What of the server's own path isn't part of it: `/v1`, where `https://x.test/token` is on `https://x.test/v1`.
    base_path: &'static str,
    path: &'a str,
}

impl<'a> OnServer<'a> {
    /// `None` where it is on another host.
    fn of(url: &'a str, home: &'static str) -> Option<Self> {
        let (home_host, home_path) = split_host(home.trim_end_matches('/'));
        let (host, path) = split_host(url);
        if host.is_empty() || normal(host) != normal(home_host) {
            return None;
        }
        let within = path.strip_prefix(home_path);
        Some(match within.filter(|it| it.is_empty() || it.starts_with(['/', '?'])) {
            Some(path) => Self { base_path: "", path },
            None => Self { base_path: home_path, path },
        })
    }
}

/// The scheme and the host of a template, and the rest; a template that begins with a variable has that for its host.
fn split_host(template: &str) -> (&str, &str) {
    let host = template.find("://").map_or(0, |it| it + 3);
    let rest = template.get(host..).unwrap_or_default();
    let end = rest.find(['/', '?']).map_or(template.len(), |it| host + it);
    template.split_at(end)
}

/// A host as it compares, by https and by http (RFC 3986, section 6.2.3).
fn normal(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")] {
        if let Some(host) = host.strip_prefix(scheme) {
            return host.strip_suffix(port).unwrap_or(host).to_owned();
        }
    }
    host
}

/// Puts the values of its variables into a template.
fn substitute<'v>(
    template: &str,
    variable: impl Fn(&str) -> Option<&'v str>,
) -> Result<String, BuildError> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else {
            return Err(BuildError::new(format!("the server `{template}` has an open brace")));
        };
        filled.push_str(before);
        let Some(value) = variable(name) else {
            return Err(BuildError::new(format!("the server variable `{name}` has no value")));
        };
        check_variable(name, value, in_host(&filled))?;
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// A base URL that is one, as it is sent: percent-encoded, and without a slash at its end.
fn finished(filled: &str) -> Result<String, BuildError> {
    Ok(check(filled)?.as_str().trim_end_matches('/').to_owned())
}

/// Whether what follows `so_far` is still part of the authority.
fn in_host(so_far: &str) -> bool {
    so_far.split_once("://").is_some_and(|(_, after)| !after.contains('/'))
}

/// Refuses a value that would move the request elsewhere, such as a tenant of `evil.test/`.
fn check_variable(name: &str, value: &str, in_host: bool) -> Result<(), BuildError> {
    let forbidden = |it: char| match it {
        '/' | '@' => in_host,
        '?' | '#' | '\\' | '{' | '}' => true,
        _ => it.is_whitespace() || it.is_control(),
    };
    if value.is_empty() && in_host {
        return Err(BuildError::new(format!("the server variable `{name}` is empty")));
    }
    if !in_host && value.split('/').any(is_dots) {
        return Err(BuildError::new(format!(
            "the server variable `{name}` has a segment of `.` or `..`, which would change the address"
        )));
    }
    match value.chars().find(|it| forbidden(*it)) {
        Some(bad) => Err(BuildError::new(format!(
            "the server variable `{name}` holds `{}`, which would change the address",
            bad.escape_debug()
        ))),
        None => Ok(()),
    }
}

fn check(text: &str) -> Result<Url, BuildError> {
    // The text may hold a password, so it isn't repeated before it is known to have none.
    let url = Url::parse(text)
        .map_err(|error| BuildError::new(format!("the server is not an absolute URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
        return Err(BuildError::new("the server's URL holds a user or password; use a credential"));
    }
    let problem = if !matches!(url.scheme(), "http" | "https") {
        "is neither http nor https"
    } else if !text.contains("://") {
        "has no `://`"
    } else if url.query().is_some() {
        "has a query"
    } else if url.fragment().is_some() {
        "has a fragment"
    } else if text.chars().any(|it| it.is_whitespace() || it.is_control() || it == '\\') {
        "has a backslash, a space or a control character"
    } else {
        return Ok(url);
    };
    let text = text.split(['?', '#']).next().unwrap_or_default();
    Err(BuildError::new(format!("the server `{text}` {problem}")))
}

fn authority(text: &str) -> &str {
    let after = text.split_once("://").map_or(text, |(_, after)| after);
    after.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(tenant: &str, version: &str) -> Result<String, String> {
        let variables = vec![("tenant", tenant.to_owned()), ("version", version.to_owned())];
        Server::new("https://{tenant}.x.test:8443/api/{version}/", variables)
            .base()
            .map_err(|it| it.to_string())
    }

    #[test]
    fn variables_fill_the_template_and_the_last_slash_goes() {
        assert_eq!(filled("demo", "v2").unwrap(), "https://demo.x.test:8443/api/v2");
        assert_eq!(filled("demo", "v2/eu").unwrap(), "https://demo.x.test:8443/api/v2/eu");
        assert_eq!(Server::custom("http://127.0.0.1:1/").base().unwrap(), "http://127.0.0.1:1");
        assert_eq!(
            Server::custom("https://Bücher.test:443/ä|{b}").base().unwrap(),
            "https://xn--bcher-kva.test/%C3%A4|%7Bb%7D"
        );
    }

    #[test]
    fn a_token_url_has_the_servers_variables_and_continues_its_url() {
        let tenant = vec![("tenant", "demo".to_owned())];
        let server = Server::new("https://{tenant}.x.test/v1", tenant);
        let custom = Server::custom("http://127.0.0.1:1/v1/");
        let token_url = TokenUrl {
            url: "",
            refresh_url: None,
            variables: &[("tenant", None), ("login", Some("https://y.test"))],
            servers: &[],
            own_servers: &[],
        };
        for (server, template, url) in [
            (&server, "https://login.x.test/{tenant}/token", "https://login.x.test/demo/token"),
            (&server, "{login}/token", "https://y.test/token"),
            (&server, "token", "https://demo.x.test/v1/token"),
            (&server, "/token?a=b", "https://demo.x.test/token?a=b"),
            (&server, "//y.test/token", "https://y.test/token"),
            (&custom, "token", "http://127.0.0.1:1/v1/token"),
            (&custom, "https://y.test/token", "https://y.test/token"),
        ] {
            assert_eq!(server.resolve(&token_url, template, &[]).unwrap(), url, "{template}");
        }
        for (template, name) in [("https://x.test/{tenant}", "tenant"), ("{login}/token", "login")]
        {
            let missing = custom.resolve(&token_url, template, &[]).unwrap_err().to_string();
            assert_eq!(missing, format!("the server variable `{name}` has no value"));
        }
    }

    #[test]
    fn a_token_url_that_begins_with_a_named_server_goes_where_its_operations_go() {
        static LOGIN: NamedServer = NamedServer {
            name: "login_url",
            url: "{login}/",
            variables: &[("login", Some("https://usual.test"))],
        };
        static REALMS: NamedServer = NamedServer {
            name: "realms_url",
            url: "{login}/realms",
            variables: &[("login", None)],
        };
        static SERVERS: &[&NamedServer] = &[&LOGIN, &REALMS];
        static FIXED: NamedServer =
            NamedServer { name: "login_url", url: "https://login.test/auth", variables: &[] };
        static FIXED_ONLY: &[&NamedServer] = &[&FIXED];
        let token_url = TokenUrl {
            url: "",
            refresh_url: None,
            variables: &[("login", Some("https://usual.test"))],
            servers: SERVERS,
            own_servers: &[],
        };
        let documented = Server::new("https://{tenant}.x.test", vec![("tenant", "t".to_owned())]);
        let custom = Server::custom("http://127.0.0.1:1/v1/");
        let set = [(&LOGIN, "http://127.0.0.1:2".to_owned())];
        let both = [set[0].clone(), (&REALMS, "http://127.0.0.1:3".to_owned())];
        let none = &[] as &[_];
        for (server, named, template, url) in [
            // The setter, then the user's own server, then the template.
            (&documented, &set[..], "{login}/{tenant}/token", "http://127.0.0.1:2/t/token"),
            (&custom, &set, "{login}/token", "http://127.0.0.1:2/token"),
            (&custom, none, "{login}/token", "http://127.0.0.1:1/v1/token"),
            (&custom, none, "{login}", "http://127.0.0.1:1/v1"),
            (&documented, none, "{login}/{tenant}/token", "https://usual.test/t/token"),
            // The longest, whatever else is set.
            (&custom, &both, "{login}/realms/token", "http://127.0.0.1:3/token"),
            (&custom, &set, "{login}/realms/token", "http://127.0.0.1:1/v1/token"),
            // An address of its own stays.
            (&custom, &set, "https://x.test/token", "https://x.test/token"),
        ] {
            assert_eq!(server.resolve(&token_url, template, named).unwrap(), url, "{template}");
        }
        // Also where a server of the description's own is on the same host, and the client's has another path.
        let beside = TokenUrl { own_servers: &["https://login.test/v1"], ..token_url };
        let beside = TokenUrl { servers: FIXED_ONLY, ..beside };
        let elsewhere = Server::custom("http://127.0.0.1:1");
        let resolved = elsewhere.resolve(&beside, "https://login.test/auth/token", none);
        assert_eq!(resolved.unwrap(), "http://127.0.0.1:1/token");
        let missing = |server: &Server, template: &str| {
            server.resolve(&token_url, template, none).unwrap_err().to_string()
        };
        assert_eq!(
            missing(&documented, "{login}/realms/token"),
            "the server variable `login` has no value; or set `realms_url` of the client's builder"
        );
        // What the setter can't repair doesn't mention it.
        for template in ["{login}/{tenant}/token", "https://{tenant}.x.test/token"] {
            let message = missing(&custom, template);
            assert_eq!(message, "the server variable `tenant` has no value");
        }
        assert_eq!(
            missing(&custom, "https://{login}.x.test/token"),
            "the server variable `login` has no value"
        );
    }

    #[test]
    fn a_token_url_on_the_descriptions_server_follows_the_clients() {
        const DEMO: &str = "https://{tenant}.x.test/v1/";
        let token_url = TokenUrl {
            url: "",
            refresh_url: None,
            variables: &[("tenant", Some("demo"))],
            servers: &[],
            own_servers: &[
                "https://api.test/v1",
                "https://staging.test/v1",
                DEMO,
                "https://eu.test/eu/v1",
                "https://eu.test/us/v1",
            ],
        };
        let us = Server::custom("https://own.test/us/v1");
        let usual = Server::new("https://api.test/v1", Vec::new());
        let staging = Server::new("https://staging.test/v1", Vec::new());
        let demo = Server::new(DEMO, vec![("tenant", "t".to_owned())]);
        let own = Server::custom("http://127.0.0.1:1/v1/");
        let proxy = Server::custom("http://127.0.0.1:1/api/v1");
        let elsewhere = Server::custom("https://own.test");
        let proxied = Server::custom("https://api.test/beta");
        let asked =
            "the description's is on its server `https://api.test/v1`, and the client has another";
        for (server, url, resolved) in [
            (&usual, "https://api.test/oauth/token", Ok("https://api.test/oauth/token")),
            (&own, "https://api.test/oauth/token", Ok("http://127.0.0.1:1/oauth/token")),
            (&own, "https://api.test/v1/token?a=b", Ok("http://127.0.0.1:1/v1/token?a=b")),
            (&own, "HTTPS://API.test:443/v1", Ok("http://127.0.0.1:1/v1")),
            (&proxy, "https://api.test/oauth/token", Ok("http://127.0.0.1:1/api/oauth/token")),
            (&staging, "https://api.test/oauth/token", Ok("https://staging.test/oauth/token")),
            (&demo, "https://api.test/v1/token", Ok("https://t.x.test/v1/token")),
            // The variables go with it, and are no more than a part of the host.
            (&own, "https://{tenant}.x.test/token", Ok("http://127.0.0.1:1/token")),
            (&demo, "https://{tenant}.x.test/token", Ok("https://t.x.test/token")),
            (&elsewhere, "https://api.test/v1/token", Ok("https://own.test/token")),
            // Where on a server of another path would it be?
            (&elsewhere, "https://api.test/oauth/token", Err(asked)),
            (&elsewhere, "https://api.test/v10/token", Err(asked)),
            (&proxied, "https://api.test/oauth/token", Ok("https://api.test/oauth/token")),
            // Of several on one host the one whose path the server has.
            (&us, "https://eu.test/oauth/token", Ok("https://own.test/oauth/token")),
            // Tokens of another documented server are got there, unless the user has one of their own.
            (&usual, "https://staging.test/v1/token", Ok("https://staging.test/v1/token")),
            (&own, "https://staging.test/v1/token", Ok("http://127.0.0.1:1/v1/token")),
            // Another host is nobody's server.
            (&own, "https://login.test/token", Ok("https://login.test/token")),
            (&own, "https://api.test.evil.test/token", Ok("https://api.test.evil.test/token")),
            (&own, "http://api.test/token", Ok("http://127.0.0.1:1/token")),
            (&usual, "http://api.test:80/token", Ok("http://api.test:80/token")),
        ] {
            let url_there = server.resolve(&token_url, url, &[]).map_err(|it| it.to_string());
            assert_eq!(url_there.as_deref().map_err(String::as_str), resolved, "{url}");
        }
        let page = TokenUrl { url: "https://api.test/authorize", ..token_url };
        assert_eq!(own.resolve_page(&page, &[]).unwrap(), "http://127.0.0.1:1/authorize");
        assert_eq!(elsewhere.resolve_page(&page, &[]).unwrap(), "https://api.test/authorize");
    }

    #[test]
    fn a_variable_cannot_move_the_request_elsewhere() {
        for bad in
            ["evil.test/", "evil.test?", "evil.test#", "a@evil.test", "evil\\", "a b", "a\n", ""]
        {
            let message = filled(bad, "v2").unwrap_err();
            assert!(message.contains("`tenant`"), "{bad:?}: {message}");
        }
        for bad in ["v2?", "v2#", "a b", "..", ".", "v2/%2E%2e/", "%2e"] {
            assert!(filled("demo", bad).unwrap_err().contains("`version`"), "{bad:?}");
        }
    }

    #[test]
    fn a_server_is_an_absolute_http_url_and_nothing_more() {
        let message = |url: &str| Server::custom(url).base().unwrap_err().to_string();
        assert_eq!(
            message("/v1"),
            "the server is not an absolute URL: relative URL without a base"
        );
        assert_eq!(message("ftp://x.test"), "the server `ftp://x.test` is neither http nor https");
        assert_eq!(message("https://x.test/a?b=1"), "the server `https://x.test/a` has a query");
        assert_eq!(message("https://x.test/a#b"), "the server `https://x.test/a` has a fragment");
        for secret in
            ["https://user:s3cret@x.test", "https://s3cret@x.test", "https://:s3cret@x.test?s3cret"]
        {
            assert!(!message(secret).contains("s3cret"), "{secret}");
        }
        let missing = Server::new("https://{tenant}.x.test", Vec::new()).base().unwrap_err();
        assert_eq!(missing.to_string(), "the server variable `tenant` has no value");
    }
}
