"""Schemathesis against one example that is served on 127.0.0.1."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from pathlib import Path

from documented.examples import LEFT_OUT, Example, program

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

# The same cases in each run, and an end of each example: a slow machine tries fewer.
SEED, MOST_EXAMPLES, MOST_SECONDS = 1, 40, 60


def run(example: Example, postgres: str) -> tuple[dict[str, str], str]:
    """The mistakes of each operation, empty if there are none, and the output."""
    with tempfile.TemporaryDirectory(prefix="twinlane-schemathesis-") as folder, served(example, Path(folder), postgres) as url:
        report = Path(folder) / "report.xml"
        command = [
            str(Path(sys.executable).parent / "schemathesis"),
            "run",
            f"{url}/openapi.json",
            "--checks=all",
            "--exclude-checks=" + ",".join([*LEFT_OUT, *example.left_out]),
            f"--seed={SEED}",
            "--generation-database=none",
            f"--max-examples={MOST_EXAMPLES}",
            f"--max-time={MOST_SECONDS}",
            "--continue-on-failure",
            "--max-redirects=0",
            "--request-timeout=30",
            "--max-response-time=30",
            "--suppress-health-check=all",
            "--no-color",
            "--report=junit",
            f"--report-junit-path={report}",
        ]
        # More than the time that it gives itself: it ends, whatever happens.
        command += [f"--header=Authorization: {example.log_in(url)}"] if example.log_in else []
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=4 * MOST_SECONDS)
        printed = done.stdout + done.stderr
        found = _held(_documented(url), report)
        if done.returncode != 0 and not any(found.values()):
            found["the run"] = f"schemathesis ended with {done.returncode}"
        return found, printed


def _documented(url: str) -> list[str]:
    """The operations of the document, as the report names them."""
    with urllib.request.urlopen(f"{url}/openapi.json", timeout=30) as answer:
        paths = json.load(answer)["paths"]
    return [f"{method.upper()} {path}" for path, item in paths.items() for method in item if method in METHODS]


def _held(operations: list[str], report: Path) -> dict[str, str]:
    """The mistakes of each operation, and of everything else in the report. An operation that was not asked anything is a mistake."""
    found: dict[str, str] = {}
    for case in xml.parse(report).getroot().iter("testcase") if report.exists() else ():
        name = case.get("name", "?")
        bad = ("failure", "error", "skipped") if name in operations else ("failure", "error")
        wrong = [part.get("message") or part.text or part.tag for part in case if part.tag in bad]
        found[name] = "\n".join(wrong)
    return {**dict.fromkeys(operations, "it was not asked"), **found}


@contextlib.contextmanager
def served(example: Example, folder: Path, postgres: str) -> Iterator[str]:
    """Its URL. It has a folder of its own for all files."""
    port = _free_port()
    own = {name: value.format(folder=folder, postgres=postgres) for name, value in example.environment.items()}
    environment = {**os.environ, "TMPDIR": str(folder), "HOME": str(folder), **own}
    command = [str(program(example)), "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    log = folder / "log.txt"
    with log.open("wb") as output, subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env=environment) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(process, url, log)
            yield url
            print(log.read_text(encoding="utf-8", errors="replace")[-4000:], end="")
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(process: subprocess.Popen, url: str, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/openapi.json", timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit(f"it did not start: {log.read_text(encoding='utf-8', errors='replace')}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
