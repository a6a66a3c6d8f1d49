"""Attacks by single requests that may cost the server more than the client."""

import json
import socket
import time
import zlib
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from functools import partial

from .attack import Attack, Findings
from .meter import MEBI, Meter
from .servers import Server
from .wire import STATUS

LARGE = 15_000_000
CLIENT_SECONDS = 20.0
ERROR_BYTES = MEBI + 4096  # the head of the response is not its body
# The allocator keeps what values of a large body needed, in MiB: glibc returns a thread's heap only from its end.
STAYS = 450
# Of several requests: glibc has up to 8 heaps a core, and each request may have grown another one.
STAYS_OF_ALL = 1400
HEAD_BYTES = 64 * 1024
JSON = "Content-Type: application/json\r\n"
LAST_CHUNK = b"0\r\n\r\n"
OPEN_HEAD = b"GET /ping HTTP/1.1\r\nHost: a.test\r\n"
ENDLESS_HEAD = [b"X: " + b"a" * 1000 + b"\r\n"] * 100_000


def attacks() -> list[Attack]:
    return [*_errors(), *_json(), *_heads(), *_chunks(), *_forms(), *_patterns(), *_compressed()]


def _errors() -> list[Attack]:
    names = [f"f{number:02}" for number in range(20)]
    wrong = json.dumps(dict.fromkeys(names, "x")).encode()
    bodies = [
        ("15 MB in an object without 20 fields", "/wide", b'{"a":"' + b"x" * LARGE + b'"}'),
        ("15 MB of keys in an object without 20 fields", "/wide", _object(LARGE)),
        ("15 MB of empty objects for one of 20 fields", "/wides", _list(b"{}", LARGE)),
        ("15 MB of objects with 20 wrong fields", "/wides", _list(wrong, LARGE)),
        ("15 MB of texts for numbers", "/numbers", _list(b'"x"', LARGE)),
        ("a text of 15 MB for a number", "/numbers", b'["' + b"x" * LARGE + b'"]'),
        ("200,000 large texts for numbers", "/numbers", _list(b'"' + b"x" * 64 + b'"', 200_000 * 67)),
    ]
    found = [
        Attack(name, partial(_wrong_body, target=target, body=body), most_peak=700, most_after=STAYS)
        for name, target, body in bodies
    ]
    # The next request in a heap takes up the memory that an earlier one left behind.
    again = partial(_wrong_bodies, target="/wides", body=_list(wrong, LARGE), count=15)
    return [*found, Attack("15 times 15 MB of wrong objects", again, most_peak=STAYS_OF_ALL, most_after=STAYS_OF_ALL, most_cpu=40)]


def _wrong_bodies(server: Server, meter: Meter, findings: Findings, target: str, body: bytes, count: int) -> None:
    statuses = [_ask(server, _post(target, body), [body])[0] for _ in range(count)]
    findings.expect(statuses == [422] * count, f"{statuses.count(422)} of {count} got 422")


def _wrong_body(server: Server, meter: Meter, findings: Findings, target: str, body: bytes) -> None:
    status, received, seconds = _ask(server, _post(target, body), [body])
    findings.expect(status == 422, f"{status or 'nothing'} after {seconds:.1f} s")
    findings.expect(len(received) <= ERROR_BYTES, f"{len(received):,} bytes of response")
    if status == 422 and len(received) <= ERROR_BYTES:
        detail = json.loads(received.partition(b"\r\n\r\n")[2])["detail"]
        keys = all({"type", "loc", "msg", "input"} <= set(error) for error in detail)
        last = detail[-1]["type"]
        findings.expect(keys, f"{len(detail)} errors, each with `type`, `loc`, `msg` and `input`, the last `{last}`")


def _json() -> list[Attack]:
    deep = 7_000_000
    nested = b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000
    repeated = b"{" + b",".join([b'"a":1'] * (LARGE // 6)) + b"}"
    return [
        _large("7,000,000 open brackets", "/free", b"[" * deep, (400, 422)),
        _large("7,000,000 brackets, open and closed", "/free", b"[" * deep + b"]" * deep, (200, 400, 422)),
        _large("1,000,000 nested objects", "/free", nested, (200, 400, 422)),
        _large("15 MB of keys for a map", "/keys", _object(LARGE), (200,)),
        _large("15 MB of keys for any JSON", "/free", _object(LARGE), (200,)),
        _large("15 MB of one key again and again", "/keys", repeated, (200,)),
        _large("15 MB of zeros for any JSON", "/free", _list(b"0", LARGE), (200,)),
        _large("a number of 15,000,000 digits", "/free", b"[" + b"9" * LARGE + b"]", (200, 400, 422)),
    ]


def _heads() -> list[Attack]:
    return [
        _sent("a head of 65,536 bytes", _head(HEAD_BYTES), [], (200,)),
        _sent("a head of 65,537 bytes", _head(HEAD_BYTES + 1), [], (431,)),
        _sent("a head of 100 MB", OPEN_HEAD, ENDLESS_HEAD, (431,)),
        _sent("a request line of more than 65,536 bytes", b"GET /" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\n\r\n", [], (414, 431)),
    ]


def _head(size: int) -> bytes:
    """A whole head of so many bytes, in headers of at most 8,000."""
    last = b"Connection: close\r\n\r\n"
    headers, left = b"", size - len(OPEN_HEAD) - len(last)
    while left > 0:
        length = left if left <= 8000 else min(8000, left - 20)
        headers += b"X: " + b"a" * (length - 5) + b"\r\n"
        left -= length
    return OPEN_HEAD + headers + last


def _chunks() -> list[Attack]:
    text = b"1\r\nx\r\n" * 100_001 + LAST_CHUNK
    array = b"1\r\n[\r\n" + b"2\r\n0,\r\n" * 99_999 + b"2\r\n0]\r\n" + LAST_CHUNK
    extension = b"5;" + b"a" * 1_000_000 + b"\r\nhello\r\n" + LAST_CHUNK
    extensions = (b"1;" + b"a" * 4000 + b"\r\nx\r\n") * 1000 + LAST_CHUNK
    trailers = b"0\r\n" + b"X: a\r\n" * 1_000_000 + b"\r\n"
    of_64_kib = b"10000\r\n" + b" " * 65536 + b"\r\n"
    swallow, free = (_post(target, None, "Transfer-Encoding: chunked\r\n") for target in ("/swallow", "/free"))
    return [
        _sent("a body of 100,001 chunks", swallow, [text], (200, 400)),
        _sent("JSON in 100,001 chunks", free, [array], (200, 400)),
        _sent("a chunk extension of 1 MB", swallow, [extension], (400,)),
        _sent("4 MB of chunk extensions", swallow, [extensions], (400,)),
        _sent("1,000,000 trailers", swallow, [trailers], (200, 400)),
        _large("a body of 16 MiB and a byte", "/free", b" " * (16 * MEBI + 1), (413,)),
        _sent("17 MiB in chunks", free, [of_64_kib] * 272, (413,)),
    ]


def _forms() -> list[Attack]:
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    name = b'--b\r\nContent-Disposition: form-data; name="' + b"a" * 5_000_000
    end = b"\r\n--b--\r\n"
    almost = part + b"\r\n--" * (LARGE // 4) + end
    files = (part + b"x\r\n") * (LARGE // len(part))
    multipart = "Content-Type: multipart/form-data; boundary=b\r\n"
    urlencoded = "Content-Type: application/x-www-form-urlencoded\r\n"
    fields = b"&".join([b"names=a"] * (LARGE // 8))
    return [
        _large("15 MB of files of one byte", "/upload", files + end, (400,), multipart),
        _large("a part with 1,000,000 headers", "/upload", b"--b\r\n" + b"X: a\r\n" * 1_000_000 + end, (400,), multipart),
        _large("a part with a name of 5 MB", "/upload", name + b'"\r\n\r\nx' + end, (400, 422), multipart),
        _large("15 MB before the first boundary", "/upload", b"\r\n" * (LARGE // 2), (400, 422), multipart),
        _large("15 MB of what is almost a boundary", "/upload", almost, (200,), multipart),
        _large("15 MB of form fields", "/fields", fields, (200, 400), urlencoded),
    ]


def _patterns() -> list[Attack]:
    """Each of these takes a quarter of a second to compile."""
    patterns = [r"\w{1000}", r"(?:\w{30}){30}", r"(a{100}){100}", r"\pL{500}"]
    one = json.dumps({"patterns": patterns[:1]}).encode()
    many = json.dumps({"patterns": patterns * 250}).encode()
    return [
        _sent("a pattern that takes long to compile", _post("/patterns", one), [one], (422,), most_cpu=0.1),
        _sent("1,000 such patterns", _post("/patterns", many), [many], (422,)),
    ]


def _compressed() -> list[Attack]:
    """Compressed output waits for nobody: its source is asked for more when the client has room."""
    return [
        Attack("a gibibyte, compressed, for a client that reads it", _packed, most_peak=32, most_after=32, most_cpu=60),
        Attack("a gibibyte of noise, compressed, for 10 clients that read a little", _packed_unread, most_peak=96, most_cpu=60),
    ]


def _packed(server: Server, meter: Meter, findings: Findings) -> None:
    unpacker, size, received = zlib.decompressobj(zlib.MAX_WBITS | 16), 0, 0
    with server.connect(timeout=CLIENT_SECONDS) as plug:
        # HTTP/1.0: no chunks, the end of the connection is that of the body.
        plug.sendall(b"GET /packed?noise=false HTTP/1.0\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n")
        head, _, data = _until_body(plug)
        findings.expect(b"content-encoding: gzip" in head.lower(), "in gzip")
        while data or (data := plug.recv(1 << 18)):
            received += len(data)
            while data:
                size += len(unpacker.decompress(data, MEBI))
                data = unpacker.unconsumed_tail
    findings.expect(size == 1 << 30 and unpacker.eof, f"{size:,} bytes out of {received:,}")


def _packed_unread(server: Server, meter: Meter, findings: Findings) -> None:
    with ExitStack() as stack:
        plugs = [stack.enter_context(server.connect(timeout=CLIENT_SECONDS, receive_buffer=4096)) for _ in range(10)]
        for plug in plugs:
            plug.sendall(b"GET /packed?noise=true HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n")
        for _ in range(20):
            for plug in plugs:
                plug.recv(4096)
            time.sleep(0.1)
        findings.fact(f"{len(plugs)} connections")


def _until_body(plug: socket.socket) -> tuple[bytes, bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data and (piece := plug.recv(1 << 16)):
        data += piece
    return data.partition(b"\r\n\r\n")


def _large(name: str, target: str, body: bytes, expected: tuple[int, ...], kind: str = JSON) -> Attack:
    return _sent(name, _post(target, body, kind), [body], expected, most_peak=700, most_after=128)


def _sent(name: str, head: bytes, pieces: list[bytes], expected: tuple[int, ...], **limits: float) -> Attack:
    return Attack(name, partial(_status, head=head, pieces=pieces, expected=expected), **limits)


def _status(
    server: Server, meter: Meter, findings: Findings, head: bytes, pieces: Iterable[bytes], expected: tuple[int, ...]
) -> None:
    status, received, seconds = _ask(server, head, pieces)
    wanted = "" if status in expected else f", and not {' or '.join(map(str, expected))}"
    findings.expect(status in expected, f"{status or 'nothing'} after {seconds:.1f} s{wanted}, {len(received):,} bytes")


def _post(target: str, body: bytes | None, more: str = JSON) -> bytes:
    length = "" if body is None else f"Content-Length: {len(body)}\r\n"
    return f"POST {target} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n{length}{more}\r\n".encode()


def _ask(server: Server, head: bytes, pieces: Iterable[bytes]) -> tuple[int | None, bytes, float]:
    """The status of the response, all of it, and the seconds it took."""
    begun = time.monotonic()
    with server.connect(timeout=CLIENT_SECONDS) as plug:
        with suppress(OSError):  # the server may refuse before it has everything
            plug.sendall(head)
            for piece in pieces:
                plug.sendall(piece)
        received = bytearray()
        with suppress(OSError):
            while piece := plug.recv(1 << 20):
                received += piece
    found = STATUS.match(received)
    return int(found[1]) if found else None, bytes(received), time.monotonic() - begun


def _list(item: bytes, size: int) -> bytes:
    return b"[" + b",".join([item] * (size // (len(item) + 1))) + b"]"


def _object(size: int) -> bytes:
    """An object of keys that are all different."""
    return b"{" + b",".join(b'"k%07d":1' % number for number in range(size // 13)) + b"}"
