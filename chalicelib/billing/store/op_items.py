"""
Defines the rows of ops and of card tokens.

An op is one requested action on an invoice, such as a payment. Its amount, actor and
details are sealed (encrypted). The attributes that the state machine reads are not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.domain.op_details import DETAILS, OpDetails, OpKind, Pay, Refund
from chalicelib.billing.store import keys
from chalicelib.billing.store.execution_items import FIRST_CHECK
from chalicelib.billing.store.mapping import build, condition_of, moment_or_none, text_of
from chalicelib.billing.usecases.execution_ports import OpView
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreItem, EphemeralItem, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding


@dataclass(frozen=True, slots=True)
class OpBody:
    """
    Holds the sealed (encrypted) part of an op.

    `details` holds the op's details as a dictionary. DETAILS maps each kind of op to the
    class for those details.
    """

    amount: Money
    actor: PersonId
    role: Role
    reason: str
    code: str
    details: dict[str, Any]


class OpItem(CoreItem):
    """
    Stores an op, which is one action on an invoice.

    A new row is in GSI3, the index of work by due time. When the op is finished or waits for
    an Admin, the row is removed from GSI3.
    """

    practice = UnicodeAttribute()
    invoice = UnicodeAttribute()
    ref = UnicodeAttribute()
    kind = UnicodeAttribute()
    state = UnicodeAttribute()
    at = UnicodeAttribute()
    account = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    tries = NumberAttribute()
    rounds = NumberAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding with which `sealed_body` is sealed.

        The body can be opened only if the row still has the same op, kind, time and processor
        account.
        """
        clear = (("kind", self.kind), ("at", self.at), ("account", self.account or ""))
        return Binding(PracticeId(self.practice), self.pk, self.sk, "Op.sealed_body", clear=clear)

    def op(self, body: OpBody) -> Op:
        """Return the op, built from this row and the row's opened (decrypted) body."""
        details: OpDetails = msgspec.convert(body.details, DETAILS[OpKind(self.kind)])
        return build(
            Op,
            body,
            ref=OpRef(self.ref),
            practice=PracticeId(self.practice),
            invoice=InvoiceId(self.invoice),
            details=details,
            at=datetime.fromisoformat(self.at),
            state=OpState(self.state),
            version=int(self.version),
            sent_at=moment_or_none(self.sent_at),
            due_at=moment_or_none(self.due_at),
            tries=int(self.tries),
            rounds=int(self.rounds),
        )

    def view(self) -> OpView:
        """Return the op's unencrypted attributes, without opening the sealed body."""
        return OpView(
            ref=OpRef(self.ref),
            kind=OpKind(self.kind),
            state=OpState(self.state),
            at=datetime.fromisoformat(self.at),
            sent_at=moment_or_none(self.sent_at),
            due_at=moment_or_none(self.due_at),
        )


class SentOpItem(RecordItem):
    """
    Marks one attempt of an op as sent to the processor.

    The row is never changed. So even if somebody puts back older copies of the invoice's
    other rows, the same attempt is not sent twice.
    """

    at = UnicodeAttribute()


class CardTokenItem(EphemeralItem):
    """Stores a payment's sealed card token, in a table without backups."""

    practice = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding of `sealed_body`: the only row in which it can be opened.

        The row's key contains the op's reference, so the token can be decrypted only for
        this op.
        """
        return Binding(PracticeId(self.practice), self.pk, self.sk, "CardToken.sealed_body")


def op_item(op: Op) -> OpItem:
    """
    Return the row of an op, without its sealed attribute.

    The row can be saved only if the stored row has the version of `op`.
    """
    is_at_processor = isinstance(op.details, Pay | Refund)
    item = OpItem(
        *keys.op(op.practice, op.invoice, op.ref),
        practice=op.practice,
        invoice=op.invoice,
        ref=op.ref,
        kind=op.kind.value,
        state=op.state.value,
        at=moment(op.at),
        account=op.at_processor.account if is_at_processor else None,
        sent_at=text_of(op.sent_at),
        due_at=text_of(op.due_at),
        tries=op.tries,
        rounds=op.rounds,
        **condition_of(op.version),
    )
    item.g1pk, item.g1sk = keys.op_by_ref(op.practice, op.ref)
    if not op.is_finished and op.state is not OpState.MANUAL:
        due_at = op.due_at or (op.sent_at or op.at) + FIRST_CHECK
        item.g3pk, item.g3sk = keys.op_due(op.ref, due_at)
    return item


def op_body(op: Op) -> OpBody:
    """Return the part of an op that the op's row stores encrypted."""
    return build(OpBody, op, details=msgspec.to_builtins(op.details))
