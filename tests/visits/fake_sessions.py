"""Fakes of sessions and of the outbox, in memory."""

from dataclasses import dataclass, field


@dataclass
class FakeSessions:
    """
    Fakes `LiveSessions` and `SignIns`.

    Every session is valid, except the sessions in `ended`.
    """

    ended: set = field(default_factory=set)

    def still(self, accesses):
        return [each for each in accesses if each.session not in self.ended]

    def holds(self, access):
        return access.session not in self.ended


@dataclass
class FakeDelivery:
    """
    Fakes `Outbox`: `sent` lists the delivered notices.

    While `refused` contains a person, no notice to that person can be sent.
    """

    sent: list = field(default_factory=list)
    refused: set = field(default_factory=set)

    def deliver(self, notice):
        if notice.person in self.refused:
            return False
        self.sent.append(notice)
        return True
