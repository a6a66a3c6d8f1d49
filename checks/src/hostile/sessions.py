"""Attacks on sessions: cookies that nobody has signed, cookies without end, browsers without number."""

import json
import time
from base64 import b64encode
from contextlib import suppress

from itsdangerous import TimestampSigner

from .attack import Attack, Findings
from .costly import CLIENT_SECONDS
from .meter import Meter
from .servers import Server
from .wire import STATUS

SECRET = "the secret of the sessions under attack"
CONTENT = b'{"user": "ada"}'
BROWSERS = 20_000
MOST_KEPT = 1000
BODY = b"\r\n\r\n"


def attacks() -> list[Attack]:
    return [
        Attack("session cookies forged, truncated, stale, of another key", _forged),
        Attack("signed session cookies that hold no session", _hollow),
        Attack("10,000 cookies in a request", _many_cookies),
        Attack("session cookies as large as a head may be, and larger", _large_cookies),
        Attack(f"{BROWSERS:,} browsers that begin a session on the server", _browsers, most_peak=32, most_after=16, most_cpu=60),
    ]


class At(TimestampSigner):
    """Signs at any second."""

    at = 0

    def get_timestamp(self) -> int:
        return self.at


def signed(content: bytes, at: float | None = None, secret: str = SECRET) -> str:
    signer = At(secret)
    signer.at = int(time.time() if at is None else at)
    return signer.sign(b64encode(content)).decode()


class Client:
    """Requests on one connection, which the server may close."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.plug = server.connect(timeout=CLIENT_SECONDS)

    def send(self, head: str, body: bytes = b"") -> tuple[int | None, bytes]:
        """The status of a request, and the response."""
        received = bytearray()
        with suppress(OSError):
            self.plug.sendall(f"{head}Host: a.test\r\n\r\n".encode("latin-1") + body)
            while not _is_whole(received):
                piece = self.plug.recv(1 << 16)
                if not piece:
                    break
                received += piece
        if not _is_whole(received) or b"\r\nconnection: close" in received.lower():
            self.plug.close()
            self.plug = self.server.connect(timeout=CLIENT_SECONDS)
        found = STATUS.match(received)
        return (int(found[1]) if found else None), bytes(received)

    def read(self, cookie: str, path: str = "/session/read") -> tuple[int | None, bytes]:
        """The status, and the session that the server takes it for."""
        status, received = self.send(f"GET {path} HTTP/1.1\r\nCookie: session={cookie}\r\n")
        return status, received.partition(BODY)[2]


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(BODY)
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and (not lengths or len(body) >= int(lengths[0]))


def _forged(server: Server, meter: Meter, findings: Findings) -> None:
    client, now = Client(server), time.time()
    good = signed(CONTENT)
    status, content = client.read(good)
    findings.expect((status, content) == (200, CONTENT), f"a good one is read: {status}")
    payload, at, signature = good.split(".")
    other_payload = b64encode(b'{"user": "root"}').decode()
    cookies = [good[:length] for length in range(len(good))]
    cookies += [good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :] for place in range(len(good) - 1)]
    cookies += [f"{other_payload}.{at}.{signature}", f"{payload}..{signature}", f"{payload}.{signature}", f".{at}.{signature}", f"{good}.{good}"]
    cookies += [signed(CONTENT, now - 15 * 86_400), signed(CONTENT, now + 60), signed(CONTENT, 0), signed(CONTENT, 2**40)]
    cookies += [signed(CONTENT, secret=secret) for secret in ("another secret", "", SECRET.upper(), SECRET + "\0")]
    for path in ("/session/read", "/kept/read"):
        answers = {client.read(cookie, path) for cookie in cookies}
        findings.expect(answers == {(200, b"{}")}, f"{path}: {len(cookies)} cookies are none: {sorted(map(str, answers))[:3]}")
    findings.expect(client.read(good, "/kept/read") == (200, b"{}"), "a signed session is no id of one on the server")


def _hollow(server: Server, meter: Meter, findings: Findings) -> None:
    client = Client(server)
    texts = [b"null", b"[]", b"1", b'"text"', b"{", b'{"a":1', b'{"a":NaN,}', b"\xff", b"", b'{"a":"\\ud800', b"[" * 20_000, b'{"a":' * 5_000]
    answers = {client.read(signed(text)) for text in texts}
    findings.expect(answers == {(200, b"{}")}, f"{len(texts)} contents are none: {sorted(map(str, answers))[:3]}")
    keys = json.dumps({str(number): number for number in range(1500)}).encode()
    status, content = client.read(signed(keys))
    findings.expect((status, content) == (200, keys), f"1,500 keys are read: {status}")


def _many_cookies(server: Server, meter: Meter, findings: Findings) -> None:
    client, good = Client(server), signed(CONTENT)
    one = "; ".join(["a=b"] * 10_000)
    lines = "\r\nCookie: ".join(["a=b"] * 10_000)
    same = ";".join(["session=x"] * 5_000)
    for name, cookies in (("in one header", f"{one}; session={good}"), ("a header each", f"{lines}\r\nCookie: session={good}"), ("of one name", f"{same};session={good}")):
        begun = time.monotonic()
        status, received = client.send(f"GET /session/read HTTP/1.1\r\nCookie: {cookies}\r\n")
        seconds = time.monotonic() - begun
        is_clean = status == 431 or (status == 200 and received.endswith(CONTENT))
        findings.expect(is_clean, f"{name}: {status} after {seconds * 1000:.0f} ms")


def _large_cookies(server: Server, meter: Meter, findings: Findings) -> None:
    client = Client(server)
    for size in (4_000, 40_000, 60_000, 1 << 20, 8 << 20):
        for name, cookie in (("nothing", "x" * size), ("dots", "." * size), ("signed", signed(b'{"a": "' + b"x" * (size * 3 // 4) + b'"}'))):
            status, _ = client.send(f"GET /session/read HTTP/1.1\r\nCookie: session={cookie}\r\n")
            wanted = {200, 431} if size < 1 << 20 else {431, None}
            findings.expect(status in wanted, f"{size:,} bytes of {name}: {status}")
    status, content = client.read(signed(CONTENT))
    findings.expect((status, content) == (200, CONTENT), f"after them: {status}")


def _browsers(server: Server, meter: Meter, findings: Findings) -> None:
    """Whoever sends no cookie gets a session: how many are kept is the server's to say."""
    client, cookies, statuses = Client(server), [], set()
    for _ in range(BROWSERS):
        status, received = client.send("POST /kept/write HTTP/1.1\r\nContent-Length: 0\r\n")
        statuses.add(status)
        cookies.append(received.partition(b"session=")[2].partition(b";")[0].decode())
    findings.expect(statuses == {200}, f"all are answered: {statuses}")
    findings.expect(len(set(cookies)) == BROWSERS, "each has an id of its own")
    kept = sum(client.read(cookie, "/kept/read")[1] != b"{}" for cookie in cookies[:: BROWSERS // 4000])
    last = client.read(cookies[-1], "/kept/read")[1] != b"{}"
    findings.expect(last and kept <= MOST_KEPT * 4000 // BROWSERS + 1, f"{kept} of every {BROWSERS // 4000}th are kept, the last one among them")
