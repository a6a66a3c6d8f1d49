//! `.env` files, as python-dotenv reads them, into a map: the environment of the process is never written.

mod interpolate;
mod parse;
mod scan;

pub(super) use scan::is_space;

use std::collections::HashMap;
use std::ffi::OsStr;

/// A key of a file, with its value where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) key: String,
    /// `None` of a key that stands there alone, which gives no value.
    pub(super) value: Option<String>,
    /// The line of the key, counted from 1.
    pub(super) line: usize,
}

/// A line that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadLine {
    pub(super) line: usize,
    /// Says nothing of the value, which may be a secret.
    pub(super) why: String,
}

impl BadLine {
    fn new(line: usize, why: impl Into<String>) -> Self {
        Self {
            line,
            why: why.into(),
        }
    }
}

/// Reads the text of a file. `${NAME}` is a key above it in the file, or else a variable of this environment.
pub(super) fn read(
    text: &str,
    environment: &HashMap<&OsStr, &OsStr>,
) -> (Vec<Binding>, Vec<BadLine>) {
    read_beside(text, environment, false)
}

/// As [`read`], where a variable of the environment comes before a key of the file: python-dotenv's `load_dotenv`.
pub(super) fn read_below(
    text: &str,
    environment: &HashMap<&OsStr, &OsStr>,
) -> (Vec<Binding>, Vec<BadLine>) {
    read_beside(text, environment, true)
}

fn read_beside(
    text: &str,
    environment: &HashMap<&OsStr, &OsStr>,
    environment_wins: bool,
) -> (Vec<Binding>, Vec<BadLine>) {
    let (bindings, mut bad) = parse::parse(text);
    let bindings = interpolate::interpolate(bindings, environment, environment_wins, &mut bad);
    bad.sort_by_key(|line| line.line);
    (bindings, bad)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(text: &str) -> Vec<(String, Option<String>)> {
        let (bindings, bad) = read(text, &HashMap::new());
        assert_eq!(bad, [], "{text:?}");
        let pairs = bindings.into_iter();
        pairs.map(|binding| (binding.key, binding.value)).collect()
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_as_it_was(
            values in prop::collection::vec(("[A-Za-z_][A-Za-z0-9_.]{0,9}", any::<String>()), 0..6)
        ) {
            let mut text = String::new();
            let mut expected = Vec::new();
            for (key, value) in values {
                let value = value.replace('$', "S");
                let quoted = value.replace('\\', r"\\").replace('"', "\\\"").replace('\r', "\\r");
                text.extend([&*key, "=\"", &quoted, "\" # a note\n"]);
                let quoted = value.replace('\\', r"\\").replace('\'', r"\'");
                text.extend(["export '", &key, "' = '", &quoted.replace('\r', "\n"), "'\n"]);
                expected.push((key.clone(), Some(value.clone())));
                expected.push((key, Some(value.replace('\r', "\n"))));
            }
            // A carriage return is the end of a line, whatever it stands in.
            prop_assert_eq!(pairs(&text), expected);
        }

        #[test]
        fn any_text_is_read_or_has_a_bad_line(text in any::<String>()) {
            let (_, bad) = read(&text, &HashMap::new());
            let lines = text.split(['\r', '\n']).count();
            prop_assert!(bad.iter().all(|bad| (1..=lines).contains(&bad.line)));
        }

        #[test]
        fn so_is_a_text_of_what_means_something(text in "[a-z='\"\\\\#$\\{\\}: \n]{0,40}") {
            let (bindings, bad) = read(&text, &HashMap::new());
            prop_assert!(bindings.len() + bad.len() <= 1 + text.matches('\n').count());
        }
    }

    /// A text, and what python-dotenv made of it.
    #[derive(serde::Deserialize)]
    struct Case {
        text: String,
        values: Vec<(String, Option<String>)>,
        bad_lines: usize,
    }

    #[test]
    fn files_are_read_as_python_dotenv_reads_them() {
        let host = (OsStr::new("HOST"), OsStr::new("example.com"));
        let environment = HashMap::from([host, (OsStr::new("EMPTY"), OsStr::new(""))]);
        let record = include_str!("../../../tests/data/dotenv.jsonl");
        for line in record.lines() {
            let case: Case = serde_json::from_str(line).unwrap();
            let (bindings, bad) = read(&case.text, &environment);
            let mut values: Vec<(String, Option<String>)> = Vec::new();
            for Binding { key, value, .. } in bindings {
                match values.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, known)) => *known = value,
                    None => values.push((key, value)),
                }
            }
            assert_eq!((values, bad.len()), (case.values, case.bad_lines), "{line}");
        }
        assert!(record.lines().count() > 90);
    }

    #[test]
    fn lines_are_counted_within_values() {
        let text = "A='1\n2'\n\n# note\nB\n\"\nC=\"\nexport\r\n'\r'D=1";
        let (bindings, bad) = read(text, &HashMap::new());
        let lines: Vec<_> = bindings.iter().map(|one| (&*one.key, one.line)).collect();
        assert_eq!(lines, [("A", 1), ("B", 5), ("\"", 6), ("export", 8)]);
        let lines: Vec<usize> = bad.iter().map(|bad| bad.line).collect();
        assert_eq!(lines, [7, 9]);
    }
}
