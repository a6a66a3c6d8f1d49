"""Real clients of HTTP/2."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from hostile.servers import Server

BODY = bytes(range(256)) * 12_000


@dataclass(frozen=True)
class Spoke:
    """A client that has spoken to the server."""

    client: str
    what: str
    found: str
    mistake: str | None


def run(server: Server) -> list[Spoke]:
    url = f"http://127.0.0.1:{server.port}"
    return [
        _try(_version("curl"), "GET, with cookies", lambda: _curl(url + "/read?a=b", "--cookie", "session=5"), ('"target":"/read?a=b"', '"session":"5"', "HTTP/2.0", "200 2")),
        _try(_version("curl"), "a body of 3 MB there and back", lambda: _curl_body(url + "/echo"), ("same",)),
        _try(_version("curl"), "HTTP/1.1 on the same port", lambda: _curl(url + "/read", "--http1.1"), ("HTTP/1.1", "200 1.1")),
        _try(_version("nghttp"), "GET", lambda: _output("nghttp", "-nv", url + "/ping"), (":status: 200", "recv DATA frame")),
        _try(_version("h2load"), "10,000 requests, 8 connections, 50 streams each", lambda: _output("h2load", "-n", "10000", "-c", "8", "-m", "50", url + "/ping"), ("10000 succeeded, 0 failed",)),
        _try(_version("h2load"), "20 responses of 16 MB, 2 connections", lambda: _output("h2load", "-n", "20", "-c", "2", "-m", "5", url + "/large?megabytes=16"), ("20 succeeded, 0 failed",)),
        _try(f"HTTPX {httpx.__version__}", "GET, POST and a stream", lambda: _httpx(url), ("HTTP/2 200 same event",)),
    ]


def _try(client: str, what: str, ask: Callable[[], str], wanted: tuple[str, ...]) -> Spoke:
    try:
        found = ask()
    except (OSError, subprocess.SubprocessError, httpx.HTTPError) as error:
        return Spoke(client, what, "-", repr(error))
    missing = [text for text in wanted if text not in found]
    return Spoke(client, what, "as expected" if not missing else "-", f"not found: {missing} in {found[-300:]!r}" if missing else None)


def _version(program: str) -> str:
    text = _output(program, "--version")
    found = re.search(r"\d+\.\d+[.\d]*", text)
    return f"{program} {found[0] if found else ''}"


def _output(*command: str, sent: bytes | None = None) -> str:
    run = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=True)
    return run.stdout.decode("utf-8", "replace")


def _curl(url: str, *more: str) -> str:
    return _output("curl", "-sS", "--http2-prior-knowledge", *more, "-w", "\n%{http_code} %{http_version}", url)


def _curl_body(url: str) -> str:
    command = ["curl", "-sS", "--http2-prior-knowledge", "-H", "content-type: application/octet-stream", "--data-binary", "@-", url]
    run = subprocess.run(command, input=BODY, capture_output=True, timeout=60, check=True)
    return "same" if run.stdout == BODY else f"{len(run.stdout)} bytes"


def _httpx(url: str) -> str:
    with httpx.Client(http1=False, http2=True, base_url=url) as client:
        response = client.get("/ping")
        echoed = client.post("/echo", content=BODY, headers={"content-type": "application/octet-stream"})
        with client.stream("GET", "/events") as events:
            event = next(events.iter_lines())
        same = "same" if echoed.content == BODY else "different"
        return f"{response.http_version} {response.status_code} {same} {'event' if event.startswith('data') else event}"
