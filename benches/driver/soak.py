"""`benches/soak`: whether a server that is kept busy loses a request or grows, and whether it stops when it is asked to."""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from . import contenders, layout, machine, operations, tables
from .budgets import verdict
from .connection import Connection
from .servers import STOP_SECONDS, Server, running
from .traffic import BLOCKING, Tally, Traffic

SEED = 1
LAST_ANSWERS_SECONDS = 60
REST_SECONDS = 10
GROWTH_SHARE = 0.10
GROWTH_BYTES = 2_000_000
IDLE_CONNECTIONS = 4


class NotAsItShould(Exception):
    """The server has lost a request, has grown, or did not stop."""


@dataclass
class Sample:
    """The memory, threads and files of the server at one moment."""

    resident: int
    threads: int
    files: int


@dataclass
class Check:
    what: str
    measured: str
    met: bool


@dataclass
class Ending:
    """The end of the server after it was asked to stop."""

    exit_code: int | None
    seconds: float
    answered: bool
    """True if the request that was in flight got its answer."""


def measure(options: argparse.Namespace) -> None:
    folder = contenders.binaries(options.binaries, ("twinlane",))
    with running(contenders.twinlane(folder)) as server:
        before = _warm(server)
        traffic = Traffic(server.port, SEED)
        traffic.start()
        print(f"soak: {traffic.clients} clients for {options.seconds} s", flush=True)
        samples = list(_sampled(server, options.seconds))
        tally = traffic.stop(LAST_ANSWERS_SECONDS)
        after = _at_rest(server, before)
        ending = _stop(server)
    checks = _checks(tally, samples, (before, after), ending)
    clients = f"{traffic.clients} clients, {options.seconds} s"
    report = _report(clients, tally, [before, *_quarters(samples), after], checks)
    print(report)
    layout.RESULTS.mkdir(exist_ok=True)
    (layout.RESULTS / "soak.md").write_text(report, encoding="utf-8")
    failed = [f"{check.what}: {check.measured}" for check in checks if not check.met]
    if failed:
        raise NotAsItShould("\n".join([*failed, *tally.mistakes]))


def _warm(server: Server) -> Sample:
    """A sample of the idle server, once it has answered something."""
    with Connection(server.port) as connection:
        connection.repeat(operations.ASYNC.request(), 100)
    time.sleep(0.5)
    return _sample(server)


def _sample(server: Server) -> Sample:
    return Sample(server.resident_bytes(), len(server.threads()), server.open_files())


def _sampled(server: Server, seconds: int) -> Iterator[Sample]:
    """One a second."""
    start = time.monotonic()
    for second in range(1, seconds + 1):
        time.sleep(max(0.0, start + second - time.monotonic()))
        yield _sample(server)


def _at_rest(server: Server, before: Sample) -> Sample:
    """A sample once all clients have gone. Threads that nobody needs end after 10 s."""
    end = time.monotonic() + REST_SECONDS
    while time.monotonic() < end and server.open_files() > before.files:
        time.sleep(0.2)
    time.sleep(1)
    return _sample(server)


def _stop(server: Server) -> Ending:
    """Asks it to stop while connections are open, and one of them waits for its answer."""
    answers = []

    def ask(connection: Connection) -> None:
        answers.append(BLOCKING.mistake(*connection.ask(BLOCKING.request)))

    with ExitStack() as stack:
        idle = [stack.enter_context(Connection(server.port)) for _ in range(IDLE_CONNECTIONS)]
        for connection in idle:
            connection.repeat(operations.ASYNC.request(), 1)
        waiting = threading.Thread(target=ask, args=(idle[0],), daemon=True)
        waiting.start()
        time.sleep(0.05)  # half of what the operation takes
        begun = time.monotonic()
        server.ask_to_stop()
        exit_code = server.wait_for_end()
        seconds = time.monotonic() - begun
        waiting.join(1)
    return Ending(exit_code, seconds, answers == [None])


def _quarters(samples: list[Sample]) -> list[Sample]:
    """The medians of each quarter."""
    length = max(1, len(samples) // 4)
    parts = [samples[number * length : (number + 1) * length] or samples[-1:] for number in range(4)]
    return [
        Sample(
            round(median(one.resident for one in part)),
            round(median(one.threads for one in part)),
            round(median(one.files for one in part)),
        )
        for part in parts
    ]


def _checks(tally: Tally, samples: list[Sample], rest: tuple[Sample, Sample], ending: Ending) -> list[Check]:
    before, after = rest
    _, second, _, last = (quarter.resident for quarter in _quarters(samples))
    growth = last - second
    wrong = tally.wrong.total()
    exit_code = "none" if ending.exit_code is None else ending.exit_code
    return [
        Check("every request that was not cut has its right answer", f"{wrong} have not", wrong == 0 and bool(tally.right)),
        Check(
            "memory is flat: the last quarter at most 10 % + 2 MB above the second",
            f"{growth / 1e6:+.2f} MB",
            growth <= GROWTH_SHARE * second + GROWTH_BYTES,
        ),
        Check("no descriptor is left open", f"{after.files - before.files} are", after.files <= before.files),
        Check(
            f"SIGTERM ends it within {STOP_SECONDS} s, with exit code 0",
            f"{exit_code} after {ending.seconds:.2f} s",
            ending.exit_code == 0,
        ),
        Check("what was in flight then has its answer", "yes" if ending.answered else "no", ending.answered),
    ]


def _report(clients: str, tally: Tally, held: list[Sample], checks: list[Check]) -> str:
    kinds = sorted(tally.right | tally.wrong)
    asked = [[kind, f"{tally.right[kind]:,}", f"{tally.wrong[kind]:,}"] for kind in kinds]
    asked.append(["all", f"{tally.right.total():,}", f"{tally.wrong.total():,}"])
    given_up = ", ".join(f"{count:,} {kind}" for kind, count in sorted(tally.cut.items()))
    moments = ["before", "1st quarter", "2nd quarter", "3rd quarter", "4th quarter", "everybody has gone"]
    rows = [
        [moment, f"{sample.resident / 1e6:.2f}", str(sample.threads), str(sample.files)]
        for moment, sample in zip(moments, held, strict=True)
    ]
    return "\n".join(
        [
            "# Kept busy: `benches/soak`\n",
            machine.description(peers=False),
            f"{clients}: on connections that are kept, on one for each request, pipelined, and some that go in the middle of "
            "a request or before its answer. Every answer's status is looked at, and its body where it is a 200.\n",
            "## What was asked for\n",
            tables.table(["", "right answers", "wrong or none"], asked),
            f"Given up by the client: {given_up}.\n",
            "## What the server held\n",
            "Medians of one sample a second.\n",
            tables.table(["", "memory (RSS), MB", "threads", "descriptors"], rows),
            "## Checks\n",
            tables.table(["", "", ""], [[check.what, check.measured, verdict(check.met)] for check in checks]),
        ]
    )
