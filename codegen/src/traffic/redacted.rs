//! Values that stand for others, which somebody took out of a recording.

use serde_json::Value;

/// What recordings have in the place of a secret: this library's own, mitmproxy's, and what people write.
const PLACEHOLDERS: [&str; 8] = [
    "…",
    "[redacted]",
    "<redacted>",
    "redacted",
    "(redacted)",
    "[filtered]",
    "[masked]",
    "__redacted__",
];

/// Whether a text stands for one that was taken out.
///
/// A credential may keep its scheme: `Bearer [redacted]`.
pub(crate) fn is_redacted(text: &str) -> bool {
    let text = text.trim();
    let last = text.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let is_stars = last.len() > 2 && last.bytes().all(|it| it == b'*');
    is_stars || PLACEHOLDERS.contains(&last.as_str())
}

/// Whether something was taken out of a text.
pub(crate) fn has_redacted(text: &str) -> bool {
    text.contains('…') || text.contains("[redacted]") || text.contains("***")
}

/// Whether a value is such a text.
pub(crate) fn is_redacted_value(value: &Value) -> bool {
    value.as_str().is_some_and(is_redacted)
}

/// Whether what has this name is a secret, so that no message shows its value.
///
/// Source: the names that the runtime's recorder takes out, and those that its deviations don't show.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 17] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "authorization",
        "credential",
        "privatekey",
        "cookie",
        "assertion",
        "pwd",
        "codeverifier",
        "devicecode",
        "sessionid",
        "signature",
    ];
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    plain == "sig" || PARTS.iter().any(|it| plain.contains(it))
}
