//! The path of an operation.

use syn::LitStr;
use twinlane_path::{PathTemplate, TemplateError};

use crate::errors::Errors;
use crate::options::as_text;
use crate::path_operation::MacroName;
use crate::path_operation::attribute::Written;

/// The path, as it is written; notes what is wrong with it.
pub(crate) fn read(written: &Written, errors: &mut Errors) -> Option<LitStr> {
    let example = written.macro_name.example();
    if matches!(written.macro_name, MacroName::Dependency) {
        return Some(LitStr::new("", written.place));
    }
    let Some(path) = &written.path else {
        if written.options.is_some() {
            let message = format!("the path is missing: it comes first, as in {example}");
            errors.push_error(syn::Error::new(written.place, message));
        }
        return None;
    };
    let Some(path) = as_text(path) else {
        errors.push(
            path,
            format_args!("the path is a text between quotes, as in {example}"),
        );
        return None;
    };
    let text = path.value();
    if written.macro_name.is_outgoing() {
        // It is an address of others: a name, or one made of what the request before it said.
        return Some(path);
    }
    match PathTemplate::parse(&text) {
        Ok(_) => Some(path),
        Err(error) => {
            errors.push(&path, pointed_out(&text, &error));
            None
        }
    }
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
