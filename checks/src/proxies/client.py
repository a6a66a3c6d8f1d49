"""A client of a proxy, with an address of its own: all of 127.0.0.0/8 is this machine."""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any

import unchecked_tls

from .servers import HOST


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def told(self) -> dict[str, Any]:
        """The JSON of the body."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass
class Client:
    """One connection to a proxy, which is kept."""

    address: str
    port: int
    is_tls: bool
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        source = (self.address, 0)
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=source)

    def get(self, target: str, forged: list[tuple[str, str]] | None = None) -> Answer:
        """Asks for a target, with headers that a client may make up."""
        connection = self._connection
        if connection.sock is None:
            connection.connect()
            if self.is_tls:
                connection.sock = unchecked_tls.context().wrap_socket(connection.sock, server_hostname=HOST)
        connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", f"{HOST}:{self.port}")
        for name, value in forged or []:
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read().decode("utf-8")
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
