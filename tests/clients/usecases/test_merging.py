"""Tests merging two profiles of one client, and undoing it."""

from dataclasses import replace

import pytest

from chalicelib.clients.domain.client import AccountState
from chalicelib.clients.domain.merge import FillableField, RecordKind
from chalicelib.clients.usecases.merging import CAME_MEANWHILE, SIGNS_IN
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import ClientMerged, Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.errors import Unavailable as NoAnswer
from tests.clients.merging_harness import KEY, REASON, MergingHarness
from tests.practice.practice_harness import ADMIN, AVERY, KIM, NOBODYS, NOW, SAM


@pytest.fixture
def harness():
    return MergingHarness()


def writing(access):
    return replace(access, writes=True)


def test_both_profiles_say_that_they_were_merged_when_by_whom_and_why(harness):
    source, target = harness.pair()
    view = harness.merge(source, target, reason="  Registered twice. ")
    merge = view.client.merge
    assert (merge.into, merge.at, merge.by, merge.reason) == (
        target.id,
        NOW,
        ADMIN.person,
        REASON,
    )
    assert view.names[ADMIN.person] == "Jordan Ellis"
    assert view.linked[target.id].summary.name == "Avery Stone"
    other = harness.clients.get(ADMIN, target.id)
    assert other.client.merged_from == {source.id}
    assert other.linked[source.id].merged_at == NOW
    assert [each.event.reason for each in harness.merges.records] == [REASON]


def test_each_name_of_a_merged_profile_is_read_once(harness, monkeypatch):
    source, target = harness.pair()
    harness.merge(source, target)
    colleagues, people = harness.directory.colleagues, []
    monkeypatch.setattr(
        harness.directory,
        "colleagues",
        lambda access, some: people.extend(some) or colleagues(access, some),
    )
    view = harness.clients.get(ADMIN, source.id)
    assert sorted(people) == sorted(view.names) == [ADMIN.person, SAM.person]


def test_only_an_admin_merges_and_undoes(harness):
    """S4: a provider may do neither, even with clients of their own."""
    source, target = harness.pair()
    for act in (
        lambda: harness.merge(source, target, SAM),
        lambda: harness.merging.preview(SAM, source.id, target.id),
        lambda: harness.merging.undo(SAM, source.id, 1, REASON, None),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert harness.merges.records == []


def test_unknown_clients_are_refused_on_both_sides(harness):
    """S3, S14: like a client of another practice, with an entry in the audit trail."""
    source, target = harness.pair()
    nobody = replace(source, id=NOBODYS)
    for one, other in ((nobody, target), (source, nobody)):
        with pytest.raises(NotFound):
            harness.merge(one, other)
        assert harness.directory.refused[-1] == (ADMIN.person, NOBODYS)


def test_a_reason_is_needed(harness):
    source, target = harness.pair()
    with pytest.raises(Invalid) as refusal:
        harness.merge(source, target, reason=" ")
    assert "reason" in refusal.value.fields
    assert harness.stored(source).merge is None


@pytest.mark.parametrize(
    "kind",
    [RecordKind.APPOINTMENT, RecordKind.INVOICE, RecordKind.THREAD, RecordKind.WAIT],
)
def test_what_is_unfinished_in_the_profile_must_be_finished_first(harness, kind):
    source, target = harness.pair()
    harness.held[kind].unfinished[source.id] = 1
    preview = harness.merging.preview(ADMIN, source.id, target.id)
    with pytest.raises(Conflict, match=r": (end|settle|answer|end)") as refusal:
        harness.merge(source, target)
    assert [str(refusal.value)] == preview.obstacles
    assert harness.stored(source).merge is None


def test_what_is_unfinished_in_the_other_profile_is_no_obstacle(harness):
    source, target = harness.pair()
    for each in harness.held.values():
        each.unfinished[target.id] = 3
    assert harness.merge(source, target).client.merge


def test_what_was_added_at_the_moment_of_the_merge_undoes_it(harness):
    """No profile stays merged with something that nobody could finish."""
    source, target = harness.pair()
    store = harness.merges.store

    def store_after_booking(access, change, key):
        if not change.is_undo:
            harness.held[RecordKind.APPOINTMENT].unfinished[source.id] = 1
        store(access, change, key)

    harness.merges.store = store_after_booking
    with pytest.raises(Conflict, match="1 appointment"):
        harness.merge(source, target, key=KEY)
    assert (harness.stored(source).merge, harness.stored(target).merged_from) == (None, frozenset())
    assert harness.merges.records[-1].event.reason == CAME_MEANWHILE
    with pytest.raises(Conflict):
        harness.merge(source, target, key=KEY)


def test_a_preview_shows_both_sides_and_what_can_be_filled(harness):
    full = replace(AVERY, phone="+1 555 010 9999", pronouns="they/them")
    source, target = harness.client(profile=full), harness.client(profile=AVERY)
    preview = harness.merging.preview(ADMIN, source.id, target.id)
    assert (preview.client.client.id, preview.into.client.id) == (source.id, target.id)
    assert [each.kind for each in preview.into.records] == [
        RecordKind.APPOINTMENT,
        RecordKind.NOTE,
        RecordKind.THREAD,
        RecordKind.DOCUMENT,
        RecordKind.INVOICE,
    ]
    assert (preview.fillable, preview.obstacles) == (["phone", "pronouns"], [])


def test_only_named_empty_fields_are_filled(harness):
    full = replace(AVERY, legal_name="A. Stone", phone="+1 555 010 9999", pronouns="they/them")
    source, target = harness.client(profile=full), harness.client(profile=AVERY)
    harness.merge(source, target, fill=frozenset({FillableField.PHONE}))
    assert harness.stored(target).profile == replace(AVERY, phone="+1 555 010 9999")
    assert harness.stored(source).profile == full


def test_a_sign_in_ends_only_if_the_admin_allows_it(harness):
    """S9: the membership ends, so that every session of the client has ended, too."""
    source, target = harness.pair(invite=True)
    person = harness.stored(source).person
    with pytest.raises(Conflict) as refusal:
        harness.merge(harness.stored(source), target)
    assert str(refusal.value) == SIGNS_IN
    assert harness.memberships.get(ADMIN, person)
    view = harness.merge(harness.stored(source), target, ends_sign_in=True)
    assert (view.client.person, view.client.state) == (None, AccountState.NOT_INVITED)
    with pytest.raises(NotFound):
        harness.memberships.get(ADMIN, person)
    assert person not in {each.person for each in harness.identity.people.values()}


def test_the_address_of_an_ended_sign_in_can_be_invited_for_the_other_profile(harness):
    source, target = harness.pair(invite=True)
    harness.merge(harness.stored(source), target, ends_sign_in=True)
    assert harness.clients.invite(ADMIN, target.id).client.state is AccountState.INVITED


@pytest.mark.parametrize("when", ["failing", "failing_after"])
def test_a_merge_that_got_no_answer_can_be_repeated_with_its_key(harness, when):
    source, target = harness.pair(invite=True)
    setattr(harness.merges, when, NoAnswer())
    with pytest.raises(NoAnswer):
        harness.merge(harness.stored(source), target, key=KEY, ends_sign_in=True)
    view = harness.merge(harness.stored(source), target, key=KEY, ends_sign_in=True)
    assert (view.client.merge.into, len(harness.merges.records)) == (target.id, 1)


def test_two_merges_in_opposite_directions_leave_exactly_one(harness):
    source, target = harness.pair()
    store = harness.merges.store

    def store_after_the_other(access, change, key):
        harness.merges.store = store
        harness.merge(target, source)
        store(access, change, key)

    harness.merges.store = store_after_the_other
    with pytest.raises(Conflict) as refusal:
        harness.merge(source, target)
    assert refusal.value.fresh.client.merged_from == {target.id}
    assert harness.stored(source).merge is None
    assert harness.stored(target).merge.into == source.id


def test_an_edit_since_the_admin_looked_stops_the_merge(harness):
    source, target = harness.pair()
    harness.clients.change(ADMIN, source.id, {"pronouns": "they/them"}, 1)
    with pytest.raises(Conflict) as refusal:
        harness.merge(source, target)
    assert refusal.value.fresh.client.profile.pronouns == "they/them"


def test_an_undone_merge_leaves_both_profiles_as_before(harness):
    source, target = harness.pair()
    merged = harness.merge(source, target).client
    view = harness.merging.undo(ADMIN, source.id, merged.version, "Two people.", KEY)
    again = harness.merging.undo(ADMIN, source.id, merged.version, "Two people.", KEY)
    assert (view.client.merge, view.client.version, again) == (None, 3, view)
    assert harness.stored(target).merged_from == frozenset()
    assert harness.merges.records[-1].event.reason == "Two people."
    for attempt in (1, view.client.version):
        with pytest.raises(Conflict):
            harness.merging.undo(ADMIN, source.id, attempt, "Again.", None)


def test_a_merged_profile_is_read_but_not_written(harness):
    """S2: the refusal names the other profile only to those who may see it."""
    source, target = harness.pair()
    harness.client_rows.rows[ADMIN.practice, source.id] = replace(
        harness.stored(source), providers=frozenset({SAM.person, KIM.person})
    )
    harness.merge(harness.stored(source), target)
    for access, profile in (
        (ADMIN, {"id": target.id, "name": "Avery Stone"}),
        (SAM, {"id": target.id, "name": "Avery Stone"}),
        (KIM, None),
    ):
        assert harness.clients.get(access, source.id).client.id == source.id
        for write in (
            lambda each: harness.clients.change(each, source.id, {"pronouns": "they"}, 2),
            lambda each: harness.clients.invite(each, source.id),
        ):
            with pytest.raises(ClientMerged) as refusal:
                write(writing(access))
            assert refusal.value.profile == profile
            assert ("Avery" in str(refusal.value)) == (profile is not None)
    harness.clients.change(writing(SAM), target.id, {"pronouns": "they"}, 2)


def test_the_care_team_of_the_other_profile_reads_the_merged_one_until_it_is_undone(harness):
    """S2: nobody else does, and who is taken off the client no longer does either."""
    source = harness.client(KIM)
    target = harness.client(SAM)
    with pytest.raises(NotFound):
        harness.clients.get(SAM, source.id)
    harness.merge(source, target)
    assert harness.clients.get(SAM, source.id).linked.keys() == {target.id}
    assert harness.clients.get(KIM, source.id).linked == {}
    with pytest.raises(NotFound):
        harness.clients.get(KIM, target.id)
    own = replace(SAM, role=Role.CLIENT, client=target.id)
    assert not harness.merging.client_access.reaches(own, source.id)
    harness.clients.change(ADMIN, target.id, {}, 2, [KIM.person])
    with pytest.raises(NotFound):
        harness.clients.get(SAM, source.id)
    harness.clients.change(ADMIN, target.id, {}, 3, [SAM.person])
    harness.merging.undo(ADMIN, source.id, 2, "Two people.", None)
    with pytest.raises(NotFound):
        harness.clients.get(SAM, source.id)
