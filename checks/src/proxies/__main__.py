"""The command line: `checks/proxies`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from . import live, page, scenarios, servers, steps
from .scenarios import Scenario
from .steps import Outcome

RESULTS = servers.WORKSPACE / "checks" / "results" / "proxies.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/proxies",
        description="Puts nginx, HAProxy and Caddy before Twinlane, and looks whom it takes for the client.",
        epilog="The last line is `N passed, M failed`. Takes three minutes after building. Writes checks/results/proxies.md.",
    )
    parser.add_argument("--only", choices=sorted(servers.PROXIES), help="one proxy; writes nothing")
    only = parser.parse_args().only
    requests = _run_all(scenarios.all_of_them(), steps.run, only)
    websockets = _run_all(scenarios.with_websockets(), live.run, only)
    mistakes = [found for outcome in requests + websockets for found in outcome.mistakes.values()]
    failed = sum(1 for found in mistakes if found)
    passed = len(mistakes) - failed
    summary = f"{passed} passed, {failed} failed"
    if only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(page.text(requests, websockets, summary), encoding="utf-8")
    print(summary)
    return 1 if failed else 0


def _run_all(wanted: list[Scenario], run: Callable[[Scenario, Path], Outcome], only: str | None) -> list[Outcome]:
    """Runs these, of one proxy or of all, and says what fails."""
    outcomes = []
    for scenario in wanted:
        if only not in (None, scenario.proxy):
            continue
        title = " ".join([f"{run.__module__.rpartition('.')[2]}: {scenario.proxy}, {scenario.name}", *scenario.options])
        print(f"{title} ...", flush=True)
        with servers.folder() as folder:
            outcome = run(scenario, folder)
        outcomes.append(outcome)
        for step, mistakes in outcome.mistakes.items():
            for mistake in mistakes:
                print(f"FAILED {title}, {step}: {mistake}", flush=True)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
