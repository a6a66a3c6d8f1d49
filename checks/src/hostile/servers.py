"""The servers of the check, each a process on a free port of this machine, with a folder of its own."""

import functools
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent
WORKSPACE = SOURCES.parent.parent
PROGRAMS = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target")) / "release"
PROGRAM = "hostile"
START_SECONDS = 60.0


class ServerFailed(Exception):
    """A server that does not start; says what it wrote."""


@dataclass
class Server:
    """A server that runs."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    folder: Path
    others: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    within: Callable[[socket.socket], socket.socket] | None = None  # what a client does before HTTP

    @property
    def notes(self) -> list[str]:
        """The notes of the server's application."""
        path = self.folder / "notes"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def connect(self, timeout: float = 5.0, receive_buffer: int | None = None) -> socket.socket:
        plug = socket.socket()
        plug.settimeout(timeout)
        if receive_buffer is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            # As on a network. With the 64 KiB of the loopback the kernel takes 2.5 MB off the server's hands.
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
        plug.connect(("127.0.0.1", self.port))
        return plug if self.within is None else self.within(plug)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)


@functools.cache
def defaults(program: str | Path = PROGRAM) -> dict[str, str]:
    """Twinlane's options, and the defaults that `--help` tells."""
    text = subprocess.run([PROGRAMS / program, "--help"], capture_output=True, text=True, timeout=20, check=False).stdout
    found: dict[str, str] = {}
    option = ""
    for line in text.splitlines():
        if named := re.match(r" +(?:-[a-zA-Z], )?--([a-z0-9-]+)", line):
            option = named[1]
            found[option] = ""
        # If the options of a group are wide, their words are on the next line.
        if option and (default := re.search(r"\[default: ([^\]]*)\]", line)):
            found[option] = default[1]
    return found


def known_options(program: str | Path = PROGRAM) -> frozenset[str]:
    return frozenset(defaults(program))


def unknown(options: dict[str, object], program: str = PROGRAM) -> list[str]:
    """Those of the options that this Twinlane does not have."""
    return [f"--{name}" for name in options if name not in known_options(program)]


@contextmanager
def twinlane(options: dict[str, object] | None = None, program: str | Path = PROGRAM) -> Iterator[Server]:
    """The Rust application, with the options that this version has. A program that is no check's is given by its path."""
    given = {name: value for name, value in (options or {}).items() if name in known_options(program)}
    with _folder() as folder:
        port = free_port()
        command = [str(PROGRAMS / program), "--port", str(port)]
        for name, value in given.items():
            command += [f"--{name}", str(value)]
        yield from _running(Server("Twinlane", port, _start(command, folder), folder))


@contextmanager
def uvicorn(options: dict[str, object] | None = None) -> Iterator[Server]:
    """FastAPI's application on Uvicorn, as `pip install 'uvicorn[standard]'` runs it, but without WebSockets, as the program beside it."""
    with _folder() as folder:
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "hostile.app:app", "--port", str(port), "--no-access-log", "--ws", "none"]
        command += ["--lifespan", "off"]
        for name, value in (options or {}).items():
            command += [f"--{name}", str(value)]
        yield from _running(Server("Uvicorn", port, _start(command, folder), folder))


@contextmanager
def nginx() -> Iterator[Server]:
    """nginx as a proxy before a backend that notes what it is asked."""
    with _folder() as folder:
        backend, port = free_port(), free_port()
        stub = _start([sys.executable, "-m", "hostile.stub", str(backend)], folder, "stub.log")
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, backend=backend, port=port), encoding="utf-8")
        proxy = _start(["nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")], folder)
        server = Server("nginx", port, proxy, folder, [stub])
        _await_port(stub, backend, "the backend behind nginx", folder / "stub.log")
        yield from _running(server)


# The defaults of Debian's nginx, and the settings that its documentation advises before an application. `$host` is the host that
# nginx decided on; the host that the client wrote goes along for the report.
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} default_server;
        location / {{
            proxy_pass http://127.0.0.1:{backend};
            proxy_set_header Host $host;
            proxy_set_header X-Raw-Host $http_host;
            proxy_set_header X-Client-Port $remote_port;
            proxy_read_timeout 10s;
        }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hostile-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _start(command: list[str], folder: Path, log: str = "log") -> "subprocess.Popen[bytes]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TWINLANE_", "UVICORN_"))}
    environment |= {"HOSTILE_NOTES": str(folder / "notes"), "PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1"}
    with open(folder / log, "wb") as output:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)


def _running(server: Server) -> Iterator[Server]:
    try:
        _await_port(server.process, server.port, server.name, server.folder / "log")
        yield server
    finally:
        for process in [server.process, *server.others]:
            _end(process)


def _await_port(process: "subprocess.Popen[bytes]", port: int, name: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    _end(process)
    raise ServerFailed(f"{name} does not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.kill()
    process.wait(10)
