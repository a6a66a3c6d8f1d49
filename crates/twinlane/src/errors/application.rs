//! The error that `?` makes of every other.

use std::error::Error as StdError;
use std::fmt;

use twinlane_model::ChangeError;

use super::{HttpError, RequestValidationError};

/// The error of a path operation, a dependency, a middleware, a background task, or `main`.
///
/// `?` turns any other error into it: a [`std::error::Error`], a `Box<dyn Error + Send + Sync>`, an `anyhow::Error`, an `eyre::Report`, a text. An
/// [`HttpError`](super::HttpError) becomes a response with its own status. Any other error becomes a 500 with the text `Internal Server Error`, and
/// is logged with its causes.
///
/// # `anyhow` and boxes
///
/// No feature is needed, and Twinlane does not compile `anyhow`. Every type that converts into a `Box<dyn Error + Send + Sync>` converts into this
/// error, such as the errors of `anyhow` and `eyre`. Their causes and contexts are kept.
///
/// ```
/// use std::fs;
///
/// use anyhow::Context;
/// use twinlane::prelude::*;
///
/// fn read_price(path: &str) -> anyhow::Result<u32> {
///     let text = fs::read_to_string(path).context("the price list cannot be read")?;
///     Ok(text.trim().parse()?)
/// }
///
/// #[get("/price")]
/// fn price() -> Result<u32> {
///     Ok(read_price("/no/such/file")?)
/// }
///
/// let client = twinlane::testing::TestClient::blocking(App::new().routes(routes![price]));
/// let response = client.get("/price").send();
/// assert_eq!(response.status(), 500);
/// assert_eq!(response.text(), "Internal Server Error"); // the log: the price list cannot be read; caused by: No such file ...
/// ```
///
/// An `HttpError` within an `anyhow::Error` is only one of its causes: the response is a 500, and no handler of `on_error` is called. This is the
/// same in an axum application with anyhow's error. So a library cannot decide the status by an error in its chain. A box around the `HttpError`
/// itself, `Box<HttpError>`, is that `HttpError`. If your own function puts an `HttpError` into an `anyhow::Error`, take it out by type:
///
/// ```
/// use twinlane::prelude::*;
///
/// fn find(id: u32) -> anyhow::Result<u32> {
///     if id > 9 {
///         return Err(HttpError::new(404, "No such item").into());
///     }
///     Ok(id)
/// }
///
/// #[get("/items/{id}")]
/// fn read(id: u32) -> Result<u32> {
///     find(id).map_err(|error| match error.downcast::<HttpError>() {
///         Ok(told) => told.into(),
///         Err(other) => other.into(),
///     })
/// }
///
/// let client = twinlane::testing::TestClient::blocking(App::new().routes(routes![read]));
/// assert_eq!(client.get("/items/10").send().status(), 404);
/// ```
///
/// Like `anyhow::Error`, it does not implement `std::error::Error` itself. This is why `?` can convert every error into it.
pub struct Error(Box<dyn StdError + Send + Sync>);

/// A `Result` whose error is [`Error`] by default, and whose value is `()` by default.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// An error of any library that converts into [`Error`].
///
/// Do not implement it by hand: every type that converts into a `Box<dyn Error + Send + Sync>` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not become a `twinlane::Error`",
    label = "not an error that `?` can convert",
    note = "`?` converts each `std::error::Error`, `Box<dyn Error + Send + Sync>` and `anyhow::Error`; all of them `Send`, `Sync` and `'static`",
    note = "derive `ApiError` for an error of your own, and return it: `Result<_, {Self}>`"
)]
pub trait AnyError: Into<Box<dyn StdError + Send + Sync>> + 'static {}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn StdError + Send + Sync>> + 'static> AnyError for E {}

/// An error that the case `#[error(internal)]` of an own type takes by `?`: those of any library, and [`Error`] itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not become a `twinlane::Error`",
    label = "not an error that `?` can convert",
    note = "`?` converts each `std::error::Error`, `Box<dyn Error + Send + Sync>`, `anyhow::Error` and `twinlane::Error`",
    note = "an error of one's own is converted by `impl From<{Self}>`, or is a case of its own"
)]
pub trait InternalError {
    /// The error.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: AnyError> InternalError for E {
    fn into_error(self) -> Error {
        Error::from(self)
    }
}

impl InternalError for Error {
    fn into_error(self) -> Error {
        self
    }
}

impl<E: AnyError> From<E> for Error {
    fn from(error: E) -> Self {
        Self::from_boxed(error.into())
    }
}

impl Error {
    /// An error that is only a message, for the log.
    pub fn msg(message: impl Into<String>) -> Self {
        Self(Box::<dyn StdError + Send + Sync>::from(message.into()))
    }

    /// Makes an error from a box, for code in which `?` and `into` cannot infer the type.
    ///
    /// ```
    /// use std::error::Error;
    ///
    /// fn read() -> Result<(), Box<dyn Error + Send + Sync>> {
    ///     Err("no such thing".into())
    /// }
    ///
    /// let error = read().map_err(twinlane::Error::from_boxed);
    /// assert_eq!(error.unwrap_err().to_string(), "no such thing");
    /// ```
    pub fn from_boxed(error: Box<dyn StdError + Send + Sync>) -> Self {
        #[cfg(feature = "batches")]
        let error = match Conversion::apply(error) {
            Ok(own) => return own,
            Err(error) => error,
        };
        let error = unboxed::<HttpError>(error);
        let error = unboxed::<RequestValidationError>(error);
        // The changes were in the request.
        match unboxed::<ChangeError>(error).downcast::<ChangeError>() {
            Ok(error) => {
                let errors = vec![error.detail().clone()];
                Self(Box::new(RequestValidationError::new(errors)))
            }
            Err(error) => Self(error),
        }
    }

    /// Returns the error as a box, for a function that returns `Box<dyn Error + Send + Sync>`.
    pub fn into_boxed(self) -> Box<dyn StdError + Send + Sync> {
        self.0
    }

    /// Returns the original error, if its type is `E`.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }

    /// Returns the original error, if its type is `E`.
    ///
    /// # Errors
    ///
    /// This error again, if the original error has another type.
    pub fn downcast<E: StdError + 'static>(self) -> std::result::Result<E, Self> {
        self.0.downcast().map(|error| *error).map_err(Self)
    }

    /// Returns the original error.
    pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }
}

/// The source of an error that knows which [`Error`] it is. A type with parameters cannot be asked for by name.
#[cfg(feature = "batches")]
pub(crate) struct Conversion {
    /// Gives an error back that is of another type.
    pub(crate) convert: fn(Box<dyn StdError + Send + Sync>) -> Converted,
    /// Its text as a cause, where the error stays what it is.
    pub(crate) says: &'static str,
}

/// The error that another has become, or that other.
#[cfg(feature = "batches")]
pub(crate) type Converted = std::result::Result<Error, Box<dyn StdError + Send + Sync>>;

#[cfg(feature = "batches")]
impl Conversion {
    fn apply(error: Box<dyn StdError + Send + Sync>) -> Converted {
        let conversion = error
            .source()
            .and_then(<dyn StdError>::downcast_ref::<Self>);
        match conversion.map(|conversion| conversion.convert) {
            Some(convert) => convert(error),
            None => Err(error),
        }
    }
}

#[cfg(feature = "batches")]
impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.says)
    }
}

#[cfg(feature = "batches")]
impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.says)
    }
}

#[cfg(feature = "batches")]
impl StdError for Conversion {}

/// The `E` of a box in the box, which a `Box<E>` is when it becomes an error; any other as it is.
fn unboxed<E: StdError + Send + Sync + 'static>(
    error: Box<dyn StdError + Send + Sync>,
) -> Box<dyn StdError + Send + Sync> {
    match error.downcast::<Box<E>>() {
        Ok(boxed) => *boxed,
        Err(error) => error,
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
    fn an_error_of_the_framework_is_itself_in_a_box_too() {
        let error = Error::from(Box::new(HttpError::new(404, "No shelf")));
        assert!(error.downcast_ref::<HttpError>().is_some());
        let error = Error::from(Box::new(RequestValidationError::new(Vec::new())));
        assert!(error.downcast_ref::<RequestValidationError>().is_some());
    }

    #[test]
    fn the_error_inside_can_be_had_back() {
        let error = Error::from(fmt::Error);
        assert!(error.downcast_ref::<fmt::Error>().is_some());
        assert!(error.downcast::<std::num::ParseIntError>().is_err());
    }
}
