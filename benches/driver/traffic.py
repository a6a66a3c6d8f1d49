"""The requests of many clients at the same time, each answer looked at: valid, invalid, blocking, pipelined and cut short."""

import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import operations
from .answers import wrong_orders
from .connection import Connection

KEPT_MISTAKES = 20
REQUESTS_A_CONNECTION = 500
"""A client begins a new connection after so many."""
PIPELINED = 4


@dataclass(frozen=True, eq=False)
class Exchange:
    """A request, and the answer that it must get."""

    kind: str
    request: bytes
    status: int
    expected: Any = None
    """The JSON value of the body; `None` where any will do."""

    def mistake(self, status: int, body: bytes) -> str | None:
        if status != self.status:
            return f"{self.kind}: {status} instead of {self.status}: {body[:200]!r}"
        if self.expected is not None and json.loads(body) != self.expected:
            return f"{self.kind}: {body[:200]!r} instead of {self.expected}"
        return None


@dataclass
class Tally:
    """The answers that one client has seen."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    """Answered wrongly, or not at all."""
    cut: Counter[str] = field(default_factory=Counter)
    """Given up by the client itself."""
    mistakes: list[str] = field(default_factory=list)

    def note(self, exchange: Exchange, mistake: str | None) -> None:
        if mistake is None:
            self.right[exchange.kind] += 1
            return
        self.wrong[exchange.kind] += 1
        if len(self.mistakes) < KEPT_MISTAKES:
            self.mistakes.append(mistake)

    def add(self, other: "Tally") -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.cut += other.cut
        self.mistakes += other.mistakes


def exchanges() -> list[Exchange]:
    """Everything that is answered at once, what is fine about as often as what is refused."""
    every = (*operations.ALL, *operations.OWN)
    fine = [Exchange(one.title, one.request(), 200, one.expected) for one in every]
    paths = ("/items/four?q=text&limit=10", "/items/42?q=text&limit=-1", "/items/42?q=text")
    forms = (b"item_id=four&limit=10", b"item_id=42&limit=-1", b"item_id=42")
    orders = [operations.encode(order) for _, order in wrong_orders()]
    refused = [
        *(Exchange("GET with wrong parameters", operations.request(path), 422) for path in paths),
        *(Exchange("POST of a wrong form", operations.request("/search", form, operations.FORM_TYPE), 422) for form in forms),
        *(Exchange("POST of a wrong model", operations.request("/orders", order), 422) for order in orders),
        Exchange("POST of what is no JSON", operations.request("/orders", b'{"reference": "abc'), 422),
        Exchange("no such path", operations.request("/nowhere"), 404),
        Exchange("no such method", operations.request("/ping", b"{}"), 405),
    ]
    return [*fine * 3, *refused, Exchange("the document", operations.request("/openapi.json"), 200)]


BLOCKING = Exchange("plain `fn` that blocks 100 ms", operations.request("/blocking?ms=100"), 200, operations.DONE)
BLOCKED = Exchange("`async fn` that blocks 100 ms", operations.request("/blocked?ms=100"), 200, operations.DONE)
WAKE = Exchange("`async fn` that wakes, then blocks 50 ms", operations.request("/wake_then_block"), 200)


class Traffic:
    """Clients at work, each in a thread of its own, until they are told to stop."""

    def __init__(self, port: int, seed: int):
        self._port = port
        self._over = threading.Event()
        self._exchanges = exchanges()
        self._tallies: list[Tally] = []
        self._threads: list[threading.Thread] = []
        kinds: list[tuple[int, Callable[[Tally, random.Random], None]]] = [
            (16, self._keep_alive),
            (4, lambda tally, _: self._again(BLOCKING, tally)),
            (2, lambda tally, _: self._again(BLOCKED, tally)),
            (1, lambda tally, _: self._again(WAKE, tally)),
            (2, self._pipelined),
            (2, self._one_by_one),
            (2, self._cut),
        ]
        clients = [client for count, client in kinds for _ in range(count)]
        for number, client in enumerate(clients):
            tally = Tally()
            self._tallies.append(tally)
            arguments = (client, tally, random.Random(seed + number))
            self._threads.append(threading.Thread(target=self._run, args=arguments, daemon=True))

    @property
    def clients(self) -> int:
        return len(self._threads)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> Tally:
        """Lets every client have its last answer."""
        self._over.set()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        whole = Tally()
        for thread, tally in zip(self._threads, self._tallies, strict=True):
            whole.add(tally)
            if thread.is_alive():
                whole.wrong["a client without an answer"] += 1
        return whole

    def _run(self, client: Callable[[Tally, random.Random], None], tally: Tally, choice: random.Random) -> None:
        while not self._over.is_set():
            client(tally, choice)

    def _keep_alive(self, tally: Tally, choice: random.Random) -> None:
        chosen = [choice.choice(self._exchanges) for _ in range(REQUESTS_A_CONNECTION)]
        self._ask(chosen, tally)

    def _again(self, exchange: Exchange, tally: Tally) -> None:
        self._ask([exchange] * 20, tally)

    def _one_by_one(self, tally: Tally, choice: random.Random) -> None:
        self._ask([choice.choice(self._exchanges)], tally)

    def _ask(self, chosen: list[Exchange], tally: Tally) -> None:
        """One connection for all of them."""
        current = chosen[0]
        try:
            with Connection(self._port) as connection:
                for current in chosen:
                    tally.note(current, current.mistake(*connection.ask(current.request)))
                    if self._over.is_set():
                        return
        except (OSError, ValueError, IndexError) as error:
            tally.note(current, f"{current.kind}: {error!r}")

    def _pipelined(self, tally: Tally, choice: random.Random) -> None:
        """Several requests at once; the answers come in their order."""
        chosen = [choice.choice(self._exchanges) for _ in range(PIPELINED)]
        waiting = list(chosen)
        try:
            with Connection(self._port) as connection:
                for status, body in connection.ask_all([one.request for one in chosen]):
                    one = waiting.pop(0)
                    tally.note(one, one.mistake(status, body))
        except (OSError, ValueError, IndexError) as error:
            for one in waiting:
                tally.note(one, f"{one.kind}, pipelined: {error!r}")

    def _cut(self, tally: Tally, choice: random.Random) -> None:
        """A client that goes in the middle of its request, or before its answer; half of them without a goodbye."""
        exchange = choice.choice([*self._exchanges, BLOCKING, BLOCKED])
        length = len(exchange.request)
        sent, kind = choice.choice([(choice.randrange(length), "in the request"), (length, "before the answer")])
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=10) as stream:
                stream.sendall(exchange.request[:sent])
                self._over.wait(choice.choice((0, 0.001, 0.02)))
                if choice.random() < 0.5:
                    # Linger for no time: a reset instead of a goodbye.
                    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError as error:
            tally.note(exchange, f"no connection: {error!r}")
        tally.cut[kind] += 1
