"""Compares what users can name with the file `public-api.txt` of each crate. `--write` renews the files."""

import difflib
import json
import os
import pathlib
import subprocess
import sys

import record
from published import ALONE, published

from . import items
from .names import Names
from .types import Json

WORKSPACES = ((), ("--manifest-path", ALONE))
"""Options that name the workspaces with crates that are published."""

OF_DATABASES = ("diesel", "sqlx")
"""Features that add columns and no names, and many crates to compile."""


def main() -> int:
    packages = []
    for workspace in WORKSPACES:
        members = published(*workspace)
        document(workspace, members)
        packages += members
    crates = [read(package) for package in packages]
    names = Names(crates)
    renew = "--write" in sys.argv[1:]
    changed = [package["name"] for package, crate in zip(packages, crates, strict=True) if not is_same(package, items.lines(crate, names), renew)]
    if changed:
        print(f"What users can name has changed in {', '.join(changed)}.")
        print("If that is meant, run `checks/public-api --write`, and tell it in CHANGELOG.md.")
    print(f"{len(packages) - len(changed)} passed, {len(changed)} failed")
    return 1 if changed else 0


def document(workspace: tuple[str, ...], packages: list[dict]) -> None:
    features = {feature for package in packages for feature in package["features"] if not feature.startswith(OF_DATABASES)}
    # Not as `twinlane/gzip`: to Cargo that is a feature of what `twinlane` depends on under its own name, for its tests.
    command = ["cargo", "doc", "--quiet", "--no-deps", "--features", ",".join(sorted(features)), "--target-dir", str(record.target()), *workspace]
    for package in packages:
        command += ["--package", package["name"]]
    environment = {
        **os.environ,
        "RUSTDOC": str(pathlib.Path(__file__).parent / "rustdoc"),
        "RUSTDOCFLAGS": "-Z unstable-options --output-format json",
    }
    subprocess.run(command, cwd=record.WORKSPACE, env=environment, check=True)


def read(package: dict) -> Json:
    written = record.target() / "doc" / f"{package['name'].replace('-', '_')}.json"
    return json.loads(written.read_text(encoding="utf-8"))


def is_same(package: dict, now: list[str], renew: bool) -> bool:
    file = pathlib.Path(package["manifest_path"]).parent / "public-api.txt"
    if renew:
        file.write_text("\n".join(now) + "\n", encoding="utf-8")
        return True
    before = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    name = str(file.relative_to(record.WORKSPACE))
    difference = list(difflib.unified_diff(before, now, name, "the sources", n=0, lineterm=""))
    # Lines of places, as `@@ -1 +1 @@`, say nothing in a sorted list.
    print("\n".join(line for line in difference if not line.startswith("@@")), end="\n" if difference else "")
    return not difference


if __name__ == "__main__":
    sys.exit(main())
