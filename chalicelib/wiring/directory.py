"""
Builds what many subjects ask about a practice, at first use.

That is its rows, the directory of its people, and the policy of who reaches a client. This file
imports no sign-in, which would lengthen the cold start of functions that bill.
"""

from functools import cache

from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.practice.agreement import ShippedAgreement
from chalicelib.practice.store.practices import DynamoPractices
from chalicelib.wiring import platform


@cache
def practice_rows() -> DynamoPractices:
    platform.tables()
    return DynamoPractices(platform.audit())


@cache
def directory() -> DynamoPracticeDirectory:
    return DynamoPracticeDirectory(platform.vault(), ShippedAgreement().current)


@cache
def client_access() -> ClientAccess:
    return ClientAccess(directory())
