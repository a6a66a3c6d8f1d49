"""Ten times what a batch function can do: it does as much as before, refuses the rest at once, and is as before a second later."""

import asyncio
import time
from dataclasses import dataclass, field

from hostile import servers

from .exchange import Connection, CutOff

SECONDS = 5.0
TIMES = 10
LEAST_SHARE = 0.9
CLIENTS = 64
"""As many as wait for a batch and run in one keep it busy, and none is refused."""
RECOVERY_SECONDS = 1.0
QUIET_SHARE = 0.5
CUT_OFF = 0
"""In the place of a status."""
CALM_MS = 200
"""A batch that runs and the next one, of less than 32, and a third of it for a busy machine."""


@dataclass
class Found:
    peak: float = 0.0
    goodput: float = 0.0
    offered: float = 0.0
    refused: int = 0
    slowest_refusal_ms: float = 0.0
    recovered_ms: float = 0.0
    mistakes: list[str] = field(default_factory=list)


@dataclass
class Sample:
    sent: float
    taken: float
    status: int
    retry_after: str | None


def run() -> Found:
    with servers.twinlane(None, "batches") as server:
        return asyncio.run(_run(server.port))


async def _run(port: int) -> Found:
    found = Found()
    await _closed(port, 1.0)
    found.peak = await _closed(port, SECONDS)
    flooding = await _offer(port, found.peak * TIMES, SECONDS)
    calming = await _offer(port, found.peak * QUIET_SHARE, 3.0)
    # In this order: to gather the many requests of the flood holds the loop, and the last of the calm ones would seem late.
    calm = await asyncio.gather(*calming)
    flood = await asyncio.gather(*flooding)

    begun = flood[0].sent
    found.offered = len(flood) / (flood[-1].sent - begun)
    good = [one for one in flood if one.status == 200 and one.sent + one.taken <= begun + SECONDS]
    found.goodput = len(good) / SECONDS
    refused = [one for one in flood if one.status == 503]
    found.refused = len(refused)
    waits = sorted(one.taken for one in refused) or [0.0]
    found.slowest_refusal_ms = waits[len(waits) * 99 // 100] * 1e3
    late = [one.sent - calm[0].sent for one in calm if one.status != 200 or one.taken * 1e3 > CALM_MS]
    found.recovered_ms = max(late, default=0.0) * 1e3

    wrong = found.mistakes.append
    if found.goodput < LEAST_SHARE * found.peak:
        wrong(f"{found.goodput:.0f} items a second under {TIMES} times the load, {found.peak:.0f} before")
    if found.offered < 0.8 * TIMES * found.peak:
        wrong(f"only {found.offered:.0f} items a second could be asked for")
    if found.recovered_ms > RECOVERY_SECONDS * 1e3:
        wrong(f"{found.recovered_ms:.0f} ms after the load an item was refused or slow")
    if others := {one.status for one in flood} - {200, 503}:
        wrong(f"the statuses {sorted(others)}")
    if any(not (one.retry_after or "").isdigit() for one in refused):
        wrong("a 503 without Retry-After")
    return found


async def _closed(port: int, seconds: float) -> float:
    """The items a second of clients who ask again as soon as they are answered."""
    end = time.monotonic() + seconds
    answered = 0

    async def client() -> None:
        nonlocal answered
        async with Connection(port) as connection:
            while time.monotonic() < end:
                answer = await connection.ask("GET", "/slow?item=1")
                answered += answer.status == 200 and time.monotonic() <= end

    async with asyncio.TaskGroup() as tasks:
        for _ in range(CLIENTS):
            tasks.create_task(client())
    return answered / seconds


async def _offer(port: int, rate: float, seconds: float) -> list[asyncio.Task[Sample]]:
    """Asks at this rate, whatever comes back, and returns when all is asked; each request has a connection for itself meanwhile."""
    free: list[Connection] = []

    async def ask() -> Sample:
        connection = free.pop() if free else Connection(port)
        sent = time.monotonic()
        try:
            answer = await connection.ask("GET", "/slow?item=1")
        except CutOff:
            return Sample(sent, time.monotonic() - sent, CUT_OFF, None)
        taken = time.monotonic() - sent
        free.append(connection)
        return Sample(sent, taken, answer.status, answer.headers.get("retry-after"))

    begun = time.monotonic()
    asking = []
    for number in range(round(rate * seconds)):
        # A loop that is late lets others run all the same.
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        asking.append(asyncio.create_task(ask()))
    return asking
