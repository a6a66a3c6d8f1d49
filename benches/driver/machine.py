"""What was measured on what."""

import os
import platform
import re
import time

from . import layout, shell

CRATES = ("hyper", "axum", "garde", "validator", "serde_json", "tokio")
PACKAGES = ("fastapi", "pydantic", "uvicorn", "uvloop", "httptools")


def description() -> str:
    rust = shell.output(["rustc", "--version"], cwd=layout.ROOT).split()[1]
    versions = ", ".join([f"rustc {rust}", *_crates(), *_packages()])
    return f"{time.strftime('%-d %B %Y')}; {_processor()}, {os.cpu_count()} cores; Linux {platform.release()}. {versions}.\n"


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as information:
        model = re.search(r"^model name\s*: (.+)$", information.read(), re.MULTILINE)
    return model[1] if model else platform.machine()


def _crates() -> list[str]:
    lock = (layout.ROOT / "Cargo.lock").read_text(encoding="utf-8")
    found = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"$', lock, re.MULTILINE))
    return [f"{name} {found[name]}" for name in CRATES if name in found]


def _packages() -> list[str]:
    pinned = dict(line.split("==") for line in (layout.BENCHES / "requirements.txt").read_text(encoding="ascii").split())
    python = shell.output([str(layout.VENV_PYTHON), "--version"]).strip() if layout.VENV_PYTHON.exists() else "no Python"
    return [python, *(f"{name} {pinned[name]}" for name in PACKAGES)]
