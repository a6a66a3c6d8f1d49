"""Clients that abuse HTTP/2, each on a server of its own: memory, CPU time, and what another client waits meanwhile."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

from hostile.attack import Attack, Findings
from hostile.meter import Meter
from hostile.servers import Server

from .peer import (
    CANCEL,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    PING,
    PREFACE,
    PRIORITY,
    RST_STREAM,
    WINDOW_UPDATE,
    Peer,
    block,
    frame,
    literal,
    number,
    request,
    settings,
)

PROGRAM = "http2"
SECONDS = 3.0
SHORT = {"header-timeout": 3, "body-idle-timeout": 3, "write-timeout": 3}
GET = block(request())
SLOW = block(request(path="/slow?seconds=2"))


def attacks() -> list[Attack]:
    return [*_resets(), *_frames(), *_holding(), *_costly()]


def _attack(name: str, run, most_peak: float = 64.0, most_cpu: float = 6.0) -> Attack:
    # glibc keeps what was needed at the peak: what counts is that it does not grow.
    return Attack(name, run, SHORT, most_peak, most_peak, most_cpu, PROGRAM)


def _pieces(make, seconds: float = SECONDS) -> Iterator[bytes]:
    """Pieces by the numbers of streams, for some seconds."""
    end, stream = time.monotonic() + seconds, 1
    while time.monotonic() < end:
        yield b"".join(make(at) for at in range(stream, stream + 400, 2))
        stream += 400


def _again_and_again(make, reads: bool = True):
    """Sends for some seconds; makes a new connection when one is closed. It is closed before it has sent much."""

    def run(server: Server, meter: Meter, findings: Findings) -> None:
        connections, sent, end = 0, 0, time.monotonic() + SECONDS
        words: dict[str, None] = {}
        while time.monotonic() < end:
            with Peer(server) as peer:
                connections += 1
                for piece in _pieces(make, end - time.monotonic()):
                    sent += 200
                    if not peer.send(piece):
                        break
                    if reads:
                        peer.drain()
                    if peer.seen.closed:
                        break
                peer.drain()
                words[peer.seen.summary] = None
        most = max((word for word in words), key=len)
        findings.fact(f"{connections:,} connections: {most}")
        findings.expect(sent / connections < 20_000, f"a connection is closed after {sent // connections} frames on average")

    return run


def _resets() -> list[Attack]:
    reset = lambda stream: frame(RST_STREAM, 0, stream, number(CANCEL))  # noqa: E731
    asked = lambda stream: frame(HEADERS, END_HEADERS | END_STREAM, stream, SLOW)  # noqa: E731
    opened = lambda stream: frame(HEADERS, END_HEADERS, stream, block(request("POST", "/swallow")))  # noqa: E731
    broken = lambda stream: frame(WINDOW_UPDATE, 0, stream, number(0))  # noqa: E731
    return [
        _attack("rapid reset: requests that are reset at once", _again_and_again(lambda stream: asked(stream) + reset(stream)), most_peak=128.0),
        _attack("the same, when each has begun", _slow_resets),
        _attack("requests whose streams the client breaks", _again_and_again(lambda stream: opened(stream) + broken(stream))),
    ]


def _slow_resets(server: Server, meter: Meter, findings: Findings) -> None:
    with Peer(server) as peer:
        stream = 1
        while stream < 4001 and peer.get(stream, "/slow?seconds=60") and peer.is_alive():
            peer.send(frame(RST_STREAM, 0, stream, number(CANCEL)))
            stream += 2
        begun = stream // 2
    findings.expect(begun <= 210, f"closed after {begun} requests")


def _frames() -> list[Attack]:
    empty = frame(CONTINUATION, 0, 1, b"")
    return [
        _attack("a header block without an end", _again_and_again(lambda stream: (frame(HEADERS, 0, 1, GET) if stream == 1 else b"") + frame(CONTINUATION, 0, 1, literal(b"x", b"x" * 1000)))),
        _attack("a header block of empty frames", _again_and_again(lambda stream: (frame(HEADERS, 0, 1, GET) if stream == 1 else b"") + empty)),
        _attack("a body of empty frames", _again_and_again(lambda stream: (frame(HEADERS, END_HEADERS, 1, block(request("POST", "/swallow"))) if stream == 1 else b"") + frame(DATA, 0, 1, b""))),
        _attack("a body of frames of one byte", _again_and_again(lambda stream: (frame(HEADERS, END_HEADERS, 1, block(request("POST", "/swallow"))) if stream == 1 else b"") + frame(DATA, 0, 1, b"x"))),
        _attack("settings without end, and nothing is read", _until_closed(settings({4: 1 << 16}), reads=False)),
        _attack("settings without end", _until_closed(settings({4: 1 << 16}), reads=True)),
        _attack("pings without end, and nothing is read", _until_closed(frame(PING, 0, 0, b"12345678"), reads=False)),
        _attack("pings without end", _until_closed(frame(PING, 0, 0, b"12345678"), reads=True)),
        _attack("priorities without end", _until_closed(frame(PRIORITY, 0, 1, number(0) + b"\x0f"), reads=True)),
        _attack("windows without end", _until_closed(frame(WINDOW_UPDATE, 0, 0, number(1)), reads=True)),
    ]


def _until_closed(one: bytes, reads: bool):
    """Sends the same frame as fast as it goes, until the server closes: which it does, since there is no request."""

    def run(server: Server, meter: Meter, findings: Findings) -> None:
        begun, sent = time.monotonic(), 0
        with Peer(server, receive_buffer=None if reads else 4096) as peer:
            while time.monotonic() < begun + 20 and not peer.seen.closed:
                if not peer.send(one * 500):
                    break
                sent += 500
                if reads:
                    peer.drain()
                    peer.seen.frames.clear()
            meter.await_sockets(0, 10)
            left = meter.clients()
        took = time.monotonic() - begun
        # The deadline, a quarter of it, and two seconds behind GOAWAY; on a busy machine.
        findings.expect(left == 0 and took < 12, f"closed after {took:.1f} s and {sent:,} frames")

    return run


def _holding() -> list[Attack]:
    return [
        _attack("300 prefaces that stop", _held(lambda server: Peer(server, PREFACE[:10]), 300)),
        _attack("300 connections without a request", _held(Peer, 300)),
        _attack("300 heads that stop", _held(_half_a_head, 300)),
        _attack("10 connections of 100 endless streams without a window", _no_window, most_peak=128.0),
        _attack("the same, and the window grows by a byte now and then", _small_window, most_peak=128.0),
        _attack("10 connections of 100 bodies that stop", _bodies_that_stop, most_peak=128.0),
    ]


def _held(make, count: int):
    def run(server: Server, meter: Meter, findings: Findings) -> None:
        with ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(make(server))
            meter.await_clients(count, 5)
            _all_end(meter, findings, 12)

    return run


def _half_a_head(server: Server) -> Peer:
    return Peer(server, PREFACE + settings() + frame(HEADERS, 0, 1, GET[:20]))


def _all_end(meter: Meter, findings: Findings, seconds: float) -> None:
    took = meter.await_sockets(0, seconds)
    findings.expect(took is not None, "all connections ended" + ("" if took is None else f" after {took:.1f} s"))


def _open_many(server: Server, stack: ExitStack, head: bytes, flags: int) -> list[Peer]:
    peers = []
    for _ in range(10):
        peer = stack.enter_context(Peer(server, PREFACE + settings({4: 0})))
        peer.send(*[frame(HEADERS, flags, stream, head) for stream in range(1, 200, 2)])
        peers.append(peer)
    return peers


def _no_window(server: Server, meter: Meter, findings: Findings) -> None:
    with ExitStack() as stack:
        peers = _open_many(server, stack, block(request(path="/flood")), END_HEADERS | END_STREAM)
        begun = time.monotonic()
        reset = [peer.wait(lambda seen: len(seen.of(RST_STREAM)) >= 100, 15) for peer in peers]
        findings.expect(all(reset), f"all streams are reset after {time.monotonic() - begun:.1f} s")


def _small_window(server: Server, meter: Meter, findings: Findings) -> None:
    with ExitStack() as stack:
        peers = _open_many(server, stack, block(request(path="/flood")), END_HEADERS | END_STREAM)
        begun = time.monotonic()
        while time.monotonic() < begun + 20:
            for peer in peers:
                peer.send(*[frame(WINDOW_UPDATE, 0, stream, number(1)) for stream in range(1, 200, 2)])
                peer.drain()
            if all(len(peer.seen.of(RST_STREAM)) >= 100 for peer in peers):
                break
            time.sleep(0.5)
        reset = sum(len(peer.seen.of(RST_STREAM)) for peer in peers)
        findings.expect(reset == 1000, f"{reset} of 1000 streams are reset after {time.monotonic() - begun:.1f} s")


def _bodies_that_stop(server: Server, meter: Meter, findings: Findings) -> None:
    with ExitStack() as stack:
        peers = _open_many(server, stack, block(request("POST", "/swallow")), END_HEADERS)
        begun = time.monotonic()
        answered = [peer.wait(lambda seen: len(seen.of(HEADERS)) >= 100, 15) for peer in peers]
        findings.expect(all(answered), f"all are answered after {time.monotonic() - begun:.1f} s")
        findings.expect(peers[0].status(1) == "408", f"with {peers[0].status(1)}")


def _costly() -> list[Attack]:
    return [
        _attack("headers that grow by their compression", _bomb),
        _attack("10 connections of 100 requests with 60 KB of headers", _many_headers, most_peak=160.0),
        _attack("10 connections that fill their windows, and the bodies are not read", _full_windows),
    ]


def _bomb(server: Server, meter: Meter, findings: Findings) -> None:
    entry = b"\x40" + b"\x01x" + b"\x7f\xa1\x1e" + b"x" * 4000
    with Peer(server) as peer:
        # 4,000 bytes of the table, 16,000 times in a frame.
        peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, GET + entry))
        peer.status(1)
        for stream in range(3, 100, 2):
            peer.send(frame(HEADERS, END_HEADERS | END_STREAM, stream, GET + b"\xbe" * 16000))
        found = peer.status(3)
        findings.expect(found == "431" or peer.seen.closed, f"{found or 'closed'}: {peer.seen.summary}")


def _many_headers(server: Server, meter: Meter, findings: Findings) -> None:
    head = block(request("GET", "/slow?seconds=2", *[(f"x-{number}", "x" * 7000) for number in range(8)]))
    pieces = [head[at : at + 16384] for at in range(0, len(head), 16384)]
    with ExitStack() as stack:
        peers = [stack.enter_context(Peer(server)) for _ in range(10)]
        for peer in peers:
            for stream in range(1, 200, 2):
                peer.send(frame(HEADERS, END_STREAM, stream, pieces[0]))
                for place, piece in enumerate(pieces[1:], 2):
                    peer.send(frame(CONTINUATION, END_HEADERS if place == len(pieces) else 0, stream, piece))
        answered = sum(peer.wait(lambda seen: len(seen.of(HEADERS)) >= 100, 15) for peer in peers)
        findings.expect(answered == 10, f"{answered} of 10 are served")


def _full_windows(server: Server, meter: Meter, findings: Findings) -> None:
    with ExitStack() as stack:
        peers = [stack.enter_context(Peer(server)) for _ in range(10)]
        for peer in peers:
            peer.wait(lambda seen: len(seen.frames) >= 3, 1)
            for stream in (1, 3, 5, 7):
                peer.headers(stream, request("POST", "/unread"), end_stream=False)
                peer.send(*[frame(DATA, 0, stream, bytes(1 << 14)) for _ in range(16)])
        alive = sum(peer.is_alive() for peer in peers)
        findings.expect(alive == 10, f"{alive} of 10 go on, with 1 MiB each that nobody reads")
