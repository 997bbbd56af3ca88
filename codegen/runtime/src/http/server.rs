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
    /// One that begins with a named server is where the operations of that server are.
    /// Other than that, who gives a server of their own gets no defaults: the secrets must not go to a host that is
    /// only the usual one.
    pub(crate) fn resolve(
        &self,
        token_url: &TokenUrl,
        url: &str,
        named: &[(&'static NamedServer, String)],
    ) -> Result<String, BuildError> {
        let default = |name: &str| token_url.default(name).filter(|_| !self.custom);
        let value = |name: &str| self.variable(name).or_else(|| default(name));
        let filled = match token_url.server_of(url) {
            Some((own, path)) => {
                let base = self.base_of(own, named).map_err(|it| {
                    let name = own.name;
                    BuildError::new(format!("{it}; or set `{name}` of the client's builder"))
                })?;
                format!("{base}{}", substitute(path, value)?)
            }
            None => substitute(url, value)?,
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
        let token_url = TokenUrl {
            url: "",
            refresh_url: None,
            variables: &[("login", Some("https://usual.test"))],
            servers: SERVERS,
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
