"""Properties that every fact sheet has, for any facts in any order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.access import Role
from chalicelib.visits.domain.fact_sheet import fact_sheet
from chalicelib.visits.domain.links import links
from chalicelib.visits.domain.spans import spans, union
from chalicelib.visits.domain.timeline import in_order
from chalicelib.visits.domain.visit import NEW_PAGE, Fact, FactKind
from tests.visits.domain.sample_visits import AFTER, CLIENT, FRIEND, HOST, VISIT, at, facts_of, met

SEATS = (HOST, CLIENT, FRIEND)
ANY_MOMENT = st.integers(0, 9_000).map(at)


@st.composite
def any_facts(draw, least=1):
    lines = draw(
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
        for n, (kind, when, seat, about, why) in enumerate(lines)
    ]


@st.composite
def visits(draw):
    """Generate the facts of two people who met, followed by arbitrary facts."""
    return [
        *facts_of(*met(draw(st.integers(0, 300)))),
        *[replace(fact, id=f"z{fact.id}") for fact in draw(any_facts())],
    ]


LATER = st.sampled_from([at(10), at(2_000), AFTER])
SPANS = st.lists(st.tuples(ANY_MOMENT, ANY_MOMENT)).map(spans)


def _times(line):
    return line.seat, line.joined_at, line.left_at, line.present, line.waiting


@given(visits() | any_facts(), LATER)
def test_time_together_lies_within_presence_and_presence_within_the_visit(facts, now):
    result = fact_sheet(VISIT, facts, now)
    moments = [fact.at for fact in facts]
    longest = (max(now, *moments) - min(moments)).total_seconds()
    for role in (Role.PROVIDER, Role.CLIENT):
        # The times of each seat are rounded down separately.
        assert result.together <= sum(
            each.present + 1 for each in result.seats if each.role is role
        )
    for each in result.seats:
        assert each.present + each.waiting <= longest + 1
    assert result.together + result.uncertain <= longest


@given(visits() | any_facts(), st.randoms(use_true_random=False), LATER)
def test_neither_the_order_of_facts_nor_duplicates_change_the_result(facts, rng, now):
    shuffled = [*facts, *facts[:3]]
    rng.shuffle(shuffled)
    assert fact_sheet(VISIT, shuffled, now) == fact_sheet(VISIT, facts, now)


@given(visits(), st.data())
def test_without_media_facts_there_is_no_time_together(facts, data):
    quiet = [fact for fact in facts if fact.kind is not FactKind.MEDIA_UP]
    result = fact_sheet(VISIT, quiet, AFTER)
    assert (result.together, result.uncertain) == (0, 0)


@given(visits(), st.data(), LATER)
def test_fewer_facts_never_make_the_visit_longer_than_it_was(facts, data, now):
    subset = data.draw(st.lists(st.sampled_from(facts), min_size=1, unique=True))
    result = fact_sheet(VISIT, subset, now)
    first, last = min(fact.at for fact in facts), max(fact.at for fact in facts)
    end = max(last, min(now, VISIT.closes_at))
    assert result.together + result.uncertain <= (end - first).total_seconds()
    assert result.started_at is None or first <= result.started_at <= result.ended_at <= end


@given(visits(), st.sampled_from(SEATS), st.integers(0, 3_000), LATER)
def test_a_renewed_socket_changes_no_time(facts, seat, second, now):
    """
    A renewed socket's `back` fact without an `away` fact before it changes no time.

    There is no `away` fact before this `back` fact.
    """
    present = [fact for fact in facts if fact.kind is not FactKind.AWAY]
    back = Fact("zzz", FactKind.BACK, at(second), seat)
    before, after = (fact_sheet(VISIT, each, now) for each in (present, [*present, back]))
    if present and back.at <= max(fact.at for fact in present):
        assert [_times(each) for each in after.seats] == [_times(each) for each in before.seats]
        assert (after.together, after.uncertain, after.live) == (
            before.together,
            before.uncertain,
            before.live,
        )


@given(visits(), LATER)
def test_absences_only_turn_certain_time_into_uncertain_time(facts, now):
    # A new page ends the media of the old page: how early depends on the absences before it.
    facts = [fact for fact in facts if fact.kind is not FactKind.JOINED or fact.at == at(0)]
    without_absences = [fact for fact in facts if fact.kind not in {FactKind.AWAY, FactKind.BACK}]
    if not without_absences or max(fact.at for fact in without_absences) != max(
        fact.at for fact in facts
    ):
        return
    full, reduced = (fact_sheet(VISIT, each, now) for each in (facts, without_absences))
    assert full.together <= reduced.together
    assert full.together + full.uncertain in range(
        reduced.together + reduced.uncertain - 1, reduced.together + reduced.uncertain + 2
    )


@given(visits() | any_facts(), st.sampled_from(SEATS), st.integers(0, 9_000), LATER)
def test_a_new_page_never_adds_time_together(facts, seat, second, now):
    """Without media that the new page reports, a new page can only end time together."""
    page = Fact("zzz", FactKind.BACK, at(second), seat, why=NEW_PAGE)
    same_page = replace(page, why="")
    with_page, without = (fact_sheet(VISIT, [*facts, each], now) for each in (page, same_page))
    assert with_page.together <= without.together


@given(visits() | any_facts(), st.sampled_from(SEATS), st.integers(0, 9_000), st.integers(1, 9_000))
def test_no_media_outlive_a_page_whose_socket_has_gone(facts, seat, second, seconds):
    """A page has no media after its last socket if another page takes its seat."""
    gone, back = at(second), at(second + seconds)
    others = [
        fact
        for fact in facts
        if fact.kind is not FactKind.ENDED and not (fact.seat == seat and gone <= fact.at <= back)
    ]
    page = [
        Fact("zz1", FactKind.AWAY, gone, seat, why="closed"),
        Fact("zz2", FactKind.BACK, back, seat, why=NEW_PAGE),
    ]
    for pair, link in links(in_order([*others, *page]), AFTER).items():
        assert seat not in pair or not link.up & spans([(gone, back)])


@given(visits() | any_facts(), LATER)
def test_every_drop_has_a_length_and_belongs_to_one_of_its_seats_or_none(facts, now):
    result = fact_sheet(VISIT, facts, now)
    for drop in result.drops:
        assert timedelta(0) <= timedelta(seconds=drop.seconds) <= AFTER - at(0)
        assert drop.seat is None or drop.seat in drop.seats
    for each in result.seats:
        assert each.drops <= len(result.drops)
        assert (each.longest_gap > 0) <= (each.drops > 0)


@given(SPANS, SPANS)
def test_spans_add_up_like_sets(one, other):
    assert (one | other).length + (one & other).length == one.length + other.length
    assert (one - other).length + (one & other).length == one.length
    assert not (one - other) & other
    assert union([one, other]) == one | other


@given(SPANS)
def test_spans_neither_touch_nor_overlap(one):
    assert all(a < b for a, b in one)
    assert all(b < c for (_, b), (c, _) in zip(one.each, one.each[1:], strict=False))
