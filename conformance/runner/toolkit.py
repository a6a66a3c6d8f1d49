"""Checks that the cases, tests and differences that `toolkit.md` names are there: a row whose case was renamed holds nothing."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from . import exchange, layout

TABLE = layout.HOME / "toolkit.md"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "TRACE"}
NAMED = re.compile(r"`([^`]+)`(:?)|difference (?:of )?\"([^\"]+)\"|\b(notes?|tests?)\b")
"""A case or a test, a difference, or the word that says what comes next."""


def problems() -> list[str]:
    """The names without a case, test or difference, a line each."""
    return [f"{TABLE.name}: {row}: {problem}" for row, app, cell in _rows() for problem in _of_row(app, cell)]


def _rows() -> Iterator[tuple[str, str | None, str]]:
    """Each behaviour, the application that its table is of, and the cell that names cases."""
    app = None
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|") or len(cells) < 2 or set(cells[0]) <= set("-| "):
            continue
        if cells[0] == "behaviour":
            named = re.search(r"`(\w+)`", cells[1])
            app = named[1] if named else None
        else:
            yield cells[0], app, cells[1]


def _of_row(app: str | None, cell: str) -> Iterator[str]:
    """The problems of a row."""
    is_named = False
    for clause in re.split(r"; |\. ", cell):
        kind = "path"
        for text, colon, difference, word in NAMED.findall(clause):
            if word:
                kind = word.rstrip("s")
            elif difference:
                is_named = True
                if difference not in _differences():
                    yield f"there is no difference {difference!r}"
            elif text in layout.applications() and (colon or kind == "path"):
                app, kind, is_named = text, "path", True
            else:
                is_named = True
                if problem := _problem(app, kind, text):
                    yield problem
    says_why = re.match(r"(no case|the same|every|not here yet|\*)", cell)
    if not is_named and not says_why:
        yield "it names no case, and no reason"


def _problem(app: str | None, kind: str, text: str) -> str | None:
    if "/" in text and (layout.WORKSPACE / text).exists():
        return None
    if kind == "test":
        return None if text in _functions() else f"there is no test {text!r}"
    if kind == "note" and not text.startswith("."):
        return None if app and any(_matches(text, note) for note in _notes(app)) else f"{app} has no note {text!r}"
    method, _, path = text.rpartition(" ")
    if not path.startswith(("/", "?")) or method and method not in METHODS:
        return None if _is_said(app, text) else f"no request of {app} has {text!r} in it"
    has = app is not None and any(_is_asked(path, method, line) for line in _lines(app))
    return None if has else f"{app} has no request {text!r}"


def _is_said(app: str | None, text: str) -> bool:
    """True of what a request has in it: a header, a host, a note. What belongs to an API is none of them."""
    if app is None or "::" in text:
        return True
    return any(_matches(f"..{text}..", value) for line in _lines(app) for value in _texts(line))


def _texts(line: Any) -> Iterator[str]:
    if isinstance(line, dict | list):
        for one in [*line, *line.values()] if isinstance(line, dict) else line:
            yield from _texts(one)
    else:
        yield str(line)


def _is_asked(path: str, method: str, line: dict[str, Any]) -> bool:
    """True of the path itself, of it with a query, and of what is below it."""
    asked = line.get("path", "/")
    if method and method != line.get("method", "GET"):
        return False
    if path.startswith("?"):
        return _matches(f"..{path}..", asked)
    return any(_matches(path + more, asked) for more in ("", "?..", "/.."))


def _matches(named: str, there: str) -> bool:
    """Two dots stand for any text."""
    parts = re.split(r"\s*\.\.\s*", named)
    return re.fullmatch(".*".join(map(re.escape, parts)), there, re.DOTALL) is not None


@cache
def _lines(app: str) -> list[dict[str, Any]]:
    lines = layout.requests_file(app).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()] + [one.line for one in exchange.load(app)]


@cache
def _notes(app: str) -> set[str]:
    return {line["note"] for line in _lines(app) if "note" in line}


@cache
def _differences() -> set[str]:
    entries = tomllib.loads(layout.DIFFERENCES.read_text(encoding="utf-8")).get("difference", [])
    return {entry["name"] for entry in entries}


@cache
def _functions() -> set[str]:
    """The names of all tests."""
    sources = [file for folder in ("crates", "conformance", "examples") for file in (layout.WORKSPACE / folder).rglob("*.rs") if _is_ours(file)]
    test = re.compile(r"#\[(?:tokio::)?test(?:\([^)]*\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:async )?fn (\w+)")
    return {name for file in sources for name in test.findall(file.read_text(encoding="utf-8"))}


def _is_ours(file: Path) -> bool:
    return "target" not in file.parts and ".venv" not in file.parts
