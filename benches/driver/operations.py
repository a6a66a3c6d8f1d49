"""The operations that every contender has."""

import json
from dataclasses import dataclass, replace
from typing import Any

from . import layout


@dataclass(frozen=True, eq=False)
class Operation:
    title: str
    path: str
    expected: Any
    body: bytes | None = None
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def request(self) -> bytes:
        """As wrk sends it: no header that is not needed."""
        return request(self.path, self.body, self.content_type, self.headers)


def request(path: str, body: bytes | None = None, content_type: str = "application/json", headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    if body is None:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def encode(order: Any) -> bytes:
    """JSON without blanks, characters as they are: what a browser sends."""
    return json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()


def _receipt(order: Any) -> dict[str, Any]:
    total = 0.0
    for line in order["lines"]:
        total += line["quantity"] * line["price"]
    return {"reference": order["reference"], "units": sum(line["quantity"] for line in order["lines"]), "total": total}


def _catalogue() -> list[dict[str, Any]]:
    """The items of `catalogue.rs`."""
    names = ("Anvil", "Bellows", "Chisel", "Drill", "Easel", "File", "Gauge")

    def item(number: int) -> dict[str, Any]:
        mixed = (number * 0x9E3779B97F4A7C15 % 2**64) >> 32
        return {
            "item_id": number,
            "name": f"{names[mixed % 7]} {mixed:x}",
            "price": mixed % 100_000 / 100,
            "in_stock": mixed % 321,
            "tags": [names[mixed % 5].lower(), "sale" if mixed % 2 else "new"],
            "express": mixed % 3 == 0,
        }

    return [item(number) for number in range(1, 95)]


ORDER = json.loads((layout.BENCHES / "order.json").read_text(encoding="utf-8"))
DONE = {"ok": True}
FORM_TYPE = "application/x-www-form-urlencoded"

TYPED_GET = Operation("typed GET, JSON answer", "/items/42?q=text&limit=10", {"item_id": 42, "q": "text", "limit": 10})
VALIDATED_POST = Operation(f"POST of a validated model, {len(encode(ORDER))} bytes", "/orders", _receipt(ORDER), encode(ORDER))
FORM = Operation(
    "POST of a form of 3 fields",
    "/search",
    {"item_id": 42, "q": "some text", "limit": 10},
    b"item_id=42&q=some+text&limit=10",
    FORM_TYPE,
)
ASYNC = Operation("async fn, trivial body", "/ping", DONE)
PLAIN = Operation("plain fn, trivial body", "/plain", DONE)
IN_PLACE = Operation("plain fn in place, trivial body", "/in_place", DONE)

DEPENDENCIES = Operation(
    "GET with 5 dependencies, 2 of them shared",
    "/dependencies/42?q=text&limit=10",
    {"item_id": 96, "q": "text", "limit": 53},
)
BY_HAND = Operation("GET that calls 5 functions", "/by_hand/42?q=text&limit=10", DEPENDENCIES.expected)

OWN = (DEPENDENCIES, BY_HAND)
"""Operations of Twinlane alone, to be compared with each other."""

FROM_ORIGIN = replace(TYPED_GET, title="typed GET from another origin", headers=(("Origin", "https://example.com"),))
"""With the middleware of CORS around it; the operation is the same."""

GZIP = Operation("gzip of a 10 KB JSON answer", "/catalogue", _catalogue(), headers=(("Accept-Encoding", "gzip"),))
"""By those contenders that have a middleware for it, at the same level."""

ALL = (TYPED_GET, VALIDATED_POST, FORM, ASYNC, PLAIN, IN_PLACE)
