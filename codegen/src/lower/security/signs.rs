//! Signs of credentials in a description that has no security schemes.

use openapiv3::{Parameter, StatusCode};

use crate::canonical::Endpoint;
use crate::diagnostic::{findings, yaml_text};
use crate::extensions;
use crate::lower::params::data;
use crate::lower::resolver::PARAMETERS;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// What API keys are called, in small letters and without what is between words.
const KEYS: [&str; 8] = [
    "accesstoken",
    "apikey",
    "apitoken",
    "authtoken",
    "xaccesstoken",
    "xapikey",
    "xapitoken",
    "xauthtoken",
];

/// A sign: what it is, and the scheme that an overlay would add for it.
struct Sign {
    at: Pointer,
    message: String,
    scheme: String,
    /// Whether the operation says that it needs none, which a scheme of the document wouldn't change.
    is_denied: bool,
}

impl Walk<'_> {
    /// Reports the best sign, once: a parameter that is a credential, or else a 401.
    pub(super) fn report_undescribed_security(&mut self) {
        let root = &self.canonical.root;
        let is_described = root.pointer("/components/securitySchemes").is_some()
            || extensions::is_on(root.get(extensions::UNUSABLE_SECURITY));
        if is_described || self.api.security.is_some() {
            return;
        }
        let parameter = self.canonical.operations().find_map(|it| self.credential_parameter(&it));
        let status =
            |is_denied| self.canonical.operations().find_map(|it| unauthorized(&it, is_denied));
        let sign = parameter.or_else(|| status(false)).or_else(|| status(true));
        if let Some(Sign { at, message, scheme, is_denied }) = sign {
            self.report(&at, findings::security::undescribed(&message, &scheme, is_denied));
        }
    }

    fn credential_parameter(&self, endpoint: &Endpoint<'_>) -> Option<Sign> {
        let (of_item, of_operation) = (endpoint.item_at(), endpoint.at());
        let listed = |list, at: Pointer| (list, at.child("parameters"));
        let lists = [
            listed(&endpoint.source.parameters, of_operation),
            listed(&endpoint.item.parameters, of_item),
        ];
        lists.iter().find_map(|(list, at)| {
            list.iter().enumerate().find_map(|(index, node)| {
                let (parameter, at) = self.resolver.find(&PARAMETERS, node, &at.index(index))?;
                let (message, scheme) = credential(parameter)?;
                Some(Sign { at, message, scheme, is_denied: denies(endpoint) })
            })
        })
    }
}

/// What a parameter says that it is a credential of.
fn credential(parameter: &Parameter) -> Option<(String, String)> {
    let data = data(parameter);
    let name = data.name.as_str();
    let place = match parameter {
        Parameter::Header { .. } => "header",
        Parameter::Query { .. } => "query",
        Parameter::Cookie { .. } => "cookie",
        Parameter::Path { .. } => return None,
    };
    let message = format!("the parameter `{name}` is a credential");
    if place == "header" && name.eq_ignore_ascii_case("authorization") {
        let text = data.description.as_deref().unwrap_or_default().to_ascii_lowercase();
        let scheme = if text.contains("basic") { "basic" } else { "bearer" };
        return Some((message, added(scheme, &format!("{{type: http, scheme: {scheme}}}"))));
    }
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_key = KEYS.contains(&letters.to_ascii_lowercase().as_str());
    let name = yaml_text(name);
    is_key.then(|| (message, added("key", &format!("{{type: apiKey, in: {place}, name: {name}}}"))))
}

/// Whether an operation says that it needs no credential, as some frameworks have each of them say.
fn denies(endpoint: &Endpoint<'_>) -> bool {
    endpoint.source.security.as_ref().is_some_and(Vec::is_empty)
}

/// A response that asks for a credential (RFC 9110, section 15.5.2).
fn unauthorized(endpoint: &Endpoint<'_>, is_denied: bool) -> Option<Sign> {
    let asks = denies(endpoint) == is_denied
        && endpoint.source.responses.responses.contains_key(&StatusCode::Code(401));
    asks.then(|| Sign {
        at: endpoint.at().child("responses").child("401"),
        message: "a response 401 asks for a credential".to_owned(),
        scheme: added("bearer", "{type: http, scheme: bearer}"),
        is_denied,
    })
}

/// What adds a scheme to a document, for all of it.
fn added(name: &str, scheme: &str) -> String {
    format!("{{components: {{securitySchemes: {{{name}: {scheme}}}}}, security: [{{{name}: []}}]}}")
}
