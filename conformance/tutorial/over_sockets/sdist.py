"""FastAPI's source distribution, which holds the tests: fetched once for a version into the target directory."""

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from . import layout


def folder() -> Path:
    """The unpacked source distribution of the pinned version."""
    version = pinned_version()
    cache = layout.TARGET / "tutorial"
    unpacked = cache / f"fastapi-{version}"
    if not unpacked.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        _fetch(version, cache)
    return unpacked


def pinned_version() -> str:
    pinned = (layout.HOME.parent / "requirements.txt").read_text()
    return re.search(r"^fastapi==(\S+)$", pinned, re.MULTILINE).group(1)


def _fetch(version: str, cache: Path) -> None:
    print(f"fetching the source distribution of FastAPI {version} into {cache}", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", "fastapi", "--dest", folder, f"fastapi=={version}"]
        subprocess.run(command, check=True)
        with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as archive:
            archive.extractall(folder, filter="data")
        # Last: a half-made folder has another name.
        (Path(folder) / f"fastapi-{version}").rename(cache / f"fastapi-{version}")
