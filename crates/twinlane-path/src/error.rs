use std::error::Error;
use std::fmt;

/// A mistake in a path template, and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TemplateError {
    /// The index of the byte of the template at which the mistake starts.
    pub offset: usize,
    /// The number of wrong bytes. 0 if something is missing, such as the convertor in `{item_id:}`.
    pub length: usize,
    /// The mistake, and the correct spelling.
    pub message: String,
}

impl TemplateError {
    pub(crate) fn new(offset: usize, length: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            length,
            message: message.into(),
        }
    }
}

/// Prints the message.
impl fmt::Display for TemplateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for TemplateError {}
