"""The Authorize button of the docs page in real Chromium: it logs in, and what asks for more than was granted is refused.

Usage: authorize.py PROGRAM [SCREENSHOT.png], where PROGRAM is the built `users` example.
"""

import json
import sys
import tempfile
import urllib.request

from application import browsing
from docs_page import answer, equal
from webdriver import Browser

DIALOGUE = ".modal-ux"
LOGIN = DIALOGUE + " .auth-container:has(#oauth_username) "
ME = "#operations-default-me_users_me_get"
EVERYBODY = "#operations-default-everybody_users_get"


def main() -> None:
    program, *screenshots = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        with browsing(program, screenshots, TMPDIR=temporary) as (browser, origin):
            register(origin, "ada", "analytical engine")
            browser.open(origin + "/docs")
            without_a_token_the_answer_is_401(browser)
            a_wrong_password_is_told(browser)
            the_button_logs_in(browser)
            the_token_is_sent(browser)
            what_was_not_granted_is_refused(browser)
    print("5 passed, 0 failed")


def register(origin: str, name: str, password: str) -> None:
    body = json.dumps({"username": name, "password": password}).encode()
    request = urllib.request.Request(origin + "/users", body, {"content-type": "application/json"})
    equal(urllib.request.urlopen(request).status, 201)


def without_a_token_the_answer_is_401(browser: Browser) -> None:
    browser.click(ME + " .opblock-summary-control")
    browser.click(ME + " .try-out__btn")
    browser.click(ME + " .execute")
    equal(answer(browser, ME), (401, {"detail": "Not authenticated"}))


def a_wrong_password_is_told(browser: Browser) -> None:
    browser.click(".auth-wrapper .authorize")
    browser.type(LOGIN + "#oauth_username", "ada")
    browser.type(LOGIN + "#oauth_password", "difference engine")
    browser.click(LOGIN + ".auth-btn-wrapper .authorize")
    browser.wait(lambda: "Bad Request" in browser.text(DIALOGUE + " .errors"), "the refusal")


def the_button_logs_in(browser: Browser) -> None:
    browser.type(LOGIN + "#oauth_password", "analytical engine")
    browser.click(LOGIN + "label[for^='me-password-checkbox'] .item")
    browser.click(LOGIN + ".auth-btn-wrapper .authorize")
    # The form is gone by then.
    browser.wait(lambda: "Logout" in browser.text(DIALOGUE), "the login")
    browser.click(DIALOGUE + " .btn-done")


def the_token_is_sent(browser: Browser) -> None:
    browser.click(ME + " .btn-clear")
    browser.click(ME + " .execute")
    equal(answer(browser, ME), (200, {"username": "ada", "scopes": ["me", "admin"]}))


def what_was_not_granted_is_refused(browser: Browser) -> None:
    browser.click(EVERYBODY + " .opblock-summary-control")
    browser.click(EVERYBODY + " .try-out__btn")
    browser.click(EVERYBODY + " .execute")
    equal(answer(browser, EVERYBODY), (401, {"detail": "Not enough permissions"}))


if __name__ == "__main__":
    main()
