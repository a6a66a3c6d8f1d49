//! The name of a descriptor in `--fd`.

use std::fmt;
use std::str::FromStr;

/// A file descriptor that the process inherited: its number, or its name from systemd's `FileDescriptorName=`.
///
/// ```
/// use twinlane_server::Descriptor;
///
/// assert_eq!("3".parse(), Ok(Descriptor::Number(3)));
/// assert_eq!("web".parse(), Ok(Descriptor::Name("web".to_owned())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a descriptor has no other names")]
pub enum Descriptor {
    /// The number of the descriptor.
    Number(i32),
    /// The name of the descriptor in `LISTEN_FDNAMES`.
    Name(String),
}

/// The error for a text that is neither the number nor the name of a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DescriptorError;

impl fmt::Display for DescriptorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a number from 0 up nor a name of LISTEN_FDNAMES")
    }
}

impl std::error::Error for DescriptorError {}

impl FromStr for Descriptor {
    type Err = DescriptorError;

    fn from_str(text: &str) -> Result<Self, DescriptorError> {
        if let Ok(number) = text.parse::<i32>() {
            return if number < 0 {
                Err(DescriptorError)
            } else {
                Ok(Self::Number(number))
            };
        }
        // The rules of systemd for a name.
        let is_name = |byte: u8| byte.is_ascii_graphic() && byte != b':';
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits || text.len() > 255 || !text.bytes().all(is_name) {
            return Err(DescriptorError);
        }
        Ok(Self::Name(text.to_owned()))
    }
}

impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
