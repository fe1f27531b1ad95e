"""Tests how a visit's facts are summarized (docs/video.md#fact-sheet)."""

import pytest

from chalicelib.visits.domain.drops import Side
from tests.visits.domain.sample_visits import CLIENT, FRIEND, HOST, VISIT, at, met, seat, sheet

END = (3000, "ended", HOST)


def test_a_visit_that_nobody_came_to_has_no_fact_sheet():
    assert sheet() is None


def test_time_together_runs_from_the_first_media_to_the_end():
    result = sheet(*met(120), END)
    assert (result.together, result.minutes, result.uncertain, result.drops, result.live) == (
        2880,
        48,
        0,
        (),
        False,
    )
    assert (result.started_at, result.ended_at) == (at(120), at(3000))
    assert (
        seat(result, CLIENT).waiting,
        seat(result, CLIENT).present,
        seat(result, HOST).present,
    ) == (
        120,
        2880,
        3000,
    )
    assert (seat(result, CLIENT).joined_at, seat(result, CLIENT).left_at) == (at(0), at(3000))


def test_a_seat_that_nobody_took_has_an_empty_line():
    line = seat(sheet(*met(), END), FRIEND)
    assert (line.joined_at, line.left_at, line.present, line.waiting) == (None, None, 0, 0)


def test_minutes_are_rounded_down():
    assert sheet(*met(), (119, "ended", HOST)).minutes == 1


def test_losing_a_socket_does_not_end_the_time_together():
    """
    Losing a socket does not end the time that two people are together.

    Video and audio go on between them without the socket (docs/video.md#v10).
    """
    result = sheet(*met(), (600, "away", CLIENT, "closed"), (900, "back", CLIENT), END)
    assert (result.together, seat(result, CLIENT).present) == (3000, 3000)
    assert (seat(result, CLIENT).drops, seat(result, CLIENT).longest_gap, result.drops[0].side) == (
        1,
        300,
        Side.UNKNOWN,
    )


def test_a_socket_that_returns_within_five_seconds_is_no_drop():
    assert sheet(*met(), (600, "away", CLIENT, "closed"), (605, "back", CLIENT), END).drops == ()


def test_lost_media_ends_the_time_together_whoever_reports_it():
    result = sheet(*met(), (600, "media_down", HOST, CLIENT), (700, "media_up", HOST, CLIENT), END)
    assert (result.together, result.drops[0].seconds, result.drops[0].returned) == (2900, 100, True)


def test_time_together_resumes_when_both_have_media_again():
    lost = ((600, "media_down", HOST, CLIENT), (600, "media_down", CLIENT, HOST))
    result = sheet(
        *met(), *lost, (610, "media_up", HOST, CLIENT), (660, "media_up", CLIENT, HOST), END
    )
    assert (result.together, len(result.drops)) == (2940, 1)


def test_a_page_load_resets_the_lost_media_of_the_page_before():
    lost = ((600, "media_down", HOST, CLIENT), (600, "media_down", CLIENT, HOST))
    result = sheet(*met(), *lost, (620, "joined", CLIENT), (622, "media_up", HOST, CLIENT), END)
    assert result.together == 3000 - 22


def test_leaving_or_being_removed_ends_the_time_together():
    assert sheet(*met(), (600, "left", CLIENT), END).together == 600
    assert sheet(*met(), (600, "removed", CLIENT), END).together == 600


def test_a_take_over_or_a_renewed_socket_is_no_leave():
    result = sheet(*met(), (1000, "back", CLIENT, "page"), (1000, "media_up", CLIENT, HOST), END)
    assert (result.together, seat(result, CLIENT).joined_at, seat(result, CLIENT).left_at) == (
        3000,
        at(0),
        at(3000),
    )


def test_a_client_who_returns_waits_only_when_the_room_is_locked():
    again = ((600, "left", CLIENT), (700, "joined", CLIENT))
    assert seat(sheet(*met(), *again, END), CLIENT).waiting == 0
    assert seat(sheet(*met(), *again, (760, "admitted", CLIENT), END), CLIENT).waiting == 60


def test_a_removed_client_who_joins_again_waits():
    result = sheet(*met(), (600, "removed", CLIENT), (700, "joined", CLIENT), END)
    assert (seat(result, CLIENT).waiting, result.together) == (2300, 600)


def test_two_clients_without_a_provider_have_no_time_together():
    both = (
        (0, "joined", CLIENT),
        (0, "admitted", CLIENT),
        (0, "joined", FRIEND),
        (0, "admitted", FRIEND),
    )
    result = sheet(*both, (0, "media_up", CLIENT, FRIEND), END)
    assert (result.together, seat(result, FRIEND).present) == (0, 3000)


def test_with_two_clients_the_time_together_is_the_union_of_both_links():
    third = ((600, "joined", FRIEND), (600, "admitted", FRIEND), (600, "media_up", HOST, FRIEND))
    result = sheet(*met(), *third, (900, "left", CLIENT), (1200, "ended", HOST))
    assert result.together == 1200


def test_a_socket_and_media_lost_on_one_seat_are_on_its_side():
    result = sheet(
        *met(),
        (600, "media_down", HOST, CLIENT),
        (601, "away", CLIENT, "gone"),
        (660, "back", CLIENT),
        (661, "media_up", HOST, CLIENT),
        END,
    )
    drop = result.drops[0]
    assert (drop.side, drop.seat, drop.seconds, len(result.drops)) == (Side.SEAT, CLIENT, 61, 1)
    assert (seat(result, CLIENT).drops, seat(result, HOST).drops) == (1, 0)


@pytest.mark.parametrize("kind", ["joined", "back"])
def test_a_reloaded_page_shows_on_whose_side_the_drop_was(kind):
    """
    If a page was reloaded, the fact sheet shows on which side the drop was.

    The client's seat has no `away` fact, because the new page took the seat before anybody
    noticed the loss of the old page.
    """
    result = sheet(
        *met(),
        (600, "media_down", HOST, CLIENT),
        (602, kind, CLIENT),
        (603, "media_up", HOST, CLIENT),
        END,
    )
    assert (result.drops[0].side, result.drops[0].seat) == (Side.SEAT, CLIENT)


def test_media_lost_with_both_sockets_open_is_on_the_path_between():
    result = sheet(*met(), (600, "media_down", HOST, CLIENT), (630, "media_up", HOST, CLIENT), END)
    assert (result.drops[0].side, result.drops[0].seat) == (Side.PATH, None)
    assert (seat(result, CLIENT).drops, seat(result, HOST).drops) == (1, 1)


def test_when_both_sockets_are_lost_the_side_is_unknown():
    gone = (
        (600, "media_down", HOST, CLIENT),
        (601, "away", CLIENT, "gone"),
        (601, "away", HOST, "gone"),
    )
    back = ((700, "back", HOST), (700, "back", CLIENT), (701, "media_up", HOST, CLIENT))
    assert {drop.side for drop in sheet(*met(), *gone, *back, END).drops} <= {Side.UNKNOWN}


def test_one_seat_lost_from_a_call_of_three_is_one_drop():
    third = (
        (0, "joined", FRIEND),
        (0, "admitted", FRIEND),
        (0, "media_up", HOST, FRIEND),
        (0, "media_up", CLIENT, FRIEND),
    )
    out = (
        (600, "media_down", HOST, FRIEND),
        (601, "media_down", CLIENT, FRIEND),
        (602, "away", FRIEND, "gone"),
    )
    back = (
        (700, "joined", FRIEND),
        (701, "media_up", HOST, FRIEND),
        (702, "media_up", CLIENT, FRIEND),
    )
    result = sheet(*met(), *third, *out, *back, END)
    assert [(drop.side, drop.seat) for drop in result.drops] == [(Side.SEAT, FRIEND)]
    assert result.together == 3000


def test_a_page_closed_at_the_end_is_no_drop():
    result = sheet(
        *met(), (2990, "media_down", HOST, CLIENT), (2990, "away", CLIENT, "closed"), END
    )
    assert (result.drops, result.together) == ((), 2990)


def test_a_seat_that_never_returns_is_a_drop():
    result = sheet(*met(), (600, "media_down", HOST, CLIENT), (600, "away", CLIENT, "gone"), END)
    assert (result.drops[0].returned, result.drops[0].seconds, result.together) == (
        False,
        2400,
        600,
    )


def test_a_drop_lasts_only_while_somebody_else_is_there():
    result = sheet(
        *met(),
        (600, "media_down", HOST, CLIENT),
        (600, "away", CLIENT, "gone"),
        (900, "away", HOST, "closed"),
    )
    assert result.drops[0].seconds == 300


def test_time_after_both_sockets_closed_is_uncertain():
    """
    After both sockets closed for good, the remaining time is uncertain.

    Nobody is left to report a loss of media.
    """
    result = sheet(
        *met(), (1200, "away", HOST, "closed"), (1800, "away", CLIENT, "closed"), (3600, "ended")
    )
    assert (result.together, result.uncertain) == (1800, 1800)


def test_time_without_sockets_counts_when_media_outlasts_it():
    """
    Time without sockets counts as time together if media went on.

    For example, both sockets close because signaling is down, but video and audio go on.
    """
    gone = ((600, "away", HOST, "closed"), (600, "away", CLIENT, "closed"))
    result = sheet(*met(), *gone, (700, "back", HOST), (701, "back", CLIENT), END)
    assert (result.together, result.uncertain) == (3000, 0)


def test_time_without_sockets_is_uncertain_when_media_is_lost_after_it():
    gone = ((600, "away", HOST, "closed"), (600, "away", CLIENT, "closed"))
    result = sheet(
        *met(),
        *gone,
        (700, "back", HOST),
        (702, "media_down", HOST, CLIENT),
        (710, "back", CLIENT),
        END,
    )
    assert (result.together, result.uncertain) == (602, 100)


def test_a_socket_found_gone_may_have_closed_ten_minutes_before():
    result = sheet(
        *met(), (1200, "away", CLIENT, "closed"), (2400, "away", HOST, "gone"), (3000, "ended")
    )
    assert (result.together, result.uncertain) == (1800, 1200)


def test_without_an_end_time_counts_up_to_the_last_fact():
    result = sheet(*met(), (600, "media_up", HOST, CLIENT))
    assert (result.together, result.live) == (600, False)
    assert result.uncertain == int((VISIT.closes_at - at(600)).total_seconds())


def test_a_running_visit_counts_until_now():
    result = sheet(*met(), now=at(300))
    assert (result.live, result.together, seat(result, CLIENT).left_at) == (True, 300, None)


def test_a_strangers_seat_adds_nothing():
    assert sheet(*met(), (0, "joined", "seat-9"), END) == sheet(*met(), END)
