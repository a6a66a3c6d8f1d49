"""The postcards in real Chromium: a login, a form with errors, a picture, the list while one types, what pages of other origins are refused, and a
policy that nothing breaks.

Usage: pages.py PROGRAM [SCREENSHOT.png], where PROGRAM is the built `pages` example.
"""

import sys
import tempfile
from pathlib import Path

from application import browsing
from docs_page import equal, nothing_comes_from_elsewhere
from strangers import OTHER_SITE, SAME_SITE, Strangers, strangers
from webdriver import Browser

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def main() -> None:
    program, *screenshots = sys.argv[1:]
    with browsing(program, screenshots) as (browser, origin), tempfile.TemporaryDirectory() as folder, strangers() as others:
        who_has_not_logged_in_is_sent_to_the_login(browser, origin)
        a_wrong_password_is_told(browser)
        somebody_logs_in(browser)
        what_is_wrong_is_told_beside_its_field(browser, origin)
        a_card_is_sent(browser, Path(folder))
        the_picture_is_shown(browser)
        equal(browser.console(), [])
        a_script_without_the_nonce_does_not_run(browser)
        the_list_follows_what_is_typed(browser, origin)
        nothing_comes_from_elsewhere(browser, origin)
        a_page_without_an_origin_changes_nothing(browser, origin)
        for site in (SAME_SITE, OTHER_SITE):
            a_form_of_another_origin_changes_nothing(browser, origin, others, site)
            a_script_of_another_origin_changes_nothing(browser, origin, others, site)
            another_origin_shows_nothing_of_it(browser, origin, others, site)
        nothing_goes_elsewhere_from_a_page(browser, origin, others)
        somebody_logs_out(browser, origin)
    print("18 passed, 0 failed")


def who_has_not_logged_in_is_sent_to_the_login(browser: Browser, origin: str) -> None:
    browser.open(origin + "/cards/new")
    at(browser, origin + "/login")
    equal(browser.title(), "Log in")


def a_wrong_password_is_told(browser: Browser) -> None:
    log_in(browser, "wrong")
    browser.wait(lambda: browser.text("[role='alert']") == "The name or the password is wrong.", "the message")
    equal(browser.script("return document.querySelector(\"[name='name']\").value"), "ada")
    browser.console()  # Chromium logs the 422


def somebody_logs_in(browser: Browser) -> None:
    log_in(browser, "lovelace")
    browser.wait(lambda: browser.text("#user") == "ada", "the name")


def what_is_wrong_is_told_beside_its_field(browser: Browser, origin: str) -> None:
    browser.open(origin + "/cards/new")
    browser.type("[name='title']", "Lamp")
    browser.type("[name='text']", "short")
    browser.click("#card button")
    told = "return [...document.querySelectorAll('.error')].map(error => error.dataset.field + ': ' + error.innerText)"
    browser.wait(lambda: browser.script(told) == ["text: String should have at least 10 characters"], "the message")
    equal(browser.script("return document.querySelector(\"[name='title']\").value"), "Lamp")
    browser.console()  # Chromium logs the 422


def a_card_is_sent(browser: Browser, folder: Path) -> None:
    picture = folder / "picture.gif"
    picture.write_bytes(GIF)
    browser.type("[name='text']", "A lamp <of ours>")
    browser.choose_file("[name='picture']", str(picture))
    browser.click("#card button")
    browser.wait(lambda: browser.title() == "Lamp", "the card")
    equal(browser.text("#text"), "A lamp <of ours>")
    equal(browser.text("#from"), "ada")


def the_picture_is_shown(browser: Browser) -> None:
    browser.wait(lambda: browser.script("const image = document.querySelector('img'); return image.complete && image.naturalWidth") == 1, "the picture")


def a_script_without_the_nonce_does_not_run(browser: Browser) -> None:
    browser.script("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = 1\">')")
    equal(browser.title(), "Lamp")
    browser.wait(lambda: any("Content Security Policy" in line for line in browser.console()), "the policy to refuse it")


def the_list_follows_what_is_typed(browser: Browser, origin: str) -> None:
    browser.open(origin)
    equal(browser.text("#list"), "Lamp from ada")
    browser.script("window.same = true")
    browser.type("[name='q']", "table")
    browser.wait(lambda: browser.text("#list") == "No cards", "an empty list")
    browser.type("[name='q']", "lamp")
    browser.wait(lambda: browser.text("#list") == "Lamp from ada", "the card")
    equal(browser.script("return window.same"), True)
    equal(browser.console(), [])


def a_page_without_an_origin_changes_nothing(browser: Browser, origin: str) -> None:
    browser.open("data:text/html,<form method=post action=" + origin + "/logout><button>Log out</button></form>")
    browser.click("button")
    browser.wait(lambda: "Cross-site request" in browser.script("return document.body.innerText"), "the refusal")
    still_logged_in(browser, origin)


def a_form_of_another_origin_changes_nothing(browser: Browser, origin: str, others: Strangers, site: str) -> None:
    browser.open(others.page(site, f"<form method=post action={origin}/logout><button>Win</button></form>"))
    browser.click("button")
    browser.wait(lambda: "Cross-site request" in browser.script("return document.body.innerText"), "the refusal")
    at(browser, origin + "/logout")
    still_logged_in(browser, origin)


def a_script_of_another_origin_changes_nothing(browser: Browser, origin: str, others: Strangers, site: str) -> None:
    browser.open(others.page(site, ""))
    # It is sent, but `Cross-Origin-Resource-Policy` keeps even an answer that nobody reads from the page.
    post = "fetch(arguments[0], {method: 'POST', mode: 'no-cors', credentials: 'include'})"
    post += ".then(() => arguments[1]('answered'), () => arguments[1]('refused'))"
    equal(browser.script_with_callback(post, origin + "/logout"), "refused")
    still_logged_in(browser, origin)


def another_origin_shows_nothing_of_it(browser: Browser, origin: str, others: Strangers, site: str) -> None:
    browser.open(others.page(site, f"<iframe src={origin}/></iframe>"))
    browser.wait(lambda: any("frame" in line and origin in line for line in browser.console()), "the frame to be refused")
    for element, address in (("img", "/cards/1/picture"), ("script", "/static/search.js")):
        load = (
            f"const element = document.createElement('{element}'); element.onload = () => arguments[1]('shown');"
            "element.onerror = () => arguments[1]('refused'); element.src = arguments[0]; document.body.append(element)"
        )
        equal(browser.script_with_callback(load, origin + address), "refused")
    browser.console()


def nothing_goes_elsewhere_from_a_page(browser: Browser, origin: str, others: Strangers) -> None:
    browser.open(origin)
    sent = "fetch(arguments[0]).then(() => arguments[1]('sent'), () => arguments[1]('refused'))"
    equal(browser.script_with_callback(sent, others.url("/fetched")), "refused")
    browser.script(
        "document.body.insertAdjacentHTML('beforeend', `<img src=${arguments[0]}/image><form id=out method=post action=${arguments[0]}/form></form>`);"
        "const script = document.createElement('script'); script.src = arguments[0] + '/script'; document.body.append(script);"
        "const base = document.createElement('base'); base.href = arguments[0] + '/'; document.head.prepend(base);"
        "document.querySelector('#out').submit()",
        others.url(""),
    )
    told: list[str] = []
    policies = ("connect-src", "img-src", "script-src", "form-action", "base-uri")

    def all_are_told() -> bool:
        told.extend(browser.console())
        return all(any(policy in line for line in told) for policy in policies)

    browser.wait(all_are_told, f"what {', '.join(policies)} refuse")
    equal(others.asked, [])


def still_logged_in(browser: Browser, origin: str) -> None:
    browser.console()  # Chromium logs the 403
    browser.open(origin)
    equal(browser.text("#user"), "ada")


def somebody_logs_out(browser: Browser, origin: str) -> None:
    browser.open(origin)
    browser.click("#logout button")
    browser.wait(lambda: browser.script("return !!document.querySelector('#login')"), "the login")
    browser.open(origin + "/cards/new")
    at(browser, origin + "/login")


def log_in(browser: Browser, password: str) -> None:
    browser.type("[name='name']", "ada")
    browser.type("[name='password']", password)
    browser.click("#enter button")


def at(browser: Browser, url: str) -> None:
    browser.wait(lambda: browser.script("return location.href") == url, url)


if __name__ == "__main__":
    main()
