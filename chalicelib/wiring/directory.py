"""
Lazily builds the shared readers of a practice's data.

The readers are the store of the practice's rows, the directory of its people, and
the check of who may access a client. This module does not import sign-in code,
because that code would lengthen the cold start of the billing functions.
"""

from functools import cache

from chalicelib.clients.store.merges import DynamoMergedProfiles
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
    return DynamoPracticeDirectory(platform.vault(), ShippedAgreement().current, platform.clock)


@cache
def client_access() -> ClientAccess:
    return ClientAccess(directory(), merged_profiles())


@cache
def merged_profiles() -> DynamoMergedProfiles:
    return DynamoMergedProfiles(platform.vault())
