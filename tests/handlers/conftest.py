"""The API in this process: real handlers, services and tables; the identity provider and the mail are fakes."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from ulid import ULID

from app import app
from chalicelib import settings, wiring, wiring_billing, wiring_calls, wiring_visits
from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.memberships import Memberships
from chalicelib.domain.access import Role
from chalicelib.domain.client import Client, Profile
from chalicelib.domain.ids import ClientId
from chalicelib.domain.membership import Membership, MembershipStatus, PersonCard
from chalicelib.domain.practice import Practice
from chalicelib.domain.service import client_billing
from chalicelib.domain.session import Caller
from tests.adapters.records import Records, a_store
from tests.fakes.identity import FakeIdentity
from tests.fakes.sign_in import FakeMail
from tests.handlers.calls import ORIGIN, Browser

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
    """What stands before the browser."""

    store: Records
    identity: FakeIdentity
    mail: FakeMail
    memberships: Memberships
    app: Any = app

    def browser(self, **changed):
        return Browser(self.app, **changed)

    def knows(self, email, *roles, factor="", status=MembershipStatus.ACTIVE, came=True):
        """Somebody who was here before; `factor` is his second factor's secret."""
        person, _ = self.identity.invite(email)
        known = self.identity.people[email]
        known.came, known.password, known.factor = came, PASSWORD, factor
        client = self._profile(email) if Role.CLIENT in roles else None
        membership = Membership(self.store.practice, person, frozenset(roles), status, client=client)
        self.memberships.add(self.store.access(), membership, PersonCard("Wil Low", email))
        return membership

    def _profile(self, email):
        """A client of the practice, whose state follows his membership."""
        made = Client(ClientId(str(ULID())), self.store.practice, Profile("Wil Low", email), self.store.clock())
        DynamoClients(self.memberships.vault, self.store.audit, self.store.clock).add(self.store.access(), made, None)
        return made.id

    def signed_in(self, *roles, **changed):
        """A browser in which somebody new with these roles is signed in."""
        number = len(self.identity.people)
        membership = self.knows(f"p{number}@clocktree.test", *roles)
        browser = self.browser(**changed)
        opened = wiring.sessions().open(membership, Caller())
        browser.jar["__Host-sid"] = opened.cookie
        return browser


@pytest.fixture
def front():
    """Everything new."""
    with an_api() as made:
        yield made


@pytest.fixture(scope="module")
def standing():
    """One for all tests of a file, where none minds what the others left behind."""
    with an_api() as made:
        yield made


@pytest.fixture
def printed(capsys):
    """All that was printed since."""
    return lambda: "".join(capsys.readouterr())


@contextmanager
def an_api():
    """The API on a store of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for name in settings.Settings.__dataclass_fields__:
            patch.setenv(name.upper(), SETTINGS.get(name.upper(), "unused"))
        forget()
        with a_store() as store:
            yield _wired(patch, store)
    forget()


def _wired(patch, store):
    made = Front(store, FakeIdentity(store.clock), FakeMail(), Memberships(store.vault(), store.audit))
    parts = {
        "tables": None,
        "audit": store.audit,
        "vault": made.memberships.vault,
        "identity": made.identity,
        "mail": made.mail,
    }
    patch.setattr(wiring, "clock", store.clock)
    for name, part in parts.items():
        patch.setattr(wiring, name, lambda part=part: part)
    wiring.practice_rows().add(store.access(), Practice(store.practice, "Willow Creek Counseling", ZONE), client_billing())
    return made


def forget():
    """Whatever wiring made is made anew."""
    made = [each for module in (wiring, wiring_billing, wiring_calls, wiring_visits) for each in vars(module).values()]
    for each in (*made, settings.settings):
        if hasattr(each, "cache_clear"):
            each.cache_clear()
