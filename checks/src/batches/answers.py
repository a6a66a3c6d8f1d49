"""A million items whose clients leave, whose deadlines end, whose batches panic, and whose server stops: each is answered once."""

import asyncio
import collections
import json
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from hostile import servers

from .exchange import Connection, CutOff

ITEMS = 1_000_000
SEED = 23
STOPS = 3
"""Stops in the middle of it: the next server goes on."""
CLIENTS = 48
MOST_SECONDS = 300
STOP_SECONDS = 20

REASONS = {-1: "its own error", -2: "full", -3: "deadline", -4: "panicked", -5: "wrong count", -6: "stopped", -7: "not loaded"}
"""As `src/bin/batches/answers.rs` has them."""
RUNS_OF = {"a value": {1}, "its own error": {1}, "full": {0}, "deadline": {0, 1}, "panicked": {1}, "wrong count": {1}, "stopped": {0}, "not loaded": {0}}
"""The possible numbers of runs of an item, by its answer."""
LEFT, CUT_OFF = "its client had left", "its connection ended by the stop"


@dataclass
class Asked:
    """A request."""

    function: str
    call: str
    deadline_ms: int | None
    leaves_after: float | None
    items: list[dict[str, object]]

    def body(self) -> bytes:
        return json.dumps({"function": self.function, "call": self.call, "deadline_ms": self.deadline_ms, "items": self.items}).encode()


@dataclass
class Found:
    """The outcome of all items."""

    counts: collections.Counter[str] = field(default_factory=collections.Counter)
    ran_of_left: int = 0
    seconds: float = 0.0
    mistakes: list[str] = field(default_factory=list)


def run() -> Found:
    found = Found()
    begun = time.monotonic()
    requests = _requests()
    for life in range(STOPS + 1):
        with servers.twinlane({"graceful-timeout": 15}, "batches") as server:
            last = life == STOPS
            ends = asyncio.run(_life(server, requests, None if last else ITEMS // (STOPS + 1)))
            if last:
                server.terminate()
            try:
                server.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                found.mistakes.append(f"the process {life + 1} has not ended within {STOP_SECONDS} s")
                break
            if server.process.returncode != 0 or len(server.notes) != 1:
                found.mistakes.append(f"the process {life + 1} has ended with {server.process.returncode}")
                break
            _judge(found, ends, server.notes[0])
    found.seconds = time.monotonic() - begun
    if sum(found.counts.values()) != ITEMS:
        found.mistakes.append(f"{sum(found.counts.values())} of {ITEMS} items were asked for")
    if found.seconds > MOST_SECONDS:
        found.mistakes.append(f"took {found.seconds:.0f} s")
    # Nothing would be shown by a way out that nobody took. Whether a stop, or a pause of both owners, meets an item is a matter of luck.
    for name in {*RUNS_OF, LEFT} - {"stopped", "not loaded"}:
        if found.counts[name] < ITEMS // 1_000:
            found.mistakes.append(f"only {found.counts[name]} items: {name}")
    return found


def _requests() -> Iterator[Asked]:
    """All items once, in requests of 1 to 200."""
    chance = random.Random(SEED)
    number = 0
    while number < ITEMS:
        size = min(chance.randint(1, 200), ITEMS - number)
        fates = chance.choices(("Plain", "Refused", "Panics", "Forgotten"), (980, 16, 2, 2), k=size)
        yield Asked(
            chance.choice(("Shared", "Owned", "Waiting")),
            chance.choice(("Many", "Each", "Blocking")),
            chance.randint(0, 20) if chance.random() < 0.15 else None,
            chance.random() * 0.01 if chance.random() < 0.15 else None,
            [{"number": number + place, "fate": fate} for place, fate in enumerate(fates)],
        )
        number += size


End = tuple[Asked, list[int] | str]
"""A request, and its answers or why there are none."""


async def _life(server: servers.Server, requests: Iterator[Asked], stop_after: int | None) -> list[End]:
    """Asks until the server has been told to stop, in the middle of so many items, or until all are asked for."""
    ends: list[End] = []
    asked = 0
    stopping = asyncio.Event()

    async def client() -> None:
        nonlocal asked
        async with Connection(server.port) as connection:
            while not stopping.is_set() and (request := next(requests, None)):
                asked += len(request.items)
                if stop_after is not None and asked >= stop_after and not stopping.is_set():
                    stopping.set()
                    server.terminate()
                ends.append((request, await _ask(connection, request)))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(CLIENTS):
            tasks.create_task(client())
    return ends


async def _ask(connection: Connection, request: Asked) -> list[int] | str:
    asking = asyncio.create_task(connection.ask("POST", "/ask", request.body()))
    try:
        done, _ = await asyncio.wait([asking], timeout=request.leaves_after)
        if not done:
            connection.close()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            return LEFT
        answer = asking.result()
    except CutOff:
        return CUT_OFF
    if answer.status != 200:
        return f"{answer.status}: {answer.body[:80]!r}"
    return answer.json()


def _judge(found: Found, ends: list[End], runs: str) -> None:
    wrong = found.mistakes.append
    for request, answers in ends:
        numbers = [int(str(item["number"])) for item in request.items]
        if isinstance(answers, str):
            ran = [int(runs[number]) for number in numbers]
            found.counts[answers] += len(numbers)
            if answers == LEFT:
                found.ran_of_left += sum(ran)
            if answers not in (LEFT, CUT_OFF) or max(ran) > 1 or (answers == CUT_OFF and any(ran)):
                wrong(f"{len(numbers)} items of `{request.function}`, {answers}: have run {collections.Counter(ran)}")
            continue
        if len(answers) != len(numbers):
            wrong(f"{len(answers)} answers for {len(numbers)} items of `{request.function}`")
        for number, answer in zip(numbers, answers, strict=False):
            name = REASONS.get(answer, "a value" if answer == number * 2 + 1 else f"the answer {answer}")
            found.counts[name] += 1
            if int(runs[number]) not in RUNS_OF.get(name, set()):
                wrong(f"item {number} of `{request.function}` has run {runs[number]} times: {name}")
