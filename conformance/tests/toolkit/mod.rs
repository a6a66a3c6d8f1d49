//! `toolkit.md` and `server.md` are true: what they name is there.

use std::fs;
use std::path::{Path, PathBuf};

use twinlane_conformance::apps;

use crate::parse;

/// The cases and the tests that a row names. A case is a request of an application.
#[derive(Default)]
struct Named {
    /// The application, and the beginning of a path.
    cases: Vec<(String, String)>,
    tests: Vec<String>,
}

#[test]
fn every_case_and_every_test_that_they_name_is_there() {
    for (file, cases, tests) in [("toolkit.md", 60, 8), ("server.md", 1, 50)] {
        is_true(file, (cases, tests));
    }
}

/// The ways in which a row says what holds Twinlane to a behaviour, or why nothing does.
const SAYS: [&str; 7] = [
    "test `",
    "`checks/",
    "no case: ",
    "](",
    "difference",
    "the same test",
    "`: `/",
];

#[test]
fn each_behaviour_of_the_server_has_a_case_or_a_reason() {
    let table = fs::read_to_string(here().join("server.md")).expect("the table");
    let silent = silent_rows(&table);
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn a_row_that_says_nothing_is_found() {
    let table = "| option | case or test |\n| --- | --- |\n| `--a` | with the sockets |\n| `--b` | test `b` |";
    assert_eq!(silent_rows(table), ["| `--a` | with the sockets |"]);
}

fn silent_rows(table: &str) -> Vec<&str> {
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let rows = rows.filter(|row| !row.starts_with("| ---") && !row.ends_with("| case or test |"));
    let cell = |row: &str| {
        row.split_once(" | ")
            .map_or("", |(_, cell)| cell)
            .to_owned()
    };
    rows.filter(|row| !SAYS.iter().any(|word| cell(row).contains(word)))
        .collect()
}

/// It names more cases and tests than these.
fn is_true(file: &str, least: (usize, usize)) {
    let table = fs::read_to_string(here().join(file)).expect("the table");
    let Named { cases, tests } = named(&table);
    let sources = sources();
    let mut missing = Vec::new();
    for (app, path) in &cases {
        if !paths(app).iter().any(|known| known.starts_with(path)) {
            missing.push(format!("no request of {app} is {path}"));
        }
    }
    for test in &tests {
        if !sources.contains(&format!("fn {test}()")) {
            missing.push(format!("no test is called {test}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let counts = (cases.len(), tests.len());
    assert!(
        counts.0 > least.0 && counts.1 > least.1,
        "not read: {counts:?}"
    );
}

#[test]
fn a_row_that_names_what_is_not_there_is_found() {
    let table =
        "| behaviour | case: `cors` |\n| a | `/nothing`, `stack`: `/or..`; test `no_such_test` |";
    let Named { cases, tests } = named(table);
    let of = |app: &str, path: &str| (app.to_owned(), path.to_owned());
    assert_eq!(cases, [of("cors", "/nothing"), of("stack", "/or")]);
    assert_eq!(tests, ["no_such_test"]);
    assert!(
        !paths("cors")
            .iter()
            .any(|known| known.starts_with("/nothing"))
    );
    assert!(paths("stack").iter().any(|known| known.starts_with("/or")));
}

fn named(table: &str) -> Named {
    let mut named = Named::default();
    let mut of_section = String::new();
    for line in table.lines() {
        let Some((_, cell)) = line
            .strip_prefix("| ")
            .and_then(|row| row.split_once(" | "))
        else {
            continue;
        };
        let mut app = of_section.clone();
        let parts: Vec<&str> = cell.split('`').collect();
        for (at, word) in parts.iter().enumerate().skip(1).step_by(2) {
            let after = parts.get(at + 1).copied().unwrap_or_default();
            if parts[at - 1].ends_with("test ") {
                named.tests.push((*word).to_owned());
            } else if after.starts_with(':') || line.contains("| case: `") {
                (*word).clone_into(&mut app);
            } else if word.starts_with('/') && !word.contains(' ') && is_here(&app) {
                named
                    .cases
                    .push((app.clone(), word.trim_end_matches("..").to_owned()));
            }
        }
        if line.contains("| case: `") {
            of_section = app;
        } else if line.contains("| case") {
            of_section.clear();
        }
    }
    named
}

fn is_here(app: &str) -> bool {
    apps::ALL.iter().any(|(name, _)| *name == app)
}

/// The paths of all requests of an application, also of those that are written out as text.
fn paths(app: &str) -> Vec<String> {
    let requests = here().join("requests").join(format!("{app}.jsonl"));
    let lines = fs::read_to_string(requests).expect("requests");
    let path = |line: &str| {
        let request = parse(line);
        let path = request["path"].as_str();
        let path = path.or_else(|| request["raw"].as_str()?.split(' ').nth(1));
        path.map(str::to_owned)
    };
    lines.lines().filter_map(path).collect()
}

/// All tests of the workspace.
fn sources() -> String {
    let mut folders = vec![here().join("../crates"), here().join("../examples/tests")];
    let mut sources = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|name| name == "rs") {
                sources.push_str(&fs::read_to_string(path).expect("a source"));
            }
        }
    }
    sources
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
