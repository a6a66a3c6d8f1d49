"""The beginning of every page of results: the day, the commit, and what programs say of themselves."""

import datetime
import os
import pathlib
import subprocess

WORKSPACE = pathlib.Path(__file__).resolve().parents[2]
PAGES = (":!checks/results", ":!benches/results")
"""Results are no change of the sources that the checks look at."""


def day_and_commit() -> str:
    commit = output("git", "rev-parse", "HEAD")
    changed = " with uncommitted changes" if output("git", "status", "--porcelain", "--untracked-files=no", "--", ".", *PAGES) else ""
    today = datetime.date.today()
    return f"{today.day} {today:%B %Y}, commit {commit}{changed}"


def output(*command: str) -> str:
    done = subprocess.run(command, cwd=WORKSPACE, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def target() -> pathlib.Path:
    """The directory that Cargo builds in."""
    return WORKSPACE / os.environ.get("CARGO_TARGET_DIR", "target")
