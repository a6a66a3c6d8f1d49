"""The command line: `checks/batches`."""

import argparse
import sys

import record
from hostile import servers

from . import answers, hostile_inputs, overload, starts

RESULTS = servers.WORKSPACE / "checks" / "results" / "batches.md"
PARTS = ("answers", "overload", "inputs", "starts")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/batches",
        description="Sends a million items through batch functions, ten times what they can do, and what no model can take.",
        epilog="The last line is `N passed, M failed`. Takes three minutes after building. Writes checks/results/batches.md.",
    )
    parser.add_argument("--only", choices=PARTS, help="one part; writes nothing")
    only = parser.parse_args().only
    pages: list[str] = []
    mistakes: list[tuple[str, str]] = []
    passed = 0
    for part in PARTS:
        if only in (None, part):
            page, of_part, wrong = RUNS[part]()
            pages.append(page)
            passed += of_part
            mistakes += wrong
    for name, mistake in mistakes[:20]:
        print(f"FAILED {name}: {mistake}", flush=True)
    summary = f"{passed} passed, {len(mistakes)} failed"
    if only is None:
        head = f"# Batches: `checks/batches`\n\n{record.day_and_commit()}.\n\n{summary}\n"
        RESULTS.write_text("\n".join([head, *pages]), encoding="utf-8")
    else:
        print(*pages, sep="\n")
    print(summary)
    return 1 if mistakes else 0


Part = tuple[str, int, list[tuple[str, str]]]


def _answers() -> Part:
    found = answers.run()
    rows = [f"| {name} | {found.counts[name]:,} | {_runs(name)} |" for name in (*answers.RUNS_OF, answers.LEFT, answers.CUT_OFF)]
    page = f"""## Each item is answered once

{answers.ITEMS:,} items, in requests of 1 to 200 by {answers.CLIENTS} clients, to three functions: one with keys that computes, one with owners, one with a
wait and a deadline; by `many`, by `one` for each, and from threads that block. Some panic, some are forgotten by their function, some clients leave, some have
a deadline of up to 20 ms. The server is stopped {answers.STOPS} times in the middle. The seed is {answers.SEED}. It took {found.seconds:.0f} s.

| the answer of an item | items | how often it may have run |
| --- | --- | --- |
{chr(10).join(rows)}

Of the items whose clients had left, {found.ran_of_left:,} had run.
"""
    return page, int(not found.mistakes), [("each item is answered once", mistake) for mistake in found.mistakes]


def _runs(name: str) -> str:
    allowed = {answers.LEFT: {0, 1}, answers.CUT_OFF: {0}} | answers.RUNS_OF
    return " or ".join(map(str, sorted(allowed[name])))


def _overload() -> Part:
    found = overload.run()
    page = f"""## Ten times the load

A function with batches of up to 32 and room for 64. For {overload.SECONDS:.0f} s each, {overload.CLIENTS} clients that wait for their answers, and as many
requests as are offered; then half of the peak.

| | |
| --- | --- |
| peak, items/s | {found.peak:.0f} |
| offered, items/s | {found.offered:.0f} |
| goodput then, items/s | {found.goodput:.0f}: {found.goodput / max(found.peak, 1):.2f} × the peak, at least {overload.LEAST_SHARE} |
| refused with 503 and `Retry-After` | {found.refused:,}, p99 {found.slowest_refusal_ms:.1f} ms |
| all answered within {overload.CALM_MS} ms again | {found.recovered_ms:.0f} ms after the load, at most {overload.RECOVERY_SECONDS * 1e3:.0f} |
"""
    return page, int(not found.mistakes), [("ten times the load", mistake) for mistake in found.mistakes]


def _inputs() -> Part:
    return _cases("What no model can take", "Sent to `examples/inference`. The next request is served.", hostile_inputs.run())


def _starts() -> Part:
    return _cases("Starts that are refused", "`examples/inference` ends with 1, and says which file it is and why.", starts.run())


def _cases(title: str, intro: str, found: list[tuple[str, str | None]]) -> Part:
    rows = [f"| {name} | {'holds' if mistake is None else 'FAILED'} |" for name, mistake in found]
    page = f"## {title}\n\n{intro}\n\n| case | |\n| --- | --- |\n{chr(10).join(rows)}\n"
    return page, sum(mistake is None for _, mistake in found), [(name, mistake) for name, mistake in found if mistake is not None]


RUNS = {"answers": _answers, "overload": _overload, "inputs": _inputs, "starts": _starts}

if __name__ == "__main__":
    sys.exit(main())
