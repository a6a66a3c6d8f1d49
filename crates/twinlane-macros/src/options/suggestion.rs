//! Suggestions for an unknown name.

/// Names in `FastAPI`, Pydantic and serde, each with the name here. The first that fits is suggested.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("status_code", "status"),
    ("response_model_include", "response_include"),
    ("response_model_exclude", "response_exclude"),
    ("response_model_exclude_none", "response_exclude_none"),
    (
        "response_model_exclude_defaults",
        "response_exclude_defaults",
    ),
    ("response_model_by_alias", "response_by_alias"),
    ("regex", "pattern"),
    ("serialization_alias", "alias"),
    ("strip_whitespace", "strip"),
    ("allow_population_by_field_name", "populate_by_name"),
    ("validate_by_name", "populate_by_name"),
    ("doc", "description"),
    ("docs", "description"),
    ("name", "alias"),
    ("name", "rename"),
    ("rename", "alias"),
    ("alias", "rename"),
    ("rename_all", "alias"),
    ("alias_generator", "rename_all"),
    ("min", "ge"),
    ("minimum", "ge"),
    ("exclusive_minimum", "gt"),
    ("max", "le"),
    ("maximum", "le"),
    ("exclusive_maximum", "lt"),
    ("min_items", "min_length"),
    ("max_items", "max_length"),
    ("env_prefix", "prefix"),
    ("env_nested_delimiter", "nested_delimiter"),
    ("env_nested_max_split", "nested_max_split"),
    ("env_ignore_empty", "ignore_empty"),
    ("env_parse_none_str", "parse_none_str"),
    ("env_files", "env_file"),
    ("secrets_dirs", "secrets_dir"),
    ("threads", "workers"),
    ("worker_threads", "workers"),
];

/// The known name that was probably meant.
pub(crate) fn did_you_mean<'n>(written: &str, known: &[&'n str]) -> Option<&'n str> {
    let known_elsewhere = OTHER_NAMES
        .iter()
        .filter(|(name, _)| *name == written)
        .find_map(|(_, here)| known.iter().find(|name| *name == here));
    known_elsewhere.or_else(|| nearest(written, known)).copied()
}

/// The names as a list to print.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn nearest<'k, 'n>(written: &str, known: &'k [&'n str]) -> Option<&'k &'n str> {
    let farthest = (written.chars().count() / 3).max(1);
    let distances = known.iter().map(|name| (distance(written, name), name));
    distances
        .filter(|(distance, _)| *distance <= farthest)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The number of letters to insert, remove, replace or swap with their neighbour to turn one text into the other.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left
        .chars()
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let right: Vec<char> = right
        .chars()
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for (i, from) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in right.iter().enumerate() {
            let mut best = (rows[i][j] + usize::from(from != to))
                .min(rows[i][j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *from == right[j - 1] && left[i - 1] == *to {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &[
        "status",
        "summary",
        "tags",
        "deprecated",
        "hidden",
        "le",
        "ge",
    ];

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        for (written, meant) in [
            ("sumary", "summary"),
            ("tgas", "tags"),
            ("Deprecated", "deprecated"),
            ("hiden", "hidden"),
        ] {
            assert_eq!(did_you_mean(written, NAMES), Some(meant), "{written}");
        }
    }

    #[test]
    fn names_of_other_frameworks_are_understood() {
        for (written, meant) in [("status_code", "status"), ("maximum", "le")] {
            assert_eq!(did_you_mean(written, NAMES), Some(meant), "{written}");
        }
    }

    #[test]
    fn something_else_is_not_guessed_at() {
        assert_eq!(did_you_mean("response_model", NAMES), None);
        assert_eq!(did_you_mean("xy", NAMES), None);
    }

    #[test]
    fn distances() {
        for (left, right, expected) in [
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("acb", "abc", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}
