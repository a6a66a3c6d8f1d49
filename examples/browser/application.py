"""An application as a running program, with a browser to look at it."""

import base64
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webdriver import Browser


@contextmanager
def browsing(program: str, screenshots: list[str], **environment: str) -> Iterator[tuple[Browser, str]]:
    """Starts the program on a free port; gives a browser and the program's origin. At the end what is seen is kept."""
    with running(program, free_port(), **environment) as (_, origin), Browser(free_port()) as browser:
        wait_for_answer(browser, origin)
        yield browser, origin
        for path in screenshots:
            keep_screenshot(browser, path)


@contextmanager
def running(program: str, port: int, log_level: str = "warn", **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Starts the program; gives it and its origin. At the end it is asked to stop, if it has not been."""
    command = [program, "--port", str(port), "--log-level", log_level]
    application = subprocess.Popen(command, env=os.environ | environment)
    try:
        yield application, f"http://localhost:{port}"
    finally:
        application.terminate()
        application.wait(timeout=10)


def wait_for_answer(browser: Browser, origin: str) -> None:
    browser.wait(lambda: urllib.request.urlopen(origin + "/openapi.json").status == 200, "the application")


def keep_screenshot(browser: Browser, path: str) -> None:
    Path(path).write_bytes(base64.b64decode(browser.screenshot()))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
