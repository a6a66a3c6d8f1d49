"""Inputs that no model can take, sent to `examples/inference`: each is refused with its reason, and the next one is served."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hostile import servers

from . import example

PIXELS = [0.0] * 64
MEGABYTE = 1_000_000


@dataclass
class Case:
    name: str
    path: str
    body: Callable[[], bytes]
    status: int
    says: str


def _json(value: Any) -> Callable[[], bytes]:
    return lambda: json.dumps(value).encode()


def _pixel(text: str) -> Callable[[], bytes]:
    return lambda: b'{"pixels": [' + ", ".join([text, *map(str, PIXELS[1:])]).encode() + b"]}"


CASES = (
    Case("a pixel too few", "/digits", _json({"pixels": PIXELS[1:]}), 422, "at least 64 items"),
    Case("a pixel too many", "/digits", _json({"pixels": [*PIXELS, 0]}), 422, "at most 64 items"),
    Case("rows within the rows", "/digits", _json({"pixels": [PIXELS[:8]] * 8}), 422, "valid number"),
    Case("no pixels", "/digits", _json({}), 422, "Field required"),
    Case("NaN", "/digits", _pixel("NaN"), 422, "less than or equal to 16"),
    Case("infinity", "/digits", _pixel("Infinity"), 422, "less than or equal to 16"),
    Case("a number beyond what a float can be", "/digits", _pixel("1e400"), 422, "less than or equal to 16"),
    Case("a text for a number", "/digits", _pixel('"ink"'), 422, "valid number"),
    Case("ten million bytes of pixels", "/digits", lambda: b'{"pixels": [' + b"0, " * (10 * MEGABYTE // 3) + b"0]}", 422, "at most 64 items"),
    Case("a text of 10 MB", "/embeddings", _json({"texts": ["a" * (10 * MEGABYTE)]}), 422, "at most 10000 characters"),
    Case("a text of 10 MB without a space, in four bytes each", "/embeddings", _json({"texts": ["\U0001d11e" * (MEGABYTE * 5 // 6)]}), 422, "at most 10000 characters"),
    Case("a text of nothing", "/embeddings", _json({"texts": [""]}), 422, "at least 1 character"),
    Case("more texts than allowed", "/embeddings", _json({"texts": ["a"] * 33}), 422, "at most 32 items"),
    Case("no texts", "/embeddings", _json({"texts": []}), 422, "at least 1 item"),
    Case("half a surrogate", "/embeddings", lambda: b'{"texts": ["\\ud800"]}', 200, "vectors"),
    Case("half of a body", "/embeddings", lambda: b'{"texts": ["a"', 422, "JSON decode error"),
    Case("a body of 60 MB", "/embeddings", lambda: b'{"texts": ["' + b"a" * (60 * MEGABYTE) + b'"]}', 413, ""),
    Case("the longest text", "/embeddings", _json({"texts": ["word " * 2_000]}), 200, "vectors"),
    Case("the longest texts without a space", "/embeddings", _json({"texts": ["a" * 10_000] * 32}), 200, "vectors"),
    Case("a letter that no vocabulary has", "/embeddings", _json({"texts": ["\U000e0001" * 10_000]}), 200, "vectors"),
)


def run() -> list[tuple[str, str | None]]:
    """Each case, and what was wrong about it."""
    with servers.twinlane(None, example.PROGRAM) as server:
        return [(case.name, _mistake(server, case)) for case in CASES]


def _mistake(server: servers.Server, case: Case) -> str | None:
    status, body = _ask(server, case.path, case.body())
    if status != case.status or case.says not in body:
        return f"answered {status}, not {case.status}: {body[:200]}"
    status, body = _ask(server, "/digits", json.dumps({"pixels": PIXELS}).encode())
    return None if status == 200 else f"the next request is answered {status}: {body[:200]}"


def _ask(server: servers.Server, path: str, body: bytes) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("POST", path, body, {"content-type": "application/json"})
    except BrokenPipeError:
        pass  # refused before it was read
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text
