"""The results as Markdown: `checks/results/hostile.md`."""

import platform
import subprocess
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version

import record

from . import readings
from .attack import Result
from .comparison import Comparison, Row
from .states import STOP_SECONDS, TEARDOWN_SECONDS
from .stops import Stop
from .verdict import Verdict


def page(stops: list[tuple[Stop, Stop | None]], attacks: list[Result], comparison: Comparison | None, summary: str) -> str:
    parts = [_head(summary)]
    if stops:
        parts.append(_stops(stops))
    if attacks:
        parts.append(_attacks(attacks))
    if comparison:
        parts.append(_readings(comparison))
    return "\n".join(parts)


def _head(summary: str) -> str:
    return f"""# Hostile clients: `checks/hostile`

{record.day_and_commit()}; {_processor()}; Linux {platform.release()}; {_versions()}.

{summary}
"""


def _stops(stops: list[tuple[Stop, Stop | None]]) -> str:
    rows = [
        [
            mine.state.name,
            _seconds(mine),
            mine.received or "-",
            ", ".join(mine.notes) or "-",
            "-" if other is None else _seconds(other),
            "-" if other is None else (other.received or "-"),
            "; ".join(mine.mistakes) or "as expected",
        ]
        for mine, other in stops
    ]
    head = ["at the signal", "Twinlane ends after", "its client", "its application", "Uvicorn ends after", "its client", ""]
    return f"""## Stops

From SIGTERM to the end of the process, with `--shutdown-timeout {STOP_SECONDS}`; Uvicorn with `--timeout-graceful-shutdown {STOP_SECONDS}`.
What is in flight may take these {STOP_SECONDS} seconds, and teardowns {TEARDOWN_SECONDS} more. The signal comes 0.7 s after the request.

{_table(head, rows)}
"""


def _seconds(stop: Stop) -> str:
    code = "" if stop.exit_code in (0, -15) else f", exit code {stop.exit_code}"
    return "does not" if stop.seconds is None else f"{stop.seconds:.1f} s{code}"


def _attacks(attacks: list[Result]) -> str:
    rows = [
        [
            result.attack.name,
            f"{result.before:.0f}",
            f"{result.peak:.0f}",
            f"{result.after:.0f}",
            f"{result.cpu:.1f}",
            f"{result.typical_wait * 1000:.1f}",
            f"{result.longest_wait * 1000:.0f}",
            "; ".join(result.facts),
            "; ".join(result.mistakes) or "holds",
        ]
        for result in attacks
    ]
    head = ["attack", "RSS before, MiB", "peak", "after", "CPU, s", "ping median, ms", "longest", "found", ""]
    return f"""## Attacks

Each on a server of its own, while another client asks for `/ping` twenty times a second. Deadlines that an attack is about are set to
3 seconds; memory and CPU time are the server's.

{_table(head, rows)}
"""


def _readings(comparison: Comparison) -> str:
    counts = [
        [server, *(str(sum(row.verdicts[server] is verdict for row in comparison.rows)) for verdict in Verdict)]
        for server in ("nginx", "Uvicorn")
    ]
    marker = readings.MARKER.splitlines()[0].decode()
    text = f"""## Requests that servers read differently

{len(comparison.rows)} requests, each followed by another (`{marker}`) in the same write, to Twinlane, to nginx before a backend that
notes what it gets, and to FastAPI on Uvicorn.

{_table(["Twinlane, beside", *(verdict.name.lower() for verdict in Verdict)], counts)}

`stricter`: Twinlane refuses or ends the connection where the other goes on. `laxer`: the other way round. `different`: both go on, and not
with the same request.
"""
    text += "\n### Accepted\n"
    for entry in comparison.entries:
        rows = [row for row in comparison.rows if entry in row.reasons.values()]
        text += f"\n**{entry.title}.** {entry.reason}\n\n{_rows(rows)}\n"
    if left := [row for row in comparison.rows if row.open]:
        text += f"\n### Not accepted\n\n{_rows(left)}\n"
    stricter = [row for row in comparison.rows if row.worst is Verdict.STRICTER]
    return text + f"\n### Stricter\n\n{_rows(stricter)}\n"


def _rows(rows: list[Row]) -> str:
    table = [
        [
            row.case.name,
            _cell(row.twinlane),
            *(f"{_cell(other)} ({row.verdicts[server].name.lower()})" for server, other in row.others.items()),
        ]
        for row in rows
    ]
    return _table(["request", "Twinlane", "nginx", "Uvicorn"], table)


def _cell(steps: Iterable[object]) -> str:
    return " → ".join(map(str, steps))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_escaped(cell) for cell in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    """Without what ends a cell or a line, or is no text at all."""
    text = "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
    return text.replace("|", "\\|").replace("<", "&lt;")


def _processor() -> str:
    names = [line.partition(":")[2].strip() for line in open("/proc/cpuinfo", encoding="ascii") if "model name" in line]
    return ", ".join(f"{name}, {count} cores" for name, count in Counter(names).items()) or platform.machine()


def _versions() -> str:
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False).stderr.strip().rpartition("/")[2]
    return f"nginx {nginx}, Uvicorn {version('uvicorn')} with httptools {version('httptools')}, Python {platform.python_version()}"
