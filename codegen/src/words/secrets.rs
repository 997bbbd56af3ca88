//! Names of secrets: what a member is called that holds a credential.
//!
//! A name counts by its letters and digits: `clientSecret`, `client_secret` and `Client-Secret` are one.

/// How names of credentials end, whatever stands before: `newPassword`, `aws_secret_access_key`, `webhook_secret`.
///
/// Tokens are here by what they are for, since others are places in a list (`nextPageToken`) or keys that make a request
/// repeatable (`clientToken`).
const ENDINGS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "accesstoken",
    "actortoken",
    "apitoken",
    "authenticationtoken",
    "authorizationtoken",
    "authtoken",
    "bearertoken",
    "identitytoken",
    "refreshtoken",
    "resettoken",
    "securitytoken",
    "sessiontoken",
    "subjecttoken",
    "clientassertion",
    "codeverifier",
];

/// Names that say it only alone: more letters in front make another word of them.
const WHOLE: &[&str] = &["idtoken", "pwd", "token", "usertoken"];

/// What may follow, where a credential is there several times: `passwordConfirmation`, `password2`.
const REPEATED: &[&str] = &["confirmation", "confirm", "again", "repeat", "repeated"];

/// What stands before where something is said about a credential: `hasPassword`, `publicApiKey`.
const ABOUT: &[&str] = &[
    "allow",
    "change",
    "enable",
    "expire",
    "force",
    "forgot",
    "forgotten",
    "has",
    "hide",
    "is",
    "masked",
    "need",
    "needs",
    "public",
    "publishable",
    "require",
    "requires",
    "show",
    "use",
];

/// What a `token` stands beside where it is a piece of a text.
const OF_TEXTS: &[&str] = &["logprob", "probability", "startoffset", "position"];

/// Whether a text of this name is a credential, by its name and those of the members beside it.
pub(crate) fn is_secret<'n>(name: &str, mut beside: impl Iterator<Item = &'n str>) -> bool {
    let name = folded(name);
    let name = name.trim_end_matches(|it: char| it.is_ascii_digit());
    let name = REPEATED.iter().find_map(|it| name.strip_suffix(it)).unwrap_or(name);
    if name == "token" {
        return !beside.any(|it| OF_TEXTS.contains(&folded(it).as_str()));
    }
    let before = ENDINGS.iter().find_map(|it| name.strip_suffix(it));
    WHOLE.contains(&name) || before.is_some_and(|it| !ABOUT.contains(&it))
}

/// A name as names of secrets are compared: its letters and digits, in lower case.
pub(crate) fn folded(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_known_by_their_names() {
        let secret = [
            "password",
            "Password",
            "new_password",
            "passwordConfirmation",
            "password2",
            "passphrase",
            "client_secret",
            "clientSecret",
            "secret",
            "webhookSecret",
            "apiKey",
            "x-api-key",
            "AWS_SECRET_ACCESS_KEY",
            "privateKey",
            "access_token",
            "registrationAccessToken",
            "refresh_token",
            "id_token",
            "oauthToken",
            "sessionToken",
            "token",
            "code_verifier",
        ];
        for name in secret {
            assert!(is_secret(name, [].into_iter()), "{name}");
        }
    }

    #[test]
    fn what_is_about_a_credential_or_leads_to_one_is_none() {
        let open = [
            "token_type",
            "tokenUrl",
            "token_count",
            "tokens",
            "next_page_token",
            "pageToken",
            "nextToken",
            "continuation_token",
            "clientToken",
            "idempotencyToken",
            "lock_token",
            "password_policy",
            "passwordMinLength",
            "has_password",
            "isPassword",
            "forgotPassword",
            "secret_name",
            "secretId",
            "api_key_id",
            "accessKeyId",
            "privateKeyPath",
            "maskedApiKey",
            "public_key",
            "publishableApiKey",
            "paidToken",
            "key",
            "",
        ];
        for name in open {
            assert!(!is_secret(name, [].into_iter()), "{name}");
        }
    }

    #[test]
    fn a_token_of_a_text_is_none() {
        assert!(!is_secret("token", ["token", "logprob", "bytes"].into_iter()));
        assert!(!is_secret("token", ["start_offset"].into_iter()));
        assert!(is_secret("token", ["token", "expires_at"].into_iter()));
        assert!(is_secret("access_token", ["position"].into_iter()));
    }
}
