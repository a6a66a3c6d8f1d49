"""The two servers: FastAPI under uvicorn, and the Rust application, each on a free port of this machine."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import layout

START_TIMEOUT = 30.0  # seconds
STOP_TIMEOUT = 10.0  # seconds

READ_BY_SERVERS = ("TWINLANE_", "UVICORN_", "FORWARDED_ALLOW_IPS")
"""Variables that would change what is compared begin with these."""

OPTIONS = {"proxies": ["--forwarded-allow-ips", "127.0.0.1,10.0.0.0/8,fd00::/8"]}
"""Options of an application, which both servers have."""


class ServerFailed(Exception):
    """A server that cannot be built or does not start; says what it wrote."""


class Port(int):
    """The port of a server that runs."""

    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        """Tells the server to stop, and does not wait for it."""
        self.process.terminate()


@contextmanager
def fastapi(app: str, options: tuple[str, ...] = ()) -> Iterator[Port]:
    """The Python application; gives its port. `options` are those that both servers have."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", f"apps.{app}:app", "--port", str(port)]
    command += ["--http", "httptools", "--loop", "uvloop", "--lifespan", "on", "--no-access-log"]
    command += [*OPTIONS.get(app, []), *options]
    with _running(f"the FastAPI application {app}", command, port) as running:
        yield running


@contextmanager
def twinlane(app: str, program: Path, options: tuple[str, ...] = ()) -> Iterator[Port]:
    """The Rust application; gives its port."""
    port = _free_port()
    command = [str(program), app, "--port", str(port), *OPTIONS.get(app, []), *options]
    with _running(f"the Twinlane application {app}", command, port) as running:
        yield running


def build() -> Path:
    """Builds the program that serves the Rust applications."""
    command = ["cargo", "build", "--package", "twinlane-conformance", "--bins"]
    command += ["--message-format", "json-render-diagnostics"]
    done = subprocess.run(command, cwd=layout.WORKSPACE, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise ServerFailed("the Rust applications do not build")
    messages = (json.loads(line) for line in done.stdout.splitlines())
    return next(Path(message["executable"]) for message in messages if message.get("executable"))


@contextmanager
def _running(name: str, command: list[str], port: int) -> Iterator[Port]:
    with tempfile.TemporaryFile() as log:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(READ_BY_SERVERS)}
        process = subprocess.Popen(command, cwd=layout.HOME, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not _listens(process, port):
                log.seek(0)
                raise ServerFailed(f"{name} does not start:\n{log.read().decode('utf-8', 'replace')}")
            running = Port(port)
            running.process = process
            yield running
        finally:
            _stop(process)


def _listens(process: "subprocess.Popen[bytes]", port: int) -> bool:
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
