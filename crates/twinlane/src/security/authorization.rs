//! The header `Authorization`, as FastAPI reads it.

use std::borrow::Cow;

use http::header::AUTHORIZATION;
use http::request::Parts;
use twinlane_web::header;

use crate::errors::HttpError;
use crate::scopes::unauthorized;

/// The header, if it is not empty.
pub(super) fn authorization(request: &Parts) -> Option<Cow<'_, str>> {
    header::first(&request.headers, AUTHORIZATION.as_str()).filter(|text| !text.is_empty())
}

/// The word before the first space, and the rest.
pub(super) fn scheme_and_rest(authorization: &str) -> (&str, &str) {
    let (scheme, rest) = authorization.split_once(' ').unwrap_or((authorization, ""));
    (scheme, rest.trim())
}

/// The token after the word `Bearer`. It may be empty.
pub(super) fn bearer_token(request: &Parts) -> Option<String> {
    let authorization = authorization(request)?;
    let (scheme, token) = scheme_and_rest(&authorization);
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.to_owned())
}

/// FastAPI's error for a client without credentials.
pub(super) fn not_authenticated(challenge: &str) -> HttpError {
    unauthorized("Not authenticated", challenge)
}
