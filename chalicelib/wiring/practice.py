"""Builds the use cases of a practice; each is built at first use."""

from functools import cache

from chalicelib.kernel.access import Access
from chalicelib.platform import aws
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.settings import settings
from chalicelib.platform.vault.provisioning import Provisioning
from chalicelib.practice.agreement import ShippedAgreement
from chalicelib.practice.store.offerings import DynamoOfferings
from chalicelib.practice.usecases.message_services import MessageServices
from chalicelib.practice.usecases.offerings import Offerings
from chalicelib.practice.usecases.onboarding import Onboarding
from chalicelib.practice.usecases.practices import Practices
from chalicelib.practice.usecases.visit_services import VisitServices
from chalicelib.wiring import identity, platform
from chalicelib.wiring.directory import practice_rows


@cache
def practices() -> Practices:
    return Practices(practice_rows(), ShippedAgreement(), identity.memberships(), platform.clock)


def practice_name(access: Access) -> str:
    return practices().name(access.practice)


@cache
def offerings() -> Offerings:
    return Offerings(service_rows(), identity.memberships(), practice_rows())


@cache
def message_services() -> MessageServices:
    return MessageServices(offerings(), service_rows(), platform.ids())


@cache
def visit_services() -> VisitServices:
    return VisitServices(offerings(), service_rows(), platform.ids())


@cache
def service_rows() -> DynamoOfferings:
    return DynamoOfferings(platform.audit(), platform.clock)


@cache
def onboarding() -> Onboarding:
    platform.tables()
    config = settings()
    place = (config.keystore_table, config.keystore_name, config.kms_key_arn)
    keys = Provisioning(connection.client(), aws.client("kms"), *place, platform.clock)
    return Onboarding(
        keys, practice_rows(), identity.memberships(), identity.invitations(), platform.ids()
    )
