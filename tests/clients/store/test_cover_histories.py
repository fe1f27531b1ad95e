"""Tests who sees a client over random assignments, covers and handovers."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.clients.domain.client import Cover
from chalicelib.clients.domain.handover import Handover
from chalicelib.kernel.ids import PersonId
from tests.clients.store.test_covers import DAY, fake_office, table_office
from tests.practice.store.practice_rows import KIM, SAM

PEOPLE = (SAM, KIM, PersonId("jo"))
PERSON = st.sampled_from(PEOPLE)
STEPS = st.one_of(
    st.tuples(st.just("assign"), st.frozensets(PERSON)),
    st.tuples(st.just("cover"), PERSON, PERSON, st.integers(0, 2), st.integers(1, 3)),
    st.tuples(st.just("hand over"), PERSON, PERSON),
    st.tuples(st.just("wait"), st.integers(1, 2)),
)


class Model:
    """Says who is assigned, and who stands in for whom and when, by the rule in words."""

    def __init__(self):
        self.assigned, self.covers = {SAM}, {}

    def assign(self, people):
        # A cover lives as long as the assignment of the provider for whom it stands in.
        self.assigned = set(people)
        self.covers = {
            each: cover
            for each, cover in self.covers.items()
            if cover.stands_for in people and each not in people
        }

    def cover(self, giver, to, cover):
        if giver in self.assigned and to not in self.assigned:
            self.covers[to] = cover

    def hand_over(self, giver, to):
        if giver in self.assigned:
            self.assign((self.assigned - {giver}) | {to})

    def sees(self, person, now):
        cover = self.covers.get(person)
        return person in self.assigned or bool(cover and cover.is_active(now))


def take(office, model, client, step):
    clients, access = office.rows.clients, office.rows.access
    match step:
        case ("assign", people):
            before = office.stored(client)
            clients.change(access, before, before.with_providers(people))
            model.assign(people)
        case ("cover", giver, to, first, days) if giver != to:
            since = office.clock.at + first * DAY
            cover = Cover(to, since, since + days * DAY, giver)
            clients.hand_over(access, client.id, Handover(giver, to, cover))
            model.cover(giver, to, cover)
        case ("hand over", giver, to) if giver != to:
            clients.hand_over(access, client.id, Handover(giver, to))
            model.hand_over(giver, to)
        case ("wait", days):
            office.clock.at += days * DAY - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("open_office", "examples"),
    [(fake_office, 200), (table_office, 8)],
    ids=["fake", "tables"],
)
def test_nobody_stands_in_for_who_is_not_assigned(open_office, examples):
    """S2: who sees a client is assigned, or stands in now for somebody who is."""

    @settings(max_examples=examples)
    @given(st.lists(STEPS, max_size=6))
    def hold(steps):
        client, model = office.rows.add_client(next(numbers)), Model()
        for step in steps:
            take(office, model, client, step)
            now = office.clock.at
            for person in PEOPLE:
                assert office.sees(person, client) == model.sees(person, now)
            assert office.stored(client).providers == model.assigned

    numbers = count(1)
    with open_office() as office:
        hold()
