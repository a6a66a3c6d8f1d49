"""The page of the guide that lists the intended differences: `docs/differences.md`, written from the list."""

import tomllib

from . import layout

HEAD = """# Where Twinlane differs from FastAPI on purpose

Everything else is meant to be the same on the wire. This page is written from `conformance/differences.toml`, which
`conformance/run` holds Twinlane to.
"""


def text() -> str:
    """The page."""
    entries = tomllib.loads(layout.DIFFERENCES.read_text(encoding="utf-8")).get("difference", [])
    sections = [f"\n## {entry['name']}\n\n{entry['reason'].strip()}\n" for entry in entries]
    return HEAD + "".join(sections)


def write() -> None:
    layout.PAGE.parent.mkdir(exist_ok=True)
    layout.PAGE.write_text(text(), encoding="utf-8")


def is_true() -> bool:
    """True if the page says what the list says."""
    return layout.PAGE.exists() and layout.PAGE.read_text(encoding="utf-8") == text()
