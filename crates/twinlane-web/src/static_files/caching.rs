//! `Cache-Control`, by patterns of paths.

use http::HeaderValue;

/// The rules, of which the first that matches counts.
#[derive(Debug, Clone, Default)]
pub(super) struct CacheRules {
    rules: Vec<(Pattern, HeaderValue)>,
    mistakes: Vec<String>,
}

impl CacheRules {
    /// Adds a rule; one that can never count is a mistake.
    pub(super) fn add(&mut self, pattern: String, value: &str) {
        if pattern.is_empty() || pattern.starts_with('/') {
            self.mistakes.push(format!(
                "`{pattern}` matches no file: a pattern is that of a path in the directory, as `assets/*` or `*.css` is"
            ));
        }
        match HeaderValue::from_str(value) {
            Ok(value) => self.rules.push((Pattern(pattern), value)),
            Err(_) => self
                .mistakes
                .push(format!("{value:?} cannot be the value of `Cache-Control`")),
        }
    }

    pub(super) fn mistakes(&self) -> Vec<String> {
        self.mistakes.clone()
    }

    /// The header of the file with this path.
    pub(super) fn of(&self, path: &str) -> Option<HeaderValue> {
        let mut matching = self
            .rules
            .iter()
            .filter(|(pattern, _)| pattern.matches(path));
        matching.next().map(|(_, value)| value.clone())
    }
}

/// A path in which each `*` stands for any text.
#[derive(Debug, Clone)]
struct Pattern(String);

impl Pattern {
    fn matches(&self, path: &str) -> bool {
        let Some((start, rest)) = self.0.split_once('*') else {
            return self.0 == path;
        };
        let Some(mut left) = path.strip_prefix(start) else {
            return false;
        };
        let mut parts = rest.split('*');
        let end = parts.next_back().unwrap_or_default();
        for part in parts {
            match left.find(part) {
                Some(at) => left = &left[at + part.len()..],
                None => return false,
            }
        }
        left.ends_with(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        let matches = |pattern: &str, path| Pattern(pattern.to_owned()).matches(path);
        for (pattern, path) in [
            ("*", ""),
            ("*", "a/b.css"),
            ("*.css", "a/b.css"),
            ("assets/*", "assets/a/b.js"),
            ("assets/*.js", "assets/.js"),
            ("a*b*c", "abc"),
            ("a*b*c", "a1b2b3c"),
            ("index.html", "index.html"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.css", "a.css.map"),
            ("assets/*", "my/assets/a"),
            ("a*b*c", "acb"),
            ("ab*ba", "aba"),
            ("index.html", "de/index.html"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_rule_that_cannot_count_is_a_mistake() {
        let mut rules = CacheRules::default();
        rules.add("/assets/*".to_owned(), "no-store");
        rules.add("*".to_owned(), "no\nstore");
        rules.add(String::new(), "no-store");
        assert_eq!(rules.mistakes().len(), 3, "{:?}", rules.mistakes());
    }
}
