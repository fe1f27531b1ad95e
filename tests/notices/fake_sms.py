from dataclasses import dataclass, field

from chalicelib.kernel.text import e164
from chalicelib.notices.usecases.sms import SmsRefused


@dataclass
class FakeSms:
    """Fakes `Sms`: keeps each text message in `sent`, as (number, text)."""

    sent: list = field(default_factory=list)
    refuses: Exception | None = None

    def send(self, number, text):
        if self.refuses:
            raise self.refuses
        if e164(number) != number:
            raise SmsRefused
        self.sent.append((number, text))
