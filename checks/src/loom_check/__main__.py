"""Builds and runs `checks/models`, and writes `results/loom.md` unless it is told `--unrecorded`."""

import subprocess
import sys

import record

PAGE = record.WORKSPACE / "checks/results/loom.md"

Case = tuple[str, int, bool]
"""The model, the number of orders that were tried, and whether all of them were as they have to be."""


def main() -> int:
    command = ["cargo", "run", "--quiet", "--release", "--manifest-path", "checks/models/Cargo.toml", "--target-dir", str(record.target() / "models")]
    # Failures of the models are written to standard error, which is not captured.
    done = subprocess.run(command, cwd=record.WORKSPACE, stdout=subprocess.PIPE, text=True, check=False)
    cases = [case(line) for line in done.stdout.splitlines()]
    failed = sum(not passed for _, _, passed in cases)
    if not cases or (done.returncode != 0 and failed == 0):
        print("the models were not run to their end")
        failed += 1
    for name, orders, passed in cases:
        print(f"{'passed' if passed else 'FAILED'}  {name}: {orders:,} orders")
    summary = f"{sum(passed for _, _, passed in cases)} passed, {failed} failed"
    if sys.argv[1:] != ["--unrecorded"]:
        write(cases, summary)
    print(summary)
    return 1 if failed else 0


def case(line: str) -> Case:
    name, orders, outcome = line.split("\t")
    return name, int(orders), outcome == "passed"


def write(cases: list[Case], summary: str) -> None:
    rows = "\n".join(f"| {name} | {orders:,} | {'passed' if passed else '**failed**'} |" for name, orders, passed in cases)
    page = f"""# Lock-free code: `checks/loom`

{record.day_and_commit()}; {record.output("cargo", "--version")}.

{summary}

| in each of these orders | orders | |
| --- | --- | --- |
{rows}
"""
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
