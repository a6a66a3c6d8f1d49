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

impl From<&'static str> for MediaTypeOption {
    fn from(name: &'static str) -> Self {
        Self::Named(name)
    }
}

/// `media_type = None`.
impl From<Option<&'static str>> for MediaTypeOption {
    fn from(name: Option<&'static str>) -> Self {
        name.map_or(Self::NoContent, Self::Named)
    }
}
