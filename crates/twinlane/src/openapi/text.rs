//! The names that FastAPI makes of other names.

/// The part of a description that is shown: nothing behind a form feed; `None` if nothing is left.
pub(super) fn shown(description: &str) -> Option<&str> {
    let shown = description.split('\u{c}').next().unwrap_or_default().trim();
    said(shown)
}

/// A text that says something: FastAPI takes an empty one for none.
pub(super) fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// FastAPI's operation id: the name, the path and the method, with `_` for what no identifier has.
pub(super) fn operation_id(name: &str, path: &str, method: &str) -> String {
    let word = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '_'
        }
    };
    let start: String = name.chars().chain(path.chars()).map(word).collect();
    format!("{start}_{method}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_a_form_feed_is_not_shown() {
        assert_eq!(shown("Reads.\n\u{c}\nNot this."), Some("Reads."));
        assert_eq!(shown("\u{c}Not this."), None);
        assert_eq!(shown(""), None);
    }

    #[test]
    fn an_operation_id_is_fastapis() {
        assert_eq!(
            operation_id("read_item", "/items/{item_id}", "get"),
            "read_item_items__item_id__get"
        );
        assert_eq!(
            operation_id("x_y", "/x.y/{a}.{b}.json", "get"),
            "x_y_x_y__a___b__json_get"
        );
    }
}
