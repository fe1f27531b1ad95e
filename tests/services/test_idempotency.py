"""One act asked twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import PersonId
from chalicelib.services.idempotency import Once
from tests.fakes.sign_in import FakeAsked, FakeChance
from tests.services.entrance import ADMIN


class Days:
    """A clock."""

    at = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self):
        return self.at


@pytest.fixture
def once():
    return Once(FakeAsked(), Days())


new = FakeChance().id


def test_the_same_key_stands_for_the_same_id(once):
    first = once.ident(ADMIN, "create_invoice", "k", b"{}", new)
    assert once.ident(ADMIN, "create_invoice", "k", b"{}", new) == first


def test_without_a_key_every_request_is_an_act_of_its_own(once):
    assert once.ident(ADMIN, "create_invoice", None, b"{}", new) != once.ident(ADMIN, "create_invoice", None, b"{}", new)


def test_a_key_that_comes_with_something_else_is_refused(once):
    once.ident(ADMIN, "create_invoice", "k", b"{}", new)
    with pytest.raises(Conflict):
        once.ident(ADMIN, "create_invoice", "k", b'{"a":1}', new)


@pytest.mark.parametrize(("person", "operation"), [("boss", "pay"), ("other", "create_invoice")])
def test_a_key_is_one_persons_for_one_operation(once, person, operation):
    first = once.ident(ADMIN, "create_invoice", "k", b"{}", new)
    assert once.ident(replace(ADMIN, person=PersonId(person)), operation, "k", b"{}", new) != first


def test_a_key_is_kept_for_a_day(once):
    first = once.ident(ADMIN, "create_invoice", "k", b"{}", new)
    once.clock.at += timedelta(days=1)
    assert once.ident(ADMIN, "create_invoice", "k", b'{"a":1}', new) != first
