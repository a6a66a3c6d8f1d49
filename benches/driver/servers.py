"""A contender that runs."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator

from .contenders import Contender

START_SECONDS = 120  # Python under valgrind takes its time
STOP_SECONDS = 5


class ServerFailed(Exception):
    """A contender did not start, or ended by itself."""


class Server:
    """A started contender; `pid` is the server's own, also under a wrapper that execs it."""

    def __init__(self, contender: Contender, wrapper: tuple[str, ...] = ()):
        self.contender = contender
        self.port = _free_port()
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [*wrapper, *contender.command, str(self.port)],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **contender.environment},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.pid = self._process.pid

    def wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise ServerFailed(f"{self.contender.name} ended with {self._process.returncode}: {self.log()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise ServerFailed(f"{self.contender.name} does not listen after {START_SECONDS} s: {self.log()}")

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-2000:]

    def cpu_seconds(self) -> float:
        """User and system time of all its threads."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def threads(self) -> dict[int, str]:
        """Its threads' names by thread id."""
        names = {}
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{self.pid}/task/{task}/comm", encoding="utf-8") as name:
                names[int(task)] = name.read().strip()
        return names

    def resident_bytes(self) -> int:
        """The memory that it has in use (VmRSS)."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as sizes:
            return int(sizes.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def proportional_bytes(self) -> int:
        """The memory that it has in use, with its share of what it shares (PSS)."""
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="ascii") as sizes:
            return next(int(line.split()[1]) << 10 for line in sizes if line.startswith("Pss:"))

    def open_files(self) -> int:
        """Its file descriptors, sockets included."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def ask_to_stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait_for_end(self) -> int | None:
        """Its exit code; `None` where it goes on for more than 5 s."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(STOP_SECONDS)
        return None

    def stop(self) -> None:
        if self._process.poll() is None:
            self.ask_to_stop()
            if self.wait_for_end() is None:
                self._process.kill()
                self._process.wait()
        self._log.close()


@contextlib.contextmanager
def running(contender: Contender, wrapper: tuple[str, ...] = ()) -> Iterator[Server]:
    """Starts the contender, waits until it listens, and stops it whatever happens."""
    server = Server(contender, wrapper)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
