"""Tests that files of visits are listed among the documents of the client."""

import pytest

from chalicelib.visits.domain.seat import SeatState
from tests.visits.api.visit_harness import open_visit

LIST = "/clients/{client_id}/documents"


@pytest.fixture
def visit(front):
    visit = open_visit(front)
    visit.let_in()
    return visit


def listed(visit, who):
    client = visit.appointment["client"]["id"]
    answer = who.get(f"/clients/{client}/documents", LIST)
    assert answer.status == 200, answer.text
    return answer.json["items"]


def test_a_file_of_a_visit_is_listed_for_staff_and_client(visit):
    file = visit.share()
    for who in (visit.office.sam, visit.office.admin, visit.avery):
        (document,) = listed(visit, who)
        assert (document["id"], document["name"], document["appointment_id"]) == (
            file["id"],
            file["name"],
            visit.id,
        )
        assert document["actions"] == []


def test_a_client_who_was_not_let_in_sees_no_file_of_the_visit(visit):
    """S2: a client reads the files of a visit only after a host has let them in."""
    visit.share(visit.office.sam)
    visit.let_in(SeatState.WAITING, admitted=False)
    assert listed(visit, visit.avery) == []
    assert len(listed(visit, visit.office.sam)) == 1
