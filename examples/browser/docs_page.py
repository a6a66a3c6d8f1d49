"""The docs pages in real Chromium: they render, and "Try it out" sends a request and shows its answer.

Usage: docs_page.py PROGRAM [SCREENSHOT.png], where PROGRAM is the built `first_steps` example.
"""

import json
import sys

from application import browsing
from webdriver import Browser


def main() -> None:
    program, *screenshots = sys.argv[1:]
    with browsing(program, screenshots) as (browser, origin):
        the_page_renders(browser, origin)
        nothing_comes_from_elsewhere(browser, origin)
        try_it_out_shows_an_answer(browser)
        try_it_out_shows_a_422(browser)
        try_it_out_sends_a_body(browser)
        redoc_shows_the_document(browser, origin)
        nothing_comes_from_elsewhere(browser, origin)
        the_redirect_page_hands_a_code_back(browser, origin)
        the_redirect_page_tells_an_error(browser, origin)
    print("9 passed, 0 failed")


def the_page_renders(browser: Browser, origin: str) -> None:
    browser.open(origin + "/docs")
    equal(browser.title(), "Shop - Swagger UI")
    count = "return document.querySelectorAll('.opblock').length"
    browser.wait(lambda: browser.script(count) == 4, "four operations")
    equal("Shop" in browser.text(".info .title"), True)


def nothing_comes_from_elsewhere(browser: Browser, origin: str) -> None:
    names = browser.script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    elsewhere = [name for name in names if not name.startswith((origin, "data:"))]
    equal(elsewhere, [])


READ_ITEM = "#operations-default-read_item_items__item_id__get"
UPDATE_ITEM = "#operations-default-update_item_items__item_id__put"


def try_it_out_shows_an_answer(browser: Browser) -> None:
    browser.click(READ_ITEM + " .opblock-summary-control")
    browser.click(READ_ITEM + " .try-out__btn")
    browser.type(READ_ITEM + " tr[data-param-name='item_id'] input", "3")
    browser.type(READ_ITEM + " tr[data-param-name='q'] input", "lamp")
    browser.click(READ_ITEM + " .execute")
    equal(answer(browser, READ_ITEM), (200, {"item_id": 3, "q": "lamp"}))


def try_it_out_shows_a_422(browser: Browser) -> None:
    # The page itself refuses a text for a number, so the number is one that does not fit.
    browser.click(READ_ITEM + " .btn-clear")
    browser.type(READ_ITEM + " tr[data-param-name='item_id'] input", "9" * 30)
    browser.click(READ_ITEM + " .execute")
    status, body = answer(browser, READ_ITEM)
    equal((status, body["detail"][0]["loc"]), (422, ["path", "item_id"]))


def try_it_out_sends_a_body(browser: Browser) -> None:
    browser.click(UPDATE_ITEM + " .opblock-summary-control")
    browser.click(UPDATE_ITEM + " .try-out__btn")
    browser.type(UPDATE_ITEM + " tr[data-param-name='item_id'] input", "7")
    browser.type(UPDATE_ITEM + " textarea", json.dumps({"name": "Lamp", "price": 35.4}))
    browser.click(UPDATE_ITEM + " .execute")
    equal(answer(browser, UPDATE_ITEM), (200, {"item_id": 7, "item_name": "Lamp"}))


def redoc_shows_the_document(browser: Browser, origin: str) -> None:
    browser.open(origin + "/redoc")
    equal(browser.title(), "Shop - ReDoc")
    browser.wait(lambda: "Read Item" in browser.text("redoc"), "the operations in ReDoc")
    equal("Shop" in browser.text("h1"), True)


OPEN_REDIRECT = """
const [query] = arguments;
window.handed = [];
window.swaggerUIRedirectOauth2 = {
  state: "s1",
  redirectUrl: "here",
  auth: { name: "login", schema: new Map([["flow", "authorizationCode"]]) },
  callback: (answer) => handed.push(["code", answer.auth.code, answer.redirectUrl]),
  errCb: (error) => handed.push([error.level, error.authId, error.message]),
};
window.open("/docs/oauth2-redirect" + query);
"""


def handed_back(browser: Browser, origin: str, query: str) -> list[list[str]]:
    browser.open(origin + "/openapi.json")
    browser.script(OPEN_REDIRECT, query)
    return browser.wait(lambda: browser.script("return window.handed"), "the redirect page")


def the_redirect_page_hands_a_code_back(browser: Browser, origin: str) -> None:
    equal(handed_back(browser, origin, "?code=c%201&state=s1"), [["code", "c 1", "here"]])


def the_redirect_page_tells_an_error(browser: Browser, origin: str) -> None:
    unsafe, failed = handed_back(browser, origin, "?error=denied&error_description=not+you&state=s2")
    equal(unsafe[:2], ["warning", "login"])
    equal(failed, ["error", "login", "[denied]: not you"])


def answer(browser: Browser, operation: str) -> tuple[int, dict]:
    """The status and the body that the page shows."""
    shown = operation + " .live-responses-table .response"
    status = browser.text(shown + " .response-col_status").split()[0]
    body = browser.text(shown + " .response-col_description .highlight-code code")
    return int(status), json.loads(body)


def equal(left: object, right: object) -> None:
    if left != right:
        raise SystemExit(f"{left!r} is not {right!r}")


if __name__ == "__main__":
    main()
