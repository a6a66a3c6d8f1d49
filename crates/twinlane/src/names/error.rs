//! Why there is no URL.

use std::fmt;

/// The reason why a URL cannot be made.
///
/// Returned from an operation with `?` it is a 500, and a line in the log. The cause is a mistake of the application, or a value that no URL can
/// contain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlError {
    /// No route of the application has this name or this operation.
    NoRoute {
        /// The operation or the name.
        wanted: String,
    },
    /// No route with this name or operation has exactly the given parameters.
    Parameters {
        /// The operation or the name.
        wanted: String,
        /// The path of the route whose parameters are closest to the given ones.
        path: String,
        /// The parameters of this path that are missing.
        missing: Vec<String>,
        /// The given parameters that this path does not have.
        unknown: Vec<String>,
    },
    /// The path or the query cannot contain a value.
    Value {
        /// The operation or the name.
        wanted: String,
        /// The parameter, its value and the reason.
        message: String,
    },
    /// The request was created directly, so it belongs to no application.
    NoApplication,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoute { wanted } => write!(
                f,
                "there is no URL for {wanted}: no route of the application leads to it, add one with `routes![..]`"
            ),
            Self::Parameters {
                wanted,
                path,
                missing,
                unknown,
            } => {
                write!(
                    f,
                    "there is no URL for {wanted} with these parameters: `{path}`"
                )?;
                if !missing.is_empty() {
                    write!(f, " needs `{}`", missing.join("`, `"))?;
                }
                if !missing.is_empty() && !unknown.is_empty() {
                    f.write_str(" and")?;
                }
                if !unknown.is_empty() {
                    let unknown = unknown.join("`, `");
                    write!(
                        f,
                        " has no `{unknown}`, which `query` adds if it is of the query"
                    )?;
                }
                Ok(())
            }
            Self::Value { wanted, message } => {
                write!(f, "there is no URL for {wanted} with this value: {message}")
            }
            Self::NoApplication => f.write_str(
                "there is no URL for a request that was made by hand: it is of no application",
            ),
        }
    }
}

impl std::error::Error for UrlError {}
