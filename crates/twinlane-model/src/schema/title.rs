//! Titles made of names.

/// The title that FastAPI makes of a name: `item_id` is `Item Id`, `URLPath` is `Urlpath`.
///
/// It is Python's `name.title().replace("_", " ")`: a letter at the start or after a character that is no letter is upper case, every
/// other letter lower case.
pub fn title_of(name: &str) -> String {
    title_case(name).replace('_', " ")
}

/// Python's `str.title`.
pub fn title_case(name: &str) -> String {
    let mut title = String::with_capacity(name.len());
    let mut in_word = false;
    for character in name.chars() {
        let is_letter = character.is_uppercase() || character.is_lowercase();
        match (is_letter, in_word) {
            (true, true) => title.extend(character.to_lowercase()),
            (true, false) => {
                let mut upper = character.to_uppercase();
                title.extend(upper.next());
                title.extend(upper.flat_map(char::to_lowercase));
            }
            (false, _) => title.push(character),
        }
        in_word = is_letter;
    }
    title
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn a_title_is_pythons() {
        assert_eq!(title_of("a1b_c'd-eÉf2g _x"), "A1B C'D-Eéf2G  X");
        assert_eq!(title_of("URLPath"), "Urlpath");
        assert_eq!(title_of("__x__y_"), "  X  Y ");
    }
}
