"""A small WebDriver client: enough to open a page, click, type and read, with the standard library alone."""

import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from typing import Any, Callable

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# Control and "a", then no key held, in WebDriver's code points for keys.
SELECT_ALL = "\ue009a\ue000"
CHROMIUM_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1600",
]


class Browser:
    """A headless Chromium, ended with the `with` block."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)
        self._profile = tempfile.TemporaryDirectory()
        self._session = ""

    def __enter__(self) -> "Browser":
        self.wait(lambda: self._call("GET", "/status")["ready"], "chromedriver to be ready")
        options = {"args": [*CHROMIUM_ARGUMENTS, f"--user-data-dir={self._profile.name}"]}
        always = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        capabilities = {"alwaysMatch": always}
        self._session = "/session/" + self._call("POST", "/session", {"capabilities": capabilities})["sessionId"]
        return self

    def __exit__(self, *_: object) -> None:
        if self._session:
            self._call("DELETE", self._session)
        self._driver.terminate()
        self._driver.wait(timeout=10)
        self._profile.cleanup()

    def open(self, url: str) -> None:
        self._call("POST", self._session + "/url", {"url": url})

    def close_window(self) -> None:
        """Closes the window, and goes on in a new one."""
        window = self._call("POST", self._session + "/window/new", {"type": "window"})
        self._call("DELETE", self._session + "/window")
        self._call("POST", self._session + "/window", {"handle": window["handle"]})

    def title(self) -> str:
        return self._call("GET", self._session + "/title")

    def script(self, text: str, *arguments: Any) -> Any:
        return self._call("POST", self._session + "/execute/sync", {"script": text, "args": list(arguments)})

    def script_with_callback(self, text: str, *arguments: Any) -> Any:
        """Returns the value that the script passes to its callback, the last of its arguments."""
        return self._call("POST", self._session + "/execute/async", {"script": text, "args": list(arguments)})

    def click(self, selector: str) -> None:
        self._call("POST", f"{self._session}/element/{self._find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """Types over what is there, as a person does: select all, then type."""
        keys = SELECT_ALL + text
        self._call("POST", f"{self._session}/element/{self._find(selector)}/value", {"text": keys})

    def choose_file(self, selector: str, path: str) -> None:
        """Chooses a file, as a person does in the window that the field opens."""
        self._call("POST", f"{self._session}/element/{self._find(selector)}/value", {"text": path})

    def draw(self, selector: str, points: list[tuple[int, int]]) -> None:
        """Presses the mouse at the first point, moves it over the others and lets it go; points count from the middle of the element."""
        origin = {ELEMENT: self._find(selector)}
        (first, *others) = [{"type": "pointerMove", "duration": 20, "origin": origin, "x": x, "y": y} for x, y in points]
        moves = [first, {"type": "pointerDown", "button": 0}, *others, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}
        self._call("POST", self._session + "/actions", {"actions": [mouse]})

    def text(self, selector: str) -> str:
        return self._call("GET", f"{self._session}/element/{self._find(selector)}/text")

    def screenshot(self) -> str:
        """The page as a PNG in base64."""
        return self._call("GET", self._session + "/screenshot")

    def console(self) -> list[str]:
        """The messages to the console since it was last asked."""
        return [entry["message"] for entry in self._call("POST", self._session + "/se/log", {"type": "browser"})]

    def devtools(self, command: str, **parameters: Any) -> Any:
        """A command of the DevTools protocol: for what a page is shown on."""
        return self._call("POST", self._session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def wait(self, ready: Callable[[], Any], what: str, seconds: float = 30) -> Any:
        """Asks again until the answer is true or the time is over."""
        end = time.monotonic() + seconds
        failure: Exception | None = None
        while time.monotonic() < end:
            try:
                if answer := ready():
                    return answer
            except (OSError, LookupError) as error:
                failure = error
            time.sleep(0.05)
        raise SystemExit(f"waited {seconds} s for {what}: {failure}")

    def _find(self, selector: str) -> str:
        def look() -> str:
            query = {"using": "css selector", "value": selector}
            return self._call("POST", self._session + "/element", query)[ELEMENT]

        return self.wait(look, f"`{selector}`")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, method=method)
        request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise LookupError(json.load(error)["value"]["message"]) from error
