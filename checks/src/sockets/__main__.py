"""A real program with real peers: systemd-socket-activate, sd_notify, HAProxy and nginx with the PROXY protocol, unix sockets."""

import http.client
import os
import pathlib
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import record

PROGRAM = sys.argv[1]
WAIT = 20.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(what: str, ready: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if ready():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {WAIT} s: {what}")


def connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(address)
        except OSError:
            return False
        return True


def status(client: socket.socket, headers: str = "") -> int:
    client.settimeout(WAIT)
    client.sendall(f"GET / HTTP/1.1\r\nhost: a\r\n{headers}connection: close\r\n\r\n".encode())
    response = http.client.HTTPResponse(client)
    response.begin()
    response.read()
    return response.status


def over_tcp(port: int, host: str = "127.0.0.1", headers: str = "") -> int:
    with socket.create_connection((host, port), timeout=WAIT) as client:
        return status(client, headers)


def over_unix(path: str) -> int:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        return status(client)


@contextmanager
def running(command: list[str], log: pathlib.Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | variables)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(WAIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def stopped(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(WAIT) == 0, process.returncode


def unix_and_both_families(folder: pathlib.Path) -> None:
    """A unix socket and both families at once; the banner names them, and the file goes at the stop."""
    port, path, log = free_port(), str(folder / "app.sock"), folder / "log"
    command = [PROGRAM, "--host", "::", "--port", str(port), "--uds", path, "--uds-mode", "600"]
    with running(command, log) as process:
        until("the unix socket", lambda: connects(socket.AF_UNIX, path))
        assert over_unix(path) == over_tcp(port) == over_tcp(port, "::1") == 200
        assert os.stat(path).st_mode & 0o777 == 0o600
        banner = f"http://[::]:{port} (IPv6 and IPv4) and unix socket {path}"
        assert banner in log.read_text(), log.read_text()
        stopped(process)
    assert not os.path.exists(path)


def stale_socket(folder: pathlib.Path) -> None:
    """A program that was killed leaves its socket; the next one takes it over, and a third is refused."""
    path, log = str(folder / "app.sock"), folder / "log"
    with running([PROGRAM, "--uds", path], log) as process:
        until("the unix socket", lambda: connects(socket.AF_UNIX, path))
        process.kill()
        process.wait()
    assert os.path.exists(path)
    with running([PROGRAM, "--uds", path], log) as process:
        until("the unix socket", lambda: connects(socket.AF_UNIX, path))
        other = subprocess.run([PROGRAM, "--uds", path], capture_output=True, text=True, timeout=WAIT, check=False)
        assert other.returncode == 1, other
        assert "stop the program that listens there" in other.stderr + other.stdout, other
        assert over_unix(path) == 200


def every_mistake(folder: pathlib.Path) -> None:
    """All places that cannot be had are in one report."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [PROGRAM, "--port", str(port), "--uds", str(folder / "no/app.sock"), "--fd", "0"]
        with open("/dev/null", "rb") as nothing:
            ended = subprocess.run(
                command, stdin=nothing, capture_output=True, text=True, timeout=WAIT, check=False
            )
    said = ended.stderr + ended.stdout
    assert ended.returncode == 1, ended
    for place in ("cannot listen on 3 places", f"127.0.0.1:{port}", "make the folder", "file descriptor 0"):
        assert place in said, said


def socket_activation(folder: pathlib.Path) -> None:
    """systemd's sockets, TCP and unix: taken before there are threads, and left open for the next start."""
    port, path, log = free_port(), str(folder / "app.sock"), folder / "log"
    tool = shutil.which("systemd-socket-activate")
    assert tool, "systemd-socket-activate is missing"
    command = [tool, "-l", f"127.0.0.1:{port}", "-l", path, "--fdname=web:local", PROGRAM]
    with running(command, log) as process:
        until("the port", lambda: connects(socket.AF_INET, ("127.0.0.1", port)))
        assert over_tcp(port) == over_unix(path) == 200
        until("the banner", lambda: "serves on" in log.read_text())
        assert f"http://127.0.0.1:{port} and unix socket {path}" in log.read_text(), log.read_text()
        # Systemd's file is systemd's to remove.
        stopped(process)
    assert os.path.exists(path)


def notify(folder: pathlib.Path) -> None:
    """READY=1 when it serves, signs of life, and STOPPING=1."""
    port, log = free_port(), folder / "log"
    name = str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name)
        manager.settimeout(WAIT)
        with running([PROGRAM, "--port", str(port)], log, NOTIFY_SOCKET=name, WATCHDOG_USEC="200000") as process:
            ready = manager.recv(4096).decode()
            assert ready == f"READY=1\nSTATUS=serves on http://127.0.0.1:{port}\n", ready
            assert over_tcp(port) == 200
            assert [manager.recv(4096) for _ in range(3)] == [b"WATCHDOG=1\n"] * 3
            process.send_signal(signal.SIGTERM)
            last = b""
            while not last.startswith(b"STOPPING=1\n"):
                last = manager.recv(4096)
            assert process.wait(WAIT) == 0


HAPROXY = """
defaults
    mode tcp
    timeout connect 5s
    timeout client 5s
    timeout server 5s
listen one
    bind 127.0.0.1:{port}
    server app 127.0.0.1:{application} {option}
"""
NGINX = """
load_module {modules}/ngx_stream_module.so;
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
stream {{ server {{ listen 127.0.0.1:{port}; proxy_pass 127.0.0.1:{application}; proxy_protocol on; }} }}
"""


def behind(folder: pathlib.Path, command: list[str], port: int, application: int) -> None:
    """The client is the one that the proxy names; what it writes into `X-Forwarded-For` is not believed."""
    log = folder / "log"
    arguments = ["--port", str(application), "--proxy-protocol", "--access-log", "--forwarded-allow-ips", "127.0.0.1"]
    with running([PROGRAM, *arguments], log), running(command, folder / "proxy"):
        until("the application", lambda: connects(socket.AF_INET, ("127.0.0.1", application)))
        until("the proxy", lambda: connects(socket.AF_INET, ("127.0.0.1", port)))
        client = socket.socket()
        client.bind(("127.0.0.9", 0))
        client.connect(("127.0.0.1", port))
        address = f"127.0.0.9:{client.getsockname()[1]}"
        with client:
            assert status(client, "x-forwarded-for: 198.51.100.7\r\n") == 200
        until("the access log", lambda: f"{address} - " in log.read_text())
        assert "198.51.100.7" not in log.read_text(), log.read_text()
        # Nobody comes in without the header.
        with socket.create_connection(("127.0.0.1", application), timeout=WAIT) as direct:
            direct.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            try:
                assert direct.recv(100) == b""
            except ConnectionResetError:
                pass


def haproxy(option: str) -> Callable[[pathlib.Path], None]:
    def check(folder: pathlib.Path) -> None:
        port, application = free_port(), free_port()
        config = folder / "haproxy.cfg"
        config.write_text(HAPROXY.format(port=port, application=application, option=option))
        behind(folder, ["haproxy", "-db", "-f", str(config)], port, application)

    check.__doc__ = f"HAProxy, `{option}`"
    return check


def nginx(folder: pathlib.Path) -> None:
    """nginx's stream module, `proxy_protocol on`"""
    modules = "/usr/lib/nginx/modules"
    if not os.path.exists(f"{modules}/ngx_stream_module.so"):
        raise LookupError("nginx has no stream module: apt-get install libnginx-mod-stream")
    port, application = free_port(), free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(modules=modules, folder=folder, port=port, application=application))
    behind(folder, ["nginx", "-c", str(config), "-p", str(folder)], port, application)


def page(rows: list[tuple[str, str]], summary: str) -> str:
    """The results as Markdown."""
    table = "\n".join(f"| {name} | {result} |" for name, result in rows)
    return f"""# Where a service listens: `checks/sockets`

{record.day_and_commit()}; Linux {platform.release()}.

{summary}

Each row is the program of `examples/first_steps` with another program that starts it, is told by it, or stands before it.

| with | result |
| --- | --- |
{table}
"""


CHECKS = [
    unix_and_both_families,
    stale_socket,
    every_mistake,
    socket_activation,
    notify,
    haproxy("send-proxy"),
    haproxy("send-proxy-v2"),
    haproxy("send-proxy-v2 check inter 200ms"),
    nginx,
]


def main() -> int:
    failed = 0
    rows = []
    for check in CHECKS:
        name = (check.__doc__ or "").splitlines()[0]
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(pathlib.Path(folder))
                print(f"passed: {name}")
                rows.append((name, "holds"))
            except (AssertionError, OSError, LookupError, subprocess.TimeoutExpired) as error:
                failed += 1
                rows.append((name, "FAILED"))
                print(f"FAILED: {name}: {error!r}")
                log = pathlib.Path(folder) / "log"
                if log.exists():
                    print(log.read_text())
    summary = f"{len(CHECKS) - failed} passed, {failed} failed"
    (record.WORKSPACE / "checks" / "results" / "sockets.md").write_text(page(rows, summary), encoding="utf-8")
    print(summary)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
