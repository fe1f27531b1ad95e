"""
Provides fixtures that run the API in this process.

Only the identity provider and the mail service are fakes. DynamoDB and KMS are emulated.
"""

import importlib
import pkgutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app import app
from chalicelib import wiring
from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.store.items import link_membership
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.store.memberships import DynamoMemberships
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.ids import ClientId
from chalicelib.platform import settings
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.service import client_billing
from chalicelib.wiring import directory as wiring_directory
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import mail as wiring_mail
from chalicelib.wiring import platform as wiring_platform
from tests.identity.fake_identity_provider import FakeIdentityProvider
from tests.notices.fake_mail import FakeMail
from tests.notices.fake_sms import FakeSms
from tests.platform.http.browser import ORIGIN, Browser
from tests.platform.record_store import RecordStore, a_store

PASSWORD = "Correct-Horse-7"
ZONE = "America/New_York"
SETTINGS = {
    "ORIGIN": ORIGIN,
    "USER_POOL_CLIENT_SECRET": "s3cret",
    "SOCKET_ENDPOINT": "https://sockets.test/ws",
    "ICE_PROVIDER": "static",
    "ICE_POLICY": "all",
    "TURN_URLS": "",
}


@dataclass
class Front:
    """The API under test, with its database, and fakes of sign-in, mail and texts."""

    store: RecordStore
    identity: FakeIdentityProvider
    mail: FakeMail
    memberships: DynamoMemberships
    app: Any = app
    sms: FakeSms = field(default_factory=FakeSms)

    def browser(self, **changes):
        return Browser(self.app, **changes)

    def knows(self, email, *roles, factor="", status=MembershipStatus.ACTIVE, came=True):
        """Add a person with these roles; `factor` is the secret of their second factor."""
        person, _ = self.identity.invite(email)
        known = self.identity.people[email]
        known.has_chosen_password, known.password, known.factor = came, PASSWORD, factor
        client = self._profile(email) if Role.CLIENT in roles else None
        membership = Membership(
            self.store.practice, person, frozenset(roles), status, client=client
        )
        self.memberships.add(self.store.access(), membership, PersonSummary("Wil Low", email))
        return membership

    def _profile(self, email):
        """Create a client profile for a person with the role client; return its id."""
        client = Client(
            ClientId(RandomIdGenerator().id()),
            self.store.practice,
            Profile("Wil Low", email),
            self.store.clock(),
        )
        DynamoClients(self.memberships.vault, self.store.audit, self.store.clock).add(
            self.store.access(), client, None
        )
        return client.id

    def signed_in(self, *roles, **changes):
        """Return a browser in which a new person with these roles is signed in."""
        number = len(self.identity.people)
        membership = self.knows(f"p{number}@clocktree.test", *roles)
        browser = self.browser(**changes)
        session = wiring_identity.sessions().open(membership, Caller())
        browser.jar["__Host-sid"] = session.cookie
        return browser


@pytest.fixture
def front():
    """Provide a new API with an empty database for each test."""
    with an_api() as api:
        yield api


@pytest.fixture(scope="module")
def standing():
    """Provide one API for all tests of a file; these tests share the API's data."""
    with an_api() as api:
        yield api


@pytest.fixture
def printed(capsys):
    """Return a function that returns everything printed since its last call."""
    return lambda: "".join(capsys.readouterr())


@contextmanager
def an_api():
    """Yield an API with its own database, and remove its settings afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for name in settings.Settings.__dataclass_fields__:
            patch.setenv(name.upper(), SETTINGS.get(name.upper(), "unused"))
        forget()
        with a_store() as store:
            yield _wired(patch, store)
    forget()


def _wired(patch, store):
    api = Front(
        store,
        FakeIdentityProvider(store.clock),
        FakeMail(),
        DynamoMemberships(store.vault(), store.audit, link_membership),
    )
    parts = {
        (wiring_platform, "tables"): None,
        (wiring_platform, "audit"): store.audit,
        (wiring_platform, "vault"): api.memberships.vault,
        (wiring_identity, "identity_provider"): api.identity,
        (wiring_mail, "mail"): api.mail,
        (wiring_mail, "sms"): api.sms,
    }
    patch.setattr(wiring_platform, "clock", store.clock)
    for (module, name), part in parts.items():
        patch.setattr(module, name, lambda part=part: part)
    wiring_directory.practice_rows().add(
        store.access(), Practice(store.practice, "Willow Creek Counseling", ZONE), client_billing()
    )
    return api


def forget(*modules):
    """Clear the caches of the given modules of `chalicelib.wiring`, or of all modules."""
    connected = modules or [
        importlib.import_module(each.name)
        for each in pkgutil.iter_modules(wiring.__path__, "chalicelib.wiring.")
    ]
    for each in (
        *(part for module in connected for part in vars(module).values()),
        settings.settings,
    ):
        if hasattr(each, "cache_clear"):
            each.cache_clear()
