//! Forms: what a browser sends from a `<form>`, urlencoded or multipart, read as Starlette reads it.
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
//! let limits = ReadLimits { max_bytes: 1024 };
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
mod upload_file;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::read::Pieces;
use crate::{Body, ReadLimits};

pub use error::FormError;
pub use upload_file::{UploadFile, UploadReader};

use options_header::OptionsHeader;

/// The fields of a form, in the order they were sent.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<Field>,
    is_cut_short: bool,
}

/// A field of a form: its name, and what was typed or chosen.
#[derive(Debug)]
struct Field {
    name: String,
    value: FormValue,
}

/// The value of a field.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a form holds texts and files and nothing else"
)]
pub enum FormValue {
    /// A text.
    Text(String),
    /// A file. It may lie on disk.
    File(UploadFile),
}

/// How much a form may hold. The defaults are FastAPI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "FastAPI's `form_limits` has these three"
)]
pub struct FormLimits {
    /// The most texts; 1000.
    pub max_fields: usize,
    /// The most files; 1000.
    pub max_files: usize,
    /// The most bytes of a text, with its name where it is urlencoded; 1 MiB. Files are bounded by the whole body only.
    pub max_part_size: usize,
}

impl FormLimits {
    /// FastAPI's limits.
    pub const DEFAULT: Self = Self {
        max_fields: 1000,
        max_files: 1000,
        max_part_size: 1024 * 1024,
    };
}

impl Default for FormLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Form {
    /// Reads a form of either kind; one of another content type, or of none, has no fields.
    ///
    /// A file of more than 1 MiB goes to a temporary file without a name, which is gone as soon as nobody holds it
    /// any more. Nothing else is kept of the body than its fields.
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

    /// The last value of a name: what a parameter that takes one value gets.
    pub fn last(&self, name: &str) -> Option<&FormValue> {
        self.fields
            .iter()
            .rev()
            .find(|field| field.name == name)
            .map(|field| &field.value)
    }

    /// Every value of a name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &FormValue> {
        self.fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| &field.value)
    }

    /// Every name and value, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &FormValue)> {
        self.fields
            .iter()
            .map(|field| (field.name.as_str(), &field.value))
    }

    /// Reads the files of a name into memory, so that [`UploadFile::in_memory`] has their content.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    pub async fn load(&mut self, name: &str) -> Result<(), FormError> {
        for field in &mut self.fields {
            if let (true, FormValue::File(file)) = (field.name == name, &mut field.value) {
                file.load().await?;
            }
        }
        Ok(())
    }

    /// Whether the body ended within a part, which is not among the fields.
    ///
    /// Starlette does not tell.
    pub fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }

    fn push(&mut self, name: String, value: FormValue) {
        self.fields.push(Field { name, value });
    }
}

impl FormValue {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::File(_) => None,
        }
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<&UploadFile> {
        match self {
            Self::Text(_) => None,
            Self::File(file) => Some(file),
        }
    }
}
