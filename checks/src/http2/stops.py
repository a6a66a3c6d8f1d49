"""A stop, in every state of a connection; and a request that its client cancels."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from hostile import servers
from hostile.servers import Server

from .floods import PROGRAM
from .peer import CANCEL, GOAWAY, PREFACE, RST_STREAM, Peer, frame, number, settings

STOP_SECONDS = 3


@dataclass(frozen=True)
class Stop:
    """A state of a connection at SIGTERM, and how the stop has to end."""

    name: str
    begin: Callable[[Server], Peer]
    at_most: float
    at_least: float = 0.0
    note: str | None = None
    body: bytes | None = None


@dataclass(frozen=True)
class Stopped:
    """A stop that has been run."""

    stop: Stop
    seconds: float
    answer: str
    notes: tuple[str, ...]
    mistakes: tuple[str, ...]


def all_stops() -> list[Stop]:
    cut = STOP_SECONDS + 5 + 2.5
    return [
        Stop("half a preface", lambda server: Peer(server, PREFACE[:9]), 2),
        Stop("no request", Peer, 2),
        Stop("no request, and GOAWAY is not confirmed", _deaf, 2.5),
        Stop("idle after a response", _after_response, 2),
        Stop("an `async fn` that takes 2 s", _asks("/slow?seconds=2"), 4.5, 1.0, "slow ended", b'"slow"'),
        Stop("a plain `fn` that takes 2 s", _asks("/slow-plain?seconds=2"), 4.5, 1.0, "slow ended", b'"slow"'),
        Stop("an event stream", _asks("/events"), 2.5),
        Stop("an `async fn` that takes a minute", _asks("/slow?seconds=60"), cut),
        Stop("an endless stream that is not read", _asks("/flood", settings({4: 0})), cut),
        Stop("a body that stops", _body, cut),
        Stop("a dependency that is held for a minute", _asks("/held?seconds=60"), cut, note="teardown ended"),
    ]


def run(stop: Stop) -> Stopped:
    with servers.twinlane({"shutdown-timeout": STOP_SECONDS}, PROGRAM) as server, stop.begin(server) as peer:
        time.sleep(0.7)
        begun = time.monotonic()
        server.terminate()
        # Confirms what has to be confirmed, as a client does.
        if "not confirmed" not in stop.name:
            while server.process.poll() is None and time.monotonic() < begun + 20:
                peer.wait(lambda seen: bool(_confirm(peer)), 0.1)
        server.process.wait(30)
        seconds = time.monotonic() - begun
        mistakes = []
        if not stop.at_least <= seconds <= stop.at_most:
            mistakes.append(f"{seconds:.1f} s, and {stop.at_least:g} to {stop.at_most:g}")
        if stop.note and stop.note not in server.notes:
            mistakes.append(f"not noted: {stop.note}")
        if stop.body is not None and peer.body(1) != stop.body:
            mistakes.append(f"the body {peer.body(1)!r}")
        if len(peer.seen.frames) > 1 and not peer.seen.of(GOAWAY):
            mistakes.append("no GOAWAY")
        notes = tuple(dict.fromkeys(server.notes))
        return Stopped(stop, seconds, peer.seen.summary, notes, tuple(mistakes))


def cancelled() -> list[str]:
    """The mistakes of a request that its client resets, of an operation with `cancel_on_disconnect`."""
    with servers.twinlane(None, PROGRAM) as server, Peer(server) as peer:
        peer.get(1, "/cancelled")
        _await(lambda: "cancelled began" in server.notes)
        peer.send(frame(RST_STREAM, 0, 1, number(CANCEL)))
        _await(lambda: any(note.startswith("undone") for note in server.notes))
        mistakes = [] if "undone, the client has gone" in server.notes else [f"notes: {server.notes}"]
        return mistakes if peer.is_alive() else [*mistakes, "the connection does not go on"]


def _await(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)


def _confirm(peer: Peer) -> bool:
    """Answers the pings of the server."""
    open_pings = [one for one in peer.seen.frames if one.type == 6 and "ACK" not in one.flags]
    for one in open_pings:
        peer.send(frame(6, 1, 0, one.opaque_data))
        peer.seen.frames.remove(one)
    return bool(open_pings)


def _deaf(server: Server) -> Peer:
    return Peer(server)


def _asks(path: str, more: bytes = b""):
    def begin(server: Server) -> Peer:
        peer = Peer(server)
        peer.send(more)
        peer.get(1, path)
        return peer

    return begin


def _after_response(server: Server) -> Peer:
    peer = _asks("/ping")(server)
    peer.body(1)
    return peer


def _body(server: Server) -> Peer:
    peer = Peer(server)
    peer.open(1)
    return peer
