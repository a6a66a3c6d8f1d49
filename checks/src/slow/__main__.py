"""The command line: `checks/slow`."""

import argparse
import sys

from hostile import servers

from . import attacks, page
from .attacks import Result

RESULTS = servers.WORKSPACE / "checks" / "results" / "slow.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/slow",
        description="Lets slowhttptest hold a thousand connections of Twinlane's, and looks how long another client waits meanwhile.",
        epilog="The last line is `N passed, M failed`. Takes eight minutes after building. Writes checks/results/slow.md.",
    )
    names = [attack.tool for attack in attacks.attacks()]
    parser.add_argument("--only", choices=names, help="one attack, by slowhttptest's option; writes nothing")
    only = parser.parse_args().only
    results: list[Result] = []
    for attack in attacks.attacks():
        if only in (None, attack.tool):
            print(f"{attack.name} ...", flush=True)
            results.append(attacks.run(attack))
            print(page.line(results[-1]), flush=True)
    for result in results:
        for mistake in result.mistakes:
            print(f"FAILED {result.attack.name}: {mistake}", flush=True)
    failed = sum(bool(result.mistakes) for result in results)
    summary = f"{len(results) - failed} passed, {failed} failed"
    if only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(page.text(results, summary), encoding="utf-8")
    print(summary)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
