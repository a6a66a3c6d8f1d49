"""Attacks on templates: values that would leave their place, names that would leave the directory, loops and texts without end."""

import json
from urllib.parse import quote

from .attack import Attack, Findings
from .meter import Meter
from .servers import Server
from .sessions import Client

VALUES = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% include 'loop.html' %}{# x #}",
    "<!--<script>",
    "]]>&lt;&#x3c;\u2028\u2029\0\x7f",
    {"</script>": "<b>", "a'b\"c": [None, True, 1e308, -0.0]},
    ["<" * 100_000, "&" * 100_000],
    "\ud83d\ude00" * 1000,
    10**300,
    -(2**63),
]
NAMES = ["../Cargo.toml", "/etc/passwd", "..%2f..%2fetc%2fpasswd", "page.html%00", "page.html%00blocks", "..%5cpage.html", "", ".", "a" * 10_000, "page.html/..", "%ff"]


def attacks() -> list[Attack]:
    return [
        Attack("pages whose values are meant to leave their place", _values),
        Attack("values nested too deeply to be written", _nested),
        Attack("names of templates that lead elsewhere", _names),
        Attack("pages with loops and texts without end", _endless, most_cpu=60),
    ]


def _post(client: Client, body: bytes) -> tuple[int | None, str]:
    head = f"POST /pages/value HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    status, received = client.send(head, body)
    return status, received.partition(b"\r\n\r\n")[2].decode()


def _values(server: Server, meter: Meter, findings: Findings) -> None:
    client = Client(server)
    for value in VALUES:
        status, page = _post(client, json.dumps(value).encode())
        rest = page.replace("</p><script>let v = ", "", 1).replace(";</script>", "", 1)
        tags = rest.count("<") - rest.count("<p title=") - rest.count("</p>")
        tag = page.partition(">")[0]
        title, _, data = tag.partition(" data-v=")
        findings.expect(status == 200 and tags == 0, f"{str(value)[:30]!r}: {status}, {tags} tags of its own")
        findings.expect("49" not in page or not isinstance(value, str), f"{str(value)[:30]!r} is not run")
        is_whole = title.count('"') == 2 and data.count("'") == 2
        findings.expect(is_whole, f"{str(value)[:30]!r} stays in its attributes")


def _nested(server: Server, meter: Meter, findings: Findings) -> None:
    client = Client(server)
    for depth in (50, 99, 120, 1_000, 100_000):
        for begin, end in ((b"[", b"]"), (b'{"a":', b"}")):
            status, _ = _post(client, begin * depth + b"1" + end * depth)
            findings.expect(status in ({200} if depth <= 99 else {422, 500, 400}), f"{depth} of {begin!r}: {status}")
    status, _ = _post(client, b'"after"')
    findings.expect(status == 200, f"after them: {status}")


def _names(server: Server, meter: Meter, findings: Findings) -> None:
    client = Client(server)
    for name in NAMES:
        status, received = client.send(f"GET /pages/named?name={name} HTTP/1.1\r\n")
        findings.expect(status == 500 and received.endswith(b"Internal Server Error"), f"{name[:30]!r}: {status}")
    for name in ("a/b", "..", "?x", "#x", "%", "<script>", "a\tb", "\u00e9"):
        status, received = client.send(f"GET /pages/link/{quote(name, safe='')} HTTP/1.1\r\n")
        body = received.partition(b"\r\n\r\n")[2]
        findings.expect(status in {200, 404, 500} and b"<" not in body, f"link of {name!r}: {status}")


def _endless(server: Server, meter: Meter, findings: Findings) -> None:
    client = Client(server)
    for name in ("loop", "wide", "growing"):
        for count in (100_000, 1_000_000, 2**40, 2**63 - 1, -(2**63)):
            status, received = client.send(f"GET /pages/steps/{name}?n={count} HTTP/1.1\r\n")
            is_clean = status == 500 or (status == 200 and len(received) < 1 << 23)
            findings.expect(is_clean, f"{name} of {count}: {status}, {len(received):,} bytes")
    status, _ = client.send("GET /pages/steps/loop?n=3 HTTP/1.1\r\n")
    findings.expect(status == 200, f"after them: {status}")
