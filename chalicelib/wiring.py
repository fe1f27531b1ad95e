"""Which adapter stands behind which port, of all but `wiring_*.py`. Everything is made at first use."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from chalicelib.adapters import clients
from chalicelib.adapters.agreement import ShippedAgreement
from chalicelib.adapters.dynamodb import connection
from chalicelib.adapters.dynamodb.audit import DynamoAudit
from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.desk import DynamoDesk
from chalicelib.adapters.dynamodb.memberships import Memberships
from chalicelib.adapters.dynamodb.offerings import DynamoOfferings
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.adapters.dynamodb.practices import DynamoPractices
from chalicelib.adapters.dynamodb.recovery import DynamoCodes
from chalicelib.adapters.dynamodb.replays import InvitedBefore
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.sign_in_steps import DynamoSteps, DynamoTries, DynamoUsedCodes
from chalicelib.adapters.identity import Cognito
from chalicelib.adapters.keyed import KeyedHash
from chalicelib.adapters.mail import SesMail
from chalicelib.adapters.references import Chance, new_code, new_secret
from chalicelib.adapters.vault.branch_keys import BranchKeys
from chalicelib.adapters.vault.key_store import KeyStore
from chalicelib.adapters.vault.provisioning import Provisioning
from chalicelib.adapters.vault.vault import Vault
from chalicelib.domain.access import Access
from chalicelib.services.clients import Clients
from chalicelib.services.colleagues import Colleagues
from chalicelib.services.guessing import Guessing
from chalicelib.services.identity import Identity
from chalicelib.services.mail import Mail
from chalicelib.services.me import Me
from chalicelib.services.notices import Notices
from chalicelib.services.offerings import Offerings
from chalicelib.services.onboarding import Onboarding
from chalicelib.services.people import People
from chalicelib.services.practices import Practices
from chalicelib.services.recovery import Recovery
from chalicelib.services.sessions import Sessions
from chalicelib.services.sign_in import SignIn
from chalicelib.settings import settings


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def chance() -> Chance:
    """New ids."""
    return Chance()


def origin() -> str:
    """The one origin that people see."""
    return settings().origin


@cache
def tables() -> None:
    """Name the tables; whatever touches one goes through here first."""
    here = settings()
    names = connection.TableNames(here.core_table, here.records_table, here.audit_table, here.ephemeral_table)
    connection.connect(names)


@cache
def audit() -> DynamoAudit:
    """The trail of what was seen and done."""
    tables()
    return DynamoAudit(clock, chance().id)


@cache
def vault() -> Vault:
    """The one door to sealed records."""
    tables()
    here = settings()
    store = KeyStore(connection.client(), clients.made("kms"), here.keystore_table, here.keystore_name, here.kms_key_arn)
    return Vault(BranchKeys(store), audit())


@cache
def _hash() -> Callable[[str], str]:
    return KeyedHash(settings().user_pool_client_secret.encode())


def keyed_hash(text: str) -> str:
    """What audit entries keep of an address or a browser."""
    return _hash()(text)


@cache
def identity() -> Identity:
    """Cognito."""
    here = settings()
    ours = here.user_pool_id, here.user_pool_client_id, here.user_pool_client_secret
    return Cognito(clients.made("cognito-idp"), *ours, here.cognito_issuer, clients.json_at(here.cognito_jwks_url))


@cache
def mail() -> Mail:
    """SES."""
    return SesMail(clients.made("ses", attempts=1), settings().mail_sender)


@cache
def memberships() -> Memberships:
    """People of practices."""
    return Memberships(vault(), audit())


@cache
def sessions() -> Sessions:
    """Who is signed in."""
    return Sessions(DynamoSessions(audit()), audit(), clock, chance(), new_secret)


@cache
def _guessing() -> Guessing:
    return Guessing(DynamoTries(keyed_hash), DynamoUsedCodes(), audit(), clock)


@cache
def sign_in() -> SignIn:
    """From a password to a session."""
    return SignIn(identity(), DynamoSteps(vault()), _guessing(), memberships(), sessions(), clock, new_secret)


@cache
def recovery() -> Recovery:
    """A forgotten password."""
    known = identity(), DynamoCodes(keyed_hash), _guessing(), memberships(), mail(), audit()
    return Recovery(*known, clock, new_code, keyed_hash, origin())


@cache
def people() -> People:
    """Inviting."""
    return People(identity(), memberships(), mail(), origin())


@cache
def me() -> Me:
    """What a person is told about himself."""
    return Me(memberships(), practices(), desk())


@cache
def practice_rows() -> DynamoPractices:
    """Practices as they rest."""
    tables()
    return DynamoPractices(audit())


@cache
def practices() -> Practices:
    """Settings, sales tax, the agreement."""
    return Practices(practice_rows(), ShippedAgreement(), memberships(), clock)


def practice_name(access: Access) -> str:
    """What people call the practice of the one who asks."""
    return practices().name(access.practice)


@cache
def desk() -> DynamoDesk:
    """What billing asks of the rest of the practice."""
    return DynamoDesk(vault(), ShippedAgreement().current)


@cache
def offerings() -> Offerings:
    """Services and who is assigned to them."""
    return Offerings(DynamoOfferings(audit()), memberships(), practice_rows())


@cache
def client_profiles() -> Clients:
    """Clients: lists, profiles, invitations."""
    return Clients(DynamoClients(vault(), audit(), clock), desk(), people(), desk(), chance(), clock)


@cache
def colleagues() -> Colleagues:
    """The team."""
    return Colleagues(people(), memberships(), InvitedBefore(clock))


@cache
def notices() -> Notices:
    """What leaves by mail."""
    return Notices(DynamoOutbox(), desk(), mail(), origin(), clock)


@cache
def onboarding() -> Onboarding:
    """How practices begin."""
    tables()
    here = settings()
    place = (here.keystore_table, here.keystore_name, here.kms_key_arn)
    provisioning = Provisioning(connection.client(), clients.made("kms"), *place, clock)
    return Onboarding(provisioning, practice_rows(), memberships(), people(), chance())
