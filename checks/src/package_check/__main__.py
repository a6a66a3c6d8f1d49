"""Packs every crate that is published, builds it from what was packed, and compiles it with each feature alone.

`--only metadata` looks at the manifests and at the number of crates, and writes nothing.
"""

import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator

import record
from published import ALONE, published

MOST_CRATES = 100
"""The most crates that an application compiles below `twinlane` with the default features."""

TARGET = record.target() / "packages"
"""With other flags everything is built anew: in a directory of its own, so that the next build is not."""

WANTED = ("description", "license", "keywords", "categories", "readme", "rust_version")

SNAPSHOT = "public-api.txt"

NO_ADDRESS = "`repository` is named by no manifest: there is no public address of the sources yet. CONTRIBUTING.md, \"Publishing\", says when it is."

Case = tuple[str, str | None]
"""The name of a case, and its mistake if there is one."""

IMPLIED = {"default"}
"""Features that `--no-default-features` and the run with the default ones are about."""


def run(*command: str) -> str | None:
    """Runs a command of cargo, for which a warning is an error. What it has said in the end, if it failed."""
    environment = {**os.environ, "RUSTFLAGS": "-D warnings", "CARGO_TARGET_DIR": str(TARGET), "CARGO_INCREMENTAL": "0"}
    done = subprocess.run(command, cwd=record.WORKSPACE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    return " | ".join(done.stderr.strip().splitlines()[-12:])


def manifest(package: dict) -> Case:
    missing = [name for name in WANTED if not package[name]]
    return f"{package['name']}: its manifest", f"nothing says its {', '.join(missing)}" if missing else None


def repositories(packages: list[dict]) -> list[Case]:
    """Nothing to look at as long as none is named: that is told as a gap, and is neither passed nor failed."""
    named = {package["repository"] for package in packages}
    if named == {None}:
        return []
    wrong = None if len(named) == 1 else f"they name {', '.join(sorted(map(str, named)))}"
    return [("each manifest names the same repository", wrong)]


def without_snapshot(package: dict) -> Case:
    """The snapshot of the public names is for those who change the crate."""
    listed = record.output("cargo", "package", "--list", "--allow-dirty", "--exclude-lockfile", "--manifest-path", package["manifest_path"])
    wrong = "it is packed" if SNAPSHOT in listed.splitlines() else None
    return f"{package['name']}: packed without {SNAPSHOT}", wrong


def number_of_crates() -> tuple[int, Case]:
    tree = record.output("cargo", "tree", "--package", "twinlane", "--edges", "normal", "--prefix", "none", "--format", "{p}")
    crates = {" ".join(line.split()[:2]) for line in tree.splitlines()}
    below = {crate for crate in crates if crate and not crate.startswith("twinlane")}
    wrong = None if 0 < len(below) <= MOST_CRATES else f"there are {len(below)}"
    return len(below), (f"at most {MOST_CRATES} crates of others below twinlane", wrong)


def first_page(package: dict) -> Case:
    page = (record.WORKSPACE / "crates/twinlane/src/lib.rs").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("//! | `")]
    missing = [feature for feature in package["features"] if feature not in IMPLIED and not any(f"`{feature}`" in row for row in rows)]
    return "the first page names each feature of twinlane", f"not {', '.join(missing)}" if missing else None


def forget_packed(names: list[str]) -> None:
    """Removes the sources and the builds of packed crates. Cargo takes crates of a registry as unchanging: it would build those of an earlier run."""
    home = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    for name in names:
        # The registry of the packed crates has no host: its directory begins with a dash.
        unpacked = (home / "registry" / "src").glob(f"-*/{name}-[0-9]*")
        built = TARGET.glob(f"*/.fingerprint/{name}-*")
        for directory in [*unpacked, *built]:
            shutil.rmtree(directory, ignore_errors=True)


def packages(names: list[str]) -> Case:
    forget_packed(names)
    chosen = [argument for name in names for argument in ("--package", name)]
    return "packed, and built from what was packed", run("cargo", "package", "--quiet", "--allow-dirty", *chosen)


def packed_alone() -> Case:
    """To be built from what was packed it needs a `twinlane` that is published."""
    what = "packed, and not built: a workspace of its own"
    return what, run("cargo", "package", "--quiet", "--allow-dirty", "--no-verify", "--exclude-lockfile", "--manifest-path", ALONE)


def features(package: dict) -> Iterator[Case]:
    name = package["name"]
    manifest_path = package["manifest_path"]
    alone = sorted(set(package["features"]) - IMPLIED)
    chosen = [("no feature", ["--no-default-features"]), ("the default features", []), ("all features", ["--all-features"])]
    chosen += [(f"`{feature}` alone", ["--no-default-features", "--features", feature]) for feature in alone]
    for what, options in chosen:
        yield f"{name} with {what}", run("cargo", "check", "--quiet", "--manifest-path", manifest_path, *options)


def told(cases: Iterable[Case]) -> Iterator[Case]:
    """The same, each of which is printed once it is known: all of them take long."""
    for what, wrong in cases:
        print(f"FAILED  {what}: {wrong}" if wrong else f"passed  {what}", flush=True)
        yield what, wrong


def main() -> int:
    only_metadata = sys.argv[1:] == ["--only", "metadata"]
    together = published()
    found = together + published("--manifest-path", ALONE)
    crates, case = number_of_crates()
    cases = [manifest(package) for package in found]
    repository = repositories(found)
    cases += repository
    cases += [without_snapshot(package) for package in found]
    cases += [first_page(package) for package in found if package["name"] == "twinlane"]
    cases = list(told([*cases, case]))
    gap = "" if repository else NO_ADDRESS
    if gap:
        print(f"gap     {gap}")
    if not only_metadata:
        cases += told([packages([package["name"] for package in together]), packed_alone()])
        for package in found:
            cases += told(features(package))
    failed = sum(wrong is not None for _, wrong in cases)
    summary = f"{len(cases) - failed} passed, {failed} failed"
    if not only_metadata:
        write([package["name"] for package in found], crates, cases, f"{summary}. {gap}".rstrip(". "))
    print(summary)
    return 1 if failed else 0


def write(names: list[str], crates: int, cases: list[Case], summary: str) -> None:
    rows = "\n".join(f"| {what} | {'**failed**' if wrong else 'passed'} |" for what, wrong in cases)
    page = f"""# Packages

{record.day_and_commit()}; {record.output("cargo", "--version")}. {summary}.

Published: {", ".join(f"`{name}`" for name in names)}. An application compiles {crates} crates of others below `twinlane` with the default features.

| | |
| --- | --- |
{rows}
"""
    (record.WORKSPACE / "checks/results/package.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
