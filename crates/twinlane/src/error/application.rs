//! The error that `?` makes of every other.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

use twinlane_model::ChangeError;

use super::RequestValidationError;

/// What a path operation, or `main`, fails with.
///
/// `?` turns any [`std::error::Error`] into it. An [`HttpError`](super::HttpError) inside is answered with its own
/// status; everything else is a 500 that says `Internal Server Error` and no more, and is logged with its causes.
///
/// Like `anyhow::Error` it is not itself a `std::error::Error`: that is what makes `?` work for all of them.
pub struct Error(Box<dyn StdError + Send + Sync>);

/// A `Result` whose error is [`Error`] unless said, and whose value is `()` unless said.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        // The changes were in the request.
        match (&error as &dyn Any).downcast_ref::<ChangeError>() {
            Some(error) => {
                let errors = vec![error.detail().clone()];
                Self(Box::new(RequestValidationError::new(errors)))
            }
            None => Self(Box::new(error)),
        }
    }
}

impl Error {
    /// An error that is only a message, for the log.
    pub fn msg(message: impl Into<String>) -> Self {
        Self(Box::<dyn StdError + Send + Sync>::from(message.into()))
    }

    pub(crate) fn of_box(error: Box<dyn StdError + Send + Sync>) -> Self {
        Self(error)
    }

    /// The error that was converted, where it is an `E`.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }

    /// The error that was converted, where it is an `E`; otherwise this error again.
    ///
    /// # Errors
    ///
    /// This error, where it is no `E`.
    pub fn downcast<E: StdError + 'static>(self) -> std::result::Result<E, Self> {
        self.0.downcast().map(|error| *error).map_err(Self)
    }

    /// The error that was converted.
    pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }
}

/// The message of the error that was converted, without its causes.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The message and, a line each, the causes: what a failing `main` prints. The log has them in one line.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, "\ncaused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the shelf has no number")
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn debug_prints_every_cause() {
        let cause = "x".parse::<i32>().unwrap_err();
        let error = Error::from(Outer(cause));
        assert_eq!(error.to_string(), "the shelf has no number");
        assert_eq!(
            format!("{error:?}"),
            "the shelf has no number\ncaused by: invalid digit found in string"
        );
    }

    #[test]
    fn the_error_inside_can_be_had_back() {
        let error = Error::from(fmt::Error);
        assert!(error.downcast_ref::<fmt::Error>().is_some());
        assert!(error.downcast::<std::num::ParseIntError>().is_err());
    }
}
