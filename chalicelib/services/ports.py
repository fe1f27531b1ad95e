"""The small ports that several use cases share: the clock, chance, and what else is about billing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.access import Access
from chalicelib.domain.ids import ClientId, InvoiceId, OpRef, PracticeId, ProcessorAccountId
from chalicelib.domain.notice import Notice
from chalicelib.domain.op import Op
from chalicelib.domain.tax import TaxRule
from chalicelib.services.processors import PaymentProcessor

Clock = Callable[[], datetime]
"""Now, in UTC."""


class Chance(Protocol):
    """Where new ids come from."""

    def id(self) -> str:
        """A ULID: 26 characters, later ones sort after earlier ones."""

    def ref(self) -> OpRef:
        """20 characters [A-Z2-7] of 100 random bits."""


@dataclass(frozen=True, slots=True)
class BillingSetup:
    """What a practice allows in billing. `most`: the largest invoice, in minor units; `assigned`: the asker is."""

    currency: str
    zone: str
    most: int
    rule: TaxRule
    enabled: bool
    assigned: bool
    baa_accepted: bool
    record_only: bool
    has_processor: bool
    staff_actions: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The names an invoice carries from the day it was written; `active`: the client may be billed."""

    client: str
    provider: str
    active: bool


class BillingDesk(Protocol):
    """What billing asks of the rest of the practice."""

    def setup(self, access: Access) -> BillingSetup:
        """The practice's billing settings as they apply to the asker. One read."""

    def reaches(self, access: Access, client: ClientId) -> bool:
        """Whether the provider who asks is assigned to the client (S2)."""

    def out_of_reach(self, access: Access, client: ClientId) -> None:
        """Write down who asked for a client he does not reach (S14). Raises Unavailable."""

    def knows(self, access: Access, client: ClientId) -> bool:
        """Whether the practice has this client."""

    def names(self, access: Access, client: ClientId) -> Names:
        """Who the invoice is to and from. Raises NotFound."""


class Accounts(Protocol):
    """The processors a practice connected, opened."""

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """The one that takes new payments, with its credentials' version. Raises Conflict when there is none."""

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """The one that took the money, even when it is retired. Raises NotFound."""

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """The account with its newest credentials, retired or not. Raises NotFound."""


class Machine(Protocol):
    """The state machine that drives invoices."""

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """Start an attempt; one that was started already is fine. Raises Unavailable."""

    def wake(self, token: str, op: OpRef | None) -> bool:
        """Wake a waiting execution; False when nothing waits on that token any more."""

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """Whether that attempt is running."""


class Outbox(Protocol):
    """Sends what a step put into the outbox."""

    def deliver(self, notice: Notice) -> None:
        """Send it now if nobody has; what fails stays for the sweep. Never raises."""


class Waiting(Protocol):
    """Lets a request wait for the machine."""

    def until_answered(self, access: Access, op: Op) -> Op:
        """The op when it was answered, or as it is after three seconds."""
