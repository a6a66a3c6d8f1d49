"""Twinlane and the proxies before it, each a process with a folder of its own, on free ports of 127.0.0.1."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKSPACE = Path(__file__).resolve().parent.parent.parent.parent
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target")) / "debug" / "proxied"
START_SECONDS = 60.0
HOST = "shop.example"


class ServerFailed(Exception):
    """A server that does not start; says what it wrote."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder with the certificate of the proxies, which they themselves have signed."""
    with tempfile.TemporaryDirectory(prefix="proxies-") as name:
        path = Path(name)
        # nginx's worker is another user.
        path.chmod(0o755)
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
        command += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(path / "shop.key"), "-out", str(path / "shop.crt")]
        subprocess.run(command, check=True, capture_output=True)
        both = (path / "shop.crt").read_text() + (path / "shop.key").read_text()
        (path / "shop.pem").write_text(both)
        yield path


@contextmanager
def twinlane(path: Path, options: list[str]) -> Iterator["Application"]:
    """The application, with these options."""
    port = free_port()
    log = path / "twinlane.log"
    with _running("Twinlane", [str(PROGRAM), "--port", str(port), *options], port, log) as process:
        yield Application(port, log, process)


class Application:
    """Twinlane while it runs."""

    def __init__(self, port: int, log: Path, process: int) -> None:
        self.port, self.process = port, process
        self._log = log

    def access_log(self) -> list[str]:
        """The lines of the access log, each from the address of the client on."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        mark = "INFO:     "
        return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


@contextmanager
def nginx(path: Path, config: str, port: int) -> Iterator[None]:
    file = path / f"nginx-{port}.conf"
    file.write_text(NGINX.format(folder=path, port=port, config=config))
    command = ["nginx", "-p", str(path), "-c", str(file), "-e", str(path / "nginx-error.log")]
    with _running("nginx", command, port, path / "nginx.log"):
        yield


@contextmanager
def haproxy(path: Path, config: str, port: int) -> Iterator[None]:
    file = path / f"haproxy-{port}.cfg"
    file.write_text(HAPROXY + config)
    with _running("HAProxy", ["haproxy", "-f", str(file), "-db"], port, path / "haproxy.log"):
        yield


@contextmanager
def caddy(path: Path, config: str, port: int) -> Iterator[None]:
    file = path / f"Caddyfile-{port}"
    file.write_text(CADDY.format(folder=path) + config)
    with _running("Caddy", ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"], port, path / "caddy.log"):
        yield


PROXIES = {"nginx": nginx, "HAProxy": haproxy, "Caddy": caddy}

# The frame of a configuration, so that it runs without a system around it.
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx-{port}.pid;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{config}
}}
"""
HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
"""
CADDY = """
{{
    admin off
    auto_https off
    storage file_system {folder}/caddy
    default_bind 127.0.0.1
}}
"""


def version(program: str) -> str:
    command = {"nginx": ["nginx", "-v"], "HAProxy": ["haproxy", "-v"], "Caddy": ["caddy", "version"]}[program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = (done.stdout + done.stderr).replace("nginx/", "").replace("version:", "").replace("version", "").split()
    return next(word for word in words if word[0].isdigit())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(name: str, command: list[str], port: int, log: Path) -> Iterator[int]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TWINLANE_", "FORWARDED_"))}
    environment["HOME"] = str(log.parent)
    environment["NO_COLOR"] = "1"
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        _await(name, process, port, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(name: str, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise ServerFailed(f"{name} does not start:\n{log.read_text(errors='replace')}")
