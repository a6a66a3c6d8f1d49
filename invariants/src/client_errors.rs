//! Only a few modules make a 4xx response, so that there is one place for its words and its order.
//!
//! A status counts as made where it is written: as a number from 400 to 499, or as a constant of `StatusCode`. A
//! status that a user writes is not ours.

use crate::mention::{Mention, Named};
use crate::source::Crate;
use crate::{Exception, Finding, without_accepted};

/// The crates that know HTTP. The macros write the statuses of their users.
const CRATES: [&str; 4] = [
    "twinlane",
    "twinlane-server",
    "twinlane-web",
    "twinlane-websocket",
];
const MESSAGE: &str = "this module makes no 4xx response. Return an error that `failure` turns into one, \
     or add the module to MAY_MAKE_CLIENT_ERRORS with the reason";

/// Of `http::StatusCode`.
const NAMES: [&str; 28] = [
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "PAYMENT_REQUIRED",
    "FORBIDDEN",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "NOT_ACCEPTABLE",
    "PROXY_AUTHENTICATION_REQUIRED",
    "REQUEST_TIMEOUT",
    "CONFLICT",
    "GONE",
    "LENGTH_REQUIRED",
    "PRECONDITION_FAILED",
    "PAYLOAD_TOO_LARGE",
    "URI_TOO_LONG",
    "UNSUPPORTED_MEDIA_TYPE",
    "RANGE_NOT_SATISFIABLE",
    "EXPECTATION_FAILED",
    "IM_A_TEAPOT",
    "MISDIRECTED_REQUEST",
    "UNPROCESSABLE_ENTITY",
    "LOCKED",
    "FAILED_DEPENDENCY",
    "UPGRADE_REQUIRED",
    "PRECONDITION_REQUIRED",
    "TOO_MANY_REQUESTS",
    "REQUEST_HEADER_FIELDS_TOO_LARGE",
    "UNAVAILABLE_FOR_LEGAL_REASONS",
];

pub(crate) fn check(crates: &[Crate], exceptions: &[Exception]) -> Vec<Finding> {
    let of_http = crates
        .iter()
        .filter(|krate| CRATES.contains(&krate.name.as_str()));
    let found = of_http.flat_map(|krate| {
        krate
            .mentions
            .iter()
            .filter(|one| !one.scope.is_test)
            .filter_map(|mention| {
                let status = client_error(mention)?;
                let message = format!("{status}: {MESSAGE}");
                let finding = Finding::new(&mention.scope.file, mention.line, message);
                Some((krate.name.clone(), mention.top_module().to_owned(), finding))
            })
    });
    without_accepted("MAY_MAKE_CLIENT_ERRORS", exceptions, found.collect())
}

fn client_error(mention: &Mention) -> Option<String> {
    match &mention.named {
        Named::Number(number @ 400..=499) => Some(number.to_string()),
        Named::Path(path) => NAMES
            .iter()
            .find(|name| path.has(&["StatusCode", name]))
            .map(|name| (*name).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(name: &str, text: &str) -> Vec<usize> {
        let krate = Crate::of_texts(name, "", &[("answer/redirect.rs", text)]);
        check(&[krate], &[])
            .iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn a_4xx_is_found_as_a_number_and_as_a_constant() {
        let text = "fn f() {\n HttpError::new(404, \"No\");\n http::StatusCode::GONE;\n StatusCode::OK; HttpError::new(500, 4_000);\n}";
        assert_eq!(lines("twinlane", text), [2, 3]);
        assert_eq!(lines("twinlane-model", text), [0; 0]);
        assert_eq!(
            lines("twinlane", "use http::StatusCode::{self, LOCKED};"),
            [1]
        );
        assert_eq!(
            lines("twinlane", "/// 404\n#[cfg(test)] fn f() { new(404) }\n"),
            [0; 0]
        );
    }
}
