"""The command line: `checks/tls`."""

import argparse
import sys

import record
from hostile import servers

from . import peers, serving
from .certificates import NAMES, Authority

RESULTS = servers.WORKSPACE / "checks" / "results" / "tls.md"
PARTS = ("peers", "clients", "startup", "stalled", "stops", "reloads")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/tls",
        description="Has real clients and a scanner talk to Twinlane's HTTPS, stalls it, stops it, and replaces its certificates under load.",
        epilog="The last line is `N passed, M failed`. Takes six minutes after building. Writes checks/results/tls.md.",
    )
    parser.add_argument("--only", choices=PARTS, help="one part; writes nothing")
    given = parser.parse_args()
    parts = PARTS if given.only is None else (given.only,)
    ours = Authority("ours")
    found: dict[str, list[str]] = {}
    figures: list[str] = []
    stopped: list[str] = []
    for part in parts:
        print(f"{part} ...", flush=True)
        if part == "peers":
            with servers.twinlane(ours.sign("server", NAMES).options, serving.PROGRAM) as server:
                found |= peers.all_of(server, ours)
        elif part == "clients":
            found |= serving.clients(ours)
        elif part == "startup":
            found |= serving.startup(ours)
        elif part == "stops":
            judged, stopped = serving.stops(ours)
            found |= judged
        else:
            mistakes, figure = (serving.stalled if part == "stalled" else serving.reloads)(ours)
            found[part] = mistakes
            figures.append(figure)
    for name, mistakes in found.items():
        if mistakes:
            print(f"FAILED {name}: {'; '.join(mistakes)}", flush=True)
    failed = sum(bool(mistakes) for mistakes in found.values())
    summary = f"{len(found) - failed} passed, {failed} failed"
    if given.only is None:
        RESULTS.write_text(_page(found, figures, stopped, summary), encoding="utf-8")
    print("\n".join(figures))
    print(summary)
    return 1 if failed else 0


def _page(found: dict[str, list[str]], figures: list[str], stopped: list[str], summary: str) -> str:
    rows = [f"| {name} | {'; '.join(mistakes).replace('|', '/') or 'as expected'} |" for name, mistakes in found.items()]
    lines = ["# `checks/tls`", "", f"{record.day_and_commit()}: {summary}.", "", *[f"- {figure}." for figure in figures], ""]
    lines += ["## Stops", "", "| state at SIGTERM | took | at most |", "| --- | --- | --- |", *stopped, ""]
    lines += ["## Cases", "", "| case | found |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
