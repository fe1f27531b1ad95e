from dataclasses import dataclass, field


@dataclass
class FakeMail:
    """Fakes `Mail`: keeps each e-mail in `sent`, as (to, subject, text)."""

    sent: list = field(default_factory=list)
    refuses: Exception | None = None

    def send(self, to, subject, text):
        if self.refuses:
            raise self.refuses
        self.sent.append((to, subject, text))
