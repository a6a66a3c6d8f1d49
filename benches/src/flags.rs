//! The command lines of the binaries: `--name value`, nothing more.

use std::str::FromStr;

/// The value behind `--name` on the command line; `None` where the flag is absent.
///
/// # Panics
///
/// When the flag has no value or one that does not parse: the binaries are started by the driver only.
pub fn value<T: FromStr>(name: &str) -> Option<T> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.next()?;
    let Some(Ok(value)) = arguments.next().as_deref().map(str::parse) else {
        panic!("{name} needs a value of its type");
    };
    Some(value)
}

/// The value behind a flag that must be there.
///
/// # Panics
///
/// As [`value`], and when the flag is absent.
pub fn required<T: FromStr>(name: &str) -> T {
    value(name).unwrap_or_else(|| panic!("{name} is missing"))
}
