"""Attacks by clients that hold connections: they do not read, do not finish, or are too many."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

from .attack import Attack, Findings
from .meter import Meter
from .servers import Server
from .wire import parse

CLIENTS = 300
DEADLINE_SECONDS = 3
SPARE_SECONDS = 7.0  # for 300 connections on a machine that is busy
MOST_SECONDS = DEADLINE_SECONDS + SPARE_SECONDS
LINGER_SECONDS = 10.0  # the server reads and discards, so that its response is not lost
CAP = 60
READ_BYTES = 20_000
UNREAD_DEADLINE = 6
MEBI = 1 << 20
STEADY_DEADLINE = 20
STEADY_SECONDS = 65


def attacks() -> list[Attack]:
    rate = {"min-rate": 1024, "body-idle-timeout": DEADLINE_SECONDS}
    heads = {"header-timeout": DEADLINE_SECONDS}
    # 300 responses of 2 MB are made before the first can be known to be unread.
    unread = {"write-timeout": DEADLINE_SECONDS}
    slow = {"write-timeout": DEADLINE_SECONDS, "min-rate": 5 * 10 * READ_BYTES}
    return [
        Attack(f"{CLIENTS} clients that ask for 2 MB and do not read", _unread, unread, most_peak=700, most_cpu=10),
        Attack(f"{CLIENTS} clients that do not read an endless stream", _flood, unread, most_peak=400, most_cpu=20),
        *_unread_with_room(),
        Attack("clients that read steadily, 5 to 100 KiB/s: they are served", _steady_readers, {"write-timeout": STEADY_DEADLINE}),
        Attack("30 clients that read a fifth of --min-rate", _slow_readers, slow, most_peak=600, most_cpu=10),
        Attack(f"{CLIENTS} heads that stop", _half_heads, heads),
        Attack(f"{CLIENTS} heads of one byte in half a second", _dripping_heads, heads),
        Attack(f"{CLIENTS} connections without a byte", _silent, heads),
        Attack(f"{CLIENTS} bodies of one byte a second", _dripping_bodies, rate),
        Attack(f"{CLIENTS} chunked bodies of one byte a second", _dripping_chunks, rate),
        Attack(f"{CLIENTS} JSON bodies of one byte a second", _dripping_json, rate),
        Attack(f"{CLIENTS} bodies that stop", _half_bodies, rate),
        Attack(f"more connections than --max-connections={CAP}", _too_many, {"max-connections": CAP}),
    ]


def _unread(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, b"GET /large?megabytes=2 HTTP/1.1\r\nHost: a.test\r\n\r\n", buffer=4096):
        _expect_end(meter, findings)


def _flood(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, b"GET /flood HTTP/1.1\r\nHost: a.test\r\n\r\n", buffer=4096):
        _expect_end(meter, findings)


def _unread_with_room() -> list[Attack]:
    """The buffers of the two systems are no reason to wait: the client reads nothing."""
    targets = {"32 MB": "/large?megabytes=32", "an endless stream": "/flood"}
    buffers = {"a receive buffer of the system's choice": None, "one of 1 MiB": MEBI, "one of 8 MiB": 8 * MEBI}
    return [
        Attack(
            f"10 clients that ask for {what} and do not read, with {size}",
            partial(_unread_in_time, target, buffer),
            {"write-timeout": UNREAD_DEADLINE},
            most_peak=500,
        )
        for what, target in targets.items()
        for size, buffer in buffers.items()
    ]


def _unread_in_time(target: str, buffer: int | None, server: Server, meter: Meter, findings: Findings) -> None:
    """Room that was left when the server began to wait is no progress of the client: it gives no second deadline."""
    with _clients(server, f"GET {target} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode(), buffer, count=10) as plugs:
        findings.expect(meter.await_clients(len(plugs), 5.0), f"{len(plugs)} connections")
        _expect_end(meter, findings, every=0.2, most=2 * UNREAD_DEADLINE - 1)


def _steady_readers(server: Server, meter: Meter, findings: Findings) -> None:
    """They are within every limit for three deadlines, with small receive buffers and large ones."""
    gets = [f"GET {target} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode() for target in ("/large?megabytes=16", "/flood")]
    rates = [kibibytes << 10 for kibibytes in (5, 20, 100)]
    with ExitStack() as stack:
        readers = [
            (plug, rate)
            for get in gets
            for buffer in (None, 4096)
            for rate in rates
            for plug in stack.enter_context(_clients(server, get, buffer, count=1))
        ]
        last = time.monotonic() + STEADY_SECONDS
        while time.monotonic() < last:
            for plug, rate in readers:
                _read_all([plug], rate // 5)
            time.sleep(0.2)
        # A client learns of its end only when it has read what its system had received.
        cut_off = len(readers) - meter.clients()
        findings.expect(cut_off == 0, f"{cut_off} of {len(readers)} cut off within {STEADY_SECONDS} s")


def _slow_readers(server: Server, meter: Meter, findings: Findings) -> None:
    """They read ten times a second, so that no single wait is long."""
    get = b"GET /large?megabytes=16 HTTP/1.1\r\nHost: a.test\r\n\r\n"
    with _clients(server, get, buffer=READ_BYTES, count=30) as plugs:
        _expect_end(meter, findings, lambda: _read_all(plugs, READ_BYTES), every=0.1)


def _half_heads(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, b"GET /ping HTTP/1.1\r\nHost: a.test\r\n"):
        _expect_end(meter, findings)


def _silent(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, b""):
        _expect_end(meter, findings)


def _dripping_heads(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, b"GET /ping HTTP/1.1\r\nX: ") as plugs:
        _expect_end(meter, findings, lambda: _send_all(plugs, b"x"), every=0.5)


def _dripping_bodies(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, _post("/swallow", "Content-Length: 100000\r\n")) as plugs:
        _expect_end(meter, findings, lambda: _send_all(plugs, b"x"), most=MOST_SECONDS + LINGER_SECONDS)


def _dripping_chunks(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, _post("/swallow", "Transfer-Encoding: chunked\r\n")) as plugs:
        _expect_end(meter, findings, lambda: _send_all(plugs, b"1\r\nx\r\n"), most=MOST_SECONDS + LINGER_SECONDS)


def _dripping_json(server: Server, meter: Meter, findings: Findings) -> None:
    head = _post("/numbers", "Content-Type: application/json\r\nContent-Length: 100000\r\n")
    with _clients(server, head) as plugs:
        _expect_end(meter, findings, lambda: _send_all(plugs, b"["), most=MOST_SECONDS + LINGER_SECONDS)


def _half_bodies(server: Server, meter: Meter, findings: Findings) -> None:
    with _clients(server, _post("/swallow", "Content-Length: 100000\r\n") + b"x"):
        _expect_end(meter, findings, most=MOST_SECONDS + LINGER_SECONDS)


def _too_many(server: Server, meter: Meter, findings: Findings) -> None:
    """The meter's own connection is the first of those that are allowed."""
    with _clients(server, b"", count=CAP - 1) as plugs:
        refused = 0
        while refused < 50 and _is_refused(server):
            refused += 1
        findings.expect(refused == 50, f"{refused} of 50 too many got 503 with `connection: close`")
        plugs.pop().close()
        meter.await_sockets(CAP - 2, 5.0)
        with server.connect() as plug:
            with suppress(OSError):
                plug.sendall(b"GET /ping HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
            again = b"pong" in _all_of(plug)
        findings.expect(again, "served again when one has left" if again else "not served when one has left")


def _is_refused(server: Server) -> bool:
    with server.connect() as plug:
        replies, _ = parse(_all_of(plug))
    return [reply.status for reply in replies] == [503] and replies[0].header("connection") == "close"


def _post(target: str, headers: str) -> bytes:
    return f"POST {target} HTTP/1.1\r\nHost: a.test\r\n{headers}\r\n".encode()


@contextmanager
def _clients(server: Server, sent: bytes, buffer: int | None = None, count: int = CLIENTS) -> Iterator[list[socket.socket]]:
    plugs: list[socket.socket] = []
    try:
        for _ in range(count):
            plug = server.connect(receive_buffer=buffer)
            plugs.append(plug)
            plug.sendall(sent)
        yield plugs
    finally:
        for plug in plugs:
            plug.close()


def _send_all(plugs: list[socket.socket], piece: bytes) -> None:
    for plug in plugs:
        with suppress(OSError):
            plug.send(piece)


def _read_all(plugs: list[socket.socket], count: int) -> None:
    for plug in plugs:
        with suppress(OSError):
            plug.recv(count, socket.MSG_DONTWAIT)


def _expect_end(
    meter: Meter,
    findings: Findings,
    act: Callable[[], object] = lambda: None,
    every: float = 1.0,
    most: float = MOST_SECONDS,
) -> None:
    """The server ends all connections within so many seconds; meanwhile the clients act now and then."""
    begun = time.monotonic()
    ended = None
    while ended is None and time.monotonic() < begun + most:
        act()
        ended = meter.await_sockets(0, every)
    seconds = time.monotonic() - begun
    if ended is None:
        findings.expect(False, f"{meter.clients()} connections are still open after {seconds:.0f} s")
    else:
        findings.fact(f"all connections ended after {seconds:.1f} s")


def _all_of(plug: socket.socket) -> bytes:
    """The bytes up to the end, or until nothing comes for two seconds."""
    received = b""
    with suppress(OSError):
        while select.select([plug], [], [], 2.0)[0]:
            piece = plug.recv(65536)
            if not piece:
                break
            received += piece
    return received
