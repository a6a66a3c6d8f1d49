"""Certificates of clients, clients that stall, files that change, files that are wrong, and stops."""

import ssl
import statistics
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from hostile import servers
from hostile.client import Client
from hostile.servers import Server
from hostile.states import AT_ONCE, State, all_states
from hostile.stops import AT_ONCE_WORKERS, Stop, stop

from . import client
from .certificates import EXPIRED, NAMES, Authority, Pair

PROGRAM = "tls"
RELOADS = 100
STALLED = 200


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
    """The wait of an ordinary client while others stall in their handshake, and the time at which these are cut off."""
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


def stops(ours: Authority) -> list[Stop]:
    """A stop, in each state of `checks/hostile`, and before and within the handshake."""
    made, pair = client.context(ours.file), ours.sign("server", NAMES)
    half = State("half a handshake", lambda server, stack: [stack.enter_context(Client(server, b"\x16\x03\x01\x02"))], AT_ONCE)
    before = [replace(half, name="before the handshake", begin=lambda server, stack: [stack.enter_context(Client(server))]), half]

    def run(state: State) -> Stop:
        with servers.twinlane({**pair.options, **state.options}, PROGRAM) as server:
            if state not in before:
                server.within = lambda plug: made.wrap_socket(plug, server_hostname="localhost")
            return stop(server, state)

    with ThreadPoolExecutor(AT_ONCE_WORKERS) as pool:
        return list(pool.map(run, [*before, *all_states()]))
