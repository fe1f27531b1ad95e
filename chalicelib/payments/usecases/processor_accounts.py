"""Connects, tests, changes and retires a practice's processor accounts (S50)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.text import line
from chalicelib.payments.domain.account_form import AccountForm
from chalicelib.payments.domain.payment import ChargeLimits, ProcessorKind
from chalicelib.payments.domain.processor_account import (
    MAX_ACCOUNTS,
    MAX_DESCRIPTION_LENGTH,
    AccountStanding,
    Credentials,
    ProcessorAccount,
)
from chalicelib.payments.usecases.connection_test import ConnectionTest, run_connection_test
from chalicelib.payments.usecases.processor import PaymentProcessor
from chalicelib.payments.usecases.processor_account_rows import ProcessorAccountRows
from chalicelib.payments.usecases.processor_factory import ProcessorFactory
from chalicelib.practice.usecases.practices import PracticeSettings

RETIRED = "This account was removed. Connect it again as a new one."
IS_DEFAULT = "This account takes your payments now. Make another account the default first."
NO_ACCOUNT = "Card payments cannot be taken at the moment. Ask your practice."


@dataclass(frozen=True, slots=True)
class ProcessorAccountView:
    """Holds an account, and whether it is the default for new payments."""

    account: ProcessorAccount
    default: bool


@dataclass(frozen=True, slots=True)
class ProcessorAccountChange:
    """
    Describes a change of a processor account.

    A field that is None keeps its current value. `fields` has new values, such as API keys, by
    the names of the fields in the processor's form.
    """

    description: str | None = None
    fields: Mapping[str, str] | None = None
    default: bool | None = None


@dataclass(frozen=True, slots=True)
class ProcessorAccounts:
    """
    Manages a practice's processor accounts for Admins.

    The class also implements `ProcessorAccountReader`, through which billing uses the
    accounts.

    Raises:
        NotAllowed: The person is not an Admin.
        NotFound: The account does not exist.
        Invalid: A key has the wrong form, or the processor refuses the key.
        Conflict: The account was changed in the meantime, or is retired.
    """

    rows: ProcessorAccountRows
    practices: PracticeSettings
    processors: ProcessorFactory
    forms: Mapping[ProcessorKind, AccountForm]
    ids: IdGenerator
    now: Clock

    def all(self, access: Access) -> Sequence[ProcessorAccountView]:
        """Return all accounts of the practice, including retired ones, oldest first."""
        access.require_role(Role.ADMIN)
        default = self.practices.get(access.practice).account
        return [ProcessorAccountView(each, each.id == default) for each in self.rows.all(access)]

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccountView:
        access.require_role(Role.ADMIN)
        row = self.rows.get(access, account)
        return ProcessorAccountView(row, row.id == self.practices.get(access.practice).account)

    def add(
        self,
        access: Access,
        kind: ProcessorKind,
        description: str,
        fields: Mapping[str, str],
        idempotency_key: IdempotencyKey | None,
    ) -> ProcessorAccountView:
        """
        Connect a processor account to the practice.

        If the processor refuses the keys, nothing is stored. If the practice has no default
        account, the new account becomes the default, which takes new payments.
        """
        access.require_role(Role.ADMIN)
        earlier = self.rows.result_of(access, idempotency_key) if idempotency_key else None
        if earlier:
            return self.get(access, ProcessorAccountId(earlier))
        keys, line_of_text = self.forms[kind].check(fields), _description(description)
        if len(self.rows.all(access)) >= MAX_ACCOUNTS:
            raise Invalid(f"A practice can have up to {MAX_ACCOUNTS} accounts.")
        is_first = not self.practices.get(access.practice).account
        account = self._new_account(access, line_of_text, keys)
        try:
            self.rows.add(access, account, keys, idempotency_key, default=is_first)
        except AlreadyProcessed as before:
            return self.get(access, ProcessorAccountId(before.result))
        return self.get(access, account.id)

    def change(
        self,
        access: Access,
        account: ProcessorAccountId,
        change: ProcessorAccountChange,
        version: int,
    ) -> ProcessorAccountView:
        """
        Change a processor account; its old keys stay stored for refunds.

        `version` is the account's version that the Admin edited. If the stored account has
        another version, this method raises Conflict.
        """
        before = self.get(access, account)
        _check_changeable(before, change, version)
        after, keys = _with_description(before.account, change.description), None
        if change.fields and any(value.strip() for value in change.fields.values()):
            newest = self.rows.newest_keys(access, before.account)
            stored = self.rows.keys(access, account, newest)
            keys = self._merged(stored, change.fields)
            after = self._with_keys(after, keys, self._verified(keys))
            if self.forms[keys.kind].changes_webhooks(stored.fields, keys.fields):
                after = replace(after, webhook_at=None)
            after = replace(after, credentials_version=newest + 1)
        try:
            self.rows.change(access, after, keys, default=before.default or bool(change.default))
        except Conflict:
            raise Conflict(fresh=self.get(access, account)) from None
        return self.get(access, account)

    def retire(self, access: Access, account: ProcessorAccountId) -> None:
        """
        Retire a processor account, so that it takes no new payments.

        The account's keys stay stored, so that its charges can be refunded. If the account
        is already retired, this method does nothing.

        Raises:
            Conflict: The account is the default, and the practice has another active account.
        """
        view = self.get(access, account)
        if view.account.standing is AccountStanding.RETIRED:
            return
        if view.default and self._has_other_active(access, account):
            raise Conflict(IS_DEFAULT, fresh=view)
        retired = replace(view.account, standing=AccountStanding.RETIRED)
        self.rows.change(access, retired, None, default=view.default)

    def test(self, access: Access, account: ProcessorAccountId) -> ConnectionTest:
        """Ask the processor whether it accepts the stored keys of an account."""
        row = self.get(access, account).account
        result = self._test(self.rows.keys(access, account, row.credentials_version))
        if result.ok:
            self.rows.verified(access, row, self.now())
        return result

    def test_keys(
        self, access: Access, kind: ProcessorKind, fields: Mapping[str, str]
    ) -> ConnectionTest:
        """Ask the processor whether it accepts keys that are not stored."""
        access.require_role(Role.ADMIN)
        return self._test(self.forms[kind].check(fields))

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        practice = self.practices.get(access.practice)
        if not practice.account:
            raise Conflict(NO_ACCOUNT)
        processor = self.of(access, practice.account, practice.credentials_version)
        return practice.account, practice.credentials_version, processor

    def charge_limits(self, access: Access, currency: str) -> ChargeLimits | None:
        account = self.practices.get(access.practice).account
        if not account:
            return None
        return self.processors.charge_limits(self.rows.kind(access.practice, account), currency)

    def of(
        self, access: Access, account: ProcessorAccountId, credentials_version: int
    ) -> PaymentProcessor:
        if not account or credentials_version < 1:
            raise NotFound
        return self.processors.of(self.rows.keys(access, account, credentials_version))

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        row = self.rows.get(access, account)
        return self.of(access, account, self.rows.newest_keys(access, row))

    def webhook_received(self, access: Access, account: ProcessorAccountId) -> None:
        """Store that the processor called the account's webhook with a valid signature."""
        self.rows.webhook_received(access, account, self.now())

    def _new_account(self, access: Access, description: str, keys: Credentials) -> ProcessorAccount:
        account = ProcessorAccount(
            id=ProcessorAccountId(self.ids.id()),
            practice=access.practice,
            kind=keys.kind,
            description=description,
            live=False,
            shown_keys={},
            created_at=self.now(),
        )
        return self._with_keys(account, keys, self._verified(keys))

    def _merged(self, stored: Credentials, fields: Mapping[str, str]) -> Credentials:
        form = self.forms[stored.kind]
        entered = {name: value for name, value in fields.items() if value.strip()}
        keys = form.check({**stored.fields, **entered})
        if form.is_live(keys.fields) == form.is_live(stored.fields):
            return keys
        # Test and live webhooks are two, and each has its own secret.
        return form.check({**form.without_webhooks(stored.fields), **entered})

    def _with_keys(
        self, account: ProcessorAccount, keys: Credentials, verified_at: datetime | None
    ) -> ProcessorAccount:
        form = self.forms[keys.kind]
        return replace(
            account,
            live=form.is_live(keys.fields),
            shown_keys=form.shown(keys.fields),
            verified_at=verified_at,
        )

    def _verified(self, keys: Credentials) -> datetime | None:
        """
        Test the keys, and return the time when the processor accepted them.

        Returns None if the processor gave no clear result, for example because it did not
        respond.

        Raises:
            Invalid: The processor refuses the keys, or the keys lack a permission.
        """
        result = self._test(keys)
        if result.refused:
            name = f"fields.{self.forms[keys.kind].refused_field}"
            raise Invalid(result.message, fields={name: result.message})
        return self.now() if result.ok else None

    def _test(self, keys: Credentials) -> ConnectionTest:
        is_live = self.forms[keys.kind].is_live(keys.fields)
        return run_connection_test(self.processors.of(keys), live=is_live)

    def _has_other_active(self, access: Access, account: ProcessorAccountId) -> bool:
        others = [each for each in self.rows.all(access) if each.id != account]
        return any(each.standing is AccountStanding.ACTIVE for each in others)


def _check_changeable(
    view: ProcessorAccountView, change: ProcessorAccountChange, version: int
) -> None:
    if view.account.version != version:
        raise Conflict(fresh=view)
    if view.account.standing is AccountStanding.RETIRED:
        raise Conflict(RETIRED, fresh=view)
    if view.default and change.default is False:
        raise Conflict(IS_DEFAULT, fresh=view)


def _with_description(account: ProcessorAccount, text: str | None) -> ProcessorAccount:
    return account if text is None else replace(account, description=_description(text))


def _description(text: str) -> str:
    return line(text, "description", MAX_DESCRIPTION_LENGTH, required=True)
