"""The time from SIGTERM to the end of the process, for every state of a connection."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from . import servers
from .client import Client
from .servers import Server
from .states import STOP_SECONDS, Expected, State, all_states

AT_ONCE_WORKERS = 4  # servers at a time, on a machine with two cores
SETTLE_SECONDS = 0.7  # until what was sent is in the handler
MOST_SECONDS = 40.0


@dataclass(frozen=True)
class Stop:
    """The end of one stop."""

    state: State
    seconds: float | None  # `None`: it did not end
    exit_code: int | None
    received: str
    notes: tuple[str, ...]
    mistakes: tuple[str, ...]


def run() -> list[tuple[Stop, Stop | None]]:
    """Twinlane's stops, each beside Uvicorn's."""
    states = all_states()
    with ThreadPoolExecutor(AT_ONCE_WORKERS) as pool:
        # The longest first, so that it does not run alone at the end.
        ours = [pool.submit(_twinlane, state) for state in reversed(states)]
        theirs = [pool.submit(_uvicorn, state) for state in states]
        return [(mine.result(), other.result()) for mine, other in zip(reversed(ours), theirs, strict=True)]


def _twinlane(state: State) -> Stop:
    with servers.twinlane(state.options) as server:
        return stop(server, state)


def _uvicorn(state: State) -> Stop | None:
    if not state.options:
        return None  # its default is to wait without end
    with servers.uvicorn({"timeout-graceful-shutdown": STOP_SECONDS}) as server:
        return stop(server, state)


def stop(server: Server, state: State) -> Stop:
    """Begins the state, and tells the server to stop."""
    with ExitStack() as stack:
        clients = state.begin(server, stack)
        time.sleep(SETTLE_SECONDS)
        begun = time.monotonic()
        server.terminate()
        for _ in range(state.signals - 1):
            time.sleep(0.3)
            server.terminate()
        seconds = _await_end(server, begun)
        for client in clients[:1]:
            client.await_end()
        received = clients[0] if clients else None
        notes = tuple(dict.fromkeys(note for note in server.notes if not note.startswith("{")))
        mistakes = tuple(_mistakes(state.expected, seconds, server.process.returncode, received, notes))
        text = received.summary if received else ""
        return Stop(state, seconds, server.process.returncode, text, notes, mistakes)


def _await_end(server: Server, begun: float) -> float | None:
    try:
        server.process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return time.monotonic() - begun


def _mistakes(
    expected: Expected, seconds: float | None, code: int | None, client: Client | None, notes: tuple[str, ...]
) -> list[str]:
    if seconds is None:
        return [f"has not ended after {MOST_SECONDS:.0f} s"]
    found = []
    if seconds > expected.at_most:
        found.append(f"{seconds:.1f} s, and at most {expected.at_most:g}")
    if seconds < expected.at_least:
        found.append(f"{seconds:.1f} s, and at least {expected.at_least:g}")
    if code not in expected.exit_codes:
        found.append(f"exit code {code}")
    if expected.note is not None and expected.note not in notes:
        found.append(f"not noted: {expected.note}")
    if client is not None and expected.received is not None and not client.received.endswith(expected.received):
        found.append(f"received {bytes(client.received[-60:])!r}")
    if client is not None and expected.responses is not None:
        count = client.received.count(b"HTTP/1.1 200")
        if count != expected.responses:
            found.append(f"{count} responses of {expected.responses}")
    return found
