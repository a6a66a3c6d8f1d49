"""The examples: how each is built and started, and what is known of it that no check may hold against it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Example:
    name: str
    # Below `examples`; its own workspace if it is not empty.
    workspace: str = ""
    # Variables of its environment: `{folder}` is an empty folder, `{postgres}` the URL of a database of its own.
    environment: dict[str, str] = field(default_factory=dict)
    # Asks it, once it is served, for the value of `Authorization` of all requests.
    log_in: Callable[[str], str] | None = None
    # Checks that it is not held to, each with the reason.
    left_out: dict[str, str] = field(default_factory=dict)


# Of every example.
LEFT_OUT = {
    "negative_data_rejection": (
        "Pydantic takes `0` and `\"off\"` for `false`, `\"3\"` for `3` and much else that FastAPI's schema does not name, and so does Twinlane"
    ),
    "positive_data_acceptance": (
        "FastAPI's schema of an integer has no bounds, and Rust's integers have: the documented 422. Parts of a form whose names hold control characters are the documented 400"
    ),
}


def first_user(url: str) -> str:
    """Registers the first user, who may do everything, and logs in."""
    username, password = "ada", "analytical engine"
    _posted(f"{url}/users", json.dumps({"username": username, "password": password}), "application/json")
    form = urlencode({"username": username, "password": password})
    token = _posted(f"{url}/token", form, "application/x-www-form-urlencoded")
    return f"Bearer {token['access_token']}"


def _posted(url: str, body: str, media_type: str) -> dict[str, str]:
    request = Request(url, body.encode(), {"content-type": media_type})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


EXAMPLES = [
    Example("first_steps"),
    Example("lifespan", environment={"JOURNAL": "{folder}"}),
    Example("photos"),
    Example("lanes"),
    Example(
        "burgers",
        left_out={"not_a_server_error": "it runs a few scenarios at a time, and the 503 that every place is taken is one of its documented responses"},
    ),
    Example("ledger", "databases"),
    Example("users", "databases", log_in=first_user),
    Example("library", "sql", {"LIBRARY_DATABASE": "{folder}/library.sqlite"}),
    Example("members", "sql", {"MEMBERS_DATABASE_URL": "{postgres}/postgres"}),
    Example("orders", "sql", {"ORDERS_DATABASE_URL": "{postgres}/postgres"}),
]


def target() -> Path:
    return ROOT / os.environ.get("CARGO_TARGET_DIR", "target")


def program(example: Example) -> Path:
    return target() / "debug" / "examples" / example.name


def build_commands(examples: list[Example]) -> list[list[str]]:
    """A command for each workspace."""
    commands = []
    for workspace in sorted({example.workspace for example in examples}):
        names = [example.name for example in examples if example.workspace == workspace]
        chosen = [argument for name in names for argument in ("--example", name)]
        where = [f"--manifest-path={ROOT / 'examples' / workspace / 'Cargo.toml'}", f"--target-dir={target()}"]
        commands.append(["nice", "cargo", "build", "--locked", "--quiet", *where, *chosen])
    return commands
