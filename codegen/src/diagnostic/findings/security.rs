//! Security schemes, and what requires them.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;
use crate::diagnostic::suggestion::Repair;

fn repaired(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedSecurity, message)
}

pub(crate) fn misspelled_type(written: &str, read_as: &str) -> Finding {
    let finding = repaired(format!("there is no scheme of type `{written}`; read as `{read_as}`"));
    if written.is_empty() { finding } else { finding.keyword("type") }
}

pub(crate) fn missing_http_scheme(read_as: &str) -> Finding {
    repaired(format!("`scheme` is missing; read as `{read_as}`"))
}

pub(crate) fn flow_of_openapi2() -> Finding {
    repaired("`flow` is of OpenAPI 2.0; read as `flows`").keyword("flow")
}

pub(crate) fn misspelled_name(name: &str, read_as: &str) -> Finding {
    repaired(format!("there is no security scheme `{name}`; read as `{read_as}`"))
}

pub(crate) fn client_certificate(name: &str) -> Finding {
    let message = format!("`{name}` is the transport's; no credential is asked for");
    Finding::new(Code::ClientCertificate, message)
}

/// What a scheme that can be sent is like.
const USABLE: Repair = Repair::Update("{type: apiKey, in: header, name: Authorization}");

fn unusable(message: impl Into<String>) -> Finding {
    Finding::new(Code::SecurityScheme, message).repair(USABLE)
}

pub(crate) fn unknown_type(written: &str) -> Finding {
    let finding = unusable(format!("there is no scheme of type `{written}`; it is ignored"));
    if written.is_empty() { finding } else { finding.keyword("type") }
}

pub(crate) fn incomplete_api_key() -> Finding {
    unusable(
        "an API key needs a `name`, and `in` has to be `header`, `query` or `cookie`; it is ignored",
    )
}

/// An API key in a place that there isn't.
pub(crate) fn unknown_key_place(place: &str, near: Option<&str>) -> Finding {
    unusable(format!("an API key can't be sent in `{place}`; it is ignored"))
        .keyword("in")
        .did_you_mean(near)
}

pub(crate) fn unknown_flow(flow: &str) -> Finding {
    unusable(format!("there is no flow `{flow}`; it is ignored"))
}

/// A scheme of OpenAPI 2.0 from which no flow can be told.
pub(crate) fn no_flow(name: Option<&str>) -> Finding {
    let what = match name {
        Some(name) => format!("`{name}` is not an OAuth 2 flow"),
        None => "the OAuth 2 scheme has no flow".to_owned(),
    };
    let message = format!("{what} and no endpoint is given; tokens have to be brought along");
    Finding::new(Code::InvalidOauthFlow, message)
}

pub(crate) fn flow_without_url(flow: &str, key: &str) -> Finding {
    let message = format!("the OAuth 2 flow `{flow}` has no `{key}`; it is left empty");
    Finding::new(Code::InvalidOauthFlow, message)
}

/// An alternative of `security` that names a scheme which isn't there.
pub(crate) fn unknown_scheme(name: &str, near: Option<&str>) -> Finding {
    let message = format!("there is no security scheme `{name}`; this alternative is ignored");
    Finding::new(Code::UnknownSecurity, message).repair(Repair::Remove).did_you_mean(near)
}

/// An alternative of `security` that names a scheme which is ignored.
pub(crate) fn unusable_alternative(name: &str) -> Finding {
    let message =
        format!("the security scheme `{name}` can't be used; this alternative is ignored, too");
    Finding::new(Code::UnknownSecurity, message)
}

/// Credentials that nothing requires.
pub(crate) fn required_nowhere() -> Finding {
    let message =
        "nothing requires these credentials; the one that is set is sent with every request";
    Finding::new(Code::MissingSecurity, message)
}

/// Operations without `security` where others have it, and nothing is said for all.
pub(crate) fn unmarked(n_unmarked: usize, n_all: usize) -> Finding {
    let message = format!(
        "{n_unmarked} of {n_all} operations don't say whether they need a credential, and others do; these get the \
         credential that is set, and need none"
    );
    let help = "say `security` for the whole document, or `security: []` where there is none";
    Finding::new(Code::UnmarkedSecurity, message)
        .help(help)
        .repair(Repair::update_root("{security: [{…: []}]}"))
}

/// Signs of credentials in a description without security schemes; `scheme` is what adds one. Operations that say that they
/// need none (`is_denied`) would go on saying so.
pub(crate) fn undescribed(sign: &str, scheme: &str, is_denied: bool) -> Finding {
    let message =
        format!("{sign}, and the description has no security schemes; no credential is asked for");
    Finding::new(Code::UndescribedSecurity, message)
        .help("an overlay can add the scheme and say that it is needed")
        .repair(if is_denied {
            Repair::replace_root("$.paths.*[?@.security].security", scheme)
        } else {
            Repair::update_root(scheme)
        })
}

/// Source: OpenAPI 3.0.4, "Security Scheme Object", `scheme`.
pub(crate) fn unregistered_http_scheme(scheme: &str, near: Option<&str>) -> Finding {
    let message = format!(
        "`{scheme}` is no HTTP authentication scheme that is registered; it is sent as it is written"
    );
    Finding::new(Code::UnregisteredScheme, message).keyword("scheme").did_you_mean(near)
}

fn unsupported(message: String) -> Finding {
    Finding::new(Code::UnsupportedSecurity, message).repair(USABLE)
}

/// An API key in a header or cookie that can't have such a name.
pub(crate) fn unusable_key_name(kind: &str, name: &str) -> Finding {
    unsupported(format!("no {kind} can be called `{name}`; requests go without it"))
}

/// `signer` is what the runtime has for it: the type and the feature.
pub(crate) fn unsupported_http_scheme(scheme: &str, signer: Option<(&str, &str)>) -> Finding {
    let message = format!(
        "no setter can send the HTTP authentication scheme `{scheme}`; requests go without it"
    );
    match signer {
        Some((name, feature)) => Finding::new(Code::UnsupportedSecurity, message).help(format!(
            "`signer` of the client's builder takes `{name}`, which signs requests, with the crate's feature `{feature}`"
        )),
        None => unsupported(message).help(
            "`signer` of the client's builder takes what signs requests: a type of yours that is a `Signer`",
        ),
    }
}
