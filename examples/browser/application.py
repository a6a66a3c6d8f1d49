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
    port = free_port()
    command = [program, "--port", str(port), "--log-level", "warn"]
    application = subprocess.Popen(command, env=os.environ | environment)
    try:
        with Browser(free_port()) as browser:
            origin = f"http://localhost:{port}"
            browser.wait(lambda: urllib.request.urlopen(origin + "/openapi.json").status == 200, "the application")
            yield browser, origin
            for path in screenshots:
                Path(path).write_bytes(base64.b64decode(browser.screenshot()))
    finally:
        application.terminate()
        application.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
