//! The path of an operation.

use syn::LitStr;
use twinlane_path::{PathTemplate, TemplateError};

use super::written::{PathAndOptions, WrittenCallable};
use crate::errors::Errors;
use crate::options::as_text;

/// The path template; notes what is wrong with it.
pub(crate) fn path_template(
    written: &WrittenCallable,
    arguments: Option<&PathAndOptions>,
    example: &str,
    errors: &mut Errors,
) -> Option<LitStr> {
    let path = path_text(written, arguments, example, errors)?;
    let text = path.value();
    match PathTemplate::parse(&text) {
        Ok(_) => Some(path),
        Err(error) => {
            errors.push(&path, pointed_out(&text, &error));
            None
        }
    }
}

/// The text where a path should stand. `arguments` are `None` if the attribute could not be read, which has been noted.
pub(crate) fn path_text(
    written: &WrittenCallable,
    arguments: Option<&PathAndOptions>,
    example: &str,
    errors: &mut Errors,
) -> Option<LitStr> {
    let Some(path) = &arguments?.path else {
        let message = format!("the path is missing: it comes first, as in {example}");
        errors.push_error(syn::Error::new(written.place, message));
        return None;
    };
    let text = as_text(path);
    if text.is_none() {
        errors.push(
            path,
            format_args!("the path is a text between quotes, as in {example}"),
        );
    }
    text
}

/// The message with the template below it and carets below what is wrong: no stable compiler lets a macro point at
/// a part of a literal.
fn pointed_out(text: &str, error: &TemplateError) -> String {
    let end = (error.offset + error.length).min(text.len());
    let before = text.get(..error.offset).unwrap_or(text).chars().count();
    let wrong = text
        .get(error.offset..end)
        .unwrap_or_default()
        .chars()
        .count()
        .max(1);
    format!(
        "{error}\n    {text}\n    {}{}",
        " ".repeat(before),
        "^".repeat(wrong)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_mistake() {
        let text = "/größe/{item_id:integer}";
        let message = pointed_out(text, &PathTemplate::parse(text).unwrap_err());
        let lines: Vec<&str> = message.lines().collect();
        let [.., template, carets] = lines.as_slice() else {
            panic!("{message}")
        };
        let place = carets.chars().position(|letter| letter == '^').unwrap();
        assert!(
            template
                .chars()
                .skip(place)
                .collect::<String>()
                .starts_with("integer"),
            "{message}"
        );
        assert!(carets.ends_with("^^^^^^^"), "{message}");
    }
}
