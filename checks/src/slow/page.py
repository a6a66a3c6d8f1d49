"""The results as Markdown: `checks/results/slow.md`."""

import os
import platform

import record

from .attacks import CONNECTIONS, DEADLINE_SECONDS, LONGEST_P99, ROUNDS, Result


def text(results: list[Result], summary: str) -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    machine = f"Linux {platform.release()}, {os.cpu_count()} cores, load at the end {load}"
    head = ["attack", "p99, ms", "by round", "p99 without, ms", "RSS before, MiB", "peak", "after", "held at most, s", ""]
    lines = [head, ["---"] * len(head), *map(_cells, results)]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return f"""# Slow clients: `checks/slow`

{record.day_and_commit()}; {_tool()}; {machine}.

{summary}

slowhttptest with {CONNECTIONS} connections, {ROUNDS} rounds an attack, while another client asks for `/ping`
every 2 ms; server, attacker and that client share the machine, of which the attacker has what the others leave (`chrt --idle`). The deadlines of the server are {DEADLINE_SECONDS} s. The p99 is the median of the
rounds, and may be {LONGEST_P99 * 1000:.0f} ms; beside it that of the same client just before each attack, which is what the machine itself makes it wait.

{table}
"""


def line(result: Result) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(("p99", "rounds", "without", "RSS", "peak", "after", "held"), _cells(result)[1:8], strict=True))


def _cells(result: Result) -> list[str]:
    ended = [one.ended for one in result.rounds]
    held = "not in time" if None in ended else f"{max(end for end in ended if end is not None):.1f}"
    held = held if result.attack.holds else "–"
    return [
        result.attack.name,
        f"{result.p99 * 1000:.2f}",
        ", ".join(f"{one.attacked * 1000:.2f}" for one in result.rounds),
        f"{result.calm_p99 * 1000:.2f}",
        f"{result.before:.0f}",
        f"{result.peak:.0f}",
        f"{result.after:.0f}",
        held,
        "; ".join(result.mistakes) or "holds",
    ]


def _tool() -> str:
    return record.output("dpkg-query", "--show", "--showformat=${Package} ${Version}", "slowhttptest")
