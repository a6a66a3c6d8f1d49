"""The results as Markdown: `checks/results/http2.md`."""

import platform
from importlib.metadata import version

import record
from hostile.attack import Result

from . import accepted
from .case import Ran
from .floods import SHORT
from .peers import Spoke
from .stops import STOP_SECONDS, Stopped


def page(ran: list[Ran], spoke: list[Spoke], stopped: list[Stopped], flooded: list[Result], summary: str) -> str:
    parts = [_head(summary)]
    parts.append("## Real clients\n\n" + _table(["client", "what", ""], [[one.client, one.what, one.mistake or one.found] for one in spoke]))
    parts.append(
        "## The standard\n\nBy the sections of RFC 7540 and 7541 that h2spec names, and of RFC 9113 (8.3.1, 8.5). The right column is what came back.\n\n"
        + _table(["section", "case", "", "came back"], [[one.case.section, one.case.name, _verdict(one), one.answer] for one in ran])
    )
    rows = [[one.stop.name, f"{one.seconds:.1f} s", one.answer, ", ".join(one.notes) or "-", "; ".join(one.mistakes) or "as expected"] for one in stopped]
    parts.append(
        f"## Stops\n\nFrom SIGTERM to the end of the process, with `--shutdown-timeout {STOP_SECONDS}`. The signal comes 0.7 s after the request.\n\n"
        + _table(["at the signal", "ends after", "its client", "its application", ""], rows)
    )
    options = ", ".join(f"`--{name} {value}`" for name, value in SHORT.items())
    parts.append(
        "## Floods\n\nEach on a server of its own, while another client asks for `/ping` twenty times a second, by HTTP/1.1. "
        f"Deadlines are shortened: {options}. Floods without end are sent for as long as the server takes them.\n\n" + _table(FLOODS, [_flood(one) for one in flooded])
    )
    return "\n".join(parts)


def _verdict(one: Ran) -> str:
    reason = accepted.REASONS.get(one.case.title)
    return f"accepted: {reason}" if reason else one.mistake or "holds"


FLOODS = ["flood", "RSS before, MiB", "peak", "after", "CPU, s", "seconds", "ping median, ms", "longest", "found", ""]


def _flood(one: Result) -> list[str]:
    return [
        one.attack.name,
        f"{one.before:.0f}",
        f"{one.peak:.0f}",
        f"{one.after:.0f}",
        f"{one.cpu:.1f}",
        f"{one.seconds:.1f}",
        f"{one.typical_wait * 1000:.1f}",
        f"{one.longest_wait * 1000:.0f}",
        "; ".join(one.facts) or "-",
        "; ".join(one.mistakes) or "holds",
    ]


def _head(summary: str) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("h2", "hyperframe", "hpack"))
    return f"""# HTTP/2: `checks/http2`

{record.day_and_commit()}; Linux {platform.release()}; {versions}.

{summary}
"""


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"
