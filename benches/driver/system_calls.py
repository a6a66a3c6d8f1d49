"""System calls a request, counted by strace: one keep-alive connection, the difference between two numbers of requests.

Each thread is traced into a file of its own instead of being summed by `strace -c`, so that a thread that works by the
clock is not charged to requests that strace slows down.
"""

import contextlib
import re
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .connection import Client, kept_alive
from .contenders import Contender
from .operations import Operation
from .servers import Server, running
from .shell import ToolFailed

WARM_UP = 300
FEW, MANY = 200, 1200
CLOCKWORK = "twinlane-watch"  # the kernel keeps 15 characters of a name
ATTACH_SECONDS = 10
CALL = re.compile(r"^(\w+)\(", re.MULTILINE)


def measure(contender: Contender, operations: tuple[Operation, ...], client: Client = kept_alive) -> dict[Operation, Counter[str]]:
    """The number of each system call that a request makes, for each of the operations that the contender has."""
    with running(contender) as server:
        chosen = [operation for operation in operations if operation in contender.operations]
        return {operation: _difference(server, operation, client) for operation in chosen}


def _difference(server: Server, operation: Operation, client: Client) -> Counter[str]:
    with client(server.port, operation) as repeat:
        repeat(WARM_UP)
        counts = []
        for times in (FEW, MANY):
            with _traced(server) as calls:
                repeat(times)
            counts.append(calls)
    few, many = counts
    names = (many | few).keys() - {server.contender.by_the_clock}
    return Counter({name: (many[name] - few[name]) / (MANY - FEW) for name in names})


@contextlib.contextmanager
def _traced(server: Server) -> Iterator[Counter[str]]:
    """Counts the calls made inside the `with`; the counter is filled at its end."""
    calls: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        command = ["strace", "-ff", "-qq", "-o", f"{folder}/thread", "-p", str(server.pid)]
        strace = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            _wait_until_attached(server, strace)
            yield calls
        finally:
            strace.send_signal(signal.SIGINT)
            strace.communicate(timeout=ATTACH_SECONDS)
        names = server.threads()
        for trace in Path(folder).iterdir():
            if CLOCKWORK not in names.get(int(trace.suffix[1:]), ""):
                calls.update(CALL.findall(trace.read_text(encoding="utf-8", errors="replace")))


def _wait_until_attached(server: Server, strace: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + ATTACH_SECONDS
    while not all(_is_traced(server.pid, thread) for thread in server.threads()):
        if strace.poll() is not None or time.monotonic() > end:
            raise ToolFailed(f"strace cannot trace {server.contender.name}")
        time.sleep(0.01)


def _is_traced(pid: int, thread: int) -> bool:
    status = Path(f"/proc/{pid}/task/{thread}/status").read_text(encoding="ascii")
    return "\nTracerPid:\t0\n" not in status
