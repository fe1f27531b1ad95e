"""Payment processors in Setup: connect, test, replace keys, choose the default, retire (product.md §10, S50)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.text import line
from chalicelib.payments.domain.payment import (
    AccountInfo,
    BadCredentials,
    NotPermitted,
    OutcomeUnknown,
    ProcessorError,
    ProcessorKind,
)
from chalicelib.payments.domain.processor_account import (
    MAX_ACCOUNTS,
    MAX_DESCRIPTION_LENGTH,
    AccountStanding,
    Credentials,
    ProcessorAccount,
    checked,
    ends,
)
from chalicelib.payments.usecases.processor import PaymentProcessor
from chalicelib.practice.usecases.practices import PracticeSettings

REFUSED = "The processor does not accept these keys. Copy them again from your account there."
NOT_PERMITTED = (
    "The keys are right, but may not do what is needed. Give the restricted key its permissions."
)
SILENT = "The processor did not answer. Try the test again in a moment."
CONNECTED = "Connected."
GONE = "This account was removed. Connect it again as a new one."
IS_DEFAULT = "This account takes your payments now. Make another one the default first."
NONE = "Card payments cannot be taken at the moment. Ask your practice."


class ProcessorFactory(Protocol):
    """Makes processors out of keys; makes no call."""

    def of(self, credentials: Credentials) -> PaymentProcessor:
        """The account that these keys open."""


class ProcessorAccountRows(Protocol):
    """
    Where accounts rest: what Setup shows sealed in the account's row, each version of its keys in a row of its own
    that is never rewritten. The practice's row names the default. Every change carries its audit entry.
    """

    def all(self, access: Access) -> Sequence[ProcessorAccount]:
        """Oldest first; opened under one audit entry."""

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccount:
        """Raises NotFound."""

    def keys(self, access: Access, account: ProcessorAccountId, credentials: int) -> Credentials:
        """One version of an account's keys, opened. Raises NotFound."""

    def add(
        self,
        access: Access,
        account: ProcessorAccount,
        keys: Credentials,
        once: IdempotencyKey | None,
        *,
        default: bool,
    ) -> None:
        """A new account. Raises Replayed when `once` made one before, Conflict when another became the default."""

    def change(
        self,
        access: Access,
        account: ProcessorAccount,
        secret: Credentials | None,
        *,
        default: bool,
    ) -> ProcessorAccount:
        """
        Store it if its version is still this one; answers the next.

        `secret`: stored as version `account.credentials`, which is then new. `default`: it takes new payments from now on,
        with the newest keys; one that is retired takes none. Raises Conflict.
        """

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        """Keep when the processor last said yes; no new version."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """The account an earlier request with this key made."""


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """What a test found; `message` is for people."""

    ok: bool
    live: bool
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class ProcessorAccountView:
    """An account, and whether it takes new payments."""

    account: ProcessorAccount
    default: bool


@dataclass(frozen=True, slots=True)
class ProcessorAccountChange:
    """A change: what is None stays. `fields`: keys to replace; those that are not named are kept."""

    description: str | None = None
    fields: Mapping[str, str] | None = None
    default: bool | None = None


@dataclass(frozen=True, slots=True)
class ProcessorAccounts:
    """
    Setup for an Admin; `Accounts` for billing. Secrets go in and never come out.

    Raises:
        NotAllowed: Not an Admin. NotFound: No such account. Invalid: A key that cannot be, or is refused.
        Conflict: It changed meanwhile, or is retired.
    """

    rows: ProcessorAccountRows
    practices: PracticeSettings
    processors: ProcessorFactory
    chance: IdGenerator
    now: Clock

    def all(self, access: Access) -> Sequence[ProcessorAccountView]:
        """Every account, retired ones too, oldest first."""
        access.require_role(Role.ADMIN)
        default = self.practices.get(access.practice).account
        return [ProcessorAccountView(each, each.id == default) for each in self.rows.all(access)]

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccountView:
        """One account."""
        access.require_role(Role.ADMIN)
        found = self.rows.get(access, account)
        return ProcessorAccountView(found, found.id == self.practices.get(access.practice).account)

    def add(
        self,
        access: Access,
        kind: ProcessorKind,
        description: str,
        fields: Mapping[str, str],
        once: IdempotencyKey | None,
    ) -> ProcessorAccountView:
        """Connect an account; the first one becomes the default. Keys that the processor refuses are not stored."""
        access.require_role(Role.ADMIN)
        made = self.rows.result_of(access, once) if once else None
        if made:
            return self.get(access, ProcessorAccountId(made))
        keys, said = checked(kind, fields), _description(description)
        if len(self.rows.all(access)) >= MAX_ACCOUNTS:
            raise Invalid(f"A practice keeps at most {MAX_ACCOUNTS} accounts.")
        is_first = not self.practices.get(access.practice).account
        new = ProcessorAccount(
            ProcessorAccountId(self.chance.id()),
            access.practice,
            kind,
            said,
            keys.is_live,
            "",
            "",
            "",
            self.now(),
        )
        account = self._showing(new, keys, verified_at=self._verified(keys))
        try:
            self.rows.add(access, account, keys, once, default=is_first)
        except AlreadyProcessed as before:
            return self.get(access, ProcessorAccountId(before.result))
        return self.get(access, account.id)

    def change(
        self, access: Access, account: ProcessorAccountId, wanted: ProcessorAccountChange, seen: int
    ) -> ProcessorAccountView:
        """Change what is given; `seen` is the version that was edited. New keys are a new version: old charges keep theirs."""
        before = self.get(access, account)
        if before.account.version != seen:
            raise Conflict(fresh=before)
        if before.account.standing is AccountStanding.RETIRED:
            raise Conflict(GONE, fresh=before)
        if before.default and wanted.default is False:
            raise Conflict(IS_DEFAULT, fresh=before)
        said = (
            before.account.description
            if wanted.description is None
            else _description(wanted.description)
        )
        after, keys = replace(before.account, description=said), None
        if wanted.fields and any(value.strip() for value in wanted.fields.values()):
            keys = self._merged(access, before.account, wanted.fields)
            after = self._showing(after, keys, verified_at=self._verified(keys))
            after = replace(after, live=keys.is_live, credentials=after.credentials + 1)
        try:
            self.rows.change(access, after, keys, default=before.default or bool(wanted.default))
        except Conflict:
            raise Conflict(fresh=self.get(access, account)) from None
        return self.get(access, account)

    def retire(self, access: Access, account: ProcessorAccountId) -> None:
        """
        Take no new payments through it; its keys stay, so that what it took can be refunded. Repeating is fine.

        Raises:
            Conflict: It is the default and there is another to choose.
        """
        found = self.get(access, account)
        if found.account.standing is AccountStanding.RETIRED:
            return
        others = [
            each
            for each in self.rows.all(access)
            if each.id != account and each.standing is AccountStanding.ACTIVE
        ]
        if found.default and others:
            raise Conflict(IS_DEFAULT, fresh=found)
        self.rows.change(
            access,
            replace(found.account, standing=AccountStanding.RETIRED),
            None,
            default=found.default,
        )

    def test(self, access: Access, account: ProcessorAccountId) -> ConnectionTest:
        """Ask the processor whether the stored keys are right."""
        found = self.get(access, account).account
        connection = self._tested(self.rows.keys(access, account, found.credentials))
        if connection.ok:
            self.rows.verified(access, found, self.now())
        return connection

    def test_keys(
        self, access: Access, kind: ProcessorKind, fields: Mapping[str, str]
    ) -> ConnectionTest:
        """Ask the processor whether keys are right that are not stored."""
        access.require_role(Role.ADMIN)
        return self._tested(checked(kind, fields))

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """See `Accounts`."""
        practice = self.practices.get(access.practice)
        if not practice.account:
            raise Conflict(NONE)
        return (
            practice.account,
            practice.credentials,
            self.of(access, practice.account, practice.credentials),
        )

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """See `Accounts`."""
        if not account or credentials < 1:
            raise NotFound
        return self.processors.of(self.rows.keys(access, account, credentials))

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """See `Accounts` and `HookedAccounts`."""
        return self.of(access, account, self.rows.get(access, account).credentials)

    def _merged(
        self, access: Access, before: ProcessorAccount, fields: Mapping[str, str]
    ) -> Credentials:
        kept = self.rows.keys(access, before.id, before.credentials).fields
        return checked(
            before.kind,
            {**kept, **{name: value for name, value in fields.items() if value.strip()}},
        )

    def _showing(
        self, account: ProcessorAccount, keys: Credentials, verified_at: datetime | None
    ) -> ProcessorAccount:
        return replace(
            account,
            publishable_key=keys.fields["publishable_key"],
            secret_ends=ends(keys, "secret_key"),
            webhook_secret_ends=ends(keys, "webhook_secret"),
            verified_at=verified_at,
        )

    def _verified(self, keys: Credentials) -> datetime | None:
        connection = self._tested(keys)
        if connection.message in {REFUSED, NOT_PERMITTED}:
            raise Invalid(connection.message, fields={"fields.secret_key": connection.message})
        return self.now() if connection.ok else None

    def _tested(self, keys: Credentials) -> ConnectionTest:
        try:
            info = self.processors.of(keys).verify_credentials()
        except BadCredentials:
            return _failed(keys, REFUSED)
        except NotPermitted:
            return _failed(keys, NOT_PERMITTED)
        except (OutcomeUnknown, ProcessorError):
            return _failed(keys, SILENT)
        return _found(info)


def _found(info: AccountInfo) -> ConnectionTest:
    return ConnectionTest(ok=True, live=info.live, label=info.label, message=CONNECTED)


def _failed(keys: Credentials, message: str) -> ConnectionTest:
    return ConnectionTest(ok=False, live=keys.is_live, label="", message=message)


def _description(text: str) -> str:
    return line(text, "description", MAX_DESCRIPTION_LENGTH, required=True)
