"""The command line: `checks/websockets`."""

import argparse
import os
import sys

import record
from hostile import servers

from . import attacks, ends, stops
from .attacks import Outcome
from .ends import Round

PROGRAM = "websockets"
RESULTS = servers.WORKSPACE / "checks" / "results" / "websockets.md"
PARTS = ("attacks", "ends", "stops")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/websockets",
        description="Breaks the protocol of WebSockets in every way, lets ten thousand clients end as they like, and stops the server.",
        epilog="The last line is `N passed, M failed`. Takes two minutes after building. Writes checks/results/websockets.md.",
    )
    parser.add_argument("--only", choices=PARTS, help="one part; writes nothing")
    only = parser.parse_args().only
    # Several arenas of glibc's allocator grow for minutes by what each of them keeps: a leak could not be told from that.
    os.environ["MALLOC_ARENA_MAX"] = "1"
    attacked: list[Outcome] = []
    rounds: list[Round] = []
    mistakes: list[tuple[str, str]] = []
    passed = 0
    if only in (None, "attacks"):
        with servers.twinlane(None, PROGRAM) as server:
            for attack in attacks.ATTACKS:
                attacked.append(attacks.run(attack, server))
        mistakes += [(one.name, one.mistake) for one in attacked if one.mistake is not None]
        passed += sum(one.mistake is None for one in attacked)
    if only in (None, "ends"):
        with servers.twinlane(None, PROGRAM) as server:
            rounds, wrong = ends.run(server)
        mistakes += [("ten thousand ends", mistake) for mistake in wrong]
        passed += not wrong
    if only in (None, "stops"):
        with servers.twinlane(None, PROGRAM) as server:
            wrong = stops.run(server)
        mistakes += [("a stop", mistake) for mistake in wrong]
        passed += not wrong
    for name, mistake in mistakes:
        print(f"FAILED {name}: {mistake}", flush=True)
    summary = f"{passed} passed, {len(mistakes)} failed"
    if only is None:
        RESULTS.write_text(_page(attacked, rounds, summary), encoding="utf-8")
    print(summary)
    return 1 if mistakes else 0


def _page(attacked: list[Outcome], rounds: list[Round], summary: str) -> str:
    of_attacks = "\n".join(f"| {one.name} | {one.growth:.0f} | {one.mistake or 'holds'} |" for one in attacked)
    of_rounds = "\n".join(f"| {number} | {one.provided} | {one.undone} | {one.descriptors} | {one.mebibytes:.1f} |" for number, one in enumerate(rounds, 1))
    return f"""# WebSockets: `checks/websockets`

{record.day_and_commit()}.

{summary}

Each attack ends with its code, and the memory of the server may grow by {attacks.MOST_GROWTH:.0f} MiB meanwhile: a message may have 16, as it arrives and as it is inflated.

| attack | growth at most, MiB | |
| --- | --- | --- |
{of_attacks}

{ends.ROUNDS * ends.IN_A_ROUND} connections, {ends.AT_ONCE} at a time, each with an end of its own: a close, one side, nothing, a reset, within a frame, within the handshake. After each
round everything is undone, no connection is left, and the memory is as after the first, of an allocator with one arena.

| round | provided | undone | descriptors | RSS, MiB |
| --- | --- | --- | --- | --- |
{of_rounds}

A stop with {stops.CONNECTIONS} connections closes each with 1012, and the process ends within {stops.SECONDS:.0f} s.
"""


if __name__ == "__main__":
    sys.exit(main())
