//! The names that FastAPI makes of other names.

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
