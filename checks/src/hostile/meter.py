"""A server under attack: its memory, its CPU time, its sockets, and how another client is served meanwhile."""

import os
import socket
import statistics
import threading
import time
from contextlib import suppress
from pathlib import Path

from .servers import Server

SAMPLE_SECONDS = 0.03
PING_SECONDS = 0.05
PING = b"GET /ping HTTP/1.1\r\nHost: a.test\r\n\r\n"
MEBI = 1 << 20


class Meter:
    """Measures from its making until it is closed. Used in `with`."""

    def __init__(self, server: Server) -> None:
        self._process = Path(f"/proc/{server.process.pid}")
        self._server = server
        self.waits: list[float] = []
        self.failures: list[str] = []
        self._plug: socket.socket | None = None
        self._ping()  # so that what is made once is made
        self._cpu_before = self.cpu_seconds()
        self._over = threading.Event()
        self.sockets_before = self.sockets()
        self.before = self.peak = self.after = self.memory()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._sample, self._ping_on)]

    def __enter__(self) -> "Meter":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(10)
        with suppress(OSError):
            self.after = self.memory()
        if self._plug is not None:
            self._plug.close()

    def memory(self) -> float:
        """The resident memory, in MiB."""
        status = (self._process / "status").read_text()
        line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0")
        return int(line.split()[1]) / 1024

    def cpu_seconds(self) -> float:
        """The CPU time of the process so far."""
        fields = (self._process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cpu_used(self) -> float:
        return self.cpu_seconds() - self._cpu_before

    def sockets(self) -> int:
        """How many sockets the process has open."""
        count = 0
        for entry in (self._process / "fd").iterdir():
            with suppress(OSError):
                count += os.readlink(entry).startswith("socket:")
        return count

    def await_sockets(self, most: int, seconds: float) -> float | None:
        """Waits until no more than so many sockets of clients are left. The seconds that it took, `None`: not in time."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            if self.sockets() <= self.sockets_before + most:
                return time.monotonic() - begun
            time.sleep(SAMPLE_SECONDS)
        return None

    def await_memory(self, most: float, seconds: float = 5.0) -> None:
        """Waits until the memory is down to this, or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.memory() > most:
            time.sleep(SAMPLE_SECONDS)

    @property
    def typical_wait(self) -> float:
        return statistics.median(self.waits)

    @property
    def longest_wait(self) -> float:
        return max(self.waits)

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            with suppress(OSError):  # the process may have ended, which the pings tell
                self.peak = max(self.peak, self.memory())

    def _ping_on(self) -> None:
        while not self._over.wait(PING_SECONDS):
            self._ping()

    def _ping(self) -> None:
        begun = time.monotonic()
        try:
            if self._plug is None:
                self._plug = self._server.connect(timeout=10.0)
            self._plug.sendall(PING)
            received = b""
            while not received.endswith(b'"pong"'):
                piece = self._plug.recv(4096)
                if not piece:
                    raise ConnectionError(f"closed after {received!r}")
                received += piece
        except OSError as error:
            self.failures.append(repr(error))
            if self._plug is not None:
                self._plug.close()
            self._plug = None
        self.waits.append(time.monotonic() - begun)
