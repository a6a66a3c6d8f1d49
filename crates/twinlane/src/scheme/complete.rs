//! The parts that a security scheme must have, whatever its type is called. Its object for the document is checked at startup.
//!
//! `#[security]` finds most of it while compiling, where it knows the scheme by its name and the option by its text.

use serde_json::Value;
use twinlane_web::status::is_redirect;

use super::SchemeDescription;

/// The required keys of each kind of scheme, each with the option that sets it.
const REQUIRED: &[(&str, &[(&str, &str)])] = &[
    ("apiKey", &[("name", "name")]),
    ("http", &[("scheme", "scheme")]),
    (
        "openIdConnect",
        &[("openIdConnectUrl", "open_id_connect_url")],
    ),
];

const AUTHORIZATION_URL: (&str, &str) = ("authorizationUrl", "authorization_url");
const TOKEN_URL: (&str, &str) = ("tokenUrl", "token_url");

/// The same for each flow of `OAuth2`.
const REQUIRED_OF_FLOWS: &[(&str, &[(&str, &str)])] = &[
    ("implicit", &[AUTHORIZATION_URL]),
    ("password", &[TOKEN_URL]),
    ("clientCredentials", &[TOKEN_URL]),
    ("authorizationCode", &[AUTHORIZATION_URL, TOKEN_URL]),
];

impl SchemeDescription {
    /// The mistakes of the scheme, each with the text to write.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let name = self.name;
        let kind = text(&self.object, "type").unwrap_or_default();
        let mut missing = missing(REQUIRED, kind, &self.object);
        let flows = self.object.get("flows").and_then(Value::as_object);
        for (flow, object) in flows.into_iter().flatten() {
            missing.extend(self::missing(REQUIRED_OF_FLOWS, flow, object));
        }
        let lacks = |option| {
            format!("the security scheme `{name}` has no `{option}`: write `{option} = \"...\"`")
        };
        let mut mistakes: Vec<String> = missing.into_iter().map(lacks).collect();
        let is_word = name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "-._".contains(it));
        if name.is_empty() || !is_word {
            mistakes.push(format!(
                "the name {name:?} of a security scheme: it has letters, digits, `-`, `.` and `_`"
            ));
        }
        let place = text(&self.object, "in");
        mistakes.extend(self.mistakes_of_kind(kind, place));
        let key = text(&self.object, "name").unwrap_or_default();
        if kind == "apiKey" && matches!(place, Some("header" | "cookie")) && !is_token(key) {
            mistakes.push(format!(
                "the security scheme `{name}` reads {key:?}, and no header and no cookie has this name: it has letters, digits and signs such as `-`"
            ));
        }
        mistakes
    }
}

impl SchemeDescription {
    /// The mistakes that no option can mend.
    fn mistakes_of_kind(&self, kind: &str, place: Option<&str>) -> Vec<String> {
        let name = self.name;
        let is_refusal = self.refusal.is_client_error()
            || self.refusal.is_server_error()
            || is_redirect(self.refusal);
        let mistakes = [
            (!KINDS.contains(&kind)).then(|| {
                format!(
                    "the object of the security scheme `{name}` has no `type` of `{}`: write `json!({{ \"type\": \"http\", \"scheme\": \"...\" }})`",
                    KINDS.join("`, `")
                )
            }),
            (kind == "apiKey" && !matches!(place, Some("header" | "cookie" | "query"))).then(|| {
                format!(
                    "the object of the security scheme `{name}` does not say where its key is: write `\"in\": \"header\"`, `\"cookie\"` or `\"query\"`"
                )
            }),
            (!is_refusal).then(|| {
                format!(
                    "the security scheme `{name}` refuses with the status {}, by which clients take it for granted: write 401 or 403 in `not_authenticated`",
                    self.refusal.as_u16()
                )
            }),
        ];
        mistakes.into_iter().flatten().collect()
    }
}

/// The kinds of schemes in OpenAPI.
const KINDS: &[&str] = &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];

/// The options that an object of this kind lacks.
fn missing(
    required: &[(&str, &'static [(&'static str, &'static str)])],
    kind: &str,
    object: &Value,
) -> Vec<&'static str> {
    let of_kind = required.iter().filter(|(known, _)| *known == kind);
    let all = of_kind.flat_map(|(_, keys)| *keys);
    let lacking = all.filter(|(key, _)| text(object, key).unwrap_or_default().is_empty());
    lacking.map(|(_, option)| *option).collect()
}

fn text<'o>(object: &'o Value, key: &str) -> Option<&'o str> {
    object.get(key)?.as_str()
}

/// A token of RFC 9110; an empty one is missing.
pub(crate) fn is_token(name: &str) -> bool {
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
    name.chars().all(is_allowed)
}
