"""The command line: `checks/proxies`."""

import argparse
import sys

from . import page, scenarios, servers, steps
from .steps import Outcome

RESULTS = servers.WORKSPACE / "checks" / "results" / "proxies.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/proxies",
        description="Puts nginx, HAProxy and Caddy before Twinlane, and looks whom it takes for the client.",
        epilog="The last line is `N passed, M failed`. Takes a minute after building. Writes checks/results/proxies.md.",
    )
    parser.add_argument("--only", choices=sorted(servers.PROXIES), help="one proxy; writes nothing")
    only = parser.parse_args().only
    outcomes: list[Outcome] = []
    passed = failed = 0
    for scenario in scenarios.all_of_them():
        if only not in (None, scenario.proxy):
            continue
        title = " ".join([f"{scenario.proxy}, {scenario.name}", *scenario.options])
        print(f"{title} ...", flush=True)
        with servers.folder() as folder:
            outcome = steps.run(scenario, folder)
        outcomes.append(outcome)
        for step, mistakes in outcome.mistakes.items():
            passed, failed = (passed, failed + 1) if mistakes else (passed + 1, failed)
            for mistake in mistakes:
                print(f"FAILED {title}, {step}: {mistake}", flush=True)
    summary = f"{passed} passed, {failed} failed"
    if only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(page.text(outcomes, summary), encoding="utf-8")
    print(summary)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
