"""The command line: `conformance/run`."""

import argparse
import sys
from pathlib import Path

from settings import record as settings

from . import layout, page, servers, surface, toolkit
from .check import Checker, record
from .differences import BadList
from .differences import load as load_differences
from .record import write_added_errors
from .request import BadRequestFile
from .request import load as load_requests

DEPTH = 20_000  # nested answers are compared by recursion


def main() -> int:
    options = _options()
    sys.setrecursionlimit(DEPTH)
    try:
        return _record(options.app) if options.record else _compare(options.app, options.requests)
    except (BadList, BadRequestFile, servers.ServerFailed) as error:
        print(f"conformance/run: {error}", file=sys.stderr)
        return 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="conformance/run",
        description="Sends the same requests to FastAPI and to Twinlane and compares the answers.",
        epilog="The last line is `N passed, M failed`. "
        "The exit code is 1 where one failed, 2 where nothing could be compared.",
    )
    parser.add_argument("--app", choices=layout.applications(), help="one application instead of all")
    parser.add_argument(
        "--requests",
        type=Path,
        metavar="FILE",
        help='requests instead of the committed ones, a JSON object a line: {"method": "POST", "path": "/items", '
        '"headers": {"content-type": "application/json"}, "body": "text"}; "body_base64" for bytes',
    )
    parser.add_argument("--record", action="store_true", help="write FastAPI's answers into conformance/recorded")
    options = parser.parse_args()
    if options.requests and (options.record or not options.app):
        parser.error("--requests goes with --app, and not with --record")
    return options


def _record(app: str | None) -> int:
    differences = load_differences(layout.DIFFERENCES)
    for name in [app] if app else layout.applications():
        print(f"recorded {record(name, differences)} answers of {name}")
    write_added_errors(differences)
    print(f"recorded {settings.record()} cases of settings")
    page.write()
    surface.write()
    return 0


def _compare(app: str | None, requests: Path | None) -> int:
    checker = Checker(servers.build(), load_differences(layout.DIFFERENCES))
    if app and requests:
        checker.check_requests(app, load_requests(requests))
    else:
        checker.check_applications([app] if app else layout.applications())
    if not page.is_true():
        print(f"{layout.PAGE} is not true: conformance/run --record")
        checker.failed += 1
    if not surface.is_true():
        print(f"{layout.SURFACE} is not true: conformance/run --record, then name what is new in docs/from-fastapi.md")
        checker.failed += 1
    if not settings.is_true():
        print("the record of settings is not true: conformance/run --record")
        checker.failed += 1
    for problem in toolkit.problems():
        print(problem)
        checker.failed += 1
    print(f"{checker.passed} passed, {checker.failed} failed")
    return 1 if checker.failed else 0


if __name__ == "__main__":
    sys.exit(main())
