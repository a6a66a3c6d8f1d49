"""The cost of Twinlane's watchdog: a share of a core while requests are answered, and wake-ups while none are."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from . import throughput
from .operations import ASYNC
from .servers import Server
from .shell import ToolFailed

IDLE_SECONDS = 5
SETTLE_SECONDS = 1
NAME = "twinlane-watchd"
"""The thread's name, as much of it as Linux keeps."""
NANOSECONDS = 1e9


@dataclass
class Cost:
    share_of_core: float
    looks_per_second: float
    idle_wakeups: int
    """Of all threads of the process, while it is asked for nothing."""


def measure(server: Server) -> Cost:
    thread = _thread(server)
    began, busy, looks = time.monotonic(), _on_core(server, thread), _switches(server, thread)
    throughput.ask_once(server, ASYNC)
    seconds = time.monotonic() - began
    busy, looks = _on_core(server, thread) - busy, _switches(server, thread) - looks
    time.sleep(SETTLE_SECONDS)
    asleep = _all_switches(server)
    time.sleep(IDLE_SECONDS)
    return Cost(busy / seconds, looks / seconds, _all_switches(server) - asleep)


def _thread(server: Server) -> int:
    for thread, name in server.threads().items():
        if name == NAME:
            return thread
    raise ToolFailed(f"{server.contender.name} has no thread named {NAME}")


def _on_core(server: Server, thread: int) -> float:
    """Seconds that it has had a core."""
    counted = Path(f"/proc/{server.pid}/task/{thread}/schedstat").read_text(encoding="ascii")
    return int(counted.split()[0]) / NANOSECONDS


def _switches(server: Server, thread: int) -> int:
    """The number of times that the thread has gone to sleep."""
    status = Path(f"/proc/{server.pid}/task/{thread}/status").read_text(encoding="utf-8")
    lines = (line.split() for line in status.splitlines())
    return sum(int(line[1]) for line in lines if line[0] == "voluntary_ctxt_switches:")


def _all_switches(server: Server) -> int:
    return sum(_switches(server, int(thread)) for thread in os.listdir(f"/proc/{server.pid}/task"))
