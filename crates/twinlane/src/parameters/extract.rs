//! `#[extract]`: any extractor of axum's.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use http::request::Parts;
use twinlane_web::Response;

use super::Argument;

/// Runs an extractor. What it refuses with is the response.
pub(crate) type Extract = for<'p> fn(&'p mut Parts) -> Extracting<'p>;

/// The future of an extractor.
pub type Extracting<'p> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Any + Send>, Response>> + Send + 'p>>;

/// A type that `#[extract]` can read: every `axum_core::extract::FromRequestParts<()>`, with the feature `axum-core`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be extracted from a request",
    label = "not an extractor",
    note = "`#[extract]` takes types that implement `axum_core::extract::FromRequestParts<()>`, and needs the feature `axum-core` of `twinlane`"
)]
pub trait Extractor: Sized + Send + 'static {
    /// Reads the value from the parts of a request.
    fn extract(parts: &mut Parts) -> Extracting<'_>;
}

#[cfg(feature = "axum-core")]
impl<T> Extractor for T
where
    T: axum_core::extract::FromRequestParts<()> + Send + 'static,
{
    fn extract(parts: &mut Parts) -> Extracting<'_> {
        use axum_core::response::IntoResponse;

        Box::pin(async move {
            match T::from_request_parts(parts, &()).await {
                Ok(value) => Ok(Box::new(value) as Box<dyn Any + Send>),
                Err(refusal) => {
                    let response = refusal.into_response();
                    Err(response.map(twinlane_web::Body::stream))
                }
            }
        })
    }
}

/// The way to get a `T` that axum knows how to read.
pub fn extract_argument<T: Extractor>() -> Argument<T> {
    Argument {
        kind: || super::Kind::Extracted {
            extract: T::extract,
        },
        gather: |cx, slot| {
            let super::SlotSource::Extracted { place, .. } = slot.source else {
                return None;
            };
            let value = cx.inputs.extracted.get_mut(place)?.take()?;
            value.downcast().ok().map(|value| *value)
        },
        settle: |value| value,
        give_back: |_, _| {},
    }
}
