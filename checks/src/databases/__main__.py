"""The command line: `checks/databases`."""

import argparse
import os
import platform
import re
import signal
import subprocess
import sys
from pathlib import Path

import record
from databases import postgres

ROOT = Path(__file__).resolve().parents[3]
TARGET = record.target()
RESULTS = ROOT / "checks" / "results" / "databases.md"
CRATES = {
    "databases": ("postgres", "reqwest", "rusqlite", "libsqlite3-sys"),
    "sql": ("sqlx", "diesel", "libsqlite3-sys"),
}
TEST = re.compile(r"^test (\S+) \.\.\. (ok|FAILED|ignored)")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="checks/databases",
        description="Tests the examples with a database (rusqlite; sqlx and PostgreSQL; diesel), and blocking clients (reqwest, postgres) in the lanes.",
        epilog="The last line is `N passed, M failed`. Compiles SQLite, starts PostgreSQL. Writes checks/results/databases.md.",
    )
    parser.add_argument("--unrecorded", action="store_true", help="as CI runs it: writes nothing")
    unrecorded = parser.parse_args().unrecorded
    tests, failed = {}, 0
    # So that the server is stopped then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with postgres.server() as url:
        for workspace in CRATES:
            found, ended_well = _run(workspace, url)
            wrong = sum(outcome != "ok" for outcome in found.values())
            # A run that ends otherwise, such as by a compiler's error, has no test that failed.
            failed += wrong if ended_well else max(wrong, 1)
            tests |= found
    summary = f"{sum(outcome == 'ok' for outcome in tests.values())} passed, {failed} failed"
    if not unrecorded:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(_page(tests, summary), encoding="utf-8")
    print(summary)
    return 1 if failed else 0


def _run(workspace: str, postgres_url: str) -> tuple[dict[str, str], bool]:
    """The outcome of each test by its name, and whether all ended well."""
    manifest = ROOT / "examples" / workspace / "Cargo.toml"
    command = ["nice", "cargo", "test", "--locked", "--no-fail-fast", f"--manifest-path={manifest}", f"--target-dir={TARGET}"]
    print(*command, flush=True)
    tests = {}
    environment = {**os.environ, "TWINLANE_TEST_POSTGRES": postgres_url}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            if found := TEST.match(line):
                tests[found[1]] = found[2]
    return tests, running.returncode == 0 and bool(tests)


def _page(tests: dict[str, str], summary: str) -> str:
    rows = "\n".join(f"| `{name}` | {outcome} |" for name, outcome in sorted(tests.items()))
    return f"""# Databases and blocking clients: `checks/databases`

{record.day_and_commit()}; {os.cpu_count()} cores; Linux {platform.release()}; {_versions()}.

{summary}

| test | |
| --- | --- |
{rows}
"""


def _versions() -> str:
    found = [record.output("rustc", "--version"), postgres.version()]
    for workspace, crates in CRATES.items():
        lock = (ROOT / "examples" / workspace / "Cargo.lock").read_text(encoding="utf-8")
        versions = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"$', lock, re.MULTILINE))
        found += [f"{name} {versions[name]}" for name in crates]
    return ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
