"""
Defines the routes for a practice's processor accounts, used in Billing Setup.

The responses never contain the secret keys of an account (S50).
"""

from datetime import datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.account_forms import ACCOUNT_FORMS
from chalicelib.payments.domain.account_form import MAX_KEY_LENGTH
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.domain.processor_account import MAX_DESCRIPTION_LENGTH, AccountStanding
from chalicelib.payments.usecases.connection_test import ConnectionTest
from chalicelib.payments.usecases.processor_accounts import (
    ProcessorAccountChange,
    ProcessorAccountView,
)
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, Nothing, Shape, WholeNumber, line
from chalicelib.wiring import payments as wiring_payments

routes = Blueprint(__name__)
Description = Annotated[str, line(MAX_DESCRIPTION_LENGTH)]
Kind = Annotated[ProcessorKind, Field(strict=False)]
Fields = Annotated[
    dict[Annotated[str, line(40)], Annotated[str, line(MAX_KEY_LENGTH, 0)]], Field(max_length=10)
]
SHOWN_KEYS = [field.shown_as for form in ACCOUNT_FORMS.values() for field in form.fields]
WEBHOOK_PATH = "/api/hooks/{kind}/{practice}/{account}"


class AccountShape(Shape):
    """
    Describes a processor account, with the visible part of its keys.

    The processor must send its webhooks to the path `webhook_path` of the web client's
    origin. `last_webhook_at` is when the last genuine webhook arrived, to the minute; it is
    None if none has arrived since the webhook's secret was entered.
    """

    id: str
    kind: ProcessorKind
    description: str
    live: bool
    __annotations__ |= dict.fromkeys(SHOWN_KEYS, str)
    verified_at: datetime | None
    state: AccountStanding
    default: bool
    webhook_path: str
    last_webhook_at: datetime | None
    version: int


class AccountsShape(Shape):
    """
    Holds a practice's processor accounts, oldest first.

    `kinds` lists the processors at which the practice can connect an account.
    """

    items: list[AccountShape]
    next: str | None
    kinds: list[ProcessorKind]


class AccountBody(Body):
    """
    Describes a processor account to connect.

    `fields` maps the field names of the processor's form to the account's keys.
    """

    kind: Kind
    description: Description
    fields: Fields


class AccountEdit(Body):
    """
    Describes how to change a processor account.

    A field that is absent or None keeps its current value. An empty key in `fields` also
    keeps its current value. `version` is the account's version that the Admin edited.
    """

    description: Description | None = None
    fields: Fields | None = None
    default: bool | None = None
    version: WholeNumber

    def change(self) -> ProcessorAccountChange:
        return ProcessorAccountChange(self.description, self.fields, self.default)


class KeysBody(Body):
    """Holds a processor account's keys for a test that does not store the keys."""

    kind: Kind
    fields: Fields


class ConnectionShape(Shape):
    """Says whether the processor accepts an account's keys."""

    ok: bool
    live: bool
    label: str
    message: str


def account_shape(access: Access, view: ProcessorAccountView) -> AccountShape:
    account = view.account
    return AccountShape(
        id=account.id,
        kind=account.kind,
        description=account.description,
        live=account.live,
        **{name: account.shown_keys.get(name, "") for name in SHOWN_KEYS},
        verified_at=account.verified_at,
        state=account.standing,
        default=view.default,
        webhook_path=WEBHOOK_PATH.format(
            kind=account.kind, practice=access.practice, account=account.id
        ),
        last_webhook_at=account.webhook_at,
        version=account.version,
    )


@route(routes, "GET", "/practice/processors", who=ADMIN)
def list_processors(access: Access) -> AccountsShape:
    """List the practice's processor accounts, including removed ones."""
    items = [
        account_shape(access, each) for each in wiring_payments.processor_accounts().all(access)
    ]
    return AccountsShape(items=items, next=None, kinds=list(ProcessorKind))


@route(routes, "POST", "/practice/processors", who=ADMIN, status=201)
def add_processor(access: Access, body: AccountBody, request: Request) -> AccountShape:
    """Connect a processor account. If the processor refuses the keys, store nothing."""
    accounts = wiring_payments.processor_accounts()
    return account_shape(
        access,
        accounts.add(access, body.kind, body.description, body.fields, idempotency_key(request)),
    )


@route(routes, "POST", "/practice/processors/test", who=ADMIN)
def test_processor_keys(access: Access, body: KeysBody) -> ConnectionShape:
    """Ask the processor whether it accepts keys that are not stored yet."""
    return _connection(
        wiring_payments.processor_accounts().test_keys(access, body.kind, body.fields)
    )


@route(routes, "PATCH", "/practice/processors/{account_id}", who=ADMIN, fresh=account_shape)
def change_processor(access: Access, account_id: str, body: AccountEdit) -> AccountShape:
    """Change an account's description or keys, or make it the default for payments."""
    accounts = wiring_payments.processor_accounts()
    return account_shape(
        access, accounts.change(access, ProcessorAccountId(account_id), body.change(), body.version)
    )


@route(routes, "DELETE", "/practice/processors/{account_id}", who=ADMIN, fresh=account_shape)
def retire_processor(access: Access, account_id: str) -> Nothing:
    """
    Retire a processor account, so that it takes no new payments.

    Charges that were made through the account can still be refunded.
    """
    wiring_payments.processor_accounts().retire(access, ProcessorAccountId(account_id))
    return Nothing()


@route(routes, "POST", "/practice/processors/{account_id}/test", who=ADMIN)
def test_processor(access: Access, account_id: str) -> ConnectionShape:
    """Ask the processor whether it accepts the stored keys of an account."""
    return _connection(
        wiring_payments.processor_accounts().test(access, ProcessorAccountId(account_id))
    )


def _connection(result: ConnectionTest) -> ConnectionShape:
    return ConnectionShape(
        ok=result.ok, live=result.live, label=result.label, message=result.message
    )
