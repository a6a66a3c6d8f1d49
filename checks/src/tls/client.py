"""A client of Python's `ssl`, which is OpenSSL."""

import json
import socket
import ssl
from pathlib import Path
from typing import Any

from .certificates import Pair


def context(authority: Path, client: Pair | None = None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(authority))
    if client is not None:
        made.load_cert_chain(client.certificate, client.key)
    return made


def connect(port: int, made: ssl.SSLContext, name: str = "localhost") -> ssl.SSLSocket:
    raw = socket.create_connection(("127.0.0.1", port), timeout=10)
    try:
        return made.wrap_socket(raw, server_hostname=name)
    except BaseException:
        raw.close()
        raise


def ask(port: int, made: ssl.SSLContext, path: str = "/connection", name: str = "localhost") -> bytes:
    """The response, read to the `close_notify` of the server: without one OpenSSL says so."""
    with connect(port, made, name) as plug:
        plug.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        response = b""
        while piece := plug.recv(1 << 16):
            response += piece
    return response


def told(port: int, made: ssl.SSLContext) -> dict[str, Any]:
    found = json.loads(ask(port, made).split(b"\r\n\r\n", 1)[1])
    assert isinstance(found, dict)
    return found
