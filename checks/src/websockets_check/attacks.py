"""Attacks that break the protocol, or are much of it: each has its code, and the memory of the server stays as it is."""

import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from hostile.servers import Server
from slow.memory import Memory

from .frames import BINARY, CLOSE, DEFLATE, PING, PONG, TEXT, Client, frame, head

MOST_GROWTH = 48.0
"""MiB, at any time: the largest message of a connection arrives, 16 MiB in a buffer that has doubled, and is inflated to 16 MiB."""
MANY = 100
MOST_OF_MANY = 24.0
"""MiB, for so many clients: 64 KiB each way and what inflates, 46 KiB, for each of them."""


@dataclass(frozen=True)
class Attack:
    name: str
    run: Callable[[Server], str | None]
    """The mistake of the server, if it makes one."""


@dataclass(frozen=True)
class Outcome:
    name: str
    mistake: str | None
    growth: float


def run(attack: Attack, server: Server) -> Outcome:
    memory = Memory(server)
    memory.forget_most()
    before = memory.now()
    mistake = attack.run(server)
    growth = max(memory.most() - before, 0.0)
    if mistake is None and growth > MOST_GROWTH:
        mistake = f"the memory has grown by {growth:.0f} MiB"
    return Outcome(attack.name, mistake, growth)


def closes(code: int, data: bytes, extensions: str = "") -> Callable[[Server], str | None]:
    """Sent to an operation that sends back what it is sent, this closes the connection with the code, and ends it."""

    def sent(server: Server) -> str | None:
        with Client(server, "/echo", extensions) as client:
            client.send(data)
            found = client.close_code()
            if found != code:
                return f"closed with {found} instead of {code}"
            return None if client.is_ended() else "not ended after the close"

    return sent


def empty_fragments(server: Server) -> str | None:
    """A message of a million empty fragments is one message, and no memory."""
    with Client(server, "/echo") as client:
        client.send(frame(TEXT, b"a", final=False))
        piece = frame(0, final=False) * 10_000
        for _ in range(100):
            client.send(piece)
        client.send(frame(0, b"b"))
        answer = client.next_frame()
        return None if answer == (TEXT, b"ab") else f"answered with {answer!r}"


def pings(server: Server) -> str | None:
    """A client that reads nothing of the answers to its pings is answered, though not without end."""
    payload = bytes(125)
    piece, sent = frame(PING, payload) * 1_000, 0
    memory = Memory(server)
    before = memory.now()
    with Client(server, "/waits", receive_buffer=4096) as client:
        client.plug.settimeout(1)
        try:
            while sent < 1_000_000:
                client.send(piece)
                sent += 1_000
        except (TimeoutError, ConnectionError):
            pass
        grown = memory.now() - before
        first = _first_frame(client)
    if first != (PONG, payload):
        return f"answered with {first!r}"
    return None if grown < MOST_OF_MANY else f"{sent} pings are {grown:.0f} MiB"


def pongs(server: Server) -> str | None:
    """Each ping is answered, also between the fragments of a message, and before it."""
    with Client(server, "/echo") as client:
        client.send(frame(TEXT, b"a", final=False) + frame(PING, b"1") + frame(0, b"b"))
        found = [client.next_frame(), client.next_frame()]
        return None if found == [(PONG, b"1"), (TEXT, b"ab")] else f"answered with {found!r}"


def held_back(server: Server) -> str | None:
    """Many that read nothing of what is sent to them: each has its buffer and no more."""
    memory = Memory(server)
    before = memory.now()
    clients = [Client(server, "/floods", receive_buffer=4096) for _ in range(MANY)]
    time.sleep(2)
    grown = memory.now() - before
    sent = sum(_first_frame(client) is not None for client in clients)
    for client in clients:
        client.plug.close()
    if sent < MANY:
        return f"only {sent} of {MANY} clients were sent anything"
    return None if grown < MOST_OF_MANY else f"{MANY} clients are {grown:.0f} MiB"


def unread(data: bytes, extensions: str = "") -> Callable[[Server], str | None]:
    """An operation that receives nothing is not sent more than there is room for."""

    def sent(server: Server) -> str | None:
        memory = Memory(server)
        before = memory.now()
        clients = [Client(server, "/waits", extensions) for _ in range(MANY)]
        for client in clients:
            client.plug.settimeout(0.1)
            try:
                client.send(data)
            except TimeoutError:
                pass
        time.sleep(1)
        grown = memory.now() - before
        for client in clients:
            client.plug.close()
        return None if grown < MOST_OF_MANY else f"{MANY} clients are {grown:.0f} MiB"

    return sent


def _first_frame(client: Client) -> tuple[int, bytes] | None:
    """The first of what is sent to a client that has read nothing. None: nothing is."""
    client.plug.settimeout(5)
    try:
        return client.next_frame()
    except (EOFError, OSError):
        return None


def compressed(size: int) -> bytes:
    """A message that is so large when it has been inflated."""
    squeeze = zlib.compressobj(wbits=-12)
    data = squeeze.compress(bytes(size)) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    return frame(BINARY, data[:-4], reserved=4)


LARGE = 64 << 20
ENDS = b"\x03\x00" * (1 << 19)
"""A stream of nothing that ends, again and again: 1 MiB."""
ATTACKS = [
    Attack("a frame without a mask", closes(1002, frame(TEXT, b"a", masked=False))),
    Attack("a reserved bit", closes(1002, frame(TEXT, b"a", reserved=2))),
    Attack("compressed, without having agreed on it", closes(1002, frame(TEXT, b"a", reserved=4))),
    Attack("an opcode that there is not", closes(1002, frame(3, b"a"))),
    Attack("a ping in pieces", closes(1002, frame(PING, b"a", final=False))),
    Attack("a ping of 126 bytes", closes(1002, frame(PING, bytes(126)))),
    Attack("a piece of nothing", closes(1002, frame(0, b"a"))),
    Attack("a message within a message", closes(1002, frame(TEXT, b"a", final=False) + frame(TEXT, b"b"))),
    Attack("a close of one byte", closes(1002, frame(CLOSE, b"\x03"))),
    Attack("a close with 1005", closes(1002, frame(CLOSE, struct.pack("!H", 1005)))),
    Attack("a reason that is no UTF-8", closes(1007, frame(CLOSE, struct.pack("!H", 1000) + b"\xff"))),
    Attack("a text that is no UTF-8", closes(1007, frame(TEXT, b"\xff"))),
    Attack("UTF-8 that breaks off, in pieces", closes(1007, frame(TEXT, b"\xc3", final=False) + frame(0, b"\x28"))),
    Attack("UTF-8 that ends within a letter", closes(1007, frame(TEXT, "é".encode()[:1]))),
    Attack("a length of 2^63", closes(1009, b"\x82\xff" + struct.pack("!Q", 1 << 63) + b"abcd")),
    Attack("a length of 2^63 - 1", closes(1009, head(BINARY, (1 << 63) - 1))),
    Attack("a frame that is too large by a byte", closes(1009, head(BINARY, (16 << 20) + 1))),
    Attack("fragments that are too large together", closes(1009, (frame(BINARY, bytes(1 << 20), final=False) + frame(0, bytes(1 << 20), final=False) * 16))),
    Attack("64 MiB in 64 KiB", closes(1009, compressed(LARGE), DEFLATE)),
    Attack("what cannot be inflated", closes(1002, frame(BINARY, b"\xff\xff\xff\xff", reserved=4), DEFLATE)),
    Attack("half a million ends in 1 MiB", closes(1002, frame(BINARY, ENDS, reserved=4), DEFLATE)),
    Attack("a million empty fragments", empty_fragments),
    Attack("a ping between fragments", pongs),
    Attack("pings whose answers nobody reads", pings),
    Attack("a hundred that read nothing", held_back),
    Attack("a hundred operations that receive nothing", unread(frame(BINARY, bytes(1_000)) * 10_000)),
    Attack("a hundred that receive nothing, small and compressed", unread(compressed(257) * 10_000, DEFLATE)),
]
