"""The operations that every contender has."""

import json
from dataclasses import dataclass
from typing import Any

from . import layout


@dataclass(frozen=True, eq=False)
class Operation:
    title: str
    path: str
    expected: Any
    body: bytes | None = None
    content_type: str = "application/json"

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def request(self) -> bytes:
        """As wrk sends it: no header that is not needed."""
        return request(self.path, self.body, self.content_type)


def request(path: str, body: bytes | None = None, content_type: str = "application/json") -> bytes:
    if body is None:
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
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
"""What Twinlane alone has, to be compared with itself."""

ALL = (TYPED_GET, VALIDATED_POST, FORM, ASYNC, PLAIN, IN_PLACE)
