from dataclasses import dataclass

from chalicelib.practice.domain.practice import Agreement

AGREEMENT = Agreement("2026-11", "We keep your clients' records safe.")


@dataclass
class FakeAgreement:
    """A fake `AgreementText` whose current agreement a test can replace."""

    agreement: Agreement = AGREEMENT

    def current(self):
        return self.agreement
