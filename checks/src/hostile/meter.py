"""A server under attack: its memory, its CPU time, its sockets, and how another client is served meanwhile."""

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from .servers import Server

LOOK_SECONDS = 0.03
MEBI = 1 << 20


class Meter:
    """Measures from its making until the end of its `with`."""

    def __init__(self, server: Server) -> None:
        self._process = Path(f"/proc/{server.process.pid}")
        # Its first response makes what is made once, so that it counts as there before.
        command = [sys.executable, "-m", "hostile.pings", str(server.port)]
        self._pings = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._pings.stdout is not None
        self._pings.stdout.readline()
        self._cpu_before = self.cpu_seconds()
        self.sockets_before = self.sockets()
        self.before = self.peak = self.after = self.memory()
        self.waits: list[float] = []
        self.failures: list[str] = []

    def __enter__(self) -> "Meter":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.after, self.peak = self.memory(), self.memory("VmHWM")
        try:
            output, _ = self._pings.communicate(timeout=20)
            found = json.loads(output)
            self.waits, self.failures = found["waits"], found["failures"]
        finally:
            self._pings.kill()
            self._pings.wait(10)

    def memory(self, field: str = "VmRSS") -> float:
        """The resident memory in MiB: `VmRSS` now, `VmHWM` the most so far."""
        status = (self._process / "status").read_text()
        line = next((line for line in status.splitlines() if line.startswith(f"{field}:")), f"{field}: 0")
        return int(line.split()[1]) / 1024

    def cpu_seconds(self) -> float:
        """The CPU time of the process so far."""
        fields = (self._process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cpu_used(self) -> float:
        return self.cpu_seconds() - self._cpu_before

    def sockets(self) -> int:
        """The number of sockets that the process has open."""
        count = 0
        for entry in (self._process / "fd").iterdir():
            with suppress(OSError):
                count += os.readlink(entry).startswith("socket:")
        return count

    def clients(self) -> int:
        """The number of clients that have connected since the beginning."""
        return self.sockets() - self.sockets_before

    def await_clients(self, least: int, seconds: float) -> bool:
        """Waits until `least` clients have been accepted. `False`: not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.clients() >= least:
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def await_sockets(self, most: int, seconds: float) -> float | None:
        """Waits until at most this number of clients' sockets is left. The seconds that it took; `None`: not in time."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            if self.clients() <= most:
                return time.monotonic() - begun
            time.sleep(LOOK_SECONDS)
        return None

    def await_memory(self, most: float, seconds: float = 5.0) -> None:
        """Waits until the memory is down to this, or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.memory() > most:
            time.sleep(LOOK_SECONDS)

    @property
    def typical_wait(self) -> float:
        return statistics.median(self.waits)

    @property
    def longest_wait(self) -> float:
        return max(self.waits)
