//! Forms that a browser sends from a `<form>`, urlencoded or multipart, read as Starlette reads them.
//!
//! ```
//! use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
//! use twinlane_web::form::{Form, FormLimits};
//! use twinlane_web::{Body, ReadLimits};
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
//! # runtime.block_on(async {
//! let mut headers = HeaderMap::new();
//! headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
//! let limits = ReadLimits::new(1024);
//!
//! let form = Form::read(&headers, Body::from("name=Lamp+1&tag=a&tag=b"), limits, FormLimits::default()).await?;
//! assert_eq!(form.last("name").and_then(|value| value.text()), Some("Lamp 1"));
//! assert_eq!(form.all("tag").count(), 2);
//! # Ok::<(), twinlane_web::form::FormError>(())
//! # })?;
//! # Ok::<(), twinlane_web::BoxError>(())
//! ```

mod error;
mod options_header;
mod urlencoded;
mod parts;
mod multipart;
mod spool;
mod safe_name;
mod upload_file;
mod fields;
mod limits;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::read::Pieces;
use crate::{Body, ReadLimits};

pub use error::FormError;
pub use fields::{Form, FormValue};
pub use limits::FormLimits;
pub use upload_file::{UploadFile, UploadReader};

use options_header::OptionsHeader;

impl Form {
    /// Reads an urlencoded or multipart form. Any other content type, or none, gives a form without fields.
    ///
    /// A file of more than 1 MiB goes to a temporary file without a name. It is removed when the last [`UploadFile`] and reader of it
    /// are dropped.
    /// Of the rest of the body, only the fields are kept.
    ///
    /// # Errors
    ///
    /// If the body cannot be read, is not a form of its content type, or is over a limit. Also if a temporary file cannot be written.
    pub async fn read(
        headers: &HeaderMap,
        body: Body,
        limits: ReadLimits,
        form_limits: FormLimits,
    ) -> Result<Self, FormError> {
        let content_type = headers.get(CONTENT_TYPE).map(http::HeaderValue::as_bytes);
        let content_type = content_type.unwrap_or_default();
        let pieces = Pieces::of(body, limits)?;
        // As every browser writes it: there is nothing to take apart.
        if content_type == b"application/x-www-form-urlencoded" {
            return urlencoded::read(pieces, form_limits).await;
        }
        let content_type = OptionsHeader::parse(content_type);
        match content_type.value.as_str() {
            // Boxed, since it is large: a request without files would have room for it.
            "multipart/form-data" => {
                Box::pin(multipart::read(&content_type, pieces, form_limits)).await
            }
            "application/x-www-form-urlencoded" => urlencoded::read(pieces, form_limits).await,
            _ => Ok(Self::default()),
        }
    }
}
