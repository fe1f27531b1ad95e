"""Connects what a signed-in person sees about themselves, at first use."""

from functools import cache

from chalicelib.me.usecases import Me
from chalicelib.wiring import clients, identity, practice


@cache
def me() -> Me:
    return Me(identity.memberships(), practice.practices(), clients.directory())
