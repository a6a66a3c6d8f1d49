//! The mistakes in the answers of an operation, a sentence each.

use http::{HeaderName, StatusCode};

use crate::answer::{AnswerDescription, ContentDescription, HeaderDescription, is_bodiless};
use crate::build_error::Mistake;
use crate::operation::{OperationDescription, OperationName};

pub(crate) fn wrong_answers(
    operation: &OperationName,
    description: &OperationDescription,
) -> impl Iterator<Item = Mistake> {
    mistakes(description)
        .into_iter()
        .map(|message| Mistake::Answer {
            operation: operation.clone(),
            message,
        })
}

fn mistakes(description: &OperationDescription) -> Vec<String> {
    let (answer, status) = (&description.answer, description.options.status);
    let is_several = answer.says_status;
    let said_twice = (is_several && status.is_some()).then(|| {
        "the return type says a status for each of its responses: leave `status` out".to_owned()
    });
    let wrong_statuses = answer.all().filter_map(|answer| {
        let status = status.filter(|_| !is_several).or(answer.status)?;
        wrong_status(answer, status)
    });
    let headers = answer.all().flat_map(|answer| &answer.headers);
    let wrong_headers = headers.filter_map(wrong_header);
    let all = said_twice.into_iter().chain(wrong_statuses);
    all.chain(wrong_headers).collect()
}

fn wrong_status(answer: &AnswerDescription, status: u16) -> Option<String> {
    if let (true, ContentDescription::Json(Some(_))) = (is_bodiless(status), answer.content) {
        return Some(format!(
            "an answer with the status {status} has no body, but the function returns one: return `()`, or leave `status` out"
        ));
    }
    let redirects = answer.redirects || answer.status.is_some_and(is_redirect);
    (redirects && !is_redirect(status)).then(|| {
        format!(
            "a redirect does not have the status {status}: write one of 301, 302, 303, 307 and 308, or leave `status` out"
        )
    })
}

fn is_redirect(status: u16) -> bool {
    StatusCode::from_u16(status).is_ok_and(twinlane_web::status::is_redirect)
}

fn wrong_header(header: &HeaderDescription) -> Option<String> {
    let name = header.name;
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Some(format!("`{}` is no name of a header", name.escape_debug()));
    }
    (!header.shape.is_scalar()).then(|| {
        format!(
            "the header `{name}` has one value: give it a text, a number, or an `Option` of one"
        )
    })
}
