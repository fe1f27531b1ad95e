"""Builds the use case that shows a signed-in person their own data."""

from functools import cache

from chalicelib.me.usecases import Me
from chalicelib.wiring import identity, practice
from chalicelib.wiring.directory import directory


@cache
def me() -> Me:
    return Me(identity.memberships(), practice.practices(), directory(), directory())
