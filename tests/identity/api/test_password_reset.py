"""Tests the API routes that reset a forgotten password, as a browser uses them."""

import re

import pyotp

from chalicelib.kernel.access import Role
from chalicelib.wiring import identity as wiring_identity
from tests.failing_calls import raise_unavailable
from tests.platform.http.front import PASSWORD

EMAIL, FACTOR = "wil@clocktree.test", pyotp.random_base32()


def begin(browser, email=EMAIL, password=PASSWORD):
    return browser.post("/auth/sign-in", {"email": email, "password": password})


def test_a_reset_ends_the_session_of_whoever_is_signed_in_on_this_browser(front, monkeypatch):
    """S13: another person's cookie is deleted only if their session has ended."""
    front.knows(EMAIL, Role.CLIENT)
    for ends in (False, True):
        browser = front.signed_in(Role.PROVIDER)
        cookies = dict(browser.jar)
        browser.post("/auth/forgot", {"email": EMAIL})
        code = re.search(r"code: (\d{8})", front.mail.sent[-1][2])[1]
        with monkeypatch.context() as patch:
            if not ends:
                patch.setattr(type(wiring_identity.sessions().rows), "close", raise_unavailable)
            body = {"email": EMAIL, "code": code, "password": "Another-Kettle-8"}
            assert browser.post("/auth/reset", body).status == 200
        assert ("__Host-sid" in browser.jar) is not ends
        assert (front.browser(jar=cookies).get("/me").status == 401) is ends


def test_a_mailed_code_replaces_a_forgotten_password(front):
    """
    S7, S8, S9: a code sent by e-mail replaces a forgotten password.

    Unknown addresses get the same response, and a reset ends all sessions of the person.
    """
    front.knows(EMAIL, Role.CLIENT)
    browser, other = front.browser(), front.browser()
    begin(other)
    answers = [
        browser.post("/auth/forgot", {"email": email}) for email in (EMAIL, "nobody@clocktree.test")
    ]
    assert {(each.status, each.text, tuple(each.headers.items())) for each in answers} == {
        (200, "{}", tuple(answers[0].headers.items()))
    }
    code = re.search(r"code: (\d{8})", front.mail.sent[0][2])[1]
    body = {"email": EMAIL, "code": code, "password": "Another-Kettle-8"}
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert browser.post("/auth/reset", body | {"code": wrong}).json["fields"].keys() == {"code"}
    assert browser.post("/auth/reset", body).status == 200
    assert other.get("/me").status == 401
    assert begin(browser).status == 401
    assert begin(browser, EMAIL, "Another-Kettle-8").json == {"next": "done"}


def reset(front, browser):
    browser.post("/auth/forgot", {"email": EMAIL})
    code = re.search(r"code: (\d{8})", front.mail.sent[-1][2])[1]
    return browser.post(
        "/auth/reset", {"email": EMAIL, "code": code, "password": "Another-Kettle-8"}
    )


def test_after_a_reset_this_browser_signs_in_while_the_sign_in_is_locked(front):
    """S8: the step's cookie gives the browser its own tries for the new password."""
    front.knows(EMAIL, Role.CLIENT)
    browser = front.browser()
    assert reset(front, browser).json == {"next": "password"}
    for _ in range(5):
        begin(front.browser(), EMAIL, "Wrong-Horse-77")
        front.store.clock.pass_seconds(6)
    assert begin(front.browser(), EMAIL, "Another-Kettle-8").status == 429
    assert begin(browser, EMAIL, "Another-Kettle-8").json == {"next": "done"}


def test_the_cookie_of_a_request_gives_the_browser_tries_of_its_own(front):
    """S8: the cookie is set for unknown addresses too, and ends with the reset."""
    front.knows(EMAIL, Role.CLIENT)
    browser = front.browser()
    for email in (EMAIL, "nobody@clocktree.test"):
        (cookie,) = browser.post("/auth/forgot", {"email": email}).cookies
        assert re.fullmatch(r"__Host-reset=[\w-]{43}; Max-Age=600; .*HttpOnly.*", cookie)
    kept = browser.jar["__Host-reset"]
    reset(front, browser)
    assert "__Host-reset" not in browser.jar
    assert kept


def test_the_password_is_changed_even_if_the_next_step_cannot_be_stored(front, monkeypatch):
    front.knows(EMAIL, Role.CLIENT)
    browser = front.browser()
    with monkeypatch.context() as patch:
        patch.setattr(type(wiring_identity.sign_in().steps), "put", raise_unavailable)
        assert reset(front, browser).status == 200
    assert begin(browser, EMAIL, "Another-Kettle-8").json == {"next": "done"}
