//! Reading the body of a request as its operation takes it.

use std::mem::take;

use bytes::Bytes;
use http::{HeaderMap, header};
use twinlane_web::form::{Form, FormError};
use twinlane_web::{Body, Pieces};

use crate::frozen::BodyReading;
use crate::parameters::{BodyInput, BodyKind, Keyed, RequestBody};

/// The body, as the operation takes it.
pub(super) async fn read_body(
    reading: &BodyReading,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<BodyInput, FormError> {
    match reading.kind {
        BodyKind::None => {
            // Dropped here, so that the server can see on the connection whether its client goes.
            drop(take(body));
            Ok(BodyInput::Absent)
        }
        BodyKind::Whole | BodyKind::Keyed => {
            let mut pieces = Pieces::of(take(body), reading.limits)?;
            let bytes = pieces.rest().await?;
            Ok(whole_body(reading, headers, bytes))
        }
        // Boxed: what a form needs while it is read would make the future of every request larger.
        BodyKind::Form => Box::pin(read_form(reading, headers, take(body))).await,
        BodyKind::Raw => {
            let pieces = Pieces::of(take(body), reading.limits)?;
            Ok(BodyInput::Raw(Some(RequestBody::new(pieces))))
        }
    }
}

fn whole_body(reading: &BodyReading, headers: &HeaderMap, bytes: Bytes) -> BodyInput {
    let content_type = headers.get(header::CONTENT_TYPE);
    let says_nothing = content_type.is_none_or(http::HeaderValue::is_empty);
    let is_json = twinlane_web::json::content_type_is_json(headers)
        || says_nothing && !reading.strict_content_type;
    if bytes.is_empty() {
        BodyInput::Absent
    } else if !is_json {
        BodyInput::Other(bytes)
    } else if reading.kind == BodyKind::Keyed {
        BodyInput::Keyed(Keyed::split(&bytes))
    } else {
        BodyInput::Json(bytes)
    }
}

async fn read_form(
    reading: &BodyReading,
    headers: &HeaderMap,
    body: Body,
) -> Result<BodyInput, FormError> {
    let mut form = Form::read(headers, body, reading.limits, reading.form_limits).await?;
    for name in &reading.loaded {
        form.load(name).await?;
    }
    Ok(BodyInput::Form(form))
}
