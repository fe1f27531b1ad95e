"""
Builds the use cases of sign-in, sessions, memberships and invitations.

Each use case is built when it is first used.
"""

from functools import cache

from chalicelib.clients.store.items import link_membership
from chalicelib.identity.cognito import Cognito
from chalicelib.identity.store.active_sessions import DynamoActiveSessions, DynamoSessionCheck
from chalicelib.identity.store.invitation_requests import DynamoInvitationRequests
from chalicelib.identity.store.memberships import DynamoMemberships
from chalicelib.identity.store.reset_requests import DynamoResetRequests
from chalicelib.identity.store.sessions import DynamoSessions
from chalicelib.identity.store.sign_in_steps import (
    DynamoFailedAttempts,
    DynamoSignInSteps,
    DynamoUsedCodes,
)
from chalicelib.identity.usecases.colleagues import Colleagues
from chalicelib.identity.usecases.guess_limits import GuessLimits
from chalicelib.identity.usecases.identity_provider import IdentityProvider
from chalicelib.identity.usecases.invitations import Invitations
from chalicelib.identity.usecases.password_recovery import PasswordRecovery
from chalicelib.identity.usecases.sessions import Sessions
from chalicelib.identity.usecases.sign_in import SignIn
from chalicelib.platform import aws
from chalicelib.platform.id_generator import new_code, new_secret
from chalicelib.platform.settings import settings
from chalicelib.wiring import mail, platform
from chalicelib.wiring.sockets import socket_rows


@cache
def identity_provider() -> IdentityProvider:
    config = settings()
    user_pool = config.user_pool_id, config.user_pool_client_id, config.user_pool_client_secret
    return Cognito(
        aws.client("cognito-idp"),
        *user_pool,
        config.cognito_issuer,
        aws.json_fetcher(config.cognito_jwks_url),
    )


@cache
def memberships() -> DynamoMemberships:
    return DynamoMemberships(platform.vault(), platform.audit(), link_membership)


@cache
def sessions() -> Sessions:
    audit = platform.audit()
    return Sessions(DynamoSessions(audit), audit, platform.clock, platform.ids(), new_secret)


@cache
def active_sessions() -> DynamoActiveSessions:
    """
    Return the reader of active sessions.

    The sweep that closes sockets uses this reader.
    """
    return DynamoActiveSessions(platform.clock)


@cache
def unswitched_sessions() -> DynamoActiveSessions:
    """Return the reader for which a session ends with a change of role (S4)."""
    return DynamoActiveSessions(platform.clock, follows_role=False)


@cache
def session_check() -> DynamoSessionCheck:
    """Return the object that checks whether one session is active."""
    return DynamoSessionCheck(platform.clock)


@cache
def guess_limits() -> GuessLimits:
    return GuessLimits(
        DynamoFailedAttempts(platform.keyed_hash),
        DynamoUsedCodes(),
        platform.audit(),
        platform.clock,
        platform.keyed_hash,
    )


@cache
def sign_in() -> SignIn:
    steps = DynamoSignInSteps(platform.vault())
    return SignIn(
        identity_provider(),
        steps,
        guess_limits(),
        memberships(),
        sessions(),
        socket_rows(),
        platform.clock,
        new_secret,
    )


@cache
def recovery() -> PasswordRecovery:
    codes = DynamoResetRequests(platform.keyed_hash)
    ports = identity_provider(), codes, guess_limits(), memberships(), mail.mail(), platform.audit()
    return PasswordRecovery(
        *ports, platform.clock, new_code, new_secret, platform.keyed_hash, platform.origin()
    )


@cache
def invitations() -> Invitations:
    ports = identity_provider(), memberships(), mail.mail(), guess_limits()
    return Invitations(*ports, platform.origin())


@cache
def colleagues() -> Colleagues:
    return Colleagues(invitations(), memberships(), DynamoInvitationRequests(platform.clock))
