"""Tests that the time of an answer does not tell who is known (S8)."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from tests.identity.sign_in_harness import DESKTOP, SignInHarness

KNOWN, UNKNOWN, REMOVED = (f"{name}@clocktree.test" for name in ("kim", "sam", "pat"))
OTHER = Caller("r3", "another ip", "agent", networks=("other net", "other wide net"))


@dataclass
class Port:
    """Stands before a port and writes the name of each call into `calls`."""

    port: Any
    name: str
    calls: list

    def __getattr__(self, method):
        def call(*arguments, **named):
            self.calls.append(f"{self.name}.{method}")
            return getattr(self.port, method)(*arguments, **named)

        return call


class ListeningHarness(SignInHarness):
    """A harness whose recovery writes all its calls of ports into `calls`."""

    def __post_init__(self):
        super().__post_init__()
        self.calls, recovery = [], self.recovery

        def heard(owner, *names):
            return {name: Port(getattr(owner, name), name, self.calls) for name in names}

        guessing = replace(recovery.guessing, **heard(recovery.guessing, "attempts", "audit"))
        ports = heard(recovery, "identity", "requests", "memberships", "mail", "audit")
        self.recovery = replace(recovery, guessing=guessing, **ports)
        self.add_person(KNOWN, Role.CLIENT)
        self.add_person(REMOVED, Role.CLIENT, status=MembershipStatus.REMOVED)


def nothing_before(_recovery, _email):
    pass


def the_address_is_used_up(recovery, email):
    for _ in range(5):
        recovery.forgot(email, OTHER)


def the_mailbox_is_used_up(recovery, email):
    for _ in range(5):
        recovery.forgot(email.replace("@", "+1@"), OTHER)


def the_network_is_used_up(recovery, _email):
    for number in range(40):
        recovery.forgot(f"n{number}@clocktree.test", DESKTOP)


@pytest.mark.parametrize("unknown", [UNKNOWN, REMOVED])
@pytest.mark.parametrize(
    "before",
    [
        nothing_before,
        the_address_is_used_up,
        the_mailbox_is_used_up,
        the_network_is_used_up,
    ],
)
def test_known_and_unknown_addresses_cause_the_same_calls(before, unknown):
    """S8: whatever was asked before, the same calls follow, so no answer is quicker."""
    calls = []
    for email in (KNOWN, unknown):
        harness = ListeningHarness()
        before(harness.recovery, email)
        harness.calls.clear()
        harness.recovery.forgot(email, DESKTOP)
        calls.append(harness.calls)
    assert calls[0] == calls[1]
    assert calls[0][:2] == ["identity.find", "memberships.of_person"]
    assert "audit.record" in calls[0]
