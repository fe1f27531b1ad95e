"""
Tests sign-in in the running product, with a local Cognito.

The local Cognito accepts requests that AWS would refuse.
"""

import json
import secrets
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pyotp
import pytest

from localstack.api_client import ApiClient, ApiRefused
from localstack.demo import PASSWORD
from localstack.mailbox import temporary_password

PROTECTED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
}


def invite(cloud):
    """
    Register a practice; return its Admin's e-mail address.

    The Admin has never signed in.
    """
    email = f"jo.{secrets.token_hex(4)}@oak.example"
    practice = {
        "name": "Oak Counseling",
        "zone": "America/New_York",
        "admin_name": "Jo Oak",
        "admin_email": email,
    }
    result = cloud.invoke("RegisterPractice", practice | {"currency": "USD", "roles": ["admin"]})
    assert "error" not in result, result
    return email


@pytest.fixture(scope="module")
def jo(cloud):
    """
    Invite an Admin, and return their e-mail, TOTP secret and first session.

    The first session ends if the same Admin signs in again.
    """
    email, caller = invite(cloud), ApiClient(cloud.url)
    temporary = temporary_password(cloud.mailbox_url, email)
    return email, caller.first_sign_in(email, temporary, PASSWORD), caller


@pytest.fixture
def caller(cloud):
    return ApiClient(cloud.url)


def begin(caller, email, password=PASSWORD):
    return caller.post("/auth/sign-in", {"email": email, "password": password})


def status_of(act):
    try:
        act()
    except ApiRefused as refusal:
        return refusal.status
    return 200


def test_an_invited_admin_signs_in_for_the_first_time(jo):
    """S6: an invited Admin chooses a password and a second factor."""
    me = jo[2].get("/me")
    assert (me["person"]["email"], me["role"], me["roles"]) == (jo[0], "admin", ["admin"])
    assert not me["client_billing"]["may_create"]


def test_an_invitation_to_a_mistyped_address_opens_nothing_once_corrected(cloud, jo, caller):
    """S5: the stranger who got the first invitation cannot use it any more."""
    name = secrets.token_hex(4)
    wrong, right = f"kim.{name}@oka.example", f"kim.{name}@oak.example"
    body = {"name": "Kim Oak", "email": wrong, "roles": ["admin"]}
    colleague = jo[2].post("/practice/colleagues", body)["id"]
    old = temporary_password(cloud.mailbox_url, wrong)
    assert begin(caller, wrong, old) == {"next": "new_password"}
    path = f"/practice/colleagues/{colleague}"
    assert jo[2].request("PATCH", path, {"email": right})["email"] == right
    password = {"password": "Another-Kettle-8"}
    assert status_of(lambda: caller.post("/auth/first-password", password)) == 401
    for email in (wrong, right):
        assert status_of(lambda email=email: begin(caller, email, old)) == 401
    new = temporary_password(cloud.mailbox_url, right)
    assert begin(caller, right, new) == {"next": "new_password"}
    jo[2].request("DELETE", f"{path}/invite", {})
    assert status_of(lambda: begin(caller, right, new)) == 401


def test_passwords_are_long_and_hard_to_guess_and_of_any_characters(cloud, caller):
    """S8: Cognito accepts every password that the API accepts."""
    email = invite(cloud)
    begin(caller, email, temporary_password(cloud.mailbox_url, email))
    for password, status in (("Password1234", 422), ("seven small boats went home", 200)):
        body = {"password": password}
        assert status_of(lambda body=body: caller.post("/auth/first-password", body)) == status


def test_a_password_alone_does_not_sign_staff_in(jo, caller):
    """S6: after the password alone there is no session."""
    assert begin(caller, jo[0].upper()) == {"next": "totp"}
    caller.cookies["__Host-sid"] = caller.cookies["__Host-step"]
    assert status_of(lambda: caller.get("/me")) == 401


def test_a_code_is_accepted_once_although_the_local_cognito_accepts_it_twice(cloud, jo, caller):
    """S6, S13: a code works once, and sign-out ends the session on the server."""
    code, other = pyotp.TOTP(jo[1]).at(datetime.now(UTC), counter_offset=1), ApiClient(cloud.url)
    for each in (caller, other):
        begin(each, jo[0])
    assert caller.post("/auth/totp", {"code": code}) == {"next": "done"}
    assert status_of(lambda: other.post("/auth/totp", {"code": code})) == 401
    before = dict(caller.cookies)
    caller.post("/auth/sign-out")
    caller.cookies = before
    assert status_of(lambda: caller.get("/me")) == 401


def test_wrong_passwords_are_answered_alike_for_known_and_unknown_people(cloud, caller):
    """S8: the responses to wrong passwords do not reveal whether a person exists."""
    for email in (invite(cloud), f"{secrets.token_hex(4)}@oak.example"):
        result = [
            status_of(lambda email=email: begin(caller, email, "Wrong-Horse-77")) for _ in range(3)
        ]
        assert result == [401] * 3


@pytest.mark.parametrize("path", ["/health", "/me", "/openapi.json"])
def test_answers_reach_the_browser_with_protective_headers(cloud, path):
    """S13, S24: every response forbids storing and has the protective headers."""
    try:
        answer = urllib.request.urlopen(f"{cloud.url}/api{path}", timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        assert PROTECTED.items() <= dict(answer.headers).items()


def test_a_request_of_another_site_is_refused(cloud):
    headers = {"Origin": "https://evil.example", "Content-Type": "application/json"}
    request = urllib.request.Request(
        f"{cloud.url}/api/auth/sign-in", json.dumps({}).encode(), headers, method="POST"
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=30)
    assert refusal.value.code == 403
