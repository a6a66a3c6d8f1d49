"""The exchanges of an application: had with both servers, compared, recorded."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from . import exchange, layout, servers
from .differences import Differences
from .exchange import Exchange, Outcome
from .servers import Port, ServerFailed
from .talk import talk

AT_ONCE = 8

Server = Callable[[tuple[str, ...]], AbstractContextManager[Port]]

NOT_STARTED = Outcome(end="the server does not start")


def check(app: str, program: Path, differences: Differences) -> Iterator[tuple[str, list[str]]]:
    """The title of each exchange with what is wrong."""
    exchanges = exchange.load(app)
    recorded = read(app)
    outcomes = zip(
        exchanges,
        _outcomes(exchanges, lambda options: servers.fastapi(app, options)),
        _outcomes(exchanges, lambda options: servers.twinlane(app, program, options)),
    )
    for one, fastapi, twinlane in outcomes:
        found = _complaints(differences.of_exchange(app, one.title), fastapi, twinlane)
        if recorded.get(one.title) != fastapi:
            found.append("the record is not true: conformance/run --record")
        yield one.title, found
    titles = {one.title for one in exchanges}
    for title in differences.exchanges.get(app, {}).keys() - titles:
        yield title, ["listed as a difference, but no exchange shows it"]


def record(app: str) -> int:
    """Records what becomes of the exchanges on FastAPI; gives their number."""
    exchanges = exchange.load(app)
    outcomes = _outcomes(exchanges, lambda options: servers.fastapi(app, options))
    lines = [{"exchange": one.line, "fastapi": vars(outcome)} for one, outcome in zip(exchanges, outcomes)]
    if lines:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        layout.outcomes_file(app).write_text(text, encoding="utf-8")
    return len(lines)


def read(app: str) -> dict[str, Outcome]:
    """The recorded outcomes, by title; empty without a record."""
    file = layout.outcomes_file(app)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    parsed = [json.loads(line) for line in lines]
    return {f"{line['exchange']['row']}: {line['exchange']['note']}": Outcome(**line["fastapi"]) for line in parsed}


def _outcomes(exchanges: list[Exchange], server: Server) -> list[Outcome]:
    """The outcomes of the exchanges. Those with the same options share a server, if they do not stop it."""
    outcomes: dict[str, Outcome] = {}
    for (options, _), group in groupby(sorted(exchanges, key=_group), key=_group):
        together = list(group)
        try:
            with server(options) as port, ThreadPoolExecutor(AT_ONCE) as pool:
                results = pool.map(lambda one, port=port: talk(port, one), together)
                outcomes.update((one.title, outcome) for one, outcome in zip(together, results))
        except ServerFailed:
            if not options:
                raise
            outcomes.update((one.title, NOT_STARTED) for one in together)
    return [outcomes[one.title] for one in exchanges]


def _group(one: Exchange) -> tuple[tuple[str, ...], str]:
    return one.options, one.title if one.stops else ""


def _complaints(stated: dict[str, object] | None, fastapi: Outcome, twinlane: Outcome) -> list[str]:
    if stated is None:
        return [f"FastAPI's {difference}" for difference in fastapi.differences(twinlane)]
    if fastapi == twinlane:
        return ["listed as a difference, but there is none: take it out of the list"]
    return [f"the list's {difference}" for difference in replace(fastapi, **stated).differences(twinlane)]
