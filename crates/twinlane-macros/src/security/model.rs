//! The checked form of a scheme. Every mistake that the macro can know is found here.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Fields, Ident, ItemStruct, Member, Path};

use super::attribute::{OptionValue, SchemeOption, Written};
use crate::errors::Errors;
use crate::options::{as_text, did_you_mean, listed};

/// A scheme without a mistake.
pub(super) struct Security {
    pub(super) scheme: Path,
    pub(super) options: Vec<SchemeOption>,
    /// The one field.
    pub(super) field: Member,
}

/// The options of a scheme of the framework, or of a flow.
struct Known {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

/// The options of all schemes.
const COMMON: &[&str] = &["scheme_name", "description"];

/// The schemes whose options are checked here; those of users have their own.
const SCHEMES: &[Known] = &[
    Known::new(
        "OAuth2PasswordBearer",
        &["token_url"],
        &["refresh_url", "scopes"],
    ),
    Known::new(
        "OAuth2AuthorizationCodeBearer",
        &["authorization_url", "token_url"],
        &["refresh_url", "scopes"],
    ),
    Known::new(
        "OAuth2",
        &[],
        &[
            "implicit",
            "password",
            "client_credentials",
            "authorization_code",
        ],
    ),
    Known::new("OpenIdConnect", &["open_id_connect_url"], &[]),
    Known::new("HttpBearer", &[], &["bearer_format"]),
    Known::new("HttpBasic", &[], &["realm"]),
    Known::new("HttpDigest", &[], &[]),
    Known::new("HttpBase", &["scheme"], &[]),
    Known::new("ApiKeyHeader", &["name"], &[]),
    Known::new("ApiKeyQuery", &["name"], &[]),
    Known::new("ApiKeyCookie", &["name"], &[]),
];

/// The flows of `OAuth2`.
const FLOWS: &[Known] = &[
    Known::new(
        "implicit",
        &["authorization_url"],
        &["refresh_url", "scopes"],
    ),
    Known::new("password", &["token_url"], &["refresh_url", "scopes"]),
    Known::new(
        "client_credentials",
        &["token_url"],
        &["refresh_url", "scopes"],
    ),
    Known::new(
        "authorization_code",
        &["authorization_url", "token_url"],
        &["refresh_url", "scopes"],
    ),
];

impl Written {
    /// The scheme, where it is one of the framework's.
    pub(super) fn known_scheme(&self) -> Option<Path> {
        let last = self.scheme.segments.last()?;
        let mut known = SCHEMES.iter();
        let is_known = known.any(|known| last.ident == known.name);
        is_known.then(|| self.scheme.clone())
    }
}

impl Security {
    /// The scheme; `None` if a mistake leaves nothing to go on with.
    pub(super) fn new(
        written: Option<Written>,
        item: &ItemStruct,
        errors: &mut Errors,
    ) -> Option<Self> {
        let field = field(item, errors);
        let Written { scheme, options } = written?;
        let name = scheme.segments.last()?.ident.to_string();
        if let Some(known) = SCHEMES.iter().find(|known| known.name == name) {
            known.check(scheme.span(), &options, COMMON, errors);
        }
        Some(Self {
            scheme,
            options,
            field: field?,
        })
    }
}

impl Known {
    const fn new(
        name: &'static str,
        required: &'static [&'static str],
        optional: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            required,
            optional,
        }
    }

    fn check(&self, span: Span, options: &[SchemeOption], common: &[&str], errors: &mut Errors) {
        let known = [self.required, self.optional, common].concat();
        let mut seen: Vec<&Ident> = Vec::new();
        for SchemeOption { name, value } in options {
            let text = name.unraw().to_string();
            if !known.contains(&text.as_str()) {
                errors.push(name, self.unknown(&text, &known));
            } else if seen.contains(&name) {
                errors.push(name, format_args!("the option `{text}` is there twice"));
            }
            seen.push(name);
            check_value(name, &text, value, errors);
            if let OptionValue::One(value) = value {
                self.check_text(&text, value, errors);
            }
        }
        let is_misspelt = seen
            .iter()
            .any(|name| !known.iter().any(|known| name == known));
        let missing = self
            .required
            .iter()
            .filter(|required| !seen.iter().any(|name| name == *required));
        // A missing option is most likely the misspelt one.
        for missing in missing.filter(|_| !is_misspelt) {
            let message = format!(
                "`{0}` needs `{missing}`: write `{0}({missing} = \"...\")`",
                self.name
            );
            errors.push_error(syn::Error::new(span, message));
        }
    }

    /// Checks a text that is written out: the characters of a name, and that a required text is not empty.
    fn check_text(&self, option: &str, value: &Expr, errors: &mut Errors) {
        let Some(text) = as_text(value).map(|text| text.value()) else {
            return;
        };
        let is_of = |more: &str| {
            let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || more.contains(letter);
            !text.is_empty() && text.chars().all(is_allowed)
        };
        let is_token = matches!(self.name, "ApiKeyHeader" | "ApiKeyCookie") && option == "name";
        if is_token && !is_of("!#$%&'*+-.^_`|~") {
            errors.push(value, "no header and no cookie has this name: it has letters, digits and signs such as `-`");
        } else if option == "scheme_name" && !is_of("-._") {
            errors.push(
                value,
                "the name of a scheme has letters, digits, `-`, `.` and `_`",
            );
        } else if text.is_empty() && self.required.contains(&option) {
            errors.push(value, format_args!("`{option}` is empty"));
        }
    }

    fn unknown(&self, name: &str, known: &[&str]) -> String {
        let options = format!("the options of `{}` are {}", self.name, listed(known));
        match did_you_mean(name, known) {
            Some(meant) => format!("unknown option `{name}`: did you mean `{meant}`?\n{options}"),
            None => format!("unknown option `{name}`\n{options}"),
        }
    }
}

/// Checks that a flow has parentheses, scopes have braces, and any other option has one value.
fn check_value(name: &Ident, text: &str, value: &OptionValue, errors: &mut Errors) {
    let flow = FLOWS.iter().find(|flow| flow.name == text);
    match (flow, value) {
        (Some(flow), OptionValue::Flow(options)) => flow.check(name.span(), options, &[], errors),
        (Some(_), _) => errors.push(
            name,
            format_args!("a flow has options in parentheses: write `{text}(...)`"),
        ),
        (None, OptionValue::Scopes(_)) if text == "scopes" => {}
        (None, _) if text == "scopes" => errors.push(
            name,
            "scopes have meanings: write `scopes = { \"me\" = \"Read your data\" }`",
        ),
        (None, OptionValue::One(_)) => {}
        (None, _) => errors.push(
            name,
            format_args!("`{text}` is a text: write `{text} = \"...\"`"),
        ),
    }
}

/// The one field of the struct.
fn field(item: &ItemStruct, errors: &mut Errors) -> Option<Member> {
    if !item.generics.params.is_empty() {
        errors.push(
            &item.generics,
            "a security scheme has no generic parameters",
        );
    }
    let mut members = item.fields.members();
    let (first, second) = (members.next(), members.next());
    if matches!(item.fields, Fields::Unit) || first.is_none() || second.is_some() {
        let name = &item.ident;
        let message = format!(
            "a security scheme has one field, for what the client says: write `struct {name}(String);`"
        );
        errors.push(&item.ident, message);
        return None;
    }
    first
}
