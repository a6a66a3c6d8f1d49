"""`conformance/tutorial/run`: FastAPI's tutorial tests against the programs of the guide, or against FastAPI itself."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import documents, layout, sdist, verdict


def main() -> int:
    parser = argparse.ArgumentParser(prog="conformance/tutorial/run", description=__doc__)
    parser.add_argument("tests", nargs="*", help="folders or files of tests/test_tutorial; all by default")
    parser.add_argument("--reference", action="store_true", help="ask FastAPI under Uvicorn, over sockets too")
    parser.add_argument("--program", type=Path, help="an executable of the programs; built by default")
    options = parser.parse_args()
    program = None if options.reference else (options.program or build()).resolve()
    source = sdist.folder()
    results = run(source, program, options.tests)
    if program is None:
        return verdict.against_reference(results, is_whole=not options.tests)
    topics = [test.partition("/")[0].removeprefix("test_") for test in options.tests]
    return verdict.against_twinlane(results, documents.compare(source, program, topics), is_whole=not options.tests)


def build() -> Path:
    """Builds the programs of the guide."""
    command = ["cargo", "build", "--manifest-path", str(layout.PROGRAMS / "Cargo.toml"), "--target-dir", str(layout.TARGET)]
    done = subprocess.run([*command, "--message-format", "json-render-diagnostics"], stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit("the programs of docs/src do not build")
    messages = (json.loads(line) for line in done.stdout.splitlines())
    return next(Path(message["executable"]) for message in messages if message.get("executable"))


def run(source: Path, program: Path | None, tests: list[str]) -> verdict.Results:
    """Runs the tests with the plugin; what became of each, by its name within the tutorial's tests."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.json"
        environment = {**os.environ, "TUTORIAL_RESULTS": str(file), "INLINE_SNAPSHOT_DEFAULT_FLAGS": "disable"}
        environment["PYTHONPATH"] = f"{layout.HOME}{os.pathsep}{source}"
        if program:
            environment["TUTORIAL_PROGRAM"] = str(program)
        command = [sys.executable, "-m", "pytest", "--quiet", "--tb=short", "--no-summary", "--continue-on-collection-errors"]
        command += ["-p", "over_sockets.plugin", "-p", "no:cacheprovider", "-o", "filterwarnings=", "-W", "ignore", "-n", str(os.cpu_count())]
        command += ["--basetemp", f"{folder}/pytest", *(f"{layout.TESTS}/{test}" for test in tests or [""])]
        done = subprocess.run(command, cwd=source, env=environment, check=False)
        if done.returncode not in (0, 1):  # 1: some tests failed
            raise SystemExit(f"pytest ended with {done.returncode}")
        results = json.loads(file.read_text())
    return {name.removeprefix(f"{layout.TESTS}/"): tuple(result) for name, result in results.items()}


if __name__ == "__main__":
    sys.exit(main())
