"""The readings of three servers, request by request, and which differences are accepted."""

import fnmatch
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from . import accepted, readings, servers
from .accepted import Entry
from .readings import Case, Step
from .verdict import Verdict, verdict

Reading = tuple[Step, ...]


@dataclass(frozen=True)
class Row:
    """A request as each server read it."""

    case: Case
    twinlane: Reading
    others: dict[str, Reading]
    verdicts: dict[str, Verdict]
    details: dict[str, str]
    reasons: dict[str, Entry]  # by the server whose difference is accepted

    @property
    def worst(self) -> Verdict:
        return max(self.verdicts.values())

    @property
    def open(self) -> list[str]:
        """The servers to which there is a difference that nobody has accepted."""
        feared = [server for server, found in self.verdicts.items() if found >= Verdict.LAXER]
        return [server for server in feared if server not in self.reasons]


@dataclass(frozen=True)
class Comparison:
    """All rows, and the names in the list of accepted differences that accept nothing."""

    rows: list[Row]
    entries: list[Entry]
    unused: list[str]


def run() -> Comparison:
    """Sends all requests to all servers."""
    cases, entries = readings.cases(), accepted.entries()
    with servers.twinlane() as ours, servers.nginx() as nginx, servers.uvicorn() as uvicorn:
        with ThreadPoolExecutor(3) as pool:
            read = list(pool.map(lambda server: readings.of(server, cases), [ours, nginx, uvicorn]))
    rows = [_row(case, *each, entries) for case, *each in zip(cases, *read, strict=True)]
    return Comparison(rows, entries, _unused(rows, entries))


def _row(case: Case, ours: Reading, nginx: Reading, uvicorn: Reading, entries: list[Entry]) -> Row:
    others = {"nginx": nginx, "Uvicorn": uvicorn}
    found = {server: verdict(ours, other, is_proxy=server == "nginx") for server, other in others.items()}
    reasons = {}
    for server, (result, _) in found.items():
        fitting = [entry for entry in entries if entry.accepts(case.name, server, result)]
        if fitting:
            reasons[server] = fitting[0]
    verdicts = {server: result for server, (result, _) in found.items()}
    details = {server: detail for server, (_, detail) in found.items()}
    return Row(case, ours, others, verdicts, details, reasons)


def _unused(rows: list[Row], entries: list[Entry]) -> list[str]:
    found = []
    for entry in entries:
        accepting = [row.case.name for row in rows if entry in row.reasons.values()]
        for name in entry.requests:
            if not any(fnmatch.fnmatchcase(other, name) for other in accepting):
                found.append(f"{entry.title}: {name}")
    return found
