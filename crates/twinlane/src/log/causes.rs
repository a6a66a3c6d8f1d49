//! An error as the log has it: with its causes, in one line.

use std::error::Error as StdError;
use std::fmt;

use twinlane_server::LogText;

use crate::errors::Error;

/// An error for the log: its message and its causes, in one line.
pub(crate) struct Causes<'e>(pub(crate) &'e Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        LogText(WithCauses(self.0.as_std())).fmt(f)
    }
}

pub(super) struct WithCauses<'e>(pub(super) &'e (dyn StdError + 'static));

impl fmt::Display for WithCauses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, "; caused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_and_its_causes_are_one_line() {
        #[derive(Debug)]
        struct Outer(std::io::Error);
        impl fmt::Display for Outer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("outer")
            }
        }
        impl StdError for Outer {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                Some(&self.0)
            }
        }
        let error = Error::from(Outer(std::io::Error::other("a\nb")));
        assert_eq!(Causes(&error).to_string(), r"outer; caused by: a\nb");
        let long = Error::msg("m".repeat(1_000_000));
        assert!(Causes(&long).to_string().len() < 20_000);
    }
}
