"""WebSockets through a proxy: what is said on them, and how they end."""

import json
import os
import signal
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import unchecked_tls
from websockets_check import frames
from websockets_check.frames import BINARY, CLOSE, PING, PONG, TEXT, frame

from . import configs, servers
from .client import Client as HttpClient
from .scenarios import Scenario
from .served import served
from .steps import FIRST, Outcome, forged

WAIT = 2  # seconds that the proxies wait for a byte
IDLE = 3 * WAIT
GONE_SECONDS = 5.0


def run(scenario: Scenario, folder: Path) -> Outcome:
    """Serves the scenario, with a proxy that does not wait long, and talks."""
    with served(scenario, folder, lambda config: configs.with_short_waits(config, WAIT)) as (application, port):
        talking = Talking(scenario, application, port)
        steps: dict[str, Callable[[], Iterator[str]]] = {
            "handshake": talking.handshake,
            "refused": talking.refused,
            "messages": talking.messages,
            "compressed": talking.compressed,
            "client closes": talking.client_closes,
            "application closes": talking.application_closes,
            "ping": talking.ping,
            "idle": talking.idle,
            "silent": talking.silent,
            "reset": talking.reset,
            "origin": talking.origin,
            "stop": talking.stop,
        }
        mistakes = {name: _tried(step) for name, step in steps.items()}
        return Outcome(scenario, mistakes, talking.connections, talking.connections)


def _tried(step: Callable[[], Iterator[str]]) -> list[str]:
    try:
        return list(step())
    except (OSError, EOFError, ValueError) as error:
        return [repr(error)]


class Through:
    """The way to Twinlane through a proxy, as `frames.Client` asks for it."""

    def __init__(self, port: int, is_tls: bool) -> None:
        self.port, self.is_tls = port, is_tls

    def connect(self, timeout: float = 15, receive_buffer: int | None = None) -> socket.socket:
        plug = socket.create_connection(("127.0.0.1", self.port), timeout=timeout, source_address=(FIRST, 0))
        if self.is_tls:
            plug = unchecked_tls.context().wrap_socket(plug, server_hostname=servers.HOST)
        return plug


class Talking:
    """A client of a proxy, with a connection for each thing that it tries."""

    def __init__(self, scenario: Scenario, application: servers.Application, port: int) -> None:
        self.scenario, self.application, self.port = scenario, application, port
        self.host = f"{servers.HOST}:{port}"
        self.connections = 0

    def handshake(self) -> Iterator[str]:
        """The application knows the client, its scheme and the URL, whatever the client says itself."""
        scheme = "wss" if self.scenario.is_tls else "ws"
        url = f"{scheme}://{self.host}{self.scenario.prefix}/live/"
        expected = {"client": FIRST, "scheme": self.scenario.scheme, "url": url}
        for headers in ({}, dict(forged(self.scenario))):
            with self._connected("/live/", headers=headers) as client:
                told = json.loads(client.next_frame()[1])
                if told != expected:
                    yield f"{told}, and not {expected}"

    def refused(self) -> Iterator[str]:
        """The response arrives, and the proxy serves on."""
        for path in ("/live/nowhere", "/where/"):
            with self._connected(path) as client:
                if b" 403 " not in client.response.partition(b"\r\n")[0]:
                    yield f"{path}: {client.response!r}"
        answer = self._http().get(f"{self.scenario.prefix}/where/")
        if answer.status != 200:
            yield f"{answer.status} to a request after it"

    def messages(self) -> Iterator[str]:
        """Short ones and long ones, in one frame and in several, one after another and many at once."""
        with self._echo() as client:
            long = os.urandom(200_000)
            for opcode, payload in [(TEXT, "a ä €".encode()), (TEXT, b""), (BINARY, b"\0\xff"), (BINARY, long), (TEXT, b"x" * 70_000)]:
                client.send(frame(opcode, payload))
                if client.next_data() != (opcode, payload):
                    yield f"{len(payload)} bytes come back as others"
            client.send(frame(TEXT, b"in ", final=False) + frame(PING, b"within") + frame(0, b"pieces"))
            if client.next_data() != (TEXT, b"in pieces"):
                yield "a message in pieces does not come back"
            for number in range(100):
                client.send(frame(TEXT, str(number).encode()))
            if [client.next_data()[1] for _ in range(100)] != [str(number).encode() for number in range(100)]:
                yield "100 messages do not come back in order"

    def compressed(self) -> Iterator[str]:
        """The agreed compression arrives, and so do the messages."""
        with self._echo(frames.DEFLATE) as client:
            if frames.DEFLATE.encode() not in client.response:
                yield "compression is not agreed on"
            text = b"again and again, " * 2_000
            zip, unzip = zlib.compressobj(wbits=-15), zlib.decompressobj(wbits=-12)
            unzip.decompress(client.told + TAIL)
            for _ in range(2):
                packed = (zip.compress(text) + zip.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)
                client.send(frame(TEXT, packed, reserved=4))
                _, payload = client.next_data()
                if unzip.decompress(payload + TAIL) != text:
                    yield "a compressed message does not come back"

    def client_closes(self) -> Iterator[str]:
        """Its code and its reason arrive, and come back."""
        with self._echo() as client:
            payload = (4000).to_bytes(2, "big") + b"bye"
            client.send(frame(CLOSE, payload))
            yield from self._closed(client, payload)
        yield from self._ended_with(4000)

    def application_closes(self) -> Iterator[str]:
        with self._echo() as client:
            client.send(frame(TEXT, b"close"))
            payload = (4001).to_bytes(2, "big") + b"as you say"
            yield from self._closed(client, payload)

    def ping(self) -> Iterator[str]:
        """Both sides are answered."""
        with self._echo() as client:
            client.send(frame(PING, b"are you there"))
            answer = client.next_of(PONG)
            if answer != b"are you there":
                yield f"a ping is answered by {answer!r}"
            client.next_of(PING)

    def idle(self) -> Iterator[str]:
        """Pings keep a connection on which nothing is said for longer than the proxy waits."""
        with self._echo() as client:
            end = time.monotonic() + IDLE
            while time.monotonic() < end:
                client.send(frame(PONG, client.next_of(PING)))
            client.send(frame(TEXT, b"still here"))
            if client.next_data() != (TEXT, b"still here"):
                yield "it is not kept"

    def silent(self) -> Iterator[str]:
        """Without pings the proxy ends it, if it waits for a time; and the application learns of it."""
        before = self._ends().count(1006)
        with self._connected("/live/silent") as client:
            client.plug.settimeout(IDLE)
            try:
                is_cut = not client.plug.recv(1)
            except TimeoutError:
                is_cut = False
            if is_cut != self.scenario.cuts_silent:
                yield f"it is {'' if is_cut else 'not '}ended"
        yield from self._ended_with(1006, before + 1)

    def reset(self) -> Iterator[str]:
        """The application learns of it."""
        before = self._ends().count(1006)
        with self._echo() as client:
            client.reset()
            yield from self._ended_with(1006, before + 1)

    def origin(self) -> Iterator[str]:
        """If a cookie is read, pages of the host that the client knows may connect, and others may not."""
        own = f"{self.scenario.scheme}://{self.host}"
        for origin, status in [(own, 101), (f"{self.scenario.scheme}://evil.example", 403), (f"https://{servers.HOST}.evil.example", 403)]:
            headers = {"Origin": origin, "Cookie": "session=secret"}
            with self._connected("/live/own", headers=headers) as client:
                if f" {status} ".encode() not in client.response.partition(b"\r\n")[0]:
                    yield f"from {origin}: {client.response!r}"

    def stop(self) -> Iterator[str]:
        """The last step: the application tells its clients that it stops."""
        with self._echo() as client:
            os.kill(self.application.process, signal.SIGTERM)
            code = int.from_bytes(client.next_of(CLOSE)[:2], "big")
            if code != 1012:
                yield f"closed with {code}"

    def _connected(self, path: str, extensions: str = "", headers: dict[str, str] | None = None) -> "Client":
        self.connections += 1
        way = Through(self.port, self.scenario.is_tls)
        return Client(way, f"{self.scenario.prefix}{path}", extensions, host=self.host, others=headers)

    def _echo(self, extensions: str = "") -> "Client":
        client = self._connected("/live/", extensions)
        client.told = client.next_frame()[1]
        return client

    def _closed(self, client: "Client", payload: bytes) -> Iterator[str]:
        answer = client.next_of(CLOSE)
        client.send(frame(CLOSE, payload))
        if answer != payload:
            yield f"closed with {answer!r}"
        if not client.is_ended():
            yield "the connection is not ended"

    def _http(self) -> HttpClient:
        return HttpClient(FIRST, self.port, self.scenario.is_tls)

    def _ends(self) -> list[int]:
        found = json.loads(self._http().get(f"{self.scenario.prefix}/live/ends").body)
        assert isinstance(found, list)
        return found

    def _ended_with(self, code: int, count: int = 1) -> Iterator[str]:
        """The application has seen so many connections end with this code, before long."""
        end = time.monotonic() + GONE_SECONDS
        while (seen := self._ends()).count(code) < count:
            if time.monotonic() > end:
                yield f"the application has seen the ends {seen}: {count} of {code} were to come"
                return
            time.sleep(0.1)


class Client(frames.Client):
    """A client that takes no notice of what it has not asked for."""

    told: bytes = b""
    """The payload of the first message."""

    def next_of(self, wanted: int) -> bytes:
        """The payload of the next frame of this kind."""
        while True:
            opcode, payload = self.next_frame()
            if opcode == wanted:
                return payload

    def next_data(self) -> tuple[int, bytes]:
        """The next message."""
        while True:
            opcode, payload = self.next_frame()
            if opcode in (TEXT, BINARY):
                return opcode, payload


TAIL = b"\x00\x00\xff\xff"
