"""The page of the lanes in real Chromium: it shows what has run, says what would serve better, and keeps itself up to date.

Usage: lanes_page.py PROGRAM [LIGHT.png DARK.png], where PROGRAM is the built `lanes` example.
"""

import http.client
import subprocess
import sys
import threading
from urllib.parse import urlsplit

from application import free_port, keep_screenshot, running, wait_for_answer
from docs_page import equal, nothing_comes_from_elsewhere
from webdriver import Browser


def main() -> None:
    program, *screenshots = sys.argv[1:]
    port = free_port()
    with Browser(free_port()) as browser:
        # Operations that block by mistake are logged at WARN, which is not this test's news.
        with running(program, port, log_level="error") as (application, origin):
            wait_for_answer(browser, origin)
            the_page_shows_the_lanes(browser, origin)
            each_operation_has_its_calls(browser, origin)
            what_blocks_by_mistake_is_advised(browser, origin)
            what_waits_and_works_is_drawn(browser, origin)
            it_keeps_itself_up_to_date(browser, origin)
            connections_are_shown_while_they_are_there(browser, origin)
            light_and_dark_can_be_read(browser, screenshots)
            a_phone_is_wide_enough(browser)
            nothing_comes_from_elsewhere(browser, origin)
            equal(browser.console(), [])
            it_says_that_the_server_has_gone(browser, application)
        with running(program, port):
            it_goes_on_when_the_server_is_back(browser)
    print("11 passed, 0 failed")


SHORT = 150
CALLS = {
    "GET /async (on_the_loop)": ("/async?ms=20", 3),
    "GET /blocking (in_a_thread)": ("/blocking?ms=20", 4),
    "GET /blocked (by_mistake)": ("/blocked?ms=80", 2),
    "GET /cpu (on_a_core)": ("/cpu?ms=20", 2),
    "GET /short (short)": ("/short", SHORT),
}
"""Paths by what the page calls the operations, and how often each is asked for."""

UNCALLED = ("GET /ping (ping)", "WebSocket /echo (echo)")


def the_page_shows_the_lanes(browser: Browser, origin: str) -> None:
    browser.open(origin + "/_lanes")
    equal(browser.title(), "Lanes")
    browser.wait(lambda: names(browser, ".lane b") == ["event loop", "threads", "cpu"], "the lanes")
    equal(browser.text("#runtime").startswith("An event loop of "), True)
    browser.wait(lambda: set(calls(browser)) == {*CALLS, *UNCALLED}, "the operations")


def each_operation_has_its_calls(browser: Browser, origin: str) -> None:
    for path, times in CALLS.values():
        ask(origin, path, times)
    expected = dict.fromkeys(UNCALLED, 0) | {name: times for name, (_, times) in CALLS.items()}
    browser.wait(lambda: calls(browser) == expected, f"{expected} calls")


def what_blocks_by_mistake_is_advised(browser: Browser, origin: str) -> None:
    def after_another() -> dict[str, str]:
        # The watchdog of a busy machine may be silent: there is a next time.
        ask(origin, "/blocked?ms=80")
        known = advice(browser)
        return known if "GET /blocked (by_mistake)" in known else {}

    told = browser.wait(after_another, "the advice")
    equal(told.pop("GET /blocked (by_mistake)").startswith("Better fn: it has held the event loop"), True)
    # Which keyword serves the others depends on how fast the machine is.
    equal(set(told) <= {"GET /cpu (on_a_core)"}, True)


def what_waits_and_works_is_drawn(browser: Browser, origin: str) -> None:
    # Long enough for a few looks of the page, one a second, on a busy machine.
    paths = ["/async?ms=5000"] * 3 + ["/blocking?ms=5000"] * 5 + ["/cpu?ms=700"] * 4
    asking = [threading.Thread(target=ask, args=(origin, path)) for path in paths]
    for thread in asking:
        thread.start()
    browser.wait(lambda: "5 at work, 0 waiting" in names(browser, ".lane span"), "five threads at work")
    for thread in asking:
        thread.join()
    browser.wait(lambda: heights(browser, ".working")[1:] == [True, True], "what works")
    equal(heights(browser, ".waiting")[0], True)
    equal(len(names(browser, ".lane svg polygon")), 2 * 3)


def it_keeps_itself_up_to_date(browser: Browser, origin: str) -> None:
    before = calls(browser)["GET /short (short)"]
    ask(origin, "/short", 7)
    browser.wait(lambda: calls(browser)["GET /short (short)"] == before + 7, "the new calls")


def connections_are_shown_while_they_are_there(browser: Browser, origin: str) -> None:
    def figures() -> list[str]:
        cells = names(browser, "#connections tbody td")
        # The age of a connection is another figure each time.
        return [*cells[:4], *cells[5:]]

    name = "WebSocket /echo (echo)"
    equal(figures(), [name, "0", "0", "0", "0", "0", "0", "0", "0"])
    browser.script(CONNECTS, origin.replace("http", "ws") + "/echo")
    browser.wait(lambda: figures() == [name, "1", "0", "0", "1", "2", "2", "0", "0"], "a connection")
    browser.script("live.close()")
    browser.wait(lambda: figures() == [name, "0", "0", "0", "1", "2", "2", "0", "0"], "no connection")


CONNECTS = """
window.live = new WebSocket(arguments[0]);
live.onopen = () => ["a", "b"].forEach((text) => live.send(text));
"""


def light_and_dark_can_be_read(browser: Browser, screenshots: list[str]) -> None:
    for number, scheme in enumerate(("light", "dark")):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.devtools("Emulation.setEmulatedMedia", features=features)
        too_faint = [line for line in browser.script(CONTRASTS) if line[1] < 4.5]
        equal((scheme, too_faint), (scheme, []))
        for path in screenshots[number : number + 1]:
            keep_screenshot(browser, path)
    browser.devtools("Emulation.setEmulatedMedia", features=[])


def a_phone_is_wide_enough(browser: Browser) -> None:
    screen = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.devtools("Emulation.setDeviceMetricsOverride", **screen)
    equal(browser.script("return document.documentElement.scrollWidth"), 360)
    browser.devtools("Emulation.clearDeviceMetricsOverride")


def it_says_that_the_server_has_gone(browser: Browser, application: subprocess.Popen[bytes]) -> None:
    equal(browser.text("#trouble"), "")
    application.terminate()
    equal(application.wait(timeout=10), 0)
    browser.wait(lambda: browser.text("#trouble").startswith("Not up to date"), "the bad news")
    # The last known figures stay.
    equal(len(names(browser, ".lane b")), 3)


def it_goes_on_when_the_server_is_back(browser: Browser) -> None:
    browser.wait(lambda: browser.text("#trouble") == "", "the good news")
    equal(set(calls(browser).values()), {0})


def ask(origin: str, path: str, times: int = 1) -> None:
    """So often, on one connection."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    for _ in range(times):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        equal((path, answer.status), (path, 200))
    connection.close()


def names(browser: Browser, selector: str) -> list[str]:
    return browser.script("return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)", selector)


ROWS = """
return [...document.querySelectorAll("#operations tbody")]
  .map((body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.innerText)));
"""


def calls(browser: Browser) -> dict[str, int]:
    return {row[0]: int(row[2].replace(",", "")) for row, *_ in browser.script(ROWS)}


def advice(browser: Browser) -> dict[str, str]:
    """The advice, by operation."""
    return {row[0]: advice for row, *more in browser.script(ROWS) for [advice] in more}


def heights(browser: Browser, kind: str) -> list[bool]:
    """For each lane whether its area has any height."""
    return browser.script("return [...document.querySelectorAll(arguments[0])].map(one => one.getBBox().height > 1)", kind)


CONTRASTS = """
const channels = (color) => color.match(/[\\d.]+/g).map(Number);
function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function ground(element) {
  const color = channels(getComputedStyle(element).backgroundColor);
  return color[3] === 0 ? ground(element.parentElement) : color;
}
function contrast(element) {
  const [dark, bright] = [channels(getComputedStyle(element).color), ground(element)].map(luminance).sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}
const shown = "h1, h2, p, th, td, code, .lane b, .lane span";
return [...document.querySelectorAll(shown)].map((element) => [element.textContent.trim(), contrast(element)]);
"""


if __name__ == "__main__":
    main()
