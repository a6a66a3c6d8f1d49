//! Reading the body of a request as its operation takes it.

use std::mem::take;

use bytes::Bytes;
use http::{HeaderMap, header};
use twinlane_web::form::{Form, FormError, FormLimits};
use twinlane_web::{Body, Pieces};

use crate::frozen::{BodyMode, Operation};
use crate::parameter::{BodyInput, Keyed, RequestBody};

/// The body, as the operation takes it.
pub(super) async fn read_body(
    operation: &Operation,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<BodyInput, FormError> {
    match &operation.body {
        BodyMode::Unread => {
            // Dropped here, so that the server can see on the connection whether its client goes.
            drop(take(body));
            Ok(BodyInput::Absent)
        }
        BodyMode::Whole | BodyMode::Keyed => {
            let mut pieces = Pieces::of(take(body), operation.limits)?;
            let bytes = pieces.rest().await?;
            Ok(whole_body(operation, headers, bytes))
        }
        // Boxed: what a form needs while it is read would make the future of every request larger.
        BodyMode::Form { limits, loaded } => {
            Box::pin(read_form(operation, *limits, loaded, headers, take(body))).await
        }
        BodyMode::Raw => {
            let pieces = Pieces::of(take(body), operation.limits)?;
            Ok(BodyInput::Raw(Some(RequestBody::new(pieces))))
        }
    }
}

fn whole_body(operation: &Operation, headers: &HeaderMap, bytes: Bytes) -> BodyInput {
    let content_type = headers.get(header::CONTENT_TYPE);
    let says_nothing = content_type.is_none_or(http::HeaderValue::is_empty);
    let is_json = twinlane_web::json::content_type_is_json(headers)
        || says_nothing && !operation.strict_content_type;
    if bytes.is_empty() {
        BodyInput::Absent
    } else if !is_json {
        BodyInput::Other(bytes)
    } else if matches!(operation.body, BodyMode::Keyed) {
        BodyInput::Keyed(Keyed::split(&bytes))
    } else {
        BodyInput::Json(bytes)
    }
}

async fn read_form(
    operation: &Operation,
    limits: FormLimits,
    loaded: &[&str],
    headers: &HeaderMap,
    body: Body,
) -> Result<BodyInput, FormError> {
    let mut form = Form::read(headers, body, operation.limits, limits).await?;
    for name in loaded {
        form.load(name).await?;
    }
    Ok(BodyInput::Form(form))
}
