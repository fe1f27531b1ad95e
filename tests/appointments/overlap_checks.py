"""Checks that no two appointments take the same time of a provider."""

from itertools import combinations

from chalicelib.appointments.domain.slots import busy_interval


def assert_no_overlap_but(holding, knowing):
    """Assert that only appointments with an id in `knowing` overlap others."""
    for one, other in combinations(holding, 2):
        if set(one.providers) & set(other.providers):
            busy = busy_interval(other)
            overlap = busy_interval(one).overlaps(busy.starts_at, busy.ends_at)
            assert not overlap or {one.id, other.id} & knowing
