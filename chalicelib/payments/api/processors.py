"""Billing Setup: payment processors. Secrets are written here and never read (S50)."""

from datetime import datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.domain.processor_account import (
    MAX_DESCRIPTION_LENGTH,
    MAX_KEY_LENGTH,
    AccountStanding,
)
from chalicelib.payments.usecases.processor_accounts import (
    ConnectionTest,
    ProcessorAccountChange,
    ProcessorAccountView,
)
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, Nothing, Shape, line
from chalicelib.wiring import payments as wiring_payments

routes = Blueprint(__name__)
Description = Annotated[str, line(MAX_DESCRIPTION_LENGTH)]
Kind = Annotated[ProcessorKind, Field(strict=False)]
Fields = Annotated[
    dict[Annotated[str, line(40)], Annotated[str, line(MAX_KEY_LENGTH, 0)]], Field(max_length=10)
]
HOOK = "/api/hooks/{kind}/{practice}/{account}"


class AccountShape(Shape):
    """An account; of secrets only the last four characters. `webhook_path`: what the processor is told to call."""

    id: str
    kind: ProcessorKind
    description: str
    live: bool
    publishable_key: str
    secret_ends: str
    webhook_secret_ends: str
    verified_at: datetime | None
    state: AccountStanding
    default: bool
    webhook_path: str
    version: int


class AccountsShape(Shape):
    """Every account, oldest first, and the processors that can be connected; there is no next page."""

    items: list[AccountShape]
    next: str | None
    kinds: list[ProcessorKind]


class AccountBody(Body):
    """An account to connect; `fields` by their names at the processor."""

    kind: Kind
    description: Description
    fields: Fields


class AccountEdit(Body):
    """What is not named stays, and so do keys that are left empty. `version` is the one that was edited."""

    description: Description | None = None
    fields: Fields | None = None
    default: bool | None = None
    version: int

    def wanted(self) -> ProcessorAccountChange:
        """For services."""
        return ProcessorAccountChange(self.description, self.fields, self.default)


class KeysBody(Body):
    """Keys to test before they are saved."""

    kind: Kind
    fields: Fields


class ConnectionShape(Shape):
    """What a test found."""

    ok: bool
    live: bool
    label: str
    message: str


def account_shape(access: Access, listed: ProcessorAccountView) -> AccountShape:
    """An account as Setup shows it."""
    account = listed.account
    return AccountShape(
        id=account.id,
        kind=account.kind,
        description=account.description,
        live=account.live,
        publishable_key=account.publishable_key,
        secret_ends=account.secret_ends,
        webhook_secret_ends=account.webhook_secret_ends,
        verified_at=account.verified_at,
        state=account.standing,
        default=listed.default,
        webhook_path=HOOK.format(kind=account.kind, practice=access.practice, account=account.id),
        version=account.version,
    )


@route(routes, "GET", "/practice/processors", who=ADMIN)
def list_processors(access: Access) -> AccountsShape:
    """The practice's accounts, removed ones too."""
    shown = [
        account_shape(access, each) for each in wiring_payments.processor_accounts().all(access)
    ]
    return AccountsShape(items=shown, next=None, kinds=list(ProcessorKind))


@route(routes, "POST", "/practice/processors", who=ADMIN, status=201)
def add_processor(access: Access, body: AccountBody, request: Request) -> AccountShape:
    """Connect an account; keys that the processor refuses are not stored."""
    accounts = wiring_payments.processor_accounts()
    return account_shape(
        access,
        accounts.add(access, body.kind, body.description, body.fields, idempotency_key(request)),
    )


@route(routes, "POST", "/practice/processors/test", who=ADMIN)
def test_processor_keys(access: Access, body: KeysBody) -> ConnectionShape:
    """Ask the processor whether keys are right, before Save."""
    return _connection(
        wiring_payments.processor_accounts().test_keys(access, body.kind, body.fields)
    )


@route(routes, "PATCH", "/practice/processors/{account_id}", who=ADMIN, fresh=account_shape)
def change_processor(access: Access, account_id: str, body: AccountEdit) -> AccountShape:
    """Change words, keys, or which account takes new payments."""
    accounts = wiring_payments.processor_accounts()
    return account_shape(
        access, accounts.change(access, ProcessorAccountId(account_id), body.wanted(), body.version)
    )


@route(routes, "DELETE", "/practice/processors/{account_id}", who=ADMIN, fresh=account_shape)
def retire_processor(access: Access, account_id: str) -> Nothing:
    """Take no new payments through it; what it took can still be refunded."""
    wiring_payments.processor_accounts().retire(access, ProcessorAccountId(account_id))
    return Nothing()


@route(routes, "POST", "/practice/processors/{account_id}/test", who=ADMIN)
def test_processor(access: Access, account_id: str) -> ConnectionShape:
    """Ask the processor whether the stored keys are right."""
    return _connection(
        wiring_payments.processor_accounts().test(access, ProcessorAccountId(account_id))
    )


def _connection(found: ConnectionTest) -> ConnectionShape:
    return ConnectionShape(ok=found.ok, live=found.live, label=found.label, message=found.message)
