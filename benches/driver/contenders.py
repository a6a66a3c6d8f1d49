"""Who is measured, and how each is started."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from . import layout, shell
from .operations import ALL, IN_PLACE, OWN, Operation

SPARE_WORKERS = 40  # Twinlane's default, beside one worker a core
CORES = os.cpu_count() or 1

BUILD_SECONDS = 1800


@dataclass(frozen=True, eq=False)
class Contender:
    name: str
    command: tuple[str, ...]
    """What starts it; the port comes last."""
    operations: tuple[Operation, ...] = ALL
    environment: dict[str, str] = field(default_factory=dict)
    slow: bool = False
    """Whether it answers so slowly under callgrind that fewer requests must do."""
    streams: bool = True
    """Whether it has `/stream`."""


HYPER = "hyper"
AXUM = "axum"
TWINLANE = "Twinlane"
FASTAPI = "FastAPI"
MANY_ROUTES = "Twinlane, 10,000 routes more"
WITHOUT_DOCS = "Twinlane without docs"
HYPER_DEFAULT = f"hyper, {CORES} workers"
AXUM_DEFAULT = f"axum, {CORES} workers"

NAMES = ("hyper", "axum", "twinlane", "fastapi")


def binaries(given: str | None) -> Path:
    """Where the contenders' binaries are, built now unless a folder was given."""
    if given:
        return Path(given)
    command = ["cargo", "build", "--quiet", "--profile", "bench-server", "--package", "twinlane-benches", "--bins"]
    shell.output(command, cwd=layout.ROOT, seconds=BUILD_SECONDS)
    metadata = shell.output(["cargo", "metadata", "--format-version=1", "--no-deps"], cwd=layout.ROOT)
    return Path(json.loads(metadata)["target_directory"]) / "bench-server"


@dataclass(frozen=True, eq=False)
class Field:
    """The contenders of one run."""

    same_shape: list[Contender]
    """The peers with as many worker threads as Twinlane's event loop has, and Twinlane."""
    own_shape: list[Contender]
    """The peers as their users run them: one worker a core; FastAPI on one Uvicorn worker."""
    load: Path
    """The load client's binary."""

    def all(self) -> list[Contender]:
        return self.same_shape + self.own_shape


def choose(only: list[str] | None, folder: Path) -> Field:
    chosen = only or NAMES
    others = tuple(operation for operation in ALL if operation is not IN_PLACE)
    same_shape, own_shape = [], []
    for key, name, default_name in (("hyper", HYPER, HYPER_DEFAULT), ("axum", AXUM, AXUM_DEFAULT)):
        if key in chosen:
            binary, streams = str(folder / f"bench_{key}"), key != "hyper"
            shape = ("--workers", str(CORES + SPARE_WORKERS))
            same_shape.append(Contender(name, (binary, *shape, "--port"), others, streams=streams))
            own_shape.append(Contender(default_name, (binary, "--port"), others, streams=streams))
    if "twinlane" in chosen:
        same_shape.append(Contender(TWINLANE, (str(folder / "bench_twinlane"), "--port"), (*ALL, *OWN)))
    if "fastapi" in chosen:
        own_shape.append(Contender(FASTAPI, _uvicorn(), others, slow=True))
    return Field(same_shape, own_shape, folder / "load")


def variants(chosen: Field) -> list[Contender]:
    """Twinlane as it is not, for the budgets that compare it with itself."""
    return [
        Contender(name, contender.command, contender.operations, environment)
        for contender in chosen.same_shape
        if contender.name == TWINLANE
        for name, environment in ((MANY_ROUTES, {"BENCH_ROUTES": "10000"}), (WITHOUT_DOCS, {"BENCH_DOCS": "off"}))
    ]


def _uvicorn() -> tuple[str, ...]:
    server = ("--loop", "uvloop", "--http", "httptools", "--workers", "1", "--no-access-log", "--log-level", "warning")
    application = ("-m", "uvicorn", "fastapi_app:app", "--app-dir", str(layout.BENCHES))
    return (str(layout.VENV_PYTHON), *application, *server, "--port")
