"""Programs that are run to their end."""

import subprocess
from pathlib import Path


class ToolFailed(Exception):
    """A program that the measurement needs did not do its work."""


def output(command: list[str], cwd: Path | None = None, seconds: float = 60) -> str:
    """The program's standard output. Raises `ToolFailed` if the program fails or takes longer."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolFailed(f"{command[0]}: {error}") from error
    if done.returncode != 0:
        raise ToolFailed(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout
