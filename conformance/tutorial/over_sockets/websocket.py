"""The connection that the tests take for that of `TestClient.websocket_connect`."""

import json
from collections.abc import Callable
from types import TracebackType
from typing import Any

import httpx2 as httpx
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

TIMEOUT = 60.0  # seconds; a busy machine is no failure
FORBIDDEN = 403
OF_THE_HANDSHAKE = {"host", "connection"}


class WebSocket:
    """A connection, open within a `with` block."""

    raises_at_end = False
    """The test expects the exception by which an operation ends whose client has closed. It does not leave the server's process: the close by
    which the server answers stands for it."""

    def __init__(self, address: Callable[[], tuple[int, str]], headers: httpx.Headers, subprotocols: list[str] | None) -> None:
        self.address, self.headers, self.subprotocols = address, headers, subprotocols

    def __enter__(self) -> "WebSocket":
        port, target = self.address()
        given = [(name, value) for name, value in self.headers.multi_items() if name not in OF_THE_HANDSHAKE]
        try:
            self.connection: ClientConnection = connect(
                f"ws://127.0.0.1:{port}{target}",
                additional_headers=given,
                user_agent_header=None,
                subprotocols=self.subprotocols,
                open_timeout=TIMEOUT,
                proxy=None,
            )
        except InvalidStatus as refused:
            if refused.response.status_code != FORBIDDEN:
                raise
            # `TestClient` makes this of a close before the connection is accepted: the code does not leave the server.
            raise WebSocketDisconnect(code=1008) from refused
        self.accepted_subprotocol = self.connection.subprotocol
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        was_open = self.connection.close_code is None
        self.close()
        if kind is None and was_open and self.raises_at_end:
            raise WebSocketDisconnect(self.connection.close_code, self.connection.close_reason)

    def send_text(self, data: str) -> None:
        self.connection.send(data)

    def send_bytes(self, data: bytes) -> None:
        self.connection.send(data)

    def send_json(self, data: Any, mode: str = "text") -> None:
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        self.connection.send(text if mode == "text" else text.encode())

    def receive_text(self) -> str:
        return self._receive(str)

    def receive_bytes(self) -> bytes:
        return self._receive(bytes)

    def receive_json(self, mode: str = "text") -> Any:
        return json.loads(self._receive(str if mode == "text" else bytes))

    def close(self, code: int = 1000, reason: str | None = None) -> None:
        self.connection.close(code, reason or "")

    def _receive(self, kind: type) -> Any:
        try:
            message = self.connection.recv(TIMEOUT)
        except ConnectionClosed as closed:
            end = closed.rcvd
            raise WebSocketDisconnect(end.code if end else 1006, end.reason if end else "") from closed
        assert isinstance(message, kind), message
        return message
