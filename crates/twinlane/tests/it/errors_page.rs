//! `docs/errors.md`: each message that it lists is one that the compiler says of a program of the UI tests.

use std::fs;
use std::path::Path;

/// The lines of everything that the compiler says in the UI tests.
fn said() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut lines = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "stderr")
            {
                lines.extend(fs::read_to_string(path).unwrap().lines().map(str::to_owned));
            }
        }
    }
    lines
}

/// The messages in the first cell of a row: texts between single or double backticks.
fn messages(row: &str) -> Vec<String> {
    let cell = row.trim_start_matches("| ").split(" | ").next().unwrap();
    let mut messages = Vec::new();
    let mut rest = cell;
    while let Some(begin) = rest.find('`') {
        rest = &rest[begin..];
        let (open, close) = if rest.starts_with("`` ") {
            ("`` ", " ``")
        } else {
            ("`", "`")
        };
        let (message, after) = rest[open.len()..].split_once(close).unwrap();
        messages.push(message.to_owned());
        rest = after;
    }
    messages
}

/// True if the line has all of the message but for its names, in order. `E0277: ..` stands for `error[E0277]: ..`.
fn is_of(line: &str, message: &str) -> bool {
    let (code, text) = match message.split_once(": ") {
        Some((code, text)) if code.starts_with('E') => (format!("error[{code}]: "), text),
        _ => (String::new(), message),
    };
    let mut rest = line;
    let words = text.split('`').step_by(2).map(str::trim);
    std::iter::once(code.as_str()).chain(words).all(|words| {
        rest.split_once(words).is_some_and(|(_, after)| {
            rest = after;
            true
        })
    })
}

#[test]
fn each_message_of_the_page_is_said() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    let page = fs::read_to_string(page).unwrap();
    let said = said();
    let mut rows = 0;
    for table in page.split("| the error says | it means | type |").skip(1) {
        for row in table
            .lines()
            .skip(2)
            .take_while(|line| line.starts_with('|'))
        {
            rows += 1;
            for message in messages(row) {
                assert!(
                    said.iter().any(|line| is_of(line, &message)),
                    "no UI test has it: {message}"
                );
            }
        }
    }
    assert!(rows > 20, "{rows}");
}
