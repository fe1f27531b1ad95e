"""Makes payments and refunds (ops) look old; compares our ledger with Stripe's."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.billing.domain.op import FINISHED_STATES, OpState
from chalicelib.billing.domain.settlement import HOURLY_CHECK
from chalicelib.platform.dynamodb.key_parts import moment
from localstack import warm_up
from localstack.cloud import Cloud
from tests.cloud.rows import all_ops, change, ops

RESENT = 3
"""After this many rounds an op's request is no longer sent again, only looked up."""
Eventually = Callable[[Callable[[], Any]], Any]


def make_due(cloud: Cloud, invoice: str) -> None:
    """Make the invoice's unfinished ops due now, and run the Sweep function."""
    past = moment(datetime.now(UTC) - timedelta(seconds=1))
    for row in ops(cloud, invoice):
        if "g3pk" in row:
            change(cloud, row, g3sk=past, **({"due_at": past} if "due_at" in row else {}))
    cloud.invoke("Sweep", warm_up.event("Sweep"))


def backdate(cloud: Cloud, invoice: str) -> None:
    """
    Move the send times of an invoice's unfinished ops into the past.

    The ops are then so old that the product treats a charge that it cannot find as
    never made.
    """
    sent = moment(datetime.now(UTC) - HOURLY_CHECK)
    for row in ops(cloud, invoice):
        if OpState(row["state"]["S"]) not in FINISHED_STATES:
            change(cloud, row, sent_at=sent, rounds=RESENT)


def wait_until_settled(
    cloud: Cloud, invoice: str, eventually: Eventually, *, sent_long_ago: bool = False
) -> list[str]:
    """
    Wait until an invoice's ops (payments and refunds) have ended.

    Returns the states of the ops, oldest op first. If `sent_long_ago` is True, the ops
    are backdated before each check, because the product may write new times into an
    unfinished op.
    """

    def ended() -> list[str] | None:
        if sent_long_ago:
            backdate(cloud, invoice)
        make_due(cloud, invoice)
        states = [OpState(row["state"]["S"]) for row in ops(cloud, invoice)]
        return [state.value for state in states] if FINISHED_STATES.issuperset(states) else None

    return list(eventually(ended))


def books(cloud: Cloud, admin: Any, ledger: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Return the charges and refunds by invoice, first ours and then Stripe's.

    Amounts are in minor units. Invoices with an op that an Admin closed are left out,
    because our ledger then follows the Admin's evidence instead of Stripe's ledger.
    """
    ours, cursor = {}, None
    while True:
        page = admin.get(f"/invoices?cursor={cursor}" if cursor else "/invoices")
        for row in page["items"]:
            invoice = admin.get(f"/invoices/{row['id']}")
            if "closed_by_hand" not in {line["what"] for line in invoice["timeline"]}:
                ours[row["id"]] = _ours(invoice)
        cursor = page["next"]
        if not cursor:
            break
    refs = defaultdict(set)
    for row in all_ops(cloud):
        refs[row["invoice"]["S"]].add(row["ref"]["S"])
    return ours, {invoice: _theirs(ledger, refs[invoice]) for invoice in ours}


def _ours(invoice: Any) -> dict[str, list[int]]:
    lines = Counter()  # type: Counter[tuple[str, int]]
    lines.update(
        (line["what"], line["amount"]["minor"])
        for line in invoice["timeline"]
        if line.get("amount")
    )
    charges = [
        amount
        for (what, amount), times in lines.items()
        for _ in range(times)
        if what in {"charged", "unapplied"}
    ]
    refunds = [
        amount
        for (what, amount), times in lines.items()
        for _ in range(times)
        if what == "refunded"
    ]
    return {"taken": sorted(charges), "given": sorted(refunds)}


def _theirs(ledger: Any, refs: set[str]) -> dict[str, list[int]]:
    charges = [each["amount"] for each in ledger["charges"] if each["op"] in refs]
    refunds = [
        each["amount"]
        for each in ledger["refunds"]
        if each["op"] in refs and each["status"] == "succeeded"
    ]
    return {"taken": sorted(charges), "given": sorted(refunds)}
