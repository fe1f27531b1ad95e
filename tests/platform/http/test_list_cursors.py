"""Tests that cursors are unreadable, and continue only their own list."""

import json
import re
from base64 import urlsafe_b64decode
from typing import get_args

import pytest

from app import app
from chalicelib.kernel.access import Role
from chalicelib.platform.dynamodb import cursors
from chalicelib.platform.http import openapi
from chalicelib.platform.http.contract import Contract
from chalicelib.wiring import platform as wiring_platform

ROW = {"pk": "P#p#C#01KSECRETCLIENT00000000000", "sk": "THREAD", "g1sk": "2026-11-24T15:00"}
INNER = cursors.encode("P#p#T", ROW)
BODIES = {
    "/clients/search": {"q": "avery"},
    "/clients/handover": {"giver": "a1", "to": "b1"},
    "/clients/{client_id}/notes/search": {"q": "asleep"},
}
OTHER_FILTERS = {
    "/clients/search": {"q": "riley"},
    "/clients/handover": {"giver": "b1", "to": "a1"},
    "/clients/{client_id}/notes/search": {"q": "awake"},
}
WHOLE = {
    "GET /bookable-services",
    "GET /calendar",
    "GET /clients/{client_id}/consents",
    "GET /clients/{client_id}/notice-permissions",
    "GET /message-services",
    "GET /practice/processors",
    "GET /services",
    "GET /waitlist",
    "PUT /clients/{client_id}/notice-permissions",
}
"""The lists that have no second page."""
PAGED = [each for each in openapi.contracts(app) if each.paged]


@pytest.fixture(scope="module")
def browsers(standing):
    standing.store.provisioning.create("other")
    return {role.value: standing.signed_in(role) for role in (Role.ADMIN, Role.PROVIDER)}


@pytest.fixture
def lists(browsers, monkeypatch):
    """Make all handlers return the cursor `INNER`; return the cursors they got."""
    opened = []

    def handled(contract, _arguments, inputs):
        opened.append(inputs[contract.paged].cursor)
        return contract.answer.model_construct(items=[], clients=0, csv="", owed=None, next=INNER)

    monkeypatch.setattr(Contract, "_call", handled)
    return opened


def ask(browsers, each, path="x1", filters=None, **inputs):
    browser = browsers[min(each.who - {Role.CLIENT})]
    where = re.sub(r"\{\w+\}", path, each.path)
    if each.method == "GET":
        return browser.get(where, each.path, **inputs, **(filters or {}))
    body = (filters or BODIES.get(each.path, {})) | inputs
    return browser.call(each.method, where, json.dumps(body), resource=each.path)


def decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def name_of(contract):
    return f"{contract.method} {contract.path}"


@pytest.mark.parametrize("each", PAGED, ids=name_of)
def test_a_cursor_shows_no_id_and_no_time(each, browsers, lists):
    """S2: a cursor reveals nothing of a row that was read and left out of the page."""
    answer = ask(browsers, each)
    assert answer.status == each.status, answer.text
    cursor = answer.json["next"]
    shown = decoded(cursor) + decoded(cursor[1:]) + cursor.encode()
    assert not [part for part in (b"SECRET", b"THREAD", b"2026-11") if part in shown]
    assert INNER not in cursor
    assert ask(browsers, each, cursor=cursor).status == each.status
    assert lists == [None, INNER]


@pytest.mark.parametrize("each", PAGED, ids=name_of)
def test_a_cursor_of_another_list_or_filter_is_refused(each, browsers, lists, standing):
    """S3: a cursor continues only the list, with the filters, that returned it."""
    cursor = ask(browsers, each).json["next"]
    others = [other for other in PAGED if other is not each]
    refused = [ask(browsers, other, cursor=cursor) for other in others]
    if "{" in each.path:
        refused.append(ask(browsers, each, path="x2", cursor=cursor))
    if each.path in OTHER_FILTERS:
        refused.append(ask(browsers, each, filters=OTHER_FILTERS[each.path], cursor=cursor))
    foreign = wiring_platform.cursors().seal("other", "", INNER)
    refused += [ask(browsers, each, cursor=altered) for altered in (INNER, cursor[:-2], foreign)]
    assert {(each.status, each.json["message"]) for each in refused} == {(400, cursors.REFUSAL)}


def test_a_cursor_is_refused_with_another_filter(browsers, lists):
    """S3: a cursor of the waiting threads is none of the list of all threads."""
    (threads,) = [each for each in PAGED if name_of(each) == "GET /threads"]
    cursor = ask(browsers, threads, waiting="true").json["next"]
    assert ask(browsers, threads, cursor=cursor).status == 400
    assert ask(browsers, threads, cursor=cursor, waiting="true").status == 200


def test_every_list_that_has_a_next_page_takes_its_cursor():
    """S2: no route returns the cursor of a next page past the encryption."""
    texts = {
        name_of(each)
        for each in openapi.contracts(app)
        if each.answer
        and "next" in each.answer.model_fields
        and str in get_args(each.answer.model_fields["next"].annotation)
    }
    assert texts - {name_of(each) for each in PAGED} == WHOLE
