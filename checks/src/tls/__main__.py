"""The command line: `checks/tls`."""

import argparse
import sys

import record
from hostile import servers
from hostile.states import STOP_SECONDS
from hostile.stops import Stop

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
    stopped: list[Stop] = []
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
            stopped = serving.stops(ours)
            found |= {f"stop, {one.state.name}": list(one.mistakes) for one in stopped}
            figures += [f"{one.state.name}: ends after {one.seconds or 0:.1f} s" for one in stopped if given.only]
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


def _page(found: dict[str, list[str]], figures: list[str], stopped: list[Stop], summary: str) -> str:
    rows = [f"| {name} | {'; '.join(mistakes).replace('|', '/') or 'as expected'} |" for name, mistakes in found.items()]
    lines = ["# `checks/tls`", "", f"{record.day_and_commit()}: {summary}.", "", *[f"- {figure}." for figure in figures], ""]
    lines += ["## Stops", "", f"From SIGTERM to the end of the process, with `--shutdown-timeout {STOP_SECONDS}`. The states are those of `checks/hostile`, within TLS.", ""]
    lines += ["| at the signal | ends after | its client | its application |  |", "| --- | --- | --- | --- | --- |", *map(_stop, stopped), ""]
    lines += ["## Cases", "", "| case | found |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _stop(one: Stop) -> str:
    took = "does not" if one.seconds is None else f"{one.seconds:.1f} s"
    judged = "; ".join(one.mistakes) or "as expected"
    cells = (one.state.name, took, one.received or "-", ", ".join(one.notes) or "-", judged)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
