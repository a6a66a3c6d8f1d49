"""The memory and the descriptors of a server."""

import os
from pathlib import Path

from hostile.servers import Server


class Memory:
    def __init__(self, server: Server) -> None:
        self._process = Path(f"/proc/{server.process.pid}")

    def now(self) -> float:
        """The resident memory in MiB."""
        return self._read("VmRSS")

    def most(self) -> float:
        """The most so far, or since it was forgotten."""
        return self._read("VmHWM")

    def forget_most(self) -> None:
        """From here on, the most is that of now."""
        (self._process / "clear_refs").write_text("5")

    def descriptors(self) -> int:
        """The number that the process has open: one a connection, and one a file that is being sent."""
        return len(os.listdir(self._process / "fd"))

    def _read(self, name: str) -> float:
        status = (self._process / "status").read_text()
        line = next((line for line in status.splitlines() if line.startswith(f"{name}:")), f"{name}: 0")
        return int(line.split()[1]) / 1024
