//! The option `media_type`: a text, or `None`.

/// The media type as an operation says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaTypeOption {
    /// Nothing.
    #[default]
    Unsaid,
    /// The document says nothing of the content, as FastAPI's does with `response_class=Response`.
    NoContent,
    /// The media type.
    Named(&'static str),
}

impl MediaTypeOption {
    /// The media type, if there is one.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Unsaid | Self::NoContent => None,
        }
    }
}

/// A value of the option.
#[diagnostic::on_unimplemented(
    message = "`media_type` is a text or `None`, and a `{Self}` is neither",
    label = "write a text, or a constant that is a `&str`"
)]
pub trait IntoMediaType {
    /// The media type as the operation says it.
    fn into_media_type(self) -> MediaTypeOption;
}

impl IntoMediaType for &'static str {
    fn into_media_type(self) -> MediaTypeOption {
        MediaTypeOption::Named(self)
    }
}

/// `media_type = None`.
impl IntoMediaType for Option<&'static str> {
    fn into_media_type(self) -> MediaTypeOption {
        self.map_or(MediaTypeOption::NoContent, MediaTypeOption::Named)
    }
}

/// The media type that this value says.
pub fn media_type(value: impl IntoMediaType) -> MediaTypeOption {
    value.into_media_type()
}
