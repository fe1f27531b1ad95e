"""What a visit's facts come to, case by case."""

import pytest

from chalicelib.visits.domain.drops import Side
from tests.visits.domain.sample_visits import CLIENT, FRIEND, HOST, VISIT, at, met, seat, sheet

END = (3000, "ended", HOST)


def test_of_a_visit_that_nobody_came_to_there_is_no_sheet():
    assert sheet() is None


def test_a_whole_visit_counts_from_the_first_picture_to_the_end():
    made = sheet(*met(120), END)
    assert (made.together, made.minutes, made.uncertain, made.drops, made.live) == (
        2880,
        48,
        0,
        (),
        False,
    )
    assert (made.started_at, made.ended_at) == (at(120), at(3000))
    assert (seat(made, CLIENT).waiting, seat(made, CLIENT).present, seat(made, HOST).present) == (
        120,
        2880,
        3000,
    )
    assert (seat(made, CLIENT).joined_at, seat(made, CLIENT).left_at) == (at(0), at(3000))


def test_who_never_came_has_an_empty_line():
    line = seat(sheet(*met(), END), FRIEND)
    assert (line.joined_at, line.left_at, line.present, line.waiting) == (None, None, 0, 0)


def test_a_minute_is_shown_when_it_is_whole():
    assert sheet(*met(), (119, "ended", HOST)).minutes == 1


def test_losing_the_socket_alone_ends_nothing():
    """V10: the media between the two goes on."""
    made = sheet(*met(), (600, "away", CLIENT, "closed"), (900, "back", CLIENT), END)
    assert (made.together, seat(made, CLIENT).present) == (3000, 3000)
    assert (seat(made, CLIENT).drops, seat(made, CLIENT).longest_gap, made.drops[0].side) == (
        1,
        300,
        Side.UNKNOWN,
    )


def test_a_socket_that_is_back_in_five_seconds_was_no_drop():
    assert sheet(*met(), (600, "away", CLIENT, "closed"), (605, "back", CLIENT), END).drops == ()


def test_lost_media_ends_the_time_together_whoever_reports_it():
    made = sheet(*met(), (600, "media_down", HOST, CLIENT), (700, "media_up", HOST, CLIENT), END)
    assert (made.together, made.drops[0].seconds, made.drops[0].returned) == (2900, 100, True)


def test_both_must_have_the_other_again():
    lost = ((600, "media_down", HOST, CLIENT), (600, "media_down", CLIENT, HOST))
    made = sheet(
        *met(), *lost, (610, "media_up", HOST, CLIENT), (660, "media_up", CLIENT, HOST), END
    )
    assert (made.together, len(made.drops)) == (2940, 1)


def test_a_new_page_does_not_keep_what_the_old_one_had_lost():
    lost = ((600, "media_down", HOST, CLIENT), (600, "media_down", CLIENT, HOST))
    made = sheet(*met(), *lost, (620, "joined", CLIENT), (622, "media_up", HOST, CLIENT), END)
    assert made.together == 3000 - 22


def test_leaving_and_being_removed_end_it():
    assert sheet(*met(), (600, "left", CLIENT), END).together == 600
    assert sheet(*met(), (600, "removed", CLIENT), END).together == 600


def test_a_take_over_or_a_renewed_socket_is_no_leave():
    made = sheet(*met(), (1000, "joined", CLIENT), END)
    assert (made.together, seat(made, CLIENT).joined_at, seat(made, CLIENT).left_at) == (
        3000,
        at(0),
        at(3000),
    )


def test_who_comes_back_into_an_open_room_does_not_wait_and_into_a_locked_one_does():
    again = ((600, "left", CLIENT), (700, "joined", CLIENT))
    assert seat(sheet(*met(), *again, END), CLIENT).waiting == 0
    assert seat(sheet(*met(), *again, (760, "admitted", CLIENT), END), CLIENT).waiting == 60


def test_who_was_removed_waits_again():
    made = sheet(*met(), (600, "removed", CLIENT), (700, "joined", CLIENT), END)
    assert (seat(made, CLIENT).waiting, made.together) == (2300, 600)


def test_two_clients_among_themselves_are_no_visit():
    both = (
        (0, "joined", CLIENT),
        (0, "admitted", CLIENT),
        (0, "joined", FRIEND),
        (0, "admitted", FRIEND),
    )
    made = sheet(*both, (0, "media_up", CLIENT, FRIEND), END)
    assert (made.together, seat(made, FRIEND).present) == (0, 3000)


def test_with_three_the_time_together_is_the_union_of_both_links():
    third = ((600, "joined", FRIEND), (600, "admitted", FRIEND), (600, "media_up", HOST, FRIEND))
    made = sheet(*met(), *third, (900, "left", CLIENT), (1200, "ended", HOST))
    assert made.together == 1200


def test_a_socket_and_media_lost_on_one_seat_are_that_seats():
    made = sheet(
        *met(),
        (600, "media_down", HOST, CLIENT),
        (601, "away", CLIENT, "gone"),
        (660, "back", CLIENT),
        (661, "media_up", HOST, CLIENT),
        END,
    )
    drop = made.drops[0]
    assert (drop.side, drop.seat, drop.seconds, len(made.drops)) == (Side.SEAT, CLIENT, 61, 1)
    assert (seat(made, CLIENT).drops, seat(made, HOST).drops) == (1, 0)


@pytest.mark.parametrize("kind", ["joined", "back"])
def test_a_page_loaded_again_shows_whose_side_it_was(kind):
    """Its seat was taken over before its old socket was missed, so it was never away."""
    made = sheet(
        *met(),
        (600, "media_down", HOST, CLIENT),
        (602, kind, CLIENT),
        (603, "media_up", HOST, CLIENT),
        END,
    )
    assert (made.drops[0].side, made.drops[0].seat) == (Side.SEAT, CLIENT)


def test_media_lost_with_both_sockets_alive_is_the_paths():
    made = sheet(*met(), (600, "media_down", HOST, CLIENT), (630, "media_up", HOST, CLIENT), END)
    assert (made.drops[0].side, made.drops[0].seat) == (Side.PATH, None)
    assert (seat(made, CLIENT).drops, seat(made, HOST).drops) == (1, 1)


def test_both_sockets_lost_are_nobodys_side():
    gone = (
        (600, "media_down", HOST, CLIENT),
        (601, "away", CLIENT, "gone"),
        (601, "away", HOST, "gone"),
    )
    back = ((700, "back", HOST), (700, "back", CLIENT), (701, "media_up", HOST, CLIENT))
    assert {drop.side for drop in sheet(*met(), *gone, *back, END).drops} <= {Side.UNKNOWN}


def test_one_who_falls_out_of_a_call_of_three_is_one_drop():
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
    made = sheet(*met(), *third, *out, *back, END)
    assert [(drop.side, drop.seat) for drop in made.drops] == [(Side.SEAT, FRIEND)]
    assert made.together == 3000


def test_who_goes_without_a_word_at_the_end_has_not_dropped():
    made = sheet(*met(), (2990, "media_down", HOST, CLIENT), (2990, "away", CLIENT, "closed"), END)
    assert (made.drops, made.together) == ((), 2990)


def test_who_never_comes_back_has():
    made = sheet(*met(), (600, "media_down", HOST, CLIENT), (600, "away", CLIENT, "gone"), END)
    assert (made.drops[0].returned, made.drops[0].seconds, made.together) == (False, 2400, 600)


def test_a_gap_lasts_while_somebody_is_there_to_wait():
    made = sheet(
        *met(),
        (600, "media_down", HOST, CLIENT),
        (600, "away", CLIENT, "gone"),
        (900, "away", HOST, "closed"),
    )
    assert made.drops[0].seconds == 300


def test_after_the_last_sign_everything_is_uncertain():
    """Neither is left to say that the other was lost, and nobody comes back."""
    made = sheet(
        *met(), (1200, "away", HOST, "closed"), (1800, "away", CLIENT, "closed"), (3600, "ended")
    )
    assert (made.together, made.uncertain) == (1800, 1800)


def test_a_silence_that_the_link_outlives_is_certain():
    """A dead signaling server: both sockets go, media does not."""
    gone = ((600, "away", HOST, "closed"), (600, "away", CLIENT, "closed"))
    made = sheet(*met(), *gone, (700, "back", HOST), (701, "back", CLIENT), END)
    assert (made.together, made.uncertain) == (3000, 0)


def test_a_silence_after_which_the_link_is_lost_is_not():
    gone = ((600, "away", HOST, "closed"), (600, "away", CLIENT, "closed"))
    made = sheet(
        *met(),
        *gone,
        (700, "back", HOST),
        (702, "media_down", HOST, CLIENT),
        (710, "back", CLIENT),
        END,
    )
    assert (made.together, made.uncertain) == (602, 100)


def test_a_socket_found_gone_may_have_gone_ten_minutes_before():
    made = sheet(
        *met(), (1200, "away", CLIENT, "closed"), (2400, "away", HOST, "gone"), (3000, "ended")
    )
    assert (made.together, made.uncertain) == (1800, 1200)


def test_without_an_end_what_is_known_reaches_to_the_last_fact():
    made = sheet(*met(), (600, "media_up", HOST, CLIENT))
    assert (made.together, made.live) == (600, False)
    assert made.uncertain == int((VISIT.closes_at - at(600)).total_seconds())


def test_a_visit_that_goes_on_counts_until_now():
    made = sheet(*met(), now=at(300))
    assert (made.live, made.together, seat(made, CLIENT).left_at) == (True, 300, None)


def test_a_strangers_seat_adds_nothing():
    assert sheet(*met(), (0, "joined", "seat-9"), END) == sheet(*met(), END)
