"""Says why an action on an invoice is not possible, to staff and to a client."""

from collections.abc import Mapping

from chalicelib.billing.domain.invoice import Status

REASONS_BY_OVERLAY: Mapping[str, tuple[str, str]] = {
    "processing": (
        "Processing: wait until this is finished.",
        "Your payment is being processed: wait until this is finished.",
    ),
    "action_required": (
        "Waiting for the client: wait until this is finished.",
        "Your bank is waiting for you. Confirm the payment on your bank's page, or cancel it.",
    ),
    "checking": (
        "Checking with the bank: wait until this is finished.",
        (
            "We are checking with the bank, you will not be charged twice: "
            "wait until this is finished."
        ),
    ),
    "refund_pending": (
        "Refund on its way: wait until this is finished.",
        "A refund is on its way to you: wait until this is finished.",
    ),
}
"""Why an unfinished op does not allow an action, for staff and for a client."""

REASONS_BY_STATUS: Mapping[Status, tuple[str, str]] = {
    Status.DRAFT: (
        "This invoice is a draft, so this is not possible.",
        "This invoice was not sent to you yet.",
    ),
    Status.SENT: (
        "This invoice is unpaid, so this is not possible.",
        "This invoice is due, so this is not possible.",
    ),
    Status.PAID: ("This invoice is paid, so this is not possible.", "This invoice is paid."),
    Status.REFUNDED: (
        "This invoice is refunded, so this is not possible.",
        "This invoice was paid and refunded. Nothing is owed on it.",
    ),
    Status.VOIDED: (
        "This invoice is voided, so this is not possible.",
        "This invoice was cancelled. Nothing is owed on it.",
    ),
    Status.FORGIVEN: (
        "This invoice is forgiven, so this is not possible.",
        "Nothing is owed on this invoice.",
    ),
}
"""Why a status does not allow an action, for staff and for a client."""

LOCKED = "This invoice is being changed at this moment. Try again when that is finished."
RECORDS_DISAGREE = (
    (
        "The stored records of this invoice do not agree with each other. Nothing can be done "
        "with it until they are repaired. We were alerted."
    ),
    "We found an error of ours in this invoice. It cannot be paid now. We were alerted.",
)
