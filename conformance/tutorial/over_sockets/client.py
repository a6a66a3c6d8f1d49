"""Starlette's `TestClient`, which calls the application in the same process, talking to a server instead."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx

from .websocket import WebSocket

Port = Callable[[object, str], int]


class Client(httpx.Client):
    """The client that takes the place of `TestClient` in the tests."""

    __test__ = False
    port_of: Port
    stop_all: Callable[[], None]
    waits_for_tasks: Callable[[object], bool]
    requests = 0

    def __init__(
        self,
        app: object,
        base_url: str = "http://testserver",
        raise_server_exceptions: bool = True,
        root_path: str = "",
        cookies: Any = None,
        headers: dict[str, str] | None = None,
        follow_redirects: bool = True,
        **_: Any,
    ) -> None:
        self.app, self.root_path = app, root_path
        super().__init__(
            base_url=base_url,
            headers={"user-agent": "testclient", **(headers or {})},
            cookies=cookies,
            follow_redirects=follow_redirects,
            timeout=60.0,  # a busy machine is no failure
            transport=Transport(app, root_path),
        )

    def __exit__(self, *error: Any) -> None:
        """The end of the application's lifespan."""
        super().__exit__(*error)
        Client.stop_all()

    def websocket_connect(self, url: str, subprotocols: list[str] | None = None, **options: Any) -> WebSocket:
        """A connection, which is open within its `with` block."""
        request = self.build_request("GET", url, **options)

        def address() -> tuple[int, str]:
            Client.requests += 1
            put_files_at_their_places(self.app)
            return Client.port_of(self.app, self.root_path), request.url.raw_path.decode("ascii")

        return WebSocket(address, request.headers, subprotocols)


class Transport(httpx.HTTPTransport):
    """Sends each request to the server of the application, under the host and the scheme that the test means."""

    def __init__(self, app: object, root_path: str) -> None:
        super().__init__()
        self.of = (app, root_path)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        Client.requests += 1
        put_files_at_their_places(self.of[0])
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=Client.port_of(*self.of))
        headers = request.headers.copy()
        if request.url.scheme == "https":
            headers["x-forwarded-proto"] = "https"  # as a proxy that ends TLS
        response = super().handle_request(
            httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)
        )
        if Client.waits_for_tasks(self.of[0]):
            response.read()
            Client.stop_all()
        return response


def put_files_at_their_places(app: object) -> None:
    """A test that says in a global that a file is elsewhere: the program finds it where the source of the global has it."""
    from . import applies

    for name, path in applies.replaced_texts(applies.module_of(app)):
        if Path(path).is_file():
            shutil.copyfile(path, name)
