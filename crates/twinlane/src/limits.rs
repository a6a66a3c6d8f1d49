//! Limits of a request: its size, and the parts of a form.

use twinlane_web::form;

/// The limits of a form, for an application, a router or an operation.
///
/// For each limit, the innermost level that sets it counts.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::parameter::FormLimits;
/// use twinlane::UploadFile;
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
    /// The defaults: 1000 fields, 1000 files, and 1 MiB for each field.
    pub const fn new() -> Self {
        Self {
            fields: None,
            files: None,
            part_size: None,
        }
    }

    /// The maximum number of fields that are not files. With one more, the response is a 400.
    pub const fn max_fields(mut self, count: usize) -> Self {
        self.fields = Some(count);
        self
    }

    /// The maximum number of files. With one more, the response is a 400.
    pub const fn max_files(mut self, count: usize) -> Self {
        self.files = Some(count);
        self
    }

    /// The maximum size of a field that is not a file, in bytes. With a larger field, the response is a 400.
    pub const fn max_part_size(mut self, bytes: usize) -> Self {
        self.part_size = Some(bytes);
        self
    }

    /// These limits. An outer level's limit counts if this level sets none.
    pub(crate) fn within(self, outer: Self) -> Self {
        Self {
            fields: self.fields.or(outer.fields),
            files: self.files.or(outer.files),
            part_size: self.part_size.or(outer.part_size),
        }
    }

    pub(crate) fn resolved(self) -> form::FormLimits {
        let mut limits = form::FormLimits::DEFAULT;
        limits.max_fields = self.fields.unwrap_or(limits.max_fields);
        limits.max_files = self.files.unwrap_or(limits.max_files);
        limits.max_part_size = self.part_size.unwrap_or(limits.max_part_size);
        limits
    }
}

/// The limits of a request's list of errors, for an application, a router or an operation.
///
/// For each limit, the innermost level that sets it counts. A full list ends with an element of the type `too_many_errors`, and the rest of the
/// request is not validated.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::error::ErrorLimits;
///
/// #[post("/batches", error_limits(max_response_size = 16 * 1024 * 1024))]
/// async fn create(items: Vec<i64>) -> usize {
///     items.len()
/// }
///
/// let limits = ErrorLimits::new().max_input_size(1024).max_response_size(64 * 1024);
/// let app = App::new().error_limits(limits).routes(routes![create]);
/// # let _ = app;
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use = "limits do nothing by themselves"]
pub struct ErrorLimits {
    input_size: Option<usize>,
    response_size: Option<usize>,
}

impl ErrorLimits {
    /// The defaults: 64 KiB for an input, 1 MiB for the response.
    pub const fn new() -> Self {
        Self {
            input_size: None,
            response_size: None,
        }
    }

    /// The maximum size of an error's `input`, the wrong value, in bytes of JSON. At least 128.
    ///
    /// Of a larger text, the beginning is shown. Instead of a larger list or object, a text gives the number of its items. The texts in `loc`,
    /// `msg` and `ctx` are cut in the same way.
    pub const fn max_input_size(mut self, bytes: usize) -> Self {
        self.input_size = Some(bytes);
        self
    }

    /// The maximum size of all errors together, in bytes of JSON: the size of the 422. At least 1024.
    pub const fn max_response_size(mut self, bytes: usize) -> Self {
        self.response_size = Some(bytes);
        self
    }

    fn within(self, outer: Self) -> Self {
        Self {
            input_size: self.input_size.or(outer.input_size),
            response_size: self.response_size.or(outer.response_size),
        }
    }

    /// The limits, or why they cannot be kept.
    pub(crate) fn resolved(self) -> Result<twinlane_model::ErrorLimits, String> {
        let least = twinlane_model::ErrorLimits::LEAST;
        let mut limits = twinlane_model::ErrorLimits::DEFAULT;
        limits.max_input_size = self.input_size.unwrap_or(limits.max_input_size);
        limits.max_response_size = self.response_size.unwrap_or(limits.max_response_size);
        for (name, bytes, least) in [
            (
                "max_input_size",
                limits.max_input_size,
                least.max_input_size,
            ),
            (
                "max_response_size",
                limits.max_response_size,
                least.max_response_size,
            ),
        ] {
            if bytes < least {
                return Err(format!(
                    "`{name}` of `error_limits` is {bytes}: it is at least {least}"
                ));
            }
        }
        Ok(limits)
    }
}

/// The limits of one level. What is not said is that of the level outside of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) max_body_size: Option<usize>,
    pub(crate) strict_content_type: Option<bool>,
    pub(crate) form: FormLimits,
    pub(crate) errors: ErrorLimits,
}

impl Limits {
    pub(crate) fn within(self, outer: Self) -> Self {
        Self {
            max_body_size: self.max_body_size.or(outer.max_body_size),
            strict_content_type: self.strict_content_type.or(outer.strict_content_type),
            form: self.form.within(outer.form),
            errors: self.errors.within(outer.errors),
        }
    }
}
