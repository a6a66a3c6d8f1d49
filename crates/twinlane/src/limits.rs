//! What a request may send, and how much of it.

use twinlane_web::form;

/// How much a form may hold: of an application, a router or an operation. The innermost that says something counts, for
/// each limit by itself, as with FastAPI's `form_limits`.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::{FormLimits, UploadFile};
///
/// #[post("/photos", form_limits(max_files = 100))]
/// async fn upload(photos: Vec<UploadFile>) -> usize {
///     photos.len()
/// }
///
/// let limits = FormLimits::new().max_files(10).max_part_size(64 * 1024);
/// let app = App::new().form_limits(limits).routes(routes![upload]);
/// # let _ = app;
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use = "limits do nothing by themselves"]
pub struct FormLimits {
    fields: Option<usize>,
    files: Option<usize>,
    part_size: Option<usize>,
}

impl FormLimits {
    /// Nothing said: 1000 fields, 1000 files, and 1 MiB for each field.
    pub const fn new() -> Self {
        Self {
            fields: None,
            files: None,
            part_size: None,
        }
    }

    /// The most fields that are no files; the next one is answered with 400.
    pub const fn max_fields(mut self, count: usize) -> Self {
        self.fields = Some(count);
        self
    }

    /// The most files; the next one is answered with 400.
    pub const fn max_files(mut self, count: usize) -> Self {
        self.files = Some(count);
        self
    }

    /// The most bytes of a field that is no file; one more is answered with 400.
    pub const fn max_part_size(mut self, bytes: usize) -> Self {
        self.part_size = Some(bytes);
        self
    }

    /// These limits, with those of an outer level where nothing is said.
    pub(crate) fn within(self, outer: Self) -> Self {
        Self {
            fields: self.fields.or(outer.fields),
            files: self.files.or(outer.files),
            part_size: self.part_size.or(outer.part_size),
        }
    }

    pub(crate) fn resolved(self) -> form::FormLimits {
        let usual = form::FormLimits::DEFAULT;
        form::FormLimits {
            max_fields: self.fields.unwrap_or(usual.max_fields),
            max_files: self.files.unwrap_or(usual.max_files),
            max_part_size: self.part_size.unwrap_or(usual.max_part_size),
        }
    }
}

/// The limits of one level. What is not said is that of the level outside of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) max_body_size: Option<usize>,
    pub(crate) strict_content_type: Option<bool>,
    pub(crate) form: FormLimits,
}

impl Limits {
    pub(crate) fn within(self, outer: Self) -> Self {
        Self {
            max_body_size: self.max_body_size.or(outer.max_body_size),
            strict_content_type: self.strict_content_type.or(outer.strict_content_type),
            form: self.form.within(outer.form),
        }
    }
}
