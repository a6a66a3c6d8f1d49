"""The command line: `checks/schemathesis`."""

import argparse
import contextlib
import os
import platform
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import record
from databases import postgres
from documented.examples import EXAMPLES, LEFT_OUT, ROOT, Example, build_commands
from documented.runs import MOST_EXAMPLES, MOST_SECONDS, SEED, run

RESULTS = ROOT / "checks" / "results" / "schemathesis.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/schemathesis",
        description="Asks each example what its document says it can be asked, and much that it says it cannot, with all checks of schemathesis.",
        epilog="The last line is `N passed, M failed`, of the operations. Starts PostgreSQL. Writes checks/results/schemathesis.md.",
    )
    names = [example.name for example in EXAMPLES]
    parser.add_argument("--only", choices=names, action="append", help="this example; writes nothing")
    only = parser.parse_args().only
    examples = [example for example in EXAMPLES if not only or example.name in only]
    # So that what was started is stopped then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for command in build_commands(examples):
        subprocess.run(command, cwd=ROOT, check=True)
    found = _all(examples)
    wrong = [operation for operations in found.values() for operation in operations.values() if operation]
    summary = f"{sum(map(len, found.values())) - len(wrong)} passed, {len(wrong)} failed"
    if not only:
        RESULTS.write_text(_page(found, summary), encoding="utf-8")
    print(summary)
    return 1 if wrong else 0


def _all(examples: list[Example]) -> dict[str, dict[str, str]]:
    needs_postgres = any("{postgres}" in value for example in examples for value in example.environment.values())
    found = {}
    with postgres.server() if needs_postgres else contextlib.nullcontext("") as url:
        for example in examples:
            operations, printed = run(example, url)
            found[example.name] = operations
            if any(operations.values()):
                print(printed)
            for name, wrong in operations.items():
                print(f"{example.name}: {name}: {'failed' if wrong else 'holds'}", flush=True)
    return found


def _page(found: dict[str, dict[str, str]], summary: str) -> str:
    rows = "\n".join(
        f"| `{example}` | `{name}` | {'**failed**' if wrong else 'holds'} |" for example, operations in found.items() for name, wrong in operations.items()
    )
    left_out = [("all", LEFT_OUT), *((f"`{example.name}`", example.left_out) for example in EXAMPLES)]
    reasons = "\n".join(f"| {who} | `{check}` | {reason} |" for who, checks in left_out for check, reason in checks.items())
    return f"""# The examples and their documents: `checks/schemathesis`

{record.day_and_commit()}; {os.cpu_count()} cores; Linux {platform.release()}; schemathesis {version("schemathesis")}, {postgres.version()}.

{summary}

All checks of schemathesis, with the seed {SEED}, at most {MOST_EXAMPLES} cases of each operation and phase, and at most {MOST_SECONDS} s for each example.

| example | operation | result |
| --- | --- | --- |
{rows}

| of | check that is left out | reason |
| --- | --- | --- |
{reasons}
"""


if __name__ == "__main__":
    sys.exit(main())
