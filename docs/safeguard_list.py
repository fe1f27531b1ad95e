"""Lists the safeguards, in groups, with what no test proves yet."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Safeguard:
    """
    Describes one safeguard, and which part of it no test proves yet.

    `claimed`: whether the product has the safeguard. `later`: the part that no test
    proves yet, or an empty string. If `claimed` is False, `later` is the planned
    feature that will add the safeguard.
    """

    words: str
    later: str = ""
    claimed: bool = True


def comes_with(words: str, what: str) -> Safeguard:
    """Return a safeguard that comes with the planned feature `what`."""
    return Safeguard(words, what, claimed=False)


GROUPS: Mapping[str, Mapping[int, Safeguard]] = {
    "Access and identity": {
        1: Safeguard(
            "A route that does not declare who may call it answers 403 to everybody; only the signed"
            " webhook has another check (S51)."
        ),
        2: Safeguard(
            "For a provider who is not assigned to a client, everything of that client is absent:"
            " no page, list or count shows it, and no answer about an e-mail address tells that a"
            " client has it."
        ),
        3: Safeguard("On every route an id of another practice is answered as an unknown one."),
        4: Safeguard(
            "A person who acts as Provider cannot do what only an Admin may, even if they have"
            " both roles; a change of role is audited."
        ),
        5: Safeguard(
            "Two people cannot share a sign-in: an e-mail address is unique whatever its case, and"
            " an id is never used again.",
            "deleting a person, which is not built",
        ),
        6: Safeguard(
            "With a password alone, staff reach only the screen that sets up or asks for a second"
            " factor."
        ),
        7: Safeguard(
            "Changing a second factor or a password asks for proof again, and the person is told.",
            "changing either while signed in, which is not built",
        ),
        8: Safeguard(
            "Wrong passwords and codes are slowed, then locked out; the answer does not reveal"
            " whether the person exists.",
            "that the real identity provider takes the same time for known and unknown people",
        ),
        9: Safeguard(
            "Removing a colleague ends their sessions at the next request, and their sockets and"
            " seats within a minute.",
            "the button that removes a colleague, which is not built",
        ),
        10: comes_with(
            "In an emergency one record can be read for an hour, with a reason, and the Admins"
            " are told at once.",
            "emergency access",
        ),
        11: Safeguard(
            "The key policy lets only the roles of named functions open records.",
            "on AWS itself: the tests read the policy, and no emulator evaluates it",
        ),
        12: Safeguard(
            "After 30 minutes without activity a session is over, even if a page still polls.",
            "a call of half an hour in a browser, which counts as activity",
        ),
        13: Safeguard(
            "Signing out ends the session on the server, and the browser stores no answer."
        ),
    },
    "Audit and integrity": {
        14: Safeguard(
            "Every look at a record, every change and every refusal writes one audit entry without"
            " content.",
            "changes that a request with the smallest body does not reach, on routes of a"
            " client's record",
        ),
        15: Safeguard(
            "If the audit entry cannot be written, the answer is 503 and no record.",
            "a test of every route",
        ),
        16: Safeguard(
            "Nothing that the application may do changes or deletes an audit entry.",
            "that a role cannot overwrite an entry: the permission to add one also allows a second"
            " write under the same key, which only a condition in our code prevents",
        ),
        17: Safeguard(
            "A ledger entry that was altered, removed, added or swapped is detected.",
            "a verifier of all chains that names the first bad entry; the locked copy outside the"
            " tables",
        ),
        18: Safeguard(
            "Records of who accessed what never expire, and logs are kept for six years.",
            "the export of audit entries to a locked bucket",
        ),
        19: Safeguard("A saved clinical note never changes and cannot be deleted."),
        20: Safeguard(
            "An addendum names its note, author and time, and no more people can read it than its"
            " author may allow."
        ),
        21: Safeguard(
            "A record whose bytes, place or kind were altered does not open, and raises an alarm.",
            "that an older copy of a whole row, put back in its place, is noticed",
        ),
    },
    "Encryption and transport": {
        22: Safeguard(
            "Nothing personal is in clear in tables, keys, logs, queues or the state machine's"
            " history."
        ),
        23: Safeguard(
            "Tables, buckets and logs are encrypted by our own key; buckets refuse plain HTTP.",
            "the refusal of plain HTTP on AWS itself: the tests read the bucket's policy",
        ),
        24: Safeguard(
            "Nothing below TLS 1.2 is accepted, and every answer has the security headers.",
            "the TLS version on AWS itself: the tests read the template",
        ),
        25: Safeguard(
            "A call without an encryption fingerprint is refused; TURN credentials are for one"
            " seat and expire soon."
        ),
        26: Safeguard(
            "After a key was rotated, old records open; five minutes after it was shredded, no"
            " record of that practice does."
        ),
    },
    "What leaves the platform": {
        27: Safeguard(
            "No mail contains a person's name, a diagnosis, a service or a practice's name.",
            "mail that says more with a client's permission, which is not built",
        ),
        28: Safeguard(
            "A processor receives an opaque reference and an amount, and never what it was for."
        ),
        29: Safeguard(
            "A calendar feed contains times and one fixed word, and ends when its token is revoked."
        ),
        30: Safeguard(
            "A client's permission for notices has a date and a topic, and can be withdrawn; then"
            " notices that wait are not sent.",
            "mail that says more with a client's permission, which is not built",
        ),
        31: Safeguard(
            "Logs contain nothing personal, and no third-party script runs on a signed-in page but"
            " the processor's on the pay page (S47 to S49)."
        ),
    },
    "Agreements, breaches and people's rights": {
        32: Safeguard(
            "A practice adds no client before it accepts the agreement; the text's hash, the"
            " person and the time are stored."
        ),
        33: comes_with(
            "Each company that receives data from us has an agreement, or gets nothing personal.",
            "the list of sub-processors",
        ),
        34: comes_with(
            "One query returns whose records a person or a credential could have seen in a period.",
            "breach records",
        ),
        35: comes_with("A breach record has a deadline and warns before it.", "breach records"),
        36: comes_with(
            "A disclosure is entered once and appears in the client's account of disclosures for"
            " six years.",
            "disclosures",
        ),
        37: comes_with(
            "A client who asks gets a copy of their records in time, without other people's data.",
            "records requests",
        ),
        38: comes_with(
            "A correction is added and linked; nothing is overwritten.", "records requests"
        ),
        39: Safeguard(
            "Psychotherapy notes are in no export and no share that does not name them.",
            "the export of a client's whole record, which is not built, so that there is none yet"
            " from which to leave them out",
        ),
    },
    "Continuity": {
        40: comes_with(
            "Every table with records can be restored to any moment of the last weeks.",
            "a test of it and a restore on AWS; `infra/state.yaml` switches it on",
        ),
        41: comes_with(
            "A drill restores everything into an empty stack, verifies it and prints the time it"
            " took.",
            "the restore drill",
        ),
        42: comes_with(
            "One client's records can be restored without changing others.", "the restore drill"
        ),
        43: comes_with(
            "The list of assets and data flows is generated from the template and is complete.",
            "the inventory",
        ),
        44: comes_with(
            "The start of the contingency plan is recorded, and every practice is told within a"
            " day.",
            "the contingency plan",
        ),
        45: comes_with(
            "A dependency with a known severe flaw fails the build.", "the audit of dependencies"
        ),
    },
    "Cards": {
        46: Safeguard(
            "No form, route or log accepts a card number, and text that looks like one is refused."
        ),
        47: Safeguard("A card is typed only into the processor's own frame."),
        48: Safeguard(
            "The pay page runs only listed scripts, ours and the chosen processor's, and no inline"
            " script."
        ),
        49: Safeguard("The pay page loads no third-party script but the processor's."),
        50: Safeguard(
            "A processor's secrets can be written and never read back; each practice has its own."
        ),
        51: Safeguard(
            "A webhook that is badly signed, stale or for another account changes nothing and is"
            " counted."
        ),
        52: Safeguard("Of a card, only brand, last four digits and a token are stored."),
    },
}
SAFEGUARDS: Mapping[int, Safeguard] = {
    number: each for group in GROUPS.values() for number, each in group.items()
}
