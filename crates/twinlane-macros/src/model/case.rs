//! `rename_all`: names in another case, made as serde makes them.

/// The case of all names of a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
}

impl Case {
    /// The spellings of the option, each in its own case.
    pub(super) const SPELLINGS: &[&str] = &[
        "snake_case",
        "camelCase",
        "PascalCase",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "lowercase",
        "UPPERCASE",
    ];

    /// The case of this spelling.
    pub(super) fn read(spelling: &str) -> Option<Self> {
        Some(match spelling {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            _ => return None,
        })
    }

    /// The name of a field, which is `snake_case` in Rust.
    pub(super) fn of_field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_uppercase(),
            Self::Pascal => name.split('_').map(capitalised).collect(),
            Self::Camel => uncapitalised(&Self::Pascal.of_field(name)),
            Self::Kebab => name.replace('_', "-"),
        }
    }

    /// The name of a variant, which is `PascalCase` in Rust.
    pub(super) fn of_variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Camel => uncapitalised(name),
            Self::Snake => snake_case(name),
            Self::ScreamingSnake => snake_case(name).to_uppercase(),
            Self::Kebab => snake_case(name).replace('_', "-"),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn uncapitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_variants_in_every_case() {
        for (spelling, field, variant) in [
            ("lowercase", "image_url", "skyblue"),
            ("UPPERCASE", "IMAGE_URL", "SKYBLUE"),
            ("PascalCase", "ImageUrl", "SkyBlue"),
            ("camelCase", "imageUrl", "skyBlue"),
            ("snake_case", "image_url", "sky_blue"),
            ("SCREAMING_SNAKE_CASE", "IMAGE_URL", "SKY_BLUE"),
            ("kebab-case", "image-url", "sky-blue"),
        ] {
            let case = Case::read(spelling).unwrap();
            assert_eq!(case.of_field("image_url"), field, "{spelling}");
            assert_eq!(case.of_variant("SkyBlue"), variant, "{spelling}");
        }
    }

    #[test]
    fn every_spelling_is_read() {
        assert!(
            Case::SPELLINGS
                .iter()
                .all(|spelling| Case::read(spelling).is_some())
        );
        assert_eq!(Case::read("Snake"), None);
    }
}
