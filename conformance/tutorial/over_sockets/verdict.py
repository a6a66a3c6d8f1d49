"""The meaning of the results: passed, failed, failed as expected, not applicable."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from . import layout
from .documents import Compared

Results = dict[str, tuple[str, str]]
"""The outcome of each test and its reason, by the test's name within the tutorial."""

Grouped = dict[str, list[str]]
"""Tests by their reason."""


class Listed:
    """Tests that a file lists with a reason. A name without `[...]` is the test with all its variants."""

    def __init__(self, file: Path) -> None:
        self.file = file
        entries = tomllib.loads(file.read_text())["entry"]
        self.reasons = {name: entry["reason"] for entry in entries for name in entry["tests"]}
        self.used: set[str] = set()

    def reason(self, test: str) -> str | None:
        for name in (test, _without_variant(test)):
            if name in self.reasons:
                self.used.add(name)
                return self.reasons[name]
        return None

    def unused(self) -> list[str]:
        return [name for name in self.reasons if name not in self.used]


def against_reference(results: Results, is_whole: bool) -> int:
    """Each test that fails on the reference has to be listed as bound to Python's process, and no other test may be."""
    return _tell(results, None, Listed(layout.IN_PROCESS), is_whole)


def against_twinlane(results: Results, documents: Compared, is_whole: bool) -> int:
    """A document that is equal to FastAPI's is one that has passed, too."""
    return _tell(results, Listed(layout.EXPECTED), Listed(layout.IN_PROCESS), is_whole, documents)


def _tell(
    results: Results,
    expected: Listed | None,
    in_process: Listed,
    is_whole: bool,
    documents: Compared = Compared(),
) -> int:
    """Prints the failures and the sums; gives the exit code."""
    passed, failures = documents.passed, [*documents.failures]
    not_applicable: Grouped = defaultdict(list)
    as_expected: Grouped = defaultdict(list)
    for test, (outcome, reason) in sorted(results.items()):
        bound = in_process.reason(test)
        known = expected.reason(test) if expected else None
        if outcome == "skipped" or (bound and outcome == "failed"):
            not_applicable[bound or reason].append(test)
        elif outcome == "failed" and known:
            as_expected[known].append(test)
        elif outcome == "failed":
            failures.append(f"{test}\n{_indented(reason)}")
        elif bound or known:
            file = in_process.file if bound else expected.file
            failures.append(f"{test}\n    passes: take it out of {file.name}")
        else:
            passed += 1
    if is_whole:
        failures += _stale(in_process, *([expected] if expected else []))
    for failure in failures:
        print(f"\n{failure}")
    _tell_groups("fail as expected", as_expected)
    _tell_groups("do not apply", not_applicable)
    print(f"\n{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


def _stale(*lists: Listed) -> Iterator[str]:
    for listed in lists:
        yield from (f"{name}\n    there is no such test: take it out of {listed.file.name}" for name in listed.unused())


def _tell_groups(title: str, groups: Grouped) -> None:
    """Each reason with its tests: a line for each, with the number of its variants."""
    if groups:
        print(f"\n{sum(map(len, groups.values()))} {title}:")
    for reason, tests in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"\n{len(tests):5}  {reason}")
        variants = Counter(_without_variant(test) for test in tests)
        for test, count in variants.items():
            print(f"           {test}{f' ({count})' if count > 1 else ''}")


def _without_variant(test: str) -> str:
    return re.sub(r"\[.*\]$", "", test)


def _indented(text: str) -> str:
    """The end of a failure: the lines that pytest marks, and what the program wrote."""
    lines = text.splitlines()
    marked = [line for line in lines if line.startswith("E ")] or lines
    return "\n".join(f"    {line}" for line in marked[-30:])
