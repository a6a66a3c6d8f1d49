use std::error::Error;
use std::{fmt, io};

use crate::ReadError;

/// The reason why a form could not be read. `Display` gives FastAPI's text for the `detail` of a 400.
#[derive(Debug)]
#[non_exhaustive]
pub enum FormError {
    /// The body did not arrive completely, or is too large.
    Body(ReadError),
    /// The content type names no boundary.
    MissingBoundary,
    /// The parts break the grammar of RFC 7578.
    Invalid,
    /// A part without a name.
    MissingName,
    /// More texts than this limit.
    TooManyFields(usize),
    /// More files than this limit.
    TooManyFiles(usize),
    /// A text in a multipart form is larger than this limit, in bytes.
    PartTooLarge(usize),
    /// A text in an urlencoded form, together with its name, is larger than this limit, in bytes.
    FieldTooLarge(usize),
    /// A temporary file could not be written. This is an error of the server, not of the client.
    Disk(io::Error),
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::MissingBoundary => f.write_str("Missing boundary in multipart."),
            Self::Invalid => f.write_str("Invalid multipart data."),
            Self::MissingName => {
                f.write_str("The Content-Disposition header field \"name\" must be provided.")
            }
            Self::TooManyFields(most) => {
                write!(f, "Too many fields. Maximum number of fields is {most}.")
            }
            Self::TooManyFiles(most) => {
                write!(f, "Too many files. Maximum number of files is {most}.")
            }
            Self::PartTooLarge(most) => {
                write!(f, "Part exceeded maximum size of {}KB.", most / 1024)
            }
            Self::FieldTooLarge(most) => {
                write!(f, "Field exceeded maximum size of {}KB.", most / 1024)
            }
            Self::Disk(_) => f.write_str("an uploaded file could not be kept"),
        }
    }
}

impl Error for FormError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Body(error) => error.source(),
            Self::Disk(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ReadError> for FormError {
    fn from(error: ReadError) -> Self {
        Self::Body(error)
    }
}

impl From<io::Error> for FormError {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}
