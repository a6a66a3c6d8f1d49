//! The right cells: every identifier in them is a word of the crates, so that the page invents nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Identifiers of the right cells that are not ours: other crates', the operating system's, and the reader's own.
const OF_OTHERS: &[&str] = &[
    "CommonParameters",
    "CurrentUser",
    "Insertable",
    "LoginData",
    "ServeDir",
    "UVICORN_PORT",
    "UserBase",
    "askama",
    "auto_error",
    "commons",
    "create_tables",
    "fake_user",
    "graphql",
    "minijinja",
    "opentelemetry",
    "render",
    "to_string_pretty",
    "tower_http",
    "verify_token",
];

/// The identifiers of the right cells that occur nowhere in the crates.
pub(super) fn invented(page: &str, words: &BTreeSet<String>) -> Vec<String> {
    let rows = page.lines().map(|row| row.replace("\\|", ""));
    let cells =
        rows.filter_map(|row| Some(row.strip_prefix("| ")?.split_once(" | ")?.1.to_owned()));
    let mut all = BTreeSet::new();
    for cell in cells {
        let code = cell.split('`').skip(1).step_by(2);
        all.extend(code.flat_map(|code| identifiers(&without_texts(code))));
    }
    all.retain(|name| !words.contains(name) && !OF_OTHERS.contains(&name.as_str()));
    all.into_iter().collect()
}

/// The identifiers of all sources of the crates.
pub(super) fn words_of_crates(crates: &Path) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for entry in fs::read_dir(crates).expect("the crates") {
        add_words_of(&entry.expect("a crate").path().join("src"), &mut words);
    }
    words
}

fn add_words_of(folder: &Path, words: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a source").path();
        if path.is_dir() {
            add_words_of(&path, words);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            words.extend(identifiers(&fs::read_to_string(&path).expect("a source")));
        }
    }
}

/// The code without what stands in its quotes.
fn without_texts(code: &str) -> String {
    let outside: Vec<&str> = code.split('"').step_by(2).collect();
    outside.join(" ")
}

fn identifiers(code: &str) -> Vec<String> {
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    let begins = |word: &&str| word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    words.filter(begins).map(str::to_owned).collect()
}
