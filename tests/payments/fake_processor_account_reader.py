"""Fakes the reader of a practice's processor accounts, in memory."""

from dataclasses import dataclass, field

from chalicelib.kernel.errors import Conflict, NotFound
from tests.billing.builders import ACCOUNT


@dataclass
class FakeProcessorAccountReader:
    """
    Fakes `ProcessorAccountReader`.

    `accounts` maps a pair of an account and the version of its keys to a fake
    processor. The account that a test connected last takes new payments.
    """

    accounts: dict = field(default_factory=dict)
    webhooks: list = field(default_factory=list)

    def connect(self, processor, account=ACCOUNT, credentials_version=1):
        self.accounts[account, credentials_version] = processor

    def current(self, access):  # noqa: ARG002 - the fake has one practice
        if not self.accounts:
            raise Conflict("No payment processor is connected.")
        account, credentials_version = next(reversed(self.accounts))
        return account, credentials_version, self.accounts[account, credentials_version]

    def charge_limits(self, access, currency):
        if not self.accounts:
            return None
        _, _, processor = self.current(access)
        return processor.charge_limits(currency)

    def of(self, access, account, credentials_version):  # noqa: ARG002 - the fake has one practice
        try:
            return self.accounts[account, credentials_version]
        except KeyError:
            raise NotFound from None

    def webhook_received(self, access, account):  # noqa: ARG002 - the fake has one practice
        self.webhooks.append(account)

    def newest(self, access, account):
        return self.of(
            access,
            account,
            max(credentials_version for of, credentials_version in self.accounts if of == account),
        )
