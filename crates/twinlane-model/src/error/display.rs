//! The listing of errors that Pydantic prints.

use std::fmt::{Display, Formatter, Result};

use super::{
    ErrorDetail, Step, ValidationErrors,
    python_repr::{repr, repr_text, type_name},
};

impl Display for ValidationErrors {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        listing(formatter, &self.title, &self.errors)
    }
}

/// Prints the error as FastAPI does: as Python's dictionary.
impl Display for ErrorDetail {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        write!(
            formatter,
            "{{'type': {}, 'loc': {}, 'msg': {}, 'input': {}",
            repr_text(self.kind),
            self.location(),
            repr_text(&self.msg),
            repr(&self.input)
        )?;
        for (index, (name, fact)) in self.ctx.iter().enumerate() {
            let before = if index == 0 { ", 'ctx': {" } else { ", " };
            let fact = exception(self).unwrap_or_else(|| repr(fact));
            write!(formatter, "{before}{}: {fact}", repr_text(name))?;
        }
        formatter.write_str(if self.ctx.is_empty() { "}" } else { "}}" })
    }
}

/// The exception of a check, which the response writes as `{}`.
fn exception(error: &ErrorDetail) -> Option<String> {
    let (name, prefix) = match error.kind {
        "value_error" => ("ValueError", "Value error, "),
        "assertion_error" => ("AssertionError", "Assertion failed, "),
        _ => return None,
    };
    let message = error.msg.strip_prefix(prefix)?;
    Some(format!("{name}({})", repr_text(message)))
}

/// A location as Python prints its tuple, in which one step has a comma behind it.
pub(super) struct Location<'e>(pub(super) &'e [Step]);

impl Display for Location<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str("(")?;
        for (index, step) in self.0.iter().enumerate() {
            formatter.write_str(if index == 0 { "" } else { ", " })?;
            match step {
                Step::Key(key) => formatter.write_str(&repr_text(key))?,
                Step::Index(_) | Step::FromEnd(_) => write!(formatter, "{step}")?,
            }
        }
        formatter.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}

fn listing(formatter: &mut Formatter<'_>, title: &str, errors: &[ErrorDetail]) -> Result {
    let plural = if errors.len() == 1 { "" } else { "s" };
    write!(
        formatter,
        "{} validation error{plural} for {title}",
        errors.len()
    )?;
    for error in errors {
        formatter.write_str("\n")?;
        if !error.loc.is_empty() {
            for (index, step) in error.loc.iter().enumerate() {
                let dot = if index == 0 { "" } else { "." };
                write!(formatter, "{dot}{step}")?;
            }
            formatter.write_str("\n")?;
        }
        formatter.write_str("  ")?;
        write_detail(formatter, error)?;
    }
    Ok(())
}

/// The line of an error below its location.
pub(crate) fn write_detail(formatter: &mut Formatter<'_>, error: &ErrorDetail) -> Result {
    write!(
        formatter,
        "{} [type={}, input_value={}, input_type={}]",
        error.msg,
        error.kind,
        shortened(&repr(&error.input)),
        type_name(&error.input)
    )
}

/// A text of more than 50 bytes loses its middle.
fn shortened(text: &str) -> String {
    if text.len() <= 50 {
        return text.to_owned();
    }
    let head = text.floor_char_boundary(25);
    let tail = text.ceil_char_boundary(text.len() - 24);
    format!("{}...{}", &text[..head], &text[tail..])
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(
            shortened(&"é".repeat(60)),
            format!("{}...{}", "é".repeat(12), "é".repeat(12))
        );
        assert_eq!(shortened(&"x".repeat(50)), "x".repeat(50));
        assert_eq!(
            shortened(&"x".repeat(51)),
            format!("{}...{}", "x".repeat(25), "x".repeat(24))
        );
    }
}
