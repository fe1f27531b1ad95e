"""Tests who may see a client, for every role."""

from dataclasses import replace

import pytest

from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.errors import NotFound
from tests.practice.practice_harness import ADMIN, KIM, NOBODYS, PRACTICE, SAM, PracticeHarness


@pytest.fixture
def harness():
    return PracticeHarness()


@pytest.fixture
def policy(harness):
    return ClientAccess(harness.directory, harness.directory)


def as_client(client):
    return Access(PRACTICE, "avery", Role.CLIENT, client=client)


def test_only_admins_assigned_providers_and_the_client_may_see_a_client(harness, policy):
    """
    S2: an Admin, an assigned provider and the client may see a client.

    Everybody else gets `NotFound`.
    """
    client = harness.client(SAM).id
    for access in (ADMIN, SAM, as_client(client)):
        assert policy.reaches(access, client)
        policy.require(access, client)
    assert harness.directory.refused == []
    for access in (KIM, as_client(NOBODYS), as_client(None), system(PRACTICE)):
        assert not policy.reaches(access, client)
        with pytest.raises(NotFound):
            policy.require(access, client)
        assert harness.directory.refused[-1] == (access.person, client)
    assert len(harness.directory.refused) == 4, "S14"


def test_an_absent_client_is_refused_and_audited_for_an_admin_too(harness, policy):
    """S3, S14: another practice's client is refused like one who does not exist."""
    client = harness.client(SAM).id
    for access, absent in ((ADMIN, NOBODYS), (replace(ADMIN, practice="prc-2"), client)):
        with pytest.raises(NotFound):
            policy.require(access, absent)
        assert harness.directory.refused[-1] == (access.person, absent)
