"""The page of the models in real Chromium: digits are drawn with the mouse and read, texts compared, a story written and stopped. Then the page of the lanes, with their batches.

Usage: inference.py PROGRAM [SCREENSHOT.png], where PROGRAM is the built `inference` example.
"""

import json
import math
import sys
import time
import urllib.request

from application import browsing
from docs_page import equal, nothing_comes_from_elsewhere
from lanes_page import a_phone_is_wide_enough, light_and_dark_can_be_read
from webdriver import Browser

Stroke = list[tuple[int, int]]


def arc(x: int, y: int, width: int, height: int, begin: int, end: int) -> Stroke:
    """A part of an ellipse, by degrees: 0 is to the right, 90 below."""
    steps = [math.radians(begin + (end - begin) * step / 16) for step in range(17)]
    return [(round(x + width * math.cos(angle)), round(y + height * math.sin(angle))) for angle in steps]


DIGITS: dict[str, list[Stroke]] = {
    "0": [arc(0, 0, 55, 90, -90, 270)],
    "1": [[(-35, -55), (0, -90), (0, 90)]],
    "2": [[*arc(0, -45, 50, 45, -180, 45), (-50, 90), (55, 90)]],
    "3": [[*arc(-5, -45, 50, 45, -150, 90), *arc(-5, 45, 55, 45, -90, 150)]],
    "4": [[(10, -90), (-60, 30), (60, 30)], [(30, -20), (30, 90)]],
    "5": [[(50, -90), (-40, -90), (-45, -10), *arc(-5, 35, 55, 55, -110, 150)]],
    "6": [[(30, -90), (-30, -20), *arc(0, 45, 50, 45, 180, 540)]],
    "7": [[(-55, -90), (55, -90), (-15, 90)]],
    "8": [[*arc(0, -45, 42, 45, 90, 450), *arc(0, 45, 50, 45, -90, 270)]],
    "9": [[*arc(0, -40, 48, 45, 0, 360), (48, -40), (30, 90)]],
}


def main() -> None:
    program, *screenshots = sys.argv[1:]
    with browsing(program, screenshots) as (browser, origin):
        browser.open(origin)
        equal(browser.title(), "Inference - Twinlane")
        every_digit_is_read(browser)
        an_empty_paper_shows_nothing(browser)
        what_means_the_same_is_more_alike(browser)
        a_story_is_written_to_its_end(browser)
        a_story_can_be_stopped(browser, origin)
        nothing_comes_from_elsewhere(browser, origin)
        equal(browser.console(), [])
        the_lanes_show_the_batches(browser, origin)
        the_batches_are_kept_up_to_date(browser, origin)
        light_and_dark_can_be_read(browser, [])
        a_phone_is_wide_enough(browser)
        equal(browser.console(), [])
        browser.open(origin)
        what_is_wrong_is_told(browser)
        draw(browser, "5")
    print("13 passed, 0 failed")


def every_digit_is_read(browser: Browser) -> None:
    equal({digit: draw(browser, digit) for digit in DIGITS}, {digit: digit for digit in DIGITS})


def an_empty_paper_shows_nothing(browser: Browser) -> None:
    browser.click("#clear")
    equal(browser.text("#digit"), "")


def what_means_the_same_is_more_alike(browser: Browser) -> None:
    near = alike(browser, "A cat sleeps on the sofa.", "The kitten is napping.")
    far = alike(browser, "A cat sleeps on the sofa.", "Interest rates rose again.")
    equal(alike(browser, "the same", "the same"), 100)
    equal(near > far + 30, True)


def a_story_is_written_to_its_end(browser: Browser) -> None:
    browser.click("#write button")
    browser.wait(lambda: browser.script("return document.getElementById('story').textContent.length") == 408, "the whole story")
    equal(browser.text("#story").startswith("the data"), True)
    equal(browser.text("#status"), "")


def a_story_can_be_stopped(browser: Browser, origin: str) -> None:
    browser.script("window.whole = new EventSource('/story?letters=10000')")
    browser.wait(lambda: stories(origin)["going_on"] == 1, "the story to begin")
    browser.script("whole.close()")
    browser.wait(lambda: stories(origin)["going_on"] == 0, "the story to end")
    letters = stories(origin)["letters"]
    time.sleep(0.2)
    equal((letters < 10_000, stories(origin)["letters"]), (True, letters))


def the_lanes_show_the_batches(browser: Browser, origin: str) -> None:
    browser.open(origin + "/_lanes")
    shown = browser.wait(lambda: batches(browser), "the batches")
    equal(set(shown), {"classify", "embed", "next_letters"})
    figures, advice = shown["classify"]
    # One for each stroke of the digits: nobody else has drawn meanwhile.
    strokes = sum(map(len, DIGITS.values()))
    equal((figures[:4], figures[-2:], advice), ([str(strokes), "1.0", "1 of 64", "0"], ["0", "0"], ""))
    figures, advice = shown["embed"]
    equal((figures[2:4], figures[-2:], advice), (["2 of 16", "0"], ["0", "0"], ""))
    figures, advice = shown["next_letters"]
    equal((figures[2], figures[-2:]), ("1 of 64", ["0", "0"]))
    equal(advice, "its batches have 1.0 items on average: batching does not pay here, and a plain `fn` is simpler")


def the_batches_are_kept_up_to_date(browser: Browser, origin: str) -> None:
    before = int(batches(browser)["classify"][0][0])
    body = json.dumps({"pixels": [0] * 64}).encode()
    request = urllib.request.Request(origin + "/digits", body, {"content-type": "application/json"})
    for _ in range(3):
        urllib.request.urlopen(request).close()
    browser.wait(lambda: batches(browser)["classify"][0][0] == str(before + 3), "the new batches")


ROWS = """
return [...document.querySelectorAll("#batches:not([hidden]) tbody")]
  .map((body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.innerText)));
"""


def batches(browser: Browser) -> dict[str, tuple[list[str], str]]:
    """By the name of the function: its figures, and what is advised."""
    return {name: (figures, "".join(advice[0]) if advice else "") for (name, *figures), *advice in browser.script(ROWS)}


def what_is_wrong_is_told(browser: Browser) -> None:
    # The form lets no empty text through, so its rules are taken away.
    browser.script("document.querySelectorAll('#texts input').forEach(input => { input.required = false; input.value = ''; })")
    browser.click("#texts button")
    told = "texts.0: String should have at least 1 character, texts.1: String should have at least 1 character"
    browser.wait(lambda: browser.text("#status") == told, "the refusal")


def draw(browser: Browser, digit: str) -> str:
    browser.click("#clear")
    for stroke in DIGITS[digit]:
        asked = browser.script("return asked")
        browser.draw("#canvas", stroke)
        browser.wait(lambda: browser.script("return asked > arguments[0] && answered === asked", asked), "the answer")
    return browser.text("#digit")


def alike(browser: Browser, one: str, other: str) -> int:
    browser.script("document.getElementById('alike').textContent = ''")
    browser.type("[name='one']", one)
    browser.type("[name='other']", other)
    browser.click("#texts button")
    browser.wait(lambda: browser.text("#alike").endswith("% alike"), "the comparison")
    return int(browser.text("#alike").split()[0])


def stories(origin: str) -> dict[str, int]:
    with urllib.request.urlopen(origin + "/stories") as response:
        return json.load(response)


if __name__ == "__main__":
    main()
