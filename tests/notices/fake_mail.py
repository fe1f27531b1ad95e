from dataclasses import dataclass, field

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.text import email
from chalicelib.notices.usecases.mail import MailRefused


@dataclass
class FakeMail:
    """Fakes `Mail`: keeps each e-mail to somebody in `sent`, as (to, subject, text)."""

    sent: list = field(default_factory=list)
    refuses: Exception | None = None

    def send(self, to, subject, text):
        if self.refuses:
            raise self.refuses
        if to is None:
            return
        try:
            email(to)
        except Invalid:
            raise MailRefused from None
        self.sent.append((to, subject, text))
