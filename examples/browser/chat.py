"""The chat in real Chromium: two people in a room, one leaves and the other sees it, and no page of another site gets in.

Usage: chat.py PROGRAM [SCREENSHOT.png], where PROGRAM is the built `chat` example.
"""

import sys

from application import browsing, free_port
from docs_page import equal, nothing_comes_from_elsewhere
from webdriver import Browser

CONNECT = """
    const done = arguments[arguments.length - 1];
    const socket = new WebSocket(arguments[0]);
    socket.onopen = () => done('open');
    socket.onclose = end => done(end.code);
"""


def main() -> None:
    program, *screenshots = sys.argv[1:]
    with browsing(program, screenshots) as (ada, origin), Browser(free_port()) as bob:
        who_enters_is_seen(ada, bob, origin)
        both_receive_what_either_says(ada, bob)
        what_is_said_is_text(ada, bob)
        a_message_that_is_too_long_closes(bob)
        who_enters_later_sees_what_was_said(ada, bob, origin)
        who_goes_to_another_page_has_left(ada, bob)
        who_closes_the_window_has_left(ada, bob, origin)
        nothing_comes_from_elsewhere(ada, origin)
        equal(ada.console(), [])
        a_page_of_another_site_is_refused(ada, origin)
    print("10 passed, 0 failed")


def who_enters_is_seen(ada: Browser, bob: Browser, origin: str) -> None:
    enter(ada, origin, "Ada")
    members(ada, "Ada")
    enter(bob, origin, "Bob")
    members(ada, "Ada, Bob")
    members(bob, "Ada, Bob")


def both_receive_what_either_says(ada: Browser, bob: Browser) -> None:
    say(ada, "Hello, Bob")
    lines(bob, ["Ada: Hello, Bob"])
    say(bob, "Hello, Ada")
    for window in (ada, bob):
        lines(window, ["Ada: Hello, Bob", "Bob: Hello, Ada"])


def what_is_said_is_text(ada: Browser, bob: Browser) -> None:
    say(ada, "<b>bold</b>")
    lines(bob, ["Ada: Hello, Bob", "Bob: Hello, Ada", "Ada: <b>bold</b>"])


def a_message_that_is_too_long_closes(bob: Browser) -> None:
    bob.script("socket.send(JSON.stringify({ text: 'x'.repeat(1001) }))")
    bob.wait(lambda: bob.text("#status").startswith("Closed: 1008 "), "the close")


def who_enters_later_sees_what_was_said(ada: Browser, bob: Browser, origin: str) -> None:
    members(ada, "Ada")
    enter(bob, origin, "Bob")
    lines(bob, ["Ada: Hello, Bob", "Bob: Hello, Ada", "Ada: <b>bold</b>"])
    members(ada, "Ada, Bob")


def who_goes_to_another_page_has_left(ada: Browser, bob: Browser) -> None:
    bob.open("about:blank")
    members(ada, "Ada")


def who_closes_the_window_has_left(ada: Browser, bob: Browser, origin: str) -> None:
    enter(bob, origin, "Bob")
    members(ada, "Ada, Bob")
    bob.close_window()
    members(ada, "Ada")


def a_page_of_another_site_is_refused(ada: Browser, origin: str) -> None:
    """To a browser, localhost and 127.0.0.1 are two sites."""
    socket = origin.replace("http", "ws") + "/rooms/lobby/ws"
    ada.open(origin)
    equal(ada.script_with_callback(CONNECT, socket), "open")
    ada.open(origin.replace("localhost", "127.0.0.1"))
    equal(ada.script_with_callback(CONNECT, socket), 1006)


def enter(window: Browser, origin: str, name: str) -> None:
    window.open(origin)
    window.type("[name='name']", name)
    window.click("#enter button")
    window.wait(lambda: window.text("#status") == f"In lobby as {name}", f"{name} to be in the room")


def say(window: Browser, text: str) -> None:
    window.type("[name='text']", text)
    window.click("#say button")


def members(window: Browser, names: str) -> None:
    window.wait(lambda: window.text("#members") == names, f"{names} to be there")


def lines(window: Browser, expected: list[str]) -> None:
    read = "return [...document.querySelectorAll('#lines li')].map(line => line.innerText)"
    window.wait(lambda: window.script(read) == expected, f"the lines {expected}")


if __name__ == "__main__":
    main()
