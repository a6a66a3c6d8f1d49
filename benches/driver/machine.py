"""The machine, and the versions that were measured on it."""

import json
import os
import platform
import re
import shutil
import time

from . import layout, shell

CRATES = ("hyper", "axum", "actix-web", "garde", "validator", "serde_json", "tokio")
OWN_CRATES = ("hyper", "serde_json", "tokio")
PACKAGES = ("fastapi", "pydantic", "uvicorn", "uvloop", "httptools")
SOCKET_CRATES = ("axum", "tokio-tungstenite", "actix-web", "actix-ws", "zlib-rs", "tokio")
FILE_CRATES = ("axum", "tower-http", "actix-web", "actix-files", "tokio")
FILE_PACKAGES = ("starlette", "uvicorn", "uvloop")
SOCKET_PACKAGES = ("fastapi", "uvicorn", "uvloop", "websockets")


def description(peers: bool = True) -> str:
    """`peers`: whether others than Twinlane were measured."""
    return _described([*_crates(CRATES), *_packages(PACKAGES), *_go(), *_node("fastify")] if peers else _crates(OWN_CRATES))


def description_of_sockets() -> str:
    """Of those who speak WebSocket."""
    return _described([*_crates(SOCKET_CRATES), *_packages(SOCKET_PACKAGES), *_node("ws")])


def description_of_files() -> str:
    """Of those who serve files."""
    return _described([*_crates(FILE_CRATES), *_packages(FILE_PACKAGES), *_nginx()])


def _described(used: list[str]) -> str:
    rust = shell.output(["rustc", "--version"], cwd=layout.ROOT).split()[1]
    versions = ", ".join([f"rustc {rust}", *used])
    return f"{brief()}; Linux {platform.release()}. {versions}.\n"


def brief() -> str:
    """The day and the machine."""
    return f"{time.strftime('%-d %B %Y')}; {_processor()}, {os.cpu_count()} cores"


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as information:
        model = re.search(r"^model name\s*: (.+)$", information.read(), re.MULTILINE)
    return model[1] if model else platform.machine()


def _crates(names: tuple[str, ...]) -> list[str]:
    lock = (layout.ROOT / "Cargo.lock").read_text(encoding="utf-8")
    found = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"$', lock, re.MULTILINE))
    return [f"{name} {found[name]}" for name in names if name in found]


def _packages(names: tuple[str, ...]) -> list[str]:
    pinned = dict(line.split("==") for line in (layout.BENCHES / "requirements.txt").read_text(encoding="ascii").split())
    python = shell.output([str(layout.VENV_PYTHON), "--version"]).strip() if layout.VENV_PYTHON.exists() else "no Python"
    return [python, *(f"{name} {pinned[name]}" for name in names)]


def _go() -> list[str]:
    return [f"Go {shell.output(['go', 'version']).split()[2].removeprefix('go')}"] if shutil.which("go") else []


def _nginx() -> list[str]:
    if not shutil.which("nginx"):
        return []
    # It says so on standard error.
    told = shell.output(["sh", "-c", "nginx -v 2>&1"])
    return [f"nginx {told.strip().rpartition('/')[2]}"]


def _node(package: str) -> list[str]:
    if not shutil.which("node"):
        return []
    pinned = json.loads((layout.NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return [f"Node {shell.output(['node', '--version']).strip().removeprefix('v')}", f"{package} {pinned[package]}"]
