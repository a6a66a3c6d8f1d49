"""The server of a test: a program of ours, or the Python application of the test under Uvicorn."""

import asyncio
import contextlib
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

START_TIMEOUT = 60.0  # seconds
STOP_TIMEOUT = 40.0  # seconds; a stop ends within 30


class Refused(Exception):
    """A program that did not start; says what it wrote."""


class Program:
    """`docs/src/NAME.rs`, served by a process of its own."""

    def __init__(self, executable: str, name: str, root_path: str) -> None:
        command = [executable, "--app", name, "--port", "0"]
        if root_path:
            command += ["--root-path", root_path]
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT)
        self.port = self._port()

    def _port(self) -> int:
        end = time.monotonic() + START_TIMEOUT
        while time.monotonic() < end:
            ended = self.process.poll() is not None
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", self.written()):
                return int(found[1])
            if ended:
                raise Refused(f"the program did not start:\n{self.written()}")
            time.sleep(0.005)
        self.stop()
        raise Refused(f"the program did not say its port:\n{self.written()}")

    def written(self) -> str:
        position = os.pread(self.log.fileno(), 1 << 20, 0)
        return position.decode("utf-8", "replace")

    def stop(self) -> None:
        """Returns when its background tasks and its lifespan have ended."""
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Reference:
    """The Python application, in a thread of this process."""

    def __init__(self, app: object, root_path: str) -> None:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="critical", root_path=root_path))
        self.server.capture_signals = contextlib.nullcontext  # signals are for the main thread
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve(sockets=[listener])), daemon=True)
        self.thread.start()
        while not self.server.started and self.thread.is_alive():
            time.sleep(0.002)

    def stop(self) -> None:
        """Returns when its background tasks and its lifespan have ended."""
        self.server.should_exit = True
        self.thread.join(STOP_TIMEOUT)


def programs(executable: str) -> frozenset[str]:
    """The names of the programs that there are."""
    listed = subprocess.run([executable, "--list"], capture_output=True, text=True, check=True)
    return frozenset(listed.stdout.split())


def program_of(module: str, names: frozenset[str]) -> str | None:
    """The program of a module of `docs_src`: variants in FastAPI's older spelling have the same one."""
    name = module.removeprefix("docs_src.").replace(".", "/")
    for candidate in (name, re.sub(r"_(an|non_an|py\d+|an_py\d+)$", "", name), re.sub(r"_(non_an|an)/", "/", name)):
        if candidate in names:
            return candidate
    return None


def source_file(program: str) -> Path:
    return Path("docs/src") / f"{program}.rs"
