"""Tests that all pages return after a mass drop (docs/video.md#how-it-is-tested)."""

from tests.visits.signaling.storm import Storm

SOCKETS = 500


def test_after_500_sockets_drop_at_once_each_page_joins_again_once():
    storm = Storm(SOCKETS).run()
    assert [page.joined for page in storm.pages] == [2] * SOCKETS
    assert not storm.doubled
    assert not storm.missing
    assert storm.busiest_second <= SOCKETS
