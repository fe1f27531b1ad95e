"""Tests the API routes for signing in and out, as a browser uses them."""

import pyotp
import pytest

from chalicelib.kernel.access import Role
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import me as wiring_me
from tests.failing_calls import raise_unavailable
from tests.platform.http.front import PASSWORD

EMAIL, FACTOR = "wil@clocktree.test", pyotp.random_base32()


def begin(browser, email=EMAIL, password=PASSWORD):
    return browser.post("/auth/sign-in", {"email": email, "password": password})


def test_staff_sign_in_with_password_and_code(front):
    """S6: a session begins only after the password and the second factor's code."""
    front.knows(EMAIL, Role.ADMIN, Role.PROVIDER, factor=FACTOR)
    browser = front.browser()
    assert begin(browser).json == {"next": "totp"}
    assert browser.get("/me").status == 401
    assert browser.post("/auth/totp", {"code": front.identity.code(EMAIL)}).json == {"next": "done"}
    me = browser.get("/me").json
    assert me["person"] == {"id": me["person"]["id"], "name": "Wil Low", "email": EMAIL}
    assert (me["role"], me["roles"], me["client_id"]) == ("admin", ["admin", "provider"], None)
    assert me["practice"]["name"] == "Willow Creek Counseling"
    assert me["idle_seconds_left"] == 1800


def test_the_cookie_of_a_sign_in_step_is_no_session(front):
    """S6: the cookie set after the password does not work as a session cookie."""
    front.knows(EMAIL, Role.ADMIN, factor=FACTOR)
    browser = front.browser()
    begin(browser)
    browser.jar["__Host-sid"] = browser.jar["__Host-step"]
    assert browser.get("/me").status == 401
    browser.jar["__Host-sid"] += f".{front.store.practice}.{front.identity.people[EMAIL].id}"
    assert browser.get("/me").status == 401


def test_cookies_are_sent_to_our_origin_only_and_hidden_from_scripts(front):
    front.knows(EMAIL, Role.CLIENT)
    for line in begin(front.browser()).cookies:
        name, *rules = line.split("; ")
        assert name.startswith("__Host-")
        assert {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"} <= set(rules)
        assert not [rule for rule in rules if rule.startswith("Domain")]


def test_an_invited_colleague_chooses_a_password_and_enrolls_a_second_factor(front):
    """
    S6: an invited colleague chooses a password and enrolls a second factor.

    Their first session begins only after both steps.
    """
    front.knows(EMAIL, Role.PROVIDER, came=False)
    browser = front.browser()
    assert begin(browser).json == {"next": "new_password"}
    weak = browser.post("/auth/first-password", {"password": "short"})
    assert (weak.status, set(weak.json["fields"])) == (422, {"password"})
    assert browser.post("/auth/first-password", {"password": "Another-Kettle-7"}).json == {
        "next": "enrol_totp"
    }
    factor = browser.post("/auth/totp/enrol").json
    assert factor["uri"].startswith(f"otpauth://totp/Clocktree?secret={factor['secret']}")
    assert factor["qr_svg"].startswith("<svg")
    code = front.identity.code(EMAIL, factor["secret"])
    assert browser.post("/auth/totp/verify", {"code": code}).json == {"next": "done"}
    assert browser.get("/me").json["role"] == "provider"


def test_known_and_unknown_people_get_the_same_answer_to_a_wrong_password(front):
    """
    S8: a wrong password gets the same response for known and unknown people.

    The text, the status and the headers of the responses are equal.
    """
    front.knows(EMAIL, Role.CLIENT)
    answers = [
        begin(front.browser(), email, "Wrong-Horse-77")
        for email in (EMAIL, "nobody@clocktree.test")
    ]
    assert {(each.status, each.text, tuple(each.headers.items())) for each in answers} == {
        (401, answers[0].text, tuple(answers[0].headers.items()))
    }


@pytest.mark.parametrize("email", [EMAIL, "nobody@clocktree.test"])
def test_five_wrong_passwords_lock_the_sign_in(front, email):
    """S8: the sixth attempt gets status 429, whether the person exists or not."""
    front.knows(EMAIL, Role.CLIENT)
    statuses = []
    for _ in range(6):
        statuses.append(begin(front.browser(), email, "Wrong-Horse-77").status)
        front.store.clock.pass_seconds(6)
    assert statuses == [401] * 5 + [429]
    assert begin(front.browser(), email).status == 429


def test_a_session_ends_after_thirty_idle_minutes_even_with_polling(front):
    """S12: the page's regular requests for `/me` do not count as activity."""
    browser = front.signed_in(Role.CLIENT)
    for _ in range(29):
        front.store.clock.pass_seconds(60)
        assert browser.get("/me").status == 200
    front.store.clock.pass_seconds(60)
    assert browser.get("/me").status == 401
    assert browser.post("/auth/touch").status == 401


def test_activity_extends_the_session(front):
    """S12: a request to `/auth/touch` gives the session 30 more minutes."""
    browser = front.signed_in(Role.CLIENT)
    front.store.clock.pass_seconds(29 * 60)
    lasts = browser.post("/auth/touch").json
    assert lasts["idle_seconds_left"] == 1800
    assert lasts["ends_at"] == "2026-11-25T15:00:00Z"
    front.store.clock.pass_seconds(29 * 60)
    assert browser.get("/me").status == 200


def test_a_switch_of_roles_sets_a_new_cookie_and_ends_the_old_one(front):
    """
    S4: after a switch of roles, the browser acts in the new role.

    The browser gets a new cookie, and the old cookie is refused.
    """
    browser = front.signed_in(Role.ADMIN, Role.PROVIDER)
    old = dict(browser.jar)
    answer = browser.post("/auth/role", {"role": "provider"})
    assert (answer.status, answer.json["role"]) == (200, "provider")
    assert browser.get("/me").json["role"] == "provider"
    assert front.browser(jar=old).get("/me").status == 401
    assert "switch_role" in [entry.action for entry in front.store.entries()]


def test_a_switch_of_roles_holds_even_when_its_answer_fails(front, monkeypatch):
    """
    A switch of roles takes effect even if its response has status 503.

    Afterwards the person is signed in with the new role.
    """
    browser = front.signed_in(Role.ADMIN, Role.PROVIDER)
    with monkeypatch.context() as patch:
        patch.setattr(wiring_me, "me", raise_unavailable)
        assert browser.post("/auth/role", {"role": "provider"}).status == 503
    assert browser.get("/me").json["role"] == "provider"


@pytest.mark.parametrize(
    ("role", "status"), [("client", 403), ("system", 422), ("owner", 422), (7, 422)]
)
def test_a_switch_to_a_role_that_the_person_lacks_is_refused(front, role, status):
    """S4: a person cannot switch to a role that they do not have."""
    browser = front.signed_in(Role.PROVIDER)
    assert browser.post("/auth/role", {"role": role}).status == status
    assert browser.get("/me").json["role"] == "provider"


def test_signing_out_ends_the_session_and_clears_the_browser(front):
    """S13: the server refuses the old cookie, and the browser deletes its stored data."""
    browser = front.signed_in(Role.CLIENT)
    old = dict(browser.jar)
    answer = browser.post("/auth/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert browser.jar == {}
    assert front.browser(jar=old).get("/me").status == 401
    assert browser.post("/auth/sign-out").status == 200


def test_a_sign_out_that_fails_keeps_the_cookie(front, monkeypatch):
    """S13: the cookie is deleted only after the session has ended."""
    browser = front.signed_in(Role.CLIENT)
    rows = wiring_identity.sessions().rows
    with monkeypatch.context() as patch:
        patch.setattr(type(rows), "close", raise_unavailable)
        answer = browser.post("/auth/sign-out")
    assert (answer.status, answer.cookies) == (503, [])
    assert browser.get("/me").status == 200
    assert browser.post("/auth/sign-out").status == 200
    assert browser.get("/me").status == 401


def test_a_phone_and_a_desktop_may_both_be_signed_in(front):
    front.knows(EMAIL, Role.CLIENT)
    desktop, phone, other = (
        front.browser(),
        front.browser(agent="iPhone Mobile Safari".replace("Mobile", "Mobi")),
        front.browser(),
    )
    for browser in (desktop, phone, other):
        begin(browser)
    assert [each.get("/me").status for each in (desktop, phone, other)] == [401, 200, 200]


def test_nobody_is_signed_in_while_the_provider_is_down(front):
    front.knows(EMAIL, Role.CLIENT)
    front.identity.down = True
    answer = begin(front.browser())
    assert (answer.status, answer.cookies) == (503, [])


def test_the_log_holds_nothing_that_a_person_typed(front, printed):
    """S31, S22: no address, password, name, code or cookie is logged during a sign-in."""
    front.knows(EMAIL, Role.ADMIN, factor=FACTOR)
    browser = front.browser()
    begin(browser)
    browser.post("/auth/totp", {"code": front.identity.code(EMAIL)})
    browser.get("/me")
    text = printed()
    secrets = (
        EMAIL,
        PASSWORD,
        "Wil Low",
        browser.jar["__Host-sid"][:43],
        front.identity.code(EMAIL),
        FACTOR,
    )
    assert not [each for each in secrets if each in text]
    assert front.store.practice in text


def test_a_sign_in_ends_the_session_of_whoever_was_signed_in_on_this_browser(front, monkeypatch):
    """S13: a sign-out that did not reach us happens when the next person signs in."""
    front.knows(EMAIL, Role.CLIENT)
    browser = front.signed_in(Role.PROVIDER)
    former = dict(browser.jar)
    with monkeypatch.context() as patch:
        patch.setattr(type(wiring_identity.sessions().rows), "close", raise_unavailable)
        assert begin(browser).status == 503
    assert browser.jar == former
    assert begin(browser).json == {"next": "done"}
    assert front.browser(jar=former).get("/me").status == 401
    assert browser.get("/me").json["person"]["email"] == EMAIL
    assert "sign_out" in [entry.action for entry in front.store.entries()]


@pytest.mark.parametrize("text", ['"1" <wil@clocktree.test>', "wil@clocktree.test,x@y.test", "wil"])
def test_no_public_route_takes_anything_but_one_address(front, text):
    """S8: sign-in and recovery refuse what is no address, and send no mail."""
    more = {"password": "Another-Kettle-9"}
    for path, body in (
        ("/auth/forgot", {}),
        ("/auth/sign-in", more),
        ("/auth/reset", more | {"code": "12345678"}),
    ):
        answer = front.browser().post(path, {"email": text} | body)
        assert (answer.status, set(answer.json["fields"])) == (422, {"email"}), path
    assert front.mail.sent == []
