"""The page of the burger shops in real Chromium: each place opens, is drawn as it happens, and is summed up.

Usage: burgers.py PROGRAM [SCREENSHOT.png], where PROGRAM is the built `burgers` example.
"""

import sys

from application import browsing
from docs_page import equal, nothing_comes_from_elsewhere
from webdriver import Browser


def main() -> None:
    program, *screenshots = sys.argv[1:]
    with browsing(program, screenshots) as (browser, origin):
        the_page_renders(browser, origin)
        the_concurrent_shop_leaves_time(browser)
        the_parallel_shop_holds_threads(browser)
        the_bank_has_a_line(browser)
        the_house_is_cleaned_three_times(browser)
        what_is_wrong_is_told(browser)
        a_run_can_be_stopped(browser)
        a_phone_is_wide_enough(browser)
        nothing_comes_from_elsewhere(browser, origin)
        nobody_complained(browser)
    print("10 passed, 0 failed")


def the_page_renders(browser: Browser, origin: str) -> None:
    browser.open(origin + "/")
    equal(browser.title(), "Burgers, a bank and a dirty house - Twinlane")
    equal(shown(browser, ".card"), 4)
    equal(shown(browser, ".story"), 1)


def the_concurrent_shop_leaves_time(browser: Browser) -> None:
    result = run(browser, "concurrent-shop", customers=3, cooks=2)
    equal(rows(browser), {"customer": 3, "room": 0, "staff": 3})
    equal(shown(browser, ".of-customer .segment.free"), 3)
    equal(shown(browser, ".of-staff .segment.cooking"), 3)
    equal(shown(browser, "#figures use"), 3)
    free = int(result[2].split()[0])
    equal(0 < free < 100, True)


def the_parallel_shop_holds_threads(browser: Browser) -> None:
    result = run(browser, "parallel-shop", customers=5, staff=2)
    equal(rows(browser), {"customer": 5, "room": 0, "staff": 2})
    equal(shown(browser, ".of-customer .segment.at_counter"), 5)
    equal(result[2:4], ["0 %", "2"])


def the_bank_has_a_line(browser: Browser) -> None:
    result = run(browser, "bank", customers=4, tellers=1)
    equal(rows(browser), {"customer": 4, "room": 0, "staff": 1})
    equal(shown(browser, ".of-customer .segment.in_line"), 4)
    equal(result[2:4], ["0 %", "1"])


def the_house_is_cleaned_three_times(browser: Browser) -> None:
    result = run(browser, "dirty-house", rooms=3)
    equal(rows(browser) | {"staff": 0}, {"customer": 0, "room": 3, "staff": 0})
    equal(shown(browser, ".of-room .segment.clean"), 3 * 3)
    equal(shown(browser, "#figures rect"), 3)
    equal([part in result[1] for part in ("room after room", "in turn", "as cores")], [True] * 3)
    equal(browser.script("return document.querySelectorAll('#sums tr').length"), 4)


def what_is_wrong_is_told(browser: Browser) -> None:
    # The form lets no wrong number through, so a run is begun behind its back.
    choose(browser, "bank", tellers=99)
    browser.script("document.getElementById('plan').noValidate = true")
    browser.click("#start")
    told = "tellers: Input should be less than or equal to 16"
    browser.wait(lambda: browser.text("#status") == told, "the refusal")
    # The browser itself puts every 422 there.
    equal(["422" in line for line in browser.console()], [True, True])


def a_run_can_be_stopped(browser: Browser) -> None:
    choose(browser, "concurrent-shop", customers=60)
    browser.script("document.forms.plan.speed.value = '0.5'")
    browser.click("#start")
    browser.wait(lambda: shown(browser, ".segment.ordering"), "the first customer")
    browser.click("#stop")
    equal(browser.text("#status"), "Stopped: everybody goes home.")
    clock = browser.text("#clock")
    equal(browser.script("return document.getElementById('start').disabled"), False)
    equal(browser.text("#clock"), clock)


def a_phone_is_wide_enough(browser: Browser) -> None:
    screen = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.devtools("Emulation.setDeviceMetricsOverride", **screen)
    equal(browser.script("return document.documentElement.scrollWidth"), 360)
    browser.devtools("Emulation.clearDeviceMetricsOverride")


def nobody_complained(browser: Browser) -> None:
    equal(browser.console(), [])


def run(browser: Browser, place: str, **numbers: int) -> list[str]:
    """Opens a place and waits until it is summed up; gives the cells of the sum."""
    choose(browser, place, **numbers)
    browser.click("#start")
    browser.wait(lambda: browser.text("#status").startswith("Done in "), f"the end of {place}")
    return browser.script("return [...document.querySelector('#sums tr:last-child').cells].map(cell => cell.innerText)")


def choose(browser: Browser, place: str, **numbers: int) -> None:
    browser.click(f".card:has([value='{place}'])")
    browser.script("document.forms.plan.speed.value = '20'")
    for name, number in numbers.items():
        browser.type(f"[name='{name}']", str(number))


def rows(browser: Browser) -> dict[str, int]:
    return {who: shown(browser, f".of-{who}") for who in ("customer", "room", "staff")}


def shown(browser: Browser, selector: str) -> int:
    count = "return [...document.querySelectorAll(arguments[0])].filter(one => one.checkVisibility()).length"
    return browser.script(count, selector)


if __name__ == "__main__":
    main()
