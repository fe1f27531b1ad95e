"""Fakes who provides now and for whom."""

from dataclasses import dataclass

from tests.clients.fake_practice_directory import FakePracticeDirectory


@dataclass
class FakeCurrentProviders:
    """
    Fakes `DynamoCurrentProviders`.

    It passes the tests in `test_current_providers.py`.
    """

    directory: FakePracticeDirectory

    def active(self, access, people):
        rows = [self.directory.memberships.rows.get((access.practice, each)) for each in people]
        return [each.person for each in rows if each and each.is_active_provider]

    def assigned(self, access, pairs):
        return [
            (provider, client)
            for provider, client in dict.fromkeys(pairs)
            if self.directory.assigned(access, [provider], [client])
        ]
