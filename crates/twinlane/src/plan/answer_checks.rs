//! The mistakes in the responses of an operation, a sentence each.

use http::{HeaderName, StatusCode};
use twinlane_web::media_type::content_type;

use super::Planned;
use crate::answer::{
    AnswerDescription, ContentDescription, ErrorDescription, HeaderDescription, is_bodiless,
};
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

/// The mistakes in the errors of its dependencies.
pub(crate) fn wrong_errors(planned: &Planned) -> impl Iterator<Item = Mistake> {
    planned.dependencies.nodes.iter().flat_map(|node| {
        let wrong = wrong_media_types(&node.description.errors);
        wrong.map(|message| Mistake::Dependency {
            operation: planned.name.clone(),
            dependency: node.description.name,
            message,
        })
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
    let contents = answer.all().filter_map(|answer| match answer.content {
        ContentDescription::Text(media_type) | ContentDescription::Items(media_type, _) => {
            wrong_media_type(media_type)
        }
        _ => None,
    });
    let all = all.chain(wrong_headers).chain(contents);
    all.chain(wrong_media_types(&answer.errors)).collect()
}

fn wrong_media_types(errors: &[ErrorDescription]) -> impl Iterator<Item = String> {
    let media_types = errors.iter().filter_map(|error| error.media_type);
    media_types.filter_map(wrong_media_type)
}

/// The reason why a media type cannot be sent, if it cannot.
fn wrong_media_type(media_type: &str) -> Option<String> {
    if media_type.is_empty() {
        return Some("a `media_type` is empty: write one or leave it out".to_owned());
    }
    let is_none = content_type(media_type).is_none();
    is_none.then(|| format!("`{}` is no media type", media_type.escape_debug()))
}

fn wrong_status(answer: &AnswerDescription, status: u16) -> Option<String> {
    if let (true, ContentDescription::Json(Some(_))) = (is_bodiless(status), answer.content) {
        return Some(format!(
            "a response with the status {status} has no body, but the function returns one: return `()`, or leave `status` out"
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
