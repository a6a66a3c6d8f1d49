"""User-mode instructions a request, counted by callgrind.

One connection that is kept, two numbers of requests after a warm-up: what start-up, idling and the connection itself
cost is in both counts, so it is not in their difference. Threads are counted apart, because a thread that works by the
clock (Twinlane's watchdog) does many times more of it for each request of a server that callgrind slows down fifty times.
"""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from . import shell
from .connection import Client, kept_alive
from .contenders import Contender
from .operations import Operation
from .profile import Cost, cost_of
from .servers import Server, running

WARM_UP = 300
FEW, MANY = 200, 1200
SAMPLES = 5
SHARE_FOR_SLOW = 20
CLOCKWORK = re.compile(rb"^fn=.*twinlane_lanes::watchdog::Rounds::run", re.MULTILINE)


def measure(contender: Contender, operations: tuple[Operation, ...], client: Client = kept_alive) -> dict[Operation, Cost]:
    """The cost of a request, for each of the operations that the contender has: the median of the samples."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        options = ("--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={profile}")
        with running(contender, ("valgrind", *options)) as server:
            chosen = [operation for operation in operations if operation in contender.operations]
            return {operation: _measure(server, operation, profile, client) for operation in chosen}


def median_of(costs: list[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(*(median(figures) for figures in zip(*costs, strict=True)))


def _measure(server: Server, operation: Operation, profile: Path, client: Client) -> Cost:
    share, samples = (SHARE_FOR_SLOW, 1) if server.contender.slow else (1, SAMPLES)
    few, many = FEW // share, MANY // share
    with client(server.port, operation) as repeat:
        repeat(WARM_UP // share)
        _tell(server, "zero")
        counts = ((_count(server, repeat, many, profile), _count(server, repeat, few, profile)) for _ in range(samples))
        return median_of([(above - below) / (many - few) for above, below in counts])


def _count(server: Server, repeat: Callable[[int], None], times: int, profile: Path) -> Cost:
    repeat(times)
    _tell(server, "dump")
    return taken(profile, ".*-*")


def _tell(server: Server, command: str) -> None:
    shell.output(["vgdb", f"--pid={server.pid}", command])


def taken(profile: Path, parts: str) -> Cost:
    """The cost of the threads whose work does not go by the clock. `parts` is the end of the names of their files, which are removed."""
    total = Cost(0, 0, 0)
    for part in profile.parent.glob(f"{profile.name}{parts}"):
        text = part.read_bytes()
        part.unlink()
        if not CLOCKWORK.search(text):
            total += cost_of(text)
    return total
