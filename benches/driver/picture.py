"""Bar charts in SVG, readable on a light and on a dark page, from what was recorded."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from .contenders import AXUM, HYPER, TWINLANE

WIDTH, MARGIN = 960, 24
LABEL = 108
"""The place where the contenders' names end and the bars begin."""
VALUE = 82
"""The space behind the longest bar, for its number."""
GAP = 28
HEAD, TITLE, HEADING, ROW, BAR = 84, 26, 20, 21, 13
LEAST_MS = 0.04
"""The beginning of the scale of latencies: about the time of a ping to an idle server."""

STYLE = """
  svg { --page: #ffffff; --ink: #1f2328; --faint: #59636e; --bar: #a8b3bf; --ours: #c2410c }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --bar: #4a545f; --ours: #fb923c }
  }
  .page { fill: var(--page) } .bar { fill: var(--bar) } .ours { fill: var(--ours) }
  text { fill: var(--ink); font: 13px system-ui, sans-serif } .faint { fill: var(--faint); font-size: 12px }
  .title { font-size: 19px; font-weight: 600 } .panel { font-size: 14px; font-weight: 600 } .name { text-anchor: end }
  .strong { font-weight: 600 }
"""


@dataclass(frozen=True)
class Column:
    """One measure of a panel: a bar a contender."""

    heading: str
    values: dict[str, float]
    form: Callable[[float], str]
    logarithmic: tuple[float, float] | None = None
    """The beginning and the end of a logarithmic scale; without it, the scale is linear and ends with the longest bar."""

    def share(self, value: float) -> float:
        """The length of the bar, as a share of the longest possible."""
        if not self.logarithmic:
            return value / max(self.values.values())
        least, most = self.logarithmic
        return math.log(max(value, least) / least) / math.log(most / least)


@dataclass(frozen=True)
class Panel:
    title: str
    columns: tuple[Column, ...]

    def names(self) -> list[str]:
        """The rows, as the first column orders them."""
        return list(self.columns[0].values)

    def height(self) -> int:
        return TITLE + HEADING + ROW * len(self.names()) + GAP


def of_run(record: dict[str, Any]) -> str:
    """Throughput and CPU time a request, an operation a panel."""
    contenders = _own_shapes(record["contenders"])
    titles = dict.fromkeys(title for figures in contenders.values() for title in figures)
    panels = []
    for title in titles:
        timed = {name: figures[title] for name, figures in contenders.items() if "per_second" in figures.get(title, {})}
        if len(timed) > 1:
            ordered = dict(sorted(timed.items(), key=lambda pair: pair[1]["per_second"], reverse=True))
            per_second = {name: figures["per_second"] for name, figures in ordered.items()}
            cpu = {name: figures["cpu_microseconds"] for name, figures in ordered.items()}
            columns = (
                Column("requests a second (longer is better)", per_second, lambda value: f"{value:,.0f}"),
                Column("CPU µs a request (shorter is better)", cpu, lambda value: f"{value:,.1f}"),
            )
            panels.append(Panel(title, columns))
    subtitle = f"{record['connections']} connections, each contender as its users run it"
    return _draw("Twinlane side by side", (subtitle, record["when_and_where"]), panels)


def of_blocked(record: dict[str, Any]) -> str:
    """The latencies of a ping, with a panel for each kind of work that goes on meanwhile."""
    scale = (LEAST_MS, max(value for felt in record["p99_ms"].values() for value in felt.values()))
    panels = []
    for title, felt in record["p99_ms"].items():
        values = dict(sorted(_own_shapes(felt).items(), key=lambda pair: pair[1]))
        column = Column("ms, logarithmic (shorter is better)", values, _milliseconds, scale)
        panels.append(Panel(title.replace("`", ""), (column,)))
    subtitle = f"99th percentile of GET /ping while {record['connections']} connections ask for such an operation without pause"
    return _draw("What an unrelated request waits", (subtitle, record["when_and_where"]), panels)


def _milliseconds(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def _own_shapes(by_name: dict[str, Any]) -> dict[str, Any]:
    """Without hyper and axum with as many workers as Twinlane: nobody runs them so."""
    kept = {name: value for name, value in by_name.items() if name not in (HYPER, AXUM)}
    return {name.split(", ")[0] if "workers" in name else name: value for name, value in kept.items()}


def _draw(title: str, subtitles: tuple[str, ...], panels: list[Panel]) -> str:
    height = HEAD + sum(panel.height() for panel in panels) + MARGIN - GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}" rx="8"/>',
        _text(MARGIN, 34, title, "title"),
        *(_text(MARGIN, 54 + 18 * line, subtitle, "faint") for line, subtitle in enumerate(subtitles)),
    ]
    top = HEAD
    for panel in panels:
        lines += _panel(panel, top)
        top += panel.height()
    return "\n".join([*lines, "</svg>", ""])


def _panel(panel: Panel, top: int) -> Iterator[str]:
    yield _text(MARGIN, top + 18, panel.title, "panel")
    room = (WIDTH - 2 * MARGIN - LABEL) // len(panel.columns)
    names = panel.names()
    for row, name in enumerate(names):
        y = top + TITLE + HEADING + row * ROW
        yield _text(MARGIN + LABEL - 8, y + BAR - 2, name, "name strong" if name == TWINLANE else "name")
    for place, column in enumerate(panel.columns):
        x = MARGIN + LABEL + place * room
        longest = room - VALUE
        yield _text(x, top + TITLE + 12, column.heading, "faint")
        for row, name in enumerate(names):
            y = top + TITLE + HEADING + row * ROW
            length = max(column.share(column.values[name]) * longest, 1)
            ours = name == TWINLANE
            yield f'<rect class="{"ours" if ours else "bar"}" x="{x}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2"/>'
            yield _text(x + length + 6, y + BAR - 2, column.form(column.values[name]), "strong" if ours else "")


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}">{escape(text)}</text>'
