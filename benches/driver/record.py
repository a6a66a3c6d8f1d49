"""The measurements as JSON beside the report: a picture can be drawn from it again."""

import json
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from . import layout, machine, throughput
from .operations import ALL, GZIP, OWN, Operation

if TYPE_CHECKING:
    from .blocked_report import Felt
    from .run import Measured


def of_run(measured: "Measured") -> dict[str, Any]:
    """By contender and operation's title; what was not measured is absent."""
    names = dict.fromkeys(name for name, _ in (*measured.instructions, *measured.calls, *measured.rounds))
    return {
        "when_and_where": machine.brief(),
        "connections": throughput.CONNECTIONS,
        "contenders": {name: _contender(measured, name) for name in names},
    }


def of_blocked(felt: "list[Felt]", titles: dict[str, str], connections: int) -> dict[str, Any]:
    """The picture's p99 by title and contender, and beside them all latencies by contender, path and connections."""
    return {
        "when_and_where": machine.brief(),
        "connections": connections,
        "p99_ms": {title: {one.name: one.busy[path, connections]["p99_ms"] for one in felt} for path, title in titles.items()},
        "contenders": {
            one.name: {
                "idle": one.idle,
                "busy": {f"{path}, {count} connections": measured for (path, count), measured in one.busy.items()},
                "waits_ms": one.waits,
            }
            for one in felt
        },
    }


def write(name: str, record: dict[str, Any]) -> None:
    _path(name).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(name: str) -> dict[str, Any]:
    return json.loads(_path(name).read_text(encoding="utf-8"))


def _path(name: str) -> Path:
    return layout.RESULTS / f"{name}.json"


def _contender(measured: "Measured", name: str) -> dict[str, dict[str, Any]]:
    found = {operation.title: _operation(measured, name, operation) for operation in (*ALL, *OWN, GZIP)}
    return {title: figures for title, figures in found.items() if figures}


def _operation(measured: "Measured", name: str, operation: Operation) -> dict[str, Any]:
    key = (name, operation)
    figures: dict[str, Any] = {}
    if key in measured.instructions:
        figures["instructions"] = round(measured.instructions[key])
    if key in measured.calls:
        figures["system_calls"] = {call: round(count, 3) for call, count in measured.calls[key].items() if count}
    if key in measured.rounds:
        taken = measured.rounds[key]
        figures["per_second"] = round(median(taken.per_second))
        figures["per_second_by_round"] = [round(value) for value in taken.per_second]
        figures["cpu_microseconds"] = round(taken.cpu_microseconds(), 2)
    return figures
