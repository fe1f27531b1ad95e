"""
Writes docs/safeguards.md; run it as `python docs/safeguards.py`.

The page lists each safeguard, the tests that show it, and what no test shows yet. A test shows a
safeguard when its docstring begins with the number: `S12: …` or `S4, S14.`. A safeguard that is
claimed here must have such a test; the others say which feature they come with.
tests/conventions/test_safeguards.py checks both.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "safeguards.md"
NUMBERS = re.compile(r"S\d+(?:, S\d+)*\b")
Shown = Mapping[int, list[str]]


@dataclass(frozen=True)
class Safeguard:
    """
    One safeguard, and what is still to be shown.

    `later`: what no test shows yet. `claimed`: a test must show the rest.
    """

    words: str
    later: str = ""
    claimed: bool = True


def comes_with(words: str, what: str) -> Safeguard:
    """Return a safeguard that no test shows yet."""
    return Safeguard(words, what, claimed=False)


GROUPS: Mapping[str, Mapping[int, Safeguard]] = {
    "Access and identity": {
        1: Safeguard("A route that does not say who may call it answers 403 to everybody."),
        2: Safeguard(
            "What belongs to a client is absent for a provider who is not assigned: no page,"
            " list or count shows it.",
            "a walk over every route",
        ),
        3: Safeguard(
            "An id of another practice is absent, on every route.",
            "a walk over every route with two practices",
        ),
        4: Safeguard(
            "Whoever acts as Provider is refused what is Admin's, though they have both roles;"
            " changing roles is audited."
        ),
        5: Safeguard(
            "Two people cannot share a sign-in: an e-mail counts once in any case, an id is"
            " never used again.",
            "deleting a person, which is not built",
        ),
        6: Safeguard(
            "A password alone gets staff no further than the screen where a second factor is set"
            " up or asked for."
        ),
        7: comes_with(
            "Changing a factor or a password asks for proof again, and the person is told.",
            "My Account",
        ),
        8: Safeguard(
            "Wrong guesses are slowed, then locked out; the answer does not tell whether the"
            " person exists."
        ),
        9: Safeguard(
            "Removing a colleague ends every session at the next request, and sockets and call"
            " seats within a minute.",
            "the button that removes one",
        ),
        10: comes_with(
            "In an emergency one record can be read for an hour, with a reason, and the Admins"
            " know at once.",
            "emergency access",
        ),
        11: Safeguard("The key policy lets nobody open records but the roles of named functions."),
        12: Safeguard(
            "After thirty minutes without activity the session is over, whatever clocks and"
            " polls say.",
            "a call of half an hour in a browser, which touches its session each minute",
        ),
        13: Safeguard(
            "Signing out ends the session on the server, and no answer is kept by the browser."
        ),
    },
    "Audit and integrity": {
        14: Safeguard(
            "Every look at a record, every change and every refusal writes one entry, without"
            " content.",
            "exports, which do not exist",
        ),
        15: Safeguard("No entry, no record: when the entry cannot be written the answer is 503."),
        16: Safeguard("Nothing the application may do changes or deletes an audit entry."),
        17: Safeguard(
            "An entry that was altered, removed, added or swapped is noticed.",
            "a verifier that walks all chains and names the first bad entry; the locked copy"
            " outside the tables",
        ),
        18: Safeguard(
            "What tells of access is kept six years.",
            "the export of audit entries to a locked bucket",
        ),
        19: comes_with("A saved note never changes and cannot be deleted.", "notes"),
        20: comes_with(
            "An addendum names its note, author and time, and is read by no more people than its"
            " author may allow.",
            "notes",
        ),
        21: Safeguard(
            "A record whose bytes, place or kind were altered does not open, and raises an alarm."
        ),
    },
    "Encryption and transport": {
        22: Safeguard(
            "Nothing personal stands in clear in tables, keys, logs, queues or the state"
            " machine's history.",
            "the scan of everything that a whole run left behind",
        ),
        23: Safeguard(
            "Tables, buckets and logs lie under a key of ours; buckets refuse plain HTTP."
        ),
        24: Safeguard(
            "Nothing below TLS 1.2 is accepted, and every answer carries the protective headers."
        ),
        25: Safeguard(
            "A call without an encryption fingerprint is refused; relay credentials are personal"
            " and short-lived."
        ),
        26: Safeguard(
            "After a key was rotated old records open; after it was shredded nothing of that"
            " practice does."
        ),
    },
    "What leaves the platform": {
        27: Safeguard(
            "No mail holds a name, a diagnosis, a service or a practice's name.",
            "the client's permission to say more; today no mail says more",
        ),
        28: Safeguard(
            "A processor is told an opaque reference and an amount, and never what it was for."
        ),
        29: comes_with(
            "A calendar feed gives times and one fixed word, and ends when its token is revoked.",
            "appointments",
        ),
        30: comes_with(
            "Permission to say more in mail is dated, limited and can be withdrawn.",
            "notice permissions",
        ),
        31: Safeguard(
            "Logs say nothing personal, and no other party's script runs on a signed-in page."
        ),
    },
    "Agreements, breach, people's rights": {
        32: Safeguard(
            "No client before the agreement with the practice is accepted; its hash, who and"
            " when are kept."
        ),
        33: comes_with(
            "Each company that we send anything to has an agreement or gets nothing personal.",
            "the list of sub-processors",
        ),
        34: comes_with(
            "One query tells whose records a person or a credential could have seen in a time.",
            "breach records",
        ),
        35: comes_with("A breach record knows its last day and warns before it.", "breach records"),
        36: comes_with(
            "A disclosure is entered once and appears in the client's account of disclosures for"
            " six years.",
            "disclosures",
        ),
        37: comes_with(
            "A client who asks gets a copy of their records, without other people's, in time.",
            "records requests",
        ),
        38: comes_with(
            "A correction is added and linked; nothing is overwritten.", "records requests"
        ),
        39: comes_with("Psychotherapy notes are in no export or share unless named.", "notes"),
    },
    "Continuity": {
        40: comes_with(
            "Every table with records can be restored to any moment of the last weeks.",
            "its test and a restore on AWS; `infra/state.yaml` switches it on",
        ),
        41: comes_with(
            "A drill restores everything into an empty stack, verifies it and prints its time.",
            "the restore drill",
        ),
        42: comes_with(
            "One client's records are restored without touching others.", "the restore drill"
        ),
        43: comes_with(
            "The list of assets and flows is made from the template, and lacks nothing.",
            "the inventory",
        ),
        44: comes_with(
            "Starting the contingency plan is written down and every practice is told within a"
            " day.",
            "the contingency plan",
        ),
        45: comes_with(
            "A dependency with a known grave flaw stops the build.", "the audit of dependencies"
        ),
    },
    "Cards": {
        46: Safeguard(
            "No form, route or log has a place for a card number, and text that looks like one"
            " is refused.",
            "how often an insurance number is taken for one",
        ),
        47: Safeguard("A card is typed only into the processor's own frame."),
        48: Safeguard(
            "The pay page runs our scripts and the chosen processor's, and nothing inline, each"
            " from a list."
        ),
        49: Safeguard("The pay page loads nobody else's script but the processor's."),
        50: Safeguard(
            "A processor's secrets can be written and never read back; each practice has its own."
        ),
        51: Safeguard(
            "A processor's notice that is badly signed, stale or for somebody else changes"
            " nothing.",
            "a count of those that were refused",
        ),
        52: comes_with(
            "Of a card only brand, last four digits and a token are kept.",
            "the scan of a whole run",
        ),
    },
}
SAFEGUARDS: Mapping[int, Safeguard] = {
    number: each for group in GROUPS.values() for number, each in group.items()
}


def shown() -> Shown:
    """Return sorted test ids by safeguard, out of the docstrings under tests/."""
    found: dict[int, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, docstring in _tests(ast.parse(path.read_text(encoding="utf-8")).body):
            if numbers := NUMBERS.match(docstring):
                for number in re.findall(r"\d+", numbers[0]):
                    found.setdefault(int(number), []).append(
                        f"{path.relative_to(ROOT).as_posix()}::{name}"
                    )
    return {number: sorted(ids) for number, ids in sorted(found.items())}


def page(tests: Shown) -> str:
    """Return the text of the page."""
    whole = [n for n, each in SAFEGUARDS.items() if n in tests and not each.later]
    part = [n for n, each in SAFEGUARDS.items() if n in tests and each.later]
    sections = "".join(
        f"\n## {title}\n{''.join(_entry(n, each, tests.get(n, [])) for n, each in group.items())}"
        for title, group in GROUPS.items()
    )
    return (
        "# Safeguards\n\n"
        "Written by `python docs/safeguards.py` from the docstrings of the tests; a test fails when"
        " it is stale.\n\n"
        "Clocktree is built for HIPAA's safeguards, and designed so that a practice can use PCI's"
        " SAQ A for cards. Nobody has\ncertified it. "
        f"Of {len(SAFEGUARDS)} safeguards, tests show {len(whole)} whole and {len(part)} in part; "
        f"{len(SAFEGUARDS) - len(whole) - len(part)} are still to come.\n{sections}"
    )


def _entry(number: int, each: Safeguard, tests: list[str]) -> str:
    state = "Not shown yet" if tests else "Comes with"
    lines = [f"\n**S{number}** {each.words}\n"]
    lines += [f"{state}: {each.later}.\n"] if each.later else []
    lines += ["\n", *(f"- `{name}`\n" for name in tests)] if tests else []
    return "".join(lines)


def _tests(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{within}{node.name}::")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test_"
        ):
            yield f"{within}{node.name}", ast.get_docstring(node) or ""


if __name__ == "__main__":
    PAGE.write_text(page(shown()), encoding="utf-8")
