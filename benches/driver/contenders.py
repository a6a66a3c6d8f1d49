"""The contenders, and the way to start each."""

import json
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from . import layout, shell
from .operations import ALL, GZIP, IN_PLACE, OWN, Operation

SPARE_WORKERS = 40  # Twinlane's default, beside one worker a core
CORES = os.cpu_count() or 1

BUILD_SECONDS = 1800


@dataclass(frozen=True, eq=False)
class Contender:
    name: str
    command: tuple[str, ...]
    """The command that starts it. The port comes last."""
    operations: tuple[Operation, ...] = ALL
    environment: dict[str, str] = field(default_factory=dict)
    slow: bool = False
    """True if it answers so slowly under callgrind that fewer requests must do."""
    uncounted: str = ""
    """Why callgrind does not count its instructions; empty where it does."""
    by_the_clock: str = ""
    """The system call of a thread that works by the clock and cannot be told from the others by its name."""
    streams: bool = True
    """True if it has `/stream`."""


HYPER = "hyper"
AXUM = "axum"
TWINLANE = "Twinlane"
ACTIX = "actix-web"
TWINLANE_BINARY = "bench_twinlane"
FASTAPI = "FastAPI"
GO = "Go, net/http"
FASTIFY = "Fastify"
MANY_ROUTES = "Twinlane, 10,000 routes more"
WITHOUT_DOCS = "Twinlane without docs"
HYPER_DEFAULT = f"hyper, {CORES} workers"
AXUM_DEFAULT = f"axum, {CORES} workers"

NAMES = ("hyper", "axum", "twinlane", "actix", "go", "fastify", "fastapi")
SAME_SHAPE = ("hyper", "axum", "twinlane")
"""Those with as many workers as Twinlane, which is what the short run counts."""
BOUNDED = ("hyper", "twinlane")
"""Those whose instructions have a bound, or are what it is compared with."""
OTHERS = tuple(operation for operation in ALL if operation is not IN_PLACE)

# One build each: actix-web would change a feature of the others' tokio.
BUILDS = {"actix": ("--features", "actix", "--bin", "bench_actix"), None: ("--bins",)}


def binaries(given: str | None, chosen: Collection[str]) -> Path:
    """The folder of the contenders' binaries, built now unless a folder was given."""
    if given:
        return Path(given)
    for contender, flags in BUILDS.items():
        if contender is None or contender in chosen:
            command = ["cargo", "build", "--quiet", "--profile", "bench-server", "--package", "twinlane-benches", *flags]
            shell.output(command, cwd=layout.ROOT, seconds=BUILD_SECONDS)
    return _folder_of_binaries()


def binaries_with(features: str, *names: str) -> Path:
    """The folder of these binaries, built now with these features of the package. The others have the same names, and a folder of their own."""
    built = built_with(features, *(f"bench_{name}" for name in names))
    folder = built / (features or "plain")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy2(built / f"bench_{name}", folder)
    return folder


def built_with(features: str, *names: str) -> Path:
    """The folder of these binaries, built now with these features of the package."""
    flags = [flag for name in names for flag in ("--bin", name)]
    command = ["cargo", "build", "--quiet", "--profile", "bench-server", "--package", "twinlane-benches", "--features", features, *flags]
    shell.output(command, cwd=layout.ROOT, seconds=BUILD_SECONDS)
    return _folder_of_binaries()


def _folder_of_binaries() -> Path:
    metadata = shell.output(["cargo", "metadata", "--format-version=1", "--no-deps"], cwd=layout.ROOT)
    return Path(json.loads(metadata)["target_directory"]) / "bench-server"


@dataclass(frozen=True, eq=False)
class Field:
    """The contenders of one run."""

    same_shape: list[Contender]
    """The peers with as many worker threads as Twinlane's event loop has, and Twinlane."""
    own_shape: list[Contender]
    """The peers as their users run them: one worker a core, or what their runtime takes; FastAPI and Fastify are one process."""
    load: Path
    """The load client's binary."""

    def all(self) -> list[Contender]:
        return self.same_shape + self.own_shape


def choose(chosen: Collection[str], folder: Path) -> Field:
    same_shape, own_shape = [], []
    for key, name, default_name in (("hyper", HYPER, HYPER_DEFAULT), ("axum", AXUM, AXUM_DEFAULT)):
        if key in chosen:
            binary, streams = str(folder / f"bench_{key}"), key != "hyper"
            operations = (*OTHERS, GZIP) if key == "axum" else OTHERS
            shape = ("--workers", str(CORES + SPARE_WORKERS))
            same_shape.append(Contender(name, (binary, *shape, "--port"), operations, streams=streams))
            own_shape.append(Contender(default_name, (binary, "--port"), operations, streams=streams))
    if "twinlane" in chosen:
        same_shape.append(twinlane(folder))
    own_shape += [peer for key, peer in _peers(folder).items() if key in chosen]
    return Field(same_shape, own_shape, folder / "load")


def _peers(folder: Path) -> dict[str, Contender]:
    """Those that have but one shape."""
    return {
        "actix": Contender(ACTIX, (str(folder / "bench_actix"), "--port"), (*OTHERS, GZIP)),
        "go": Contender(
            GO,
            (str(layout.GO_SERVER), "--port"),
            OTHERS,
            uncounted="callgrind does not survive the signals by which its runtime preempts",
            by_the_clock="nanosleep",
        ),
        "fastify": Contender(
            FASTIFY,
            ("node", str(layout.NODE / "server.mjs"), "--port"),
            OTHERS,
            {"NODE_ENV": "production"},
            uncounted="V8 compiles meanwhile, so that two counts of one operation differ by half",
        ),
        "fastapi": Contender(FASTAPI, uvicorn("fastapi_app"), OTHERS, slow=True),
    }


def twinlane(folder: Path) -> Contender:
    return Contender(TWINLANE, (str(folder / TWINLANE_BINARY), "--port"), (*ALL, *OWN, GZIP))


def steady(chosen: Field, name: str, spare_workers: int = 0) -> Contender | None:
    """Hyper or Twinlane with one worker: its counts depend on neither the number of processors nor the clock."""
    for contender in chosen.same_shape:
        if contender.name == name:
            workers = ("--workers", "1") if name == HYPER else ()
            environment = {"BENCH_WORKERS": "1", "BENCH_SPARE_WORKERS": str(spare_workers)}
            return Contender(name, (contender.command[0], *workers, "--port"), contender.operations, environment)
    return None


def variants(chosen: Field) -> list[Contender]:
    """Twinlane as it is not, for the budgets that compare it with itself."""
    return [
        Contender(name, contender.command, contender.operations, environment)
        for contender in chosen.same_shape
        if contender.name == TWINLANE
        for name, environment in (
            (MANY_ROUTES, {"BENCH_ROUTES": "10000"}),
            (WITHOUT_DOCS, {"BENCH_DOCS": "off"}),
        )
    ]


def uvicorn(module: str) -> tuple[str, ...]:
    """The command that serves the module's application. The port comes behind it."""
    server = ("--loop", "uvloop", "--http", "httptools", "--workers", "1", "--no-access-log", "--log-level", "warning")
    application = ("-m", "uvicorn", f"{module}:app", "--app-dir", str(layout.BENCHES))
    return (str(layout.VENV_PYTHON), *application, *server, "--port")
