//! `docs/from-fastapi.md` names everything that the pinned FastAPI has, and nothing that is not there on either side: `conformance/run` keeps
//! the record of FastAPI's names true.

mod right;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Names of the left cells that are no exports of FastAPI: Python's, other packages', and of the program.
const NOT_FASTAPI: &[&str] = &[
    "Any",
    "Decimal",
    "Enum",
    "IntEnum",
    "NamedTuple",
    "ProxyHeadersMiddleware",
    "Relationship",
    "SQLModel",
    "TypedDict",
    "UUID",
    "__call__",
    "asgiref",
    "bool",
    "bytes",
    "custom_openapi",
    "date",
    "datetime",
    "dict",
    "float",
    "int",
    "monkeypatch",
    "passlib",
    "pathlib",
    "pwdlib",
    "pyjwt",
    "secrets",
    "status_code",
    "str",
    "time",
    "timedelta",
    "yield",
];

#[test]
fn the_page_names_everything_that_fastapi_has() {
    let page = fs::read_to_string(root().join("docs/from-fastapi.md")).expect("the page");
    let surface = fs::read_to_string(root().join("conformance/recorded/surface.txt"));
    let surface = surface.expect("the record");
    let surface: BTreeSet<&str> = surface.lines().collect();
    assert!(surface.len() > 900, "{} names", surface.len());

    let complaints = complaints(&page, &surface);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_page_invents_no_name_of_ours() {
    let page = fs::read_to_string(root().join("docs/from-fastapi.md")).expect("the page");
    let words = right::words_of_crates(&root().join("crates"));
    let invented = right::invented(&page, &words);
    assert!(invented.is_empty(), "in no crate: {}", invented.join(", "));
}

#[test]
fn what_no_crate_has_is_found() {
    let words = ["App", "new", "title"].map(str::to_owned).into();
    let page = "| FastAPI | `Heading` |\n| --- | --- |\n| `Query` | `App::new().name(\"Shop\")` or `render` |\n`Prose`";
    assert_eq!(right::invented(page, &words), ["Heading", "name"]);
}

#[test]
fn what_is_missing_and_what_is_gone_is_found() {
    let surface = BTreeSet::from([
        "Query",
        "Query(alias)",
        "Query(gt)",
        "Request.url",
        "app.get",
    ]);
    let page = "| FastAPI | here |\n| --- | --- |\n| `@app.get(path)`, `Query(alias=\"a\", ge)`, `Request.uri` | `Query(gt)` |\n| `Query` | |\n| `ORJSONResponse`, `int`, `q: str` | `Json` |";
    assert_eq!(
        complaints(page, &surface),
        [
            "not on the page: Query(gt)",
            "not on the page: Request.url",
            "no name of FastAPI's: ORJSONResponse",
            "no name of FastAPI's: Query(ge)",
            "no name of FastAPI's: Request.uri",
            "a row without a spelling: | `Query` | |",
        ]
    );
}

/// The names that the page lacks, those on it that FastAPI does not have, and rows that say nothing.
fn complaints(page: &str, surface: &BTreeSet<&str>) -> Vec<String> {
    let named: BTreeSet<String> = page.lines().flat_map(names_of_row).collect();
    let missing = surface.iter().filter(|name| !named.contains(**name));
    let missing = missing.map(|name| format!("not on the page: {name}"));
    let gone = named
        .iter()
        .filter(|name| !surface.contains(name.as_str()))
        .filter(|name| is_export(name) || has_siblings(name, surface));
    let silent = page.lines().filter(|row| row.ends_with(" | |"));
    let silent = silent.map(|row| format!("a row without a spelling: {row}"));
    missing
        .chain(gone.map(|name| format!("no name of FastAPI's: {name}")))
        .chain(silent)
        .collect()
}

/// True if only FastAPI can have the name.
fn is_export(name: &str) -> bool {
    is_name(name) && !NOT_FASTAPI.contains(&name)
}

/// True if the record has other parameters, or other attributes, of what the name belongs to.
fn has_siblings(name: &str, surface: &BTreeSet<&str>) -> bool {
    let end = name.find('(').or_else(|| name.find('.'));
    let Some(owner) = end.map(|end| &name[..=end]) else {
        return false;
    };
    surface.iter().any(|known| known.starts_with(owner))
}

/// The names in the first cell of a row.
fn names_of_row(row: &str) -> Vec<String> {
    let row = row.replace("\\|", "");
    let Some((cell, _)) = row.strip_prefix("| ").and_then(|row| row.split_once(" |")) else {
        return Vec::new();
    };
    let code = cell.split('`').skip(1).step_by(2);
    code.flat_map(names_of_code).collect()
}

/// `Query` and `Query(alias)` of `Query(alias="a")`.
fn names_of_code(code: &str) -> Vec<String> {
    let code = code.trim_start_matches('@');
    let (owner, arguments) = code.split_once('(').unwrap_or((code, ""));
    let arguments = arguments.trim_end_matches(')').split(',');
    let names = arguments.map(|argument| argument.split(['=', ':']).next().unwrap_or("").trim());
    let names = names.filter(|name| is_name(name));
    let mut all = vec![owner.to_owned()];
    all.extend(names.map(|name| format!("{owner}({name})")));
    all
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
