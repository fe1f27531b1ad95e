"""Tests that reports of media end with their page (docs/video.md#fact-sheet)."""

from tests.visits.domain.sample_visits import CLIENT, HOST, met, sheet

END = (3000, "ended", HOST)


def test_connected_media_end_with_the_page_that_reported_them():
    """
    A report of connected media ends when another page takes the seat.

    The client's new page reports media only after a minute.
    """
    result = sheet(*met(), (1000, "back", CLIENT, "page"), (1060, "media_up", CLIENT, HOST), END)
    assert (result.together, result.uncertain) == (2940, 0)


def test_an_empty_room_is_neither_together_nor_uncertain():
    """
    After both pages have closed, no time counts until new pages have media.

    Both people close their pages after 5 minutes and open new pages after 35 minutes.
    """
    closed = ((300, "away", HOST, "closed"), (300, "away", CLIENT, "closed"))
    back = ((2100, "back", HOST, "page"), (2100, "back", CLIENT, "page"))
    media = ((2100, "media_up", HOST, CLIENT), (2100, "media_up", CLIENT, HOST))
    result = sheet(*met(), *closed, *back, *media, (2400, "ended", HOST))
    assert (result.together, result.uncertain) == (600, 0)


def test_a_page_that_was_gone_is_not_together_with_a_page_that_reports_no_loss():
    """The host closes the tab for half an hour, and the client's page reports nothing."""
    media = ((2105, "media_up", HOST, CLIENT), (2105, "media_up", CLIENT, HOST))
    gone = ((300, "away", HOST, "closed"), (2100, "back", HOST, "page"))
    result = sheet(*met(), *gone, *media, (2400, "ended", HOST))
    assert (result.together, result.uncertain) == (300 + 295, 0)


def test_a_socket_that_comes_back_for_a_second_proves_no_media():
    """Both are away for half an hour; the host's page returns for one second."""
    away = ((300, "away", HOST, "closed"), (300, "away", CLIENT, "closed"))
    second = ((1000, "back", HOST), (1001, "away", HOST, "closed"))
    back = ((2100, "back", HOST, "page"), (2100, "back", CLIENT, "page"))
    media = ((2100, "media_up", HOST, CLIENT), (2100, "media_up", CLIENT, HOST))
    result = sheet(*met(), *away, *second, *back, *media, (2400, "ended", HOST))
    assert (result.together, result.uncertain) == (600, 0)


def test_a_page_that_returns_on_a_new_socket_keeps_its_media():
    """A socket that is lost for half an hour does not end the media of its page."""
    lost = ((300, "away", HOST, "closed"), (2100, "back", HOST))
    result = sheet(*met(), *lost, (2400, "ended", HOST))
    assert (result.together, result.uncertain) == (2400, 0)


def test_one_new_page_is_enough_to_end_the_media_of_an_empty_room():
    closed = ((300, "away", HOST, "closed"), (300, "away", CLIENT, "closed"))
    back = ((2100, "back", CLIENT, "page"), (2160, "back", HOST))
    result = sheet(*met(), *closed, *back, (2160, "media_up", CLIENT, HOST), (2400, "ended", HOST))
    assert (result.together, result.uncertain) == (300 + 240, 0)
