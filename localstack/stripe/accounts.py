"""Holds all accounts of the fake Stripe, and reads them from the ledger at start."""

import hashlib
from typing import Any

from localstack.stripe.account import Account
from localstack.stripe.clock import Clock
from localstack.stripe.journal import Journal


class Accounts:
    """
    Finds and saves accounts.

    All API keys of an account end with the same suffix, which identifies the account.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_suffix: dict[str, Account] = {}
        self.clock = Clock()
        for commit in journal.replay():
            self._take(commit)

    def of(self, suffix: str) -> Account:
        """Return the account whose keys end with this suffix; make it at first use."""
        if suffix not in self._by_suffix:
            name = "acct_" + hashlib.sha256(suffix.encode()).hexdigest()[:16]
            self._by_suffix[suffix] = Account(name, suffix)
        return self._by_suffix[suffix]

    def commit(self, account: Account, answer: dict[str, Any] | None = None) -> None:
        """
        Append the changes of one request to the ledger, as one line.

        `answer`: the response to store under the request's idempotency key, or None if the
        response is not to be stored.
        """
        if answer:
            account.answers[answer["key"]] = answer
        if account.changed or answer:
            objects = list(account.changed.values())
            self._journal.append({"suffix": account.suffix, "objects": objects, "answer": answer})
        account.changed.clear()

    def move_clock(self, seconds: int) -> int:
        """Move the fake Stripe's clock permanently and return the new time."""
        self.clock.ahead += seconds
        self._journal.append({"ahead": self.clock.ahead})
        return self.clock.now()

    def _take(self, commit: dict[str, Any]) -> None:
        if "ahead" in commit:
            self.clock.ahead = commit["ahead"]
            return
        account = self.of(commit["suffix"])
        for thing in commit["objects"]:
            account.keep(thing)
        account.changed.clear()
        if commit["answer"]:
            account.answers[commit["answer"]["key"]] = commit["answer"]
