"""The command line: `checks/hostile`."""

import argparse
import sys

from . import attack, comparison, costly, files, holding, pages, servers, sessions, stops, tables
from .attack import Result
from .comparison import Comparison
from .stops import Stop

RESULTS = servers.WORKSPACE / "checks" / "results" / "hostile.md"
# The attacks set other values, so that nobody has to wait. These are what protects who sets none.
DEFAULTS = {
    "header-timeout": "30",
    "body-idle-timeout": "30",
    "write-timeout": "60",
    "min-rate": "1024",
    "max-connections": "10000",
    "max-header-size": "65536",
    "max-headers": "100",
    "max-body-size": "16777216",
    "shutdown-timeout": "25",
}
PARTS = ("stops", "attacks", "readings")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/hostile",
        description="Stops Twinlane in every state of a connection, attacks it, and sends it requests that servers read differently.",
        epilog="The last line is `N passed, M failed`. Takes four minutes after building. Writes checks/results/hostile.md.",
    )
    parser.add_argument("--only", choices=PARTS, help="one part; writes nothing")
    only = parser.parse_args().only
    tally = Tally()
    compared = _readings(tally) if only in (None, "readings") else None
    attacked = _attacks(tally) if only in (None, "attacks") else []
    stopped = _stops(tally) if only in (None, "stops") else []
    summary = f"{tally.passed} passed, {tally.failed} failed"
    if only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(tables.page(stopped, attacked, compared, summary), encoding="utf-8")
    print(summary)
    return 1 if tally.failed else 0


class Tally:
    """Counts what holds, and prints what does not."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def count(self, name: str, mistakes: list[str] | tuple[str, ...]) -> None:
        if not mistakes:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}: {'; '.join(mistakes)}", flush=True)


def _stops(tally: Tally) -> list[tuple[Stop, Stop | None]]:
    print("stops ...", flush=True)
    found = stops.run()
    for mine, _ in found:
        tally.count(f"stop, {mine.state.name}", mine.mistakes)
    return found


def _attacks(tally: Tally) -> list[Result]:
    print("attacks ...", flush=True)
    for option, wanted in DEFAULTS.items():
        found = servers.defaults().get(option)
        tally.count(f"the default of --{option}", [] if found == wanted else [f"{found}, and not {wanted}"])
    results = []
    for one in [*holding.attacks(), *costly.attacks(), *files.attacks(), *sessions.attacks(), *pages.attacks()]:
        result = attack.run(one)
        tally.count(f"attack, {one.name}", result.mistakes)
        results.append(result)
    return results


def _readings(tally: Tally) -> Comparison:
    print("readings ...", flush=True)
    found = comparison.run()
    for row in found.rows:
        steps = [f"{server} {row.verdicts[server].name.lower()}, {row.details[server]}" for server in row.open]
        tally.count(f"reading, {row.case.name}", steps)
    for name in found.unused:
        tally.count(f"accepted and no difference, {name}", ["take it off the list"])
    return found


if __name__ == "__main__":
    sys.exit(main())
