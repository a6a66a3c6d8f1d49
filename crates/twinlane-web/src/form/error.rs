use std::error::Error;
use std::{fmt, io};

use crate::ReadError;

/// Why a form could not be read. Prints as FastAPI words it in the `detail` of a 400.
#[derive(Debug)]
#[non_exhaustive]
pub enum FormError {
    /// The body did not arrive, or is too large.
    Body(ReadError),
    /// The content type names no boundary.
    MissingBoundary,
    /// The parts are not what RFC 7578 says.
    Invalid,
    /// A part without a name.
    MissingName,
    /// More texts than this many.
    TooManyFields(usize),
    /// More files than this many.
    TooManyFiles(usize),
    /// A text of a multipart form of more than this many bytes.
    PartTooLarge(usize),
    /// A text of an urlencoded form of more than this many bytes, with its name.
    FieldTooLarge(usize),
    /// A temporary file could not be written: the server's fault, not the client's.
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
