"""All sockets end at one moment (docs/video.md#how-it-is-tested)."""

from tests.visits.signaling.storm import Storm

SOCKETS = 500


def test_five_hundred_sockets_drop_at_once_and_all_come_back_once():
    storm = Storm(SOCKETS).run()
    assert [page.joined for page in storm.pages] == [2] * SOCKETS
    assert not storm.doubled
    assert not storm.missing
    assert storm.busiest_second <= SOCKETS
