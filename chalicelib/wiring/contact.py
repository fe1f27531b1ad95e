"""Builds the use case for contact requests, at first use."""

from functools import cache

from chalicelib.practice.store.contact_requests import DynamoContactRequests
from chalicelib.practice.usecases.contact_requests import ContactRequests
from chalicelib.wiring import identity, notices, platform
from chalicelib.wiring.directory import directory, practice_rows


@cache
def contact_requests() -> ContactRequests:
    return ContactRequests(
        DynamoContactRequests(platform.vault(), platform.audit(), platform.clock),
        practice_rows(),
        directory(),
        identity.guess_limits(),
        notices.notices(),
        platform.ids(),
        platform.clock,
        platform.keyed_hash,
    )
