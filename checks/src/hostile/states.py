"""Every state in which a connection can be when the server is told to stop, and how the stop has to end."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from .client import Client
from .servers import Server

STOP_SECONDS = 3  # `--shutdown-timeout`, and Uvicorn's `--timeout-graceful-shutdown`
TEARDOWN_SECONDS = 5  # what teardowns have after it
SPARE_SECONDS = 2.5  # for a machine that is busy


@dataclass(frozen=True)
class Expected:
    """The expected end of a stop. Seconds are from the signal to the end of the process."""

    at_most: float
    at_least: float = 0.0
    received: bytes | None = None  # how what the first client received has to end
    responses: int | None = None
    note: str | None = None
    exit_codes: tuple[int, ...] = (0,)


AT_ONCE = Expected(at_most=2.0)
CUT = Expected(at_most=STOP_SECONDS + TEARDOWN_SECONDS + SPARE_SECONDS, exit_codes=(0, 1))


@dataclass(frozen=True)
class State:
    """A state: the connections that are made before the signal."""

    name: str
    begin: "Begin"
    expected: Expected
    signals: int = 1
    options: dict[str, object] = field(default_factory=lambda: {"shutdown-timeout": STOP_SECONDS})


def all_states() -> list[State]:
    return [*_nothing_in_flight(), *_finishing(), *_cut(), *_special()]


def get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode()


def post(target: str, length: int, more: str = "") -> bytes:
    return f"POST {target} HTTP/1.1\r\nHost: a.test\r\n{more}Content-Length: {length}\r\n\r\n".encode()


Begin = Callable[[Server, ExitStack], list[Client]]


def _one(sent: bytes, then: Callable[[Client], None] = lambda _: None, buffer: int | None = None) -> Begin:
    def begin(server: Server, stack: ExitStack) -> list[Client]:
        client = stack.enter_context(Client(server, sent, buffer))
        then(client)
        return [client]

    return begin


def _nothing_in_flight() -> list[State]:
    return [
        State("no connection", lambda server, stack: [], AT_ONCE),
        State("a connection without a byte", _one(b""), AT_ONCE),
        State("half a request line", _one(b"GET /pi"), AT_ONCE),
        State("half a head", _one(b"GET /ping HTTP/1.1\r\nHost: a"), AT_ONCE),
        State("idle after a response", _one(get("/ping"), _after_pong), AT_ONCE),
        State("half a head after a response", _one(get("/ping"), _half_head_after_pong), AT_ONCE),
        State("300 of all of these", _many, AT_ONCE),
        State("an event stream that is read", _one(get("/events"), _reading(b"data: 1")), _ended_by_itself()),
    ]


def _ended_by_itself() -> Expected:
    return Expected(at_most=2.0, received=b"0\r\n\r\n")


def _finishing() -> list[State]:
    whole = Expected(at_most=2 + SPARE_SECONDS, at_least=1.0, received=b'"slow"', note="slow ended")
    return [
        State("an `async fn` that takes 2 s", _one(get("/slow?seconds=2")), whole),
        State("a plain `fn` that takes 2 s", _one(get("/slow-plain?seconds=2")), whole),
        State(
            "20 pipelined requests behind one of 2 s",
            _one(get("/slow?seconds=2") + get("/ping") * 20, _reading()),
            Expected(at_most=2 + SPARE_SECONDS, at_least=1.0, received=b'"pong"', responses=21),
        ),
        State(
            "a background task of 2 s",
            _one(get("/background?seconds=2"), _after(b'"later"')),
            Expected(at_most=2 + SPARE_SECONDS, at_least=1.0, note="background ended"),
        ),
        State(
            "a dependency that is held for 2 s",
            _one(get("/held?seconds=2")),
            Expected(at_most=2 + SPARE_SECONDS, at_least=1.0, received=b"\r\n\r\n0", note="teardown ended"),
        ),
    ]


def _cut() -> list[State]:
    drip = post("/swallow", 1000) + b"x"
    return [
        State("an `async fn` that takes a minute", _one(get("/slow?seconds=60")), CUT),
        State("a plain `fn` that takes a minute", _one(get("/slow-plain?seconds=60")), CUT),
        State("64 MB that are not read", _one(get("/large?megabytes=64"), buffer=4096), CUT),
        State("an endless stream that is not read", _one(get("/flood"), buffer=4096), CUT),
        State("an endless stream that is read", _one(get("/stream"), _reading(b"\n1\n")), CUT),
        State("an event stream that is not read", _one(get("/events")), AT_ONCE),
        State("a body of one byte a second", _one(drip, lambda client: client.keep_sending(b"x", 1.0)), CUT),
        State("a body that stops", _one(drip), CUT),
        State("a body that waits for `100 Continue`", _one(post("/swallow", 9, "Expect: 100-continue\r\n")), CUT),
        State("a background task of a minute", _one(get("/background?seconds=60"), _after(b'"later"')), CUT),
        State("a dependency that is held for a minute", _one(get("/held?seconds=60")), _cut_with_teardown()),
        State("the same, and the client has gone", _one(get("/held?seconds=60"), _leave), _cut_with_teardown()),
    ]


def _cut_with_teardown() -> Expected:
    return Expected(CUT.at_most, note="teardown ended", exit_codes=CUT.exit_codes)


def _special() -> list[State]:
    return [
        State("two signals, an `async fn` of a minute", _one(get("/slow?seconds=60")), Expected(2.0, exit_codes=(1,)), 2),
        State(
            "an `async fn` of a minute, no option",
            _one(get("/slow?seconds=60")),
            Expected(25 + TEARDOWN_SECONDS + SPARE_SECONDS, at_least=20, exit_codes=(0, 1)),
            options={},
        ),
    ]


def _after_pong(client: Client) -> None:
    client.await_bytes(b'"pong"')


def _half_head_after_pong(client: Client) -> None:
    client.await_bytes(b'"pong"')
    client.send(b"GET /ping HTTP/1.1\r\nHo")


def _after(wanted: bytes) -> Callable[[Client], None]:
    return lambda client: client.await_bytes(wanted)


def _reading(wanted: bytes = b"") -> Callable[[Client], None]:
    def then(client: Client) -> None:
        client.await_bytes(wanted)
        client.keep_reading()

    return then


def _leave(client: Client) -> None:
    time.sleep(0.5)  # the dependency has been made by then
    client.leave()


def _many(server: Server, stack: ExitStack) -> list[Client]:
    sent = [b"", b"GET /pi", b"GET /ping HTTP/1.1\r\nHost: a"]
    return [stack.enter_context(Client(server, sent[number % 3])) for number in range(300)]
