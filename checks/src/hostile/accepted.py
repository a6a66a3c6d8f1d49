"""The differences between servers that are accepted, each with its reason: `accepted.toml`."""

import fnmatch
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .verdict import Verdict

FILE = Path(__file__).parent / "accepted.toml"


@dataclass(frozen=True)
class Entry:
    """Requests that are accepted to be read differently than by some servers, and why."""

    title: str
    reason: str
    requests: tuple[str, ...]
    verdicts: dict[str, Verdict]

    def accepts(self, request: str, server: str, verdict: Verdict) -> bool:
        return self.verdicts.get(server) is verdict and any(fnmatch.fnmatchcase(request, name) for name in self.requests)


def entries() -> list[Entry]:
    loaded = tomllib.loads(FILE.read_text(encoding="utf-8")).get("difference", [])
    return [
        Entry(
            entry["title"],
            " ".join(entry["reason"].split()),
            tuple(entry["requests"]),
            {server: Verdict[verdict.upper()] for server, verdict in entry["verdicts"].items()},
        )
        for entry in loaded
    ]
