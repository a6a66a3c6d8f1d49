"""Attacks by single requests that may cost the server more than the client."""

import json
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from .attack import Attack, Findings
from .meter import MEBI, Meter
from .servers import Server
from .wire import STATUS

LARGE = 15_000_000
CLIENT_SECONDS = 20.0
ERROR_BYTES = MEBI + 4096  # the head of the response is not its body
HEAD_BYTES = 64 * 1024


def attacks() -> list[Attack]:
    return [*_errors(), *_json(), *_heads(), *_bodies(), *_patterns()]


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
    return [
        Attack(name, partial(_wrong_body, target=target, body=body), most_peak=700, most_after=128)
        for name, target, body in bodies
    ]


def _wrong_body(server: Server, meter: Meter, findings: Findings, target: str, body: bytes) -> None:
    status, received, seconds = _ask(server, _post(target, body), [body])
    findings.expect(status == 422, f"{status} after {seconds:.1f} s")
    findings.expect(len(received) <= ERROR_BYTES, f"{len(received):,} bytes of response")
    if status == 422 and len(received) <= ERROR_BYTES:
        detail = json.loads(received.partition(b"\r\n\r\n")[2])["detail"]
        keys = all({"type", "loc", "msg", "input"} <= set(error) for error in detail)
        findings.expect(keys, f"{len(detail)} errors, each with `type`, `loc`, `msg` and `input`, the last `{detail[-1]['type']}`")


def _json() -> list[Attack]:
    deep = 7_000_000
    return [
        _body("7,000,000 open brackets", "/free", b"[" * deep, (400, 422)),
        _body("7,000,000 brackets, open and closed", "/free", b"[" * deep + b"]" * deep, (200, 400, 422)),
        _body("1,000,000 nested objects", "/free", b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000, (200, 400, 422)),
        _body("15 MB of keys for a map", "/keys", _object(LARGE), (200,)),
        _body("15 MB of keys for any JSON", "/free", _object(LARGE), (200,), most_peak=1000),
        _body("15 MB of one key again and again", "/keys", b"{" + b",".join([b'"a":1'] * (LARGE // 6)) + b"}", (200,)),
        _body("15 MB of zeros for any JSON", "/free", _list(b"0", LARGE), (200,), most_peak=1000),
        _body("a number of 15,000,000 digits", "/free", b"[" + b"9" * LARGE + b"]", (200, 400, 422)),
    ]


def _body(name: str, target: str, body: bytes, expected: tuple[int, ...], most_peak: float = 700) -> Attack:
    run = partial(_status, head=_post(target, body), pieces=[body], expected=expected)
    return Attack(name, run, most_peak=most_peak, most_after=128)


def _heads() -> list[Attack]:
    return [
        Attack("a head of 65,536 bytes", partial(_status, head=_head(HEAD_BYTES), pieces=[], expected=(200,))),
        Attack("a head of 65,537 bytes", partial(_status, head=_head(HEAD_BYTES + 1), pieces=[], expected=(431,))),
        Attack("a head of 100 MB", partial(_status, head=_head(100), pieces=_endless_head(), expected=(431,))),
        Attack("a request line of 65,536 bytes and more", partial(_status, head=_long_line(), pieces=[], expected=(414, 431))),
    ]


def _head(size: int) -> bytes:
    """A whole head of so many bytes, in headers of at most 8,000."""
    line, last = b"GET /ping HTTP/1.1\r\nHost: a.test\r\n", b"Connection: close\r\n\r\n"
    headers, left = b"", size - len(line) - len(last)
    while left > 0:
        length = left if left <= 8000 else min(8000, left - 20)
        headers += b"X: " + b"a" * (length - 5) + b"\r\n"
        left -= length
    return line + headers + last


def _endless_head() -> list[bytes]:
    return [b"X: " + b"a" * 1000 + b"\r\n"] * 100_000


def _long_line() -> bytes:
    return b"GET /" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\nHost: a.test\r\n\r\n"


def _bodies() -> list[Attack]:
    chunks = b"1\r\nx\r\n" * 100_001 + b"0\r\n\r\n"
    over = 16 * MEBI + 1
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    encoded = "Transfer-Encoding: chunked\r\n"
    extension = b"5;" + b"a" * 1_000_000 + b"\r\nhello\r\n0\r\n\r\n"
    extensions = (b"1;" + b"a" * 4000 + b"\r\nx\r\n") * 1000 + b"0\r\n\r\n"
    trailers = b"0\r\n" + b"X: a\r\n" * 1_000_000 + b"\r\n"
    return [
        Attack("a body of 100,001 chunks", partial(_status, head=_post("/swallow", None, encoded), pieces=[chunks], expected=(200, 400))),
        Attack("JSON in 100,001 chunks", partial(_status, head=_post("/free", None, encoded), pieces=[_chunked_json()], expected=(200, 400))),
        Attack("a chunk extension of 1 MB", partial(_status, head=_post("/swallow", None, encoded), pieces=[extension], expected=(400,))),
        Attack("4 MB of chunk extensions", partial(_status, head=_post("/swallow", None, encoded), pieces=[extensions], expected=(400,))),
        Attack("1,000,000 trailers", partial(_status, head=_post("/swallow", None, encoded), pieces=[trailers], expected=(400, 200))),
        Attack("a body of 16 MiB and a byte", partial(_status, head=_post("/free", b" " * over), pieces=[b" " * over], expected=(413,))),
        Attack(
            "17 MiB in chunks", partial(_status, head=_post("/free", None, encoded), pieces=[chunk] * 272, expected=(413,))
        ),
        *_forms(),
    ]


def _chunked_json() -> bytes:
    return b"1\r\n[\r\n" + b"2\r\n0,\r\n" * 99_999 + b"2\r\n0]\r\n0\r\n\r\n"


def _forms() -> list[Attack]:
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nx\r\n'
    headers = b"--b\r\n" + b"X: a\r\n" * 1_000_000
    name = b'--b\r\nContent-Disposition: form-data; name="' + b"a" * 5_000_000
    forms = [
        ("15 MB of files of one byte", part * (LARGE // len(part)) + b"--b--\r\n", (400,)),
        ("a part with 1,000,000 headers", headers + b"\r\nx\r\n--b--\r\n", (400,)),
        ("a part with a name of 5 MB", name + b'"\r\n\r\nx\r\n--b--\r\n', (400, 422)),
        ("15 MB before the first boundary", b"\r\n" * (LARGE // 2), (400, 422)),
        ("15 MB of what is almost a boundary", b"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n" + b"\r\n--" * (LARGE // 4) + b"\r\n--b--\r\n", (200,)),
    ]
    kind = "Content-Type: multipart/form-data; boundary=b\r\n"
    fields = b"&".join([b"names=a"] * (LARGE // 8))
    urlencoded = "Content-Type: application/x-www-form-urlencoded\r\n"
    found = [
        Attack(form_name, partial(_status, head=_post("/upload", body, kind), pieces=[body], expected=expected), most_peak=256)
        for form_name, body, expected in forms
    ]
    run = partial(_status, head=_post("/fields", fields, urlencoded), pieces=[fields], expected=(200, 400))
    return [*found, Attack("15 MB of form fields", run, most_peak=700, most_after=128)]


def _patterns() -> list[Attack]:
    patterns = [r"\w{1000}", r"(?:\w{30}){30}", r"(a{100}){100}", r"\pL{500}"]
    one = json.dumps({"patterns": [r"\w{1000}"]}).encode()
    many = json.dumps({"patterns": patterns * 250}).encode()
    return [
        Attack("a pattern that takes long to compile", partial(_status, head=_post("/patterns", one), pieces=[one], expected=(422,)), most_cpu=0.5),
        Attack("1,000 such patterns", partial(_status, head=_post("/patterns", many), pieces=[many], expected=(422,))),
    ]


def _status(
    server: Server, meter: Meter, findings: Findings, head: bytes, pieces: Iterable[bytes], expected: tuple[int, ...]
) -> None:
    status, received, seconds = _ask(server, head, pieces)
    wanted = "" if status in expected else f", and not {' or '.join(map(str, expected))}"
    findings.expect(status in expected, f"{status or 'nothing'} after {seconds:.1f} s{wanted}, {len(received):,} bytes")


def _post(target: str, body: bytes | None, more: str = "Content-Type: application/json\r\n") -> bytes:
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
