"""Tests which name a signed-in person reads of themselves."""

from dataclasses import replace

from chalicelib.kernel.access import Access, Role
from chalicelib.me.usecases import Me
from tests.practice.practice_harness import AVERY, PRACTICE, SAM, PracticeHarness


def test_a_client_reads_the_name_that_the_profile_has_now():
    """The membership has the name of the invitation, which may have been mistyped."""
    harness = PracticeHarness()
    mistyped = replace(AVERY, legal_name="Averie Stone")
    client = harness.client(SAM, mistyped, invite=True)
    access = Access(PRACTICE, client.person, Role.CLIENT, frozenset({Role.CLIENT}), client.id)
    me = Me(harness.memberships, harness.practices, harness.directory)
    names = [me.about(access).summary.name]
    for changes in ({"legal_name": "Avery Stone"}, {"preferred_name": "Av"}):
        version = harness.client_rows.get(SAM, client.id).version
        harness.clients.change(SAM, client.id, changes, version)
        names.append(me.about(access).summary.name)
    assert names == ["Averie Stone", "Avery Stone", "Av"]


def test_a_colleague_reads_the_name_of_their_membership():
    harness = PracticeHarness()
    me = Me(harness.memberships, harness.practices, harness.directory)
    assert me.about(SAM).summary.name == "Sam Rivera"
