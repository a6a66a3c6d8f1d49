"""The command line: `checks/http2`."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from hostile import attack, servers

from . import accepted, case, floods, frames, messages, peers, stops, tables

RESULTS = servers.WORKSPACE / "checks" / "results" / "http2.md"
PARTS = ("peers", "standard", "stops", "floods")
AT_ONCE = 4  # connections, on a machine with two cores


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/http2",
        description="Holds Twinlane to the standard of HTTP/2, floods it, stops it, and has real clients talk to it.",
        epilog="The last line is `N passed, M failed`. Takes four minutes after building. Writes checks/results/http2.md.",
    )
    parser.add_argument("--only", choices=PARTS, help="one part; writes nothing")
    parser.add_argument("--name", default="", help="only what has this in its name; writes nothing")
    given = parser.parse_args()
    parts = PARTS if given.only is None else (given.only,)
    tally = Tally(given.name)
    spoke = _peers(tally) if "peers" in parts else []
    ran = _standard(tally) if "standard" in parts else []
    stopped = _stops(tally) if "stops" in parts else []
    flooded = _floods(tally) if "floods" in parts else []
    summary = f"{tally.passed} passed, {tally.failed} failed"
    if given.only is None and not given.name:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(tables.page(ran, spoke, stopped, flooded, summary), encoding="utf-8")
    print(summary)
    return 1 if tally.failed else 0


class Tally:
    """Counts what holds, and prints what does not."""

    def __init__(self, name: str) -> None:
        self.passed = self.failed = 0
        self._name = name

    def wants(self, name: str) -> bool:
        return self._name in name

    def count(self, name: str, mistakes: list[str] | tuple[str, ...]) -> None:
        if not mistakes:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}: {'; '.join(mistakes)}", flush=True)


def _peers(tally: Tally) -> list[peers.Spoke]:
    print("real clients ...", flush=True)
    with servers.twinlane(None, floods.PROGRAM) as server:
        spoke = peers.run(server)
    for one in spoke:
        tally.count(f"{one.client}, {one.what}", [one.mistake] if one.mistake else [])
    return spoke


def _standard(tally: Tally) -> list[case.Ran]:
    print("the standard ...", flush=True)
    cases = [one for one in [*frames.cases(), *messages.cases()] if tally.wants(one.title)]
    with servers.twinlane(None, floods.PROGRAM) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        ran = list(pool.map(lambda one: case.run(one, server), cases))
    for one in ran:
        title = one.case.title
        if title in accepted.REASONS:
            # One that is right by now is to leave the list.
            tally.count(f"accepted, {title}", [] if one.mistake else ["take it off the list"])
        else:
            tally.count(title, [one.mistake] if one.mistake else [])
    for title in accepted.REASONS.keys() - {one.title for one in [*frames.cases(), *messages.cases()]}:
        tally.count(f"accepted and no case, {title}", ["take it off the list"])
    return ran


def _stops(tally: Tally) -> list[stops.Stopped]:
    print("stops ...", flush=True)
    tally.count("cancel_on_disconnect", stops.cancelled())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        stopped = list(pool.map(stops.run, [one for one in stops.all_stops() if tally.wants(one.name)]))
    for one in stopped:
        tally.count(f"stop, {one.stop.name}", one.mistakes)
    return stopped


def _floods(tally: Tally) -> list[attack.Result]:
    print("floods ...", flush=True)
    results = []
    for one in floods.attacks():
        if tally.wants(one.name):
            result = attack.run(one)
            tally.count(f"flood, {one.name}", result.mistakes)
            results.append(result)
    return results


if __name__ == "__main__":
    sys.exit(main())
