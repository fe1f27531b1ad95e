"""Rows of ops: clear as far as the machine must see, sealed in the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.billing.domain.op import Method, Op, OpKind, OpState
from chalicelib.billing.store import keys
from chalicelib.billing.usecases.ports import OpView
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import InvoiceId, OpRef, PersonId, PracticeId, ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import CardSummary, DeclineReason
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreItem, EphemeralItem, Sealed
from chalicelib.platform.vault.binding import Binding

FIRST_CHECK = timedelta(seconds=60)
"""After this the sweep looks at an op, or a first execution, that nobody took on."""


@dataclass(frozen=True, slots=True)
class OpBody:
    """What of an op is sealed."""

    amount: Money
    actor: PersonId
    role: Role
    tax: Money | None = None
    charge: str = ""
    refund_id: str = ""
    still_owed: bool = False
    reason: str = ""
    method: Method | None = None
    reference: str = ""
    received_on: date | None = None
    reverses: int = 0
    card: CardSummary = CardSummary()
    decline: DeclineReason | None = None
    code: str = ""
    client_action: Mapping[str, str] = field(default_factory=dict)


class OpItem(CoreItem):
    """One op of an invoice; in the queue of due ones while it is unfinished and somebody should look."""

    practice = UnicodeAttribute()
    invoice = UnicodeAttribute()
    ref = UnicodeAttribute()
    kind = UnicodeAttribute()
    state = UnicodeAttribute()
    at = UnicodeAttribute()
    account = UnicodeAttribute(null=True)
    credentials = NumberAttribute()
    sent = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    tries = NumberAttribute()
    rounds = NumberAttribute()
    x = Sealed()

    def binding(self) -> Binding:
        """What was asked, of which invoice and through which account, cannot be changed beside it."""
        asked = (("kind", self.kind), ("at", self.at), ("account", self.account or ""))
        return Binding(PracticeId(self.practice), self.pk, self.sk, "Op.x", clear=asked)

    def op(self, body: OpBody) -> Op:
        """As the domain knows it."""
        return Op(
            OpRef(self.ref),
            PracticeId(self.practice),
            InvoiceId(self.invoice),
            OpKind(self.kind),
            body.amount,
            body.actor,
            body.role,
            datetime.fromisoformat(self.at),
            OpState(self.state),
            int(self.version),
            body.tax,
            ProcessorAccountId(self.account or ""),
            int(self.credentials),
            body.charge,
            body.refund_id,
            body.still_owed,
            body.reason,
            body.method,
            body.reference,
            body.received_on,
            body.reverses,
            _moment(self.sent),
            _moment(self.due),
            int(self.tries),
            int(self.rounds),
            body.card,
            body.decline,
            body.code,
            body.client_action,
        )

    def glance(self) -> OpView:
        """Its clear half."""
        at = datetime.fromisoformat(self.at)
        return OpView(
            OpRef(self.ref),
            OpKind(self.kind),
            OpState(self.state),
            at,
            _moment(self.sent),
            _moment(self.due),
        )


class CardTokenItem(EphemeralItem):
    """A pay op's one-time card token, sealed; never in a table that keeps copies."""

    practice = UnicodeAttribute()
    x = Sealed()

    def binding(self) -> Binding:
        """Bound to its op by its key."""
        return Binding(PracticeId(self.practice), self.pk, self.sk, "CardToken.x")


def op_item(op: Op) -> OpItem:
    """The row of an op, not sealed yet; it must still have the op's version, or be new."""
    item = OpItem(*keys.op(op.practice, op.invoice, op.ref), **_version(op))
    item.practice, item.invoice, item.ref, item.kind = (
        op.practice,
        op.invoice,
        op.ref,
        op.kind.value,
    )
    item.state, item.at = op.state.value, moment(op.at)
    item.account, item.credentials = op.account or None, op.credentials
    item.sent = moment(op.sent_at) if op.sent_at else None
    item.due = moment(op.due_at) if op.due_at else None
    item.tries, item.rounds = op.tries, op.rounds
    item.g1pk, item.g1sk = keys.op_by_ref(op.practice, op.ref)
    if not op.is_finished and op.state is not OpState.MANUAL:
        item.g3pk, item.g3sk = keys.op_due(op.ref, op.due_at or (op.sent_at or op.at) + FIRST_CHECK)
    return item


def op_body(op: Op) -> OpBody:
    """The sealed part of an op."""
    return OpBody(
        op.amount, op.actor, op.role, op.tax, op.charge, op.refund_id, op.still_owed, op.reason, op.method, op.reference,
        op.received_on, op.reverses, op.card, op.decline, op.code, op.client_action,
    )  # fmt: skip


def _version(op: Op) -> dict[str, Any]:
    # A row without a version must be new.
    return {"version": op.version} if op.version else {}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
