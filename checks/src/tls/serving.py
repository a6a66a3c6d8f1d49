"""Certificates of clients, clients that stall, files that change, files that are wrong, and stops."""

import socket
import ssl
import statistics
import subprocess
import threading
import time
from collections.abc import Callable

from hostile import servers
from hostile.servers import Server

from . import client
from .certificates import EXPIRED, NAMES, Authority, Pair

PROGRAM = "tls"
RELOADS = 100
STALLED = 200
STOP_SECONDS = 3


def clients(ours: Authority) -> dict[str, list[str]]:
    """Certificates of clients."""
    others = Authority("others")
    known = ours.sign("client", "DNS:billing.test", "clientAuth")
    shown: dict[str, Pair | None] = {
        "none": None,
        "ours": known,
        "another authority's": others.sign("client", "DNS:billing.test", "clientAuth"),
        "out of its time": ours.sign("old", "DNS:billing.test", "clientAuth", EXPIRED),
        "for servers": ours.sign("wrong", "DNS:billing.test"),
    }
    found = {}
    for wanted, reqs in (("none", 0), ("optional", 1), ("required", 2)):
        options: dict[str, object] = {**ours.sign("server", NAMES).options}
        if reqs:
            options |= {"ssl-cert-reqs": reqs, "ssl-ca-certs": ours.file}
        with servers.twinlane(options, PROGRAM) as server:
            for name, pair in shown.items():
                expected = _expected(wanted, name)
                got = _client(server, ours, pair)
                found[f"clients, {wanted} wanted, {name} shown"] = [] if got == expected else [f"{got}, not {expected}"]
    return found


def _expected(wanted: str, shown: str) -> str:
    if wanted == "none" or (shown == "none" and wanted == "optional"):
        return "nobody"
    return "billing.test" if shown == "ours" else "refused"


def _client(server: Server, ours: Authority, pair: Pair | None) -> str:
    try:
        names = client.told(server.port, client.context(ours.file, pair))["client"]
    except (ssl.SSLError, ConnectionError):
        return "refused"
    return names[0] if names else "nobody"


def stalled(ours: Authority) -> tuple[list[str], str]:
    """What an ordinary client waits while others stall in their handshake, and when these are cut off."""
    options: dict[str, object] = {**ours.sign("server", NAMES).options, "header-timeout": 5}
    with servers.twinlane(options, PROGRAM) as server:
        made = client.context(ours.file)
        before = _waits(server, made)
        plugs = [server.connect() for _ in range(STALLED)]
        begun = time.monotonic()
        for number, plug in enumerate(plugs):
            plug.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[: number % 12])
        during = _waits(server, made)
        mistakes = [] if during < 0.2 + 3 * before else [f"{during:.3f} s, without them {before:.3f} s"]
        for plug in plugs:
            plug.settimeout(10)
            while plug.recv(100):
                pass
            plug.close()
        seconds = time.monotonic() - begun
        if not 4 < seconds < 8:
            mistakes.append(f"they are cut off after {seconds:.1f} s")
        return mistakes, f"{STALLED} clients stall: another waits {during * 1000:.1f} ms (median of 50 handshakes), {before * 1000:.1f} ms without them; cut off after {seconds:.1f} s"


def _waits(server: Server, made: ssl.SSLContext) -> float:
    waits = []
    for _ in range(50):
        begun = time.monotonic()
        client.ask(server.port, made, "/ping")
        waits.append(time.monotonic() - begun)
    return statistics.median(waits)


def reloads(ours: Authority) -> tuple[list[str], str]:
    """Certificates that are replaced under load."""
    pair = ours.sign("server", NAMES)
    # One connection is silent all the while.
    options: dict[str, object] = {**pair.options, "header-timeout": 3600}
    with servers.twinlane(options, PROGRAM) as server:
        made, failures, done, over = client.context(ours.file), [], [0], threading.Event()
        with client.connect(server.port, made) as kept:
            loads = [threading.Thread(target=_load, args=(server, made, failures, done, over)) for _ in range(3)]
            for load in loads:
                load.start()
            seen, end = 0, time.monotonic() + 8 * RELOADS
            try:
                while seen < RELOADS and time.monotonic() < end:
                    ours.sign("server", NAMES)
                    seen += _is_served(server, made, pair)
            finally:
                over.set()
                for load in loads:
                    load.join()
            kept.sendall(b"GET /ping HTTP/1.1\r\nhost: a\r\n\r\n")
            mistakes = [] if b"200 OK" in kept.recv(1000) else ["the connection that was kept is lost"]
        mistakes += [f"{seen} of {RELOADS} were served"] if seen < RELOADS else []
        mistakes += [f"{len(failures)} handshakes failed, the first with {failures[0]}"] if failures else []
        return mistakes, f"{seen} certificates replaced in one run, {done[0]} handshakes meanwhile, {len(failures)} failed"


def _load(server: Server, made: ssl.SSLContext, failures: list[str], done: list[int], over: threading.Event) -> None:
    while not over.is_set():
        try:
            client.ask(server.port, made, "/ping")
            done[0] += 1
        except OSError as error:
            failures.append(repr(error))
        time.sleep(0.005)


def _is_served(server: Server, made: ssl.SSLContext, pair: Pair) -> bool:
    wanted = ssl.PEM_cert_to_DER_cert(pair.certificate.read_text())
    end = time.monotonic() + 8
    while time.monotonic() < end:
        with client.connect(server.port, made) as plug:
            if plug.getpeercert(binary_form=True) == wanted:
                return True
        time.sleep(0.05)
    return False


def startup(ours: Authority) -> dict[str, list[str]]:
    """Files that are wrong: the program ends, and says which."""
    good, other = ours.sign("server", NAMES), ours.sign("other", NAMES)
    old = ours.sign("expired", NAMES, times=EXPIRED)
    missing = Pair(ours.folder / "missing.pem", ours.folder / "missing.key")
    empty = ours.folder / "empty.pem"
    empty.write_text("")
    authority_first = ours.folder / "turned.pem"
    authority_first.write_text(ours.file.read_text() + good.certificate.read_text())
    wrong = {
        "missing": ((missing.certificate, missing.key), ("missing.pem: cannot be read", "missing.key: cannot be read")),
        "no PEM": ((empty, good.key), ("empty.pem: no certificate is in it",)),
        "another key": ((good.certificate, other.key), ("other.key: its private key does not fit",)),
        "ended before it began": ((old.certificate, old.key), ("expired.pem: its certificate ends before it begins",)),
        "chain turned round": ((authority_first, good.key), ("fits certificate 2",)),
    }
    found = {}
    for name, ((certificate, key), told) in wrong.items():
        command = [str(servers.PROGRAMS / PROGRAM), "--port", str(servers.free_port()), "--ssl-certfile", str(certificate), "--ssl-keyfile", str(key)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        text = ran.stdout + ran.stderr
        mistakes = [f"not told: {one}, but {text[-300:]!r}" for one in told if one not in text]
        found[f"at the start, {name}"] = mistakes if ran.returncode else [*mistakes, "it ends with 0"]
    return found


def stops(ours: Authority) -> tuple[dict[str, list[str]], list[str]]:
    """A stop, in each state of a connection."""
    made = client.context(ours.file)
    states: list[tuple[str, Callable[[Server], socket.socket], float, float]] = [
        ("connected", lambda server: server.connect(), 0, 2),
        ("half a handshake", lambda server: _sends(server.connect(), b"\x16\x03\x01\x02"), 0, 2),
        ("no request", lambda server: client.connect(server.port, made), 0, 2),
        ("half a head", lambda server: _sends(client.connect(server.port, made), b"GET / HT"), 0, 2),
        ("idle after a response", lambda server: _reads(_get(server, made, "/ping")), 0, 2),
        ("an `async fn` that takes 2 s", lambda server: _get(server, made, "/slow?seconds=2"), 1, 4.5),
        ("an `async fn` that takes a minute", lambda server: _get(server, made, "/slow?seconds=60"), STOP_SECONDS - 1, STOP_SECONDS + 7.5),
        ("an endless stream that is not read", lambda server: _get(server, made, "/flood"), STOP_SECONDS - 1, STOP_SECONDS + 7.5),
    ]
    found, lines = {}, []
    for name, begin, least, most in states:
        options: dict[str, object] = {**ours.sign("server", NAMES).options, "shutdown-timeout": STOP_SECONDS}
        with servers.twinlane(options, PROGRAM) as server, begin(server):
            time.sleep(0.7)
            begun = time.monotonic()
            server.terminate()
            server.process.wait(30)
            seconds = time.monotonic() - begun
        found[f"stop, {name}"] = [] if least <= seconds <= most else [f"{seconds:.1f} s, and {least:g} to {most:g}"]
        lines.append(f"| {name} | {seconds:.2f} s | {most:g} s |")
    return found, lines


def _sends(plug: socket.socket, text: bytes) -> socket.socket:
    plug.sendall(text)
    return plug


def _get(server: Server, made: ssl.SSLContext, path: str) -> socket.socket:
    return _sends(client.connect(server.port, made), f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())


def _reads(plug: socket.socket) -> socket.socket:
    plug.recv(1000)
    return plug
