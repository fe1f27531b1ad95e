"""What holds of every fact sheet, whatever happened and in whatever order it was written down."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.access import Role
from chalicelib.visits.domain.fact_sheet import fact_sheet
from chalicelib.visits.domain.spans import spans, union
from chalicelib.visits.domain.visit import Fact, FactKind
from tests.visits.domain.sample_visits import AFTER, CLIENT, FRIEND, HOST, VISIT, at, met, told

SEATS = (HOST, CLIENT, FRIEND)
ANY_MOMENT = st.integers(0, 9_000).map(at)


@st.composite
def facts(draw, least=1):
    made = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(FactKind)),
                ANY_MOMENT,
                st.sampled_from(SEATS),
                st.sampled_from(SEATS),
                st.sampled_from(["closed", "gone"]),
            ),
            min_size=least,
            max_size=25,
        )
    )
    return [
        Fact(f"{n:04d}", kind, when, seat, about, why)
        for n, (kind, when, seat, about, why) in enumerate(made)
    ]


@st.composite
def visits(draw):
    """Two who met, and then anything."""
    return [
        *told(*met(draw(st.integers(0, 300)))),
        *[replace(fact, id=f"z{fact.id}") for fact in draw(facts())],
    ]


LATER = st.sampled_from([at(10), at(2_000), AFTER])
STRETCHES = st.lists(st.tuples(ANY_MOMENT, ANY_MOMENT)).map(spans)


def _times(line):
    return line.seat, line.joined_at, line.left_at, line.present, line.waiting


@given(visits() | facts(), LATER)
def test_time_together_lies_within_presence_and_presence_within_the_visit(happened, now):
    made = fact_sheet(VISIT, happened, now)
    moments = [fact.at for fact in happened]
    longest = (max(now, *moments) - min(moments)).total_seconds()
    for role in (Role.PROVIDER, Role.CLIENT):
        # Each seat is rounded down by itself.
        assert made.together <= sum(each.present + 1 for each in made.seats if each.role is role)
    for each in made.seats:
        assert each.present + each.waiting <= longest + 1
    assert made.together + made.uncertain <= longest


@given(visits() | facts(), st.randoms(use_true_random=False), LATER)
def test_the_order_of_writing_and_a_fact_written_twice_change_nothing(happened, chance, now):
    mixed = [*happened, *happened[:3]]
    chance.shuffle(mixed)
    assert fact_sheet(VISIT, mixed, now) == fact_sheet(VISIT, happened, now)


@given(visits(), st.data())
def test_without_a_report_of_media_there_is_no_time_together(happened, data):
    quiet = [fact for fact in happened if fact.kind is not FactKind.MEDIA_UP]
    made = fact_sheet(VISIT, quiet, AFTER)
    assert (made.together, made.uncertain) == (0, 0)


@given(visits(), st.data(), LATER)
def test_fewer_facts_never_make_the_visit_longer_than_it_was(happened, data, now):
    kept = data.draw(st.lists(st.sampled_from(happened), min_size=1, unique=True))
    made = fact_sheet(VISIT, kept, now)
    first, last = min(fact.at for fact in happened), max(fact.at for fact in happened)
    end = max(last, min(now, VISIT.closes_at))
    assert made.together + made.uncertain <= (end - first).total_seconds()
    assert made.started_at is None or first <= made.started_at <= made.ended_at <= end


@given(visits(), st.sampled_from(SEATS), st.integers(0, 3_000), LATER)
def test_a_renewed_socket_changes_no_time(happened, seat, second, now):
    """A `back` of one who was never away says nothing."""
    here = [fact for fact in happened if fact.kind is not FactKind.AWAY]
    again = Fact("zzz", FactKind.BACK, at(second), seat)
    before, after = (fact_sheet(VISIT, each, now) for each in (here, [*here, again]))
    if here and again.at <= max(fact.at for fact in here):
        assert [_times(each) for each in after.seats] == [_times(each) for each in before.seats]
        assert (after.together, after.uncertain, after.live) == (
            before.together,
            before.uncertain,
            before.live,
        )


@given(visits(), LATER)
def test_away_alone_never_takes_certain_and_uncertain_time_away(happened, now):
    calm = [fact for fact in happened if fact.kind not in {FactKind.AWAY, FactKind.BACK}]
    if not calm or max(fact.at for fact in calm) != max(fact.at for fact in happened):
        return
    restless, quiet = (fact_sheet(VISIT, each, now) for each in (happened, calm))
    assert restless.together <= quiet.together
    assert restless.together + restless.uncertain in range(
        quiet.together + quiet.uncertain - 1, quiet.together + quiet.uncertain + 2
    )


@given(visits() | facts(), LATER)
def test_every_drop_was_felt_and_is_told_of_somebody_or_of_nobody(happened, now):
    made = fact_sheet(VISIT, happened, now)
    for drop in made.drops:
        assert timedelta(0) <= timedelta(seconds=drop.seconds) <= AFTER - at(0)
        assert drop.seat is None or drop.seat in drop.seats
    for each in made.seats:
        assert each.drops <= len(made.drops)
        assert (each.longest_gap > 0) <= (each.drops > 0)


@given(STRETCHES, STRETCHES)
def test_stretches_add_up_like_sets(one, other):
    assert (one | other).length + (one & other).length == one.length + other.length
    assert (one - other).length + (one & other).length == one.length
    assert not (one - other) & other
    assert union([one, other]) == one | other


@given(STRETCHES)
def test_stretches_neither_touch_nor_overlap(one):
    assert all(a < b for a, b in one)
    assert all(b < c for (_, b), (c, _) in zip(one.each, one.each[1:], strict=False))
