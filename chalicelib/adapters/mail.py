"""Mail by SES; what it says is decided elsewhere and holds nothing personal."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import Unavailable
from chalicelib.services.mail import MailRefused

_LATER = frozenset({"Throttling", "ThrottlingException", "ServiceUnavailable", "InternalFailure", "LimitExceededException"})


@dataclass(frozen=True, slots=True)
class SesMail:
    """Implements `Mail`. `client`: SES; `sender`: a verified address."""

    client: Any
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        """One call; raises as the port says."""
        body = {"Text": {"Data": text, "Charset": "UTF-8"}}
        message = {"Subject": {"Data": subject, "Charset": "UTF-8"}, "Body": body}
        try:
            self.client.send_email(Source=self.sender, Destination={"ToAddresses": [to]}, Message=message)
        except ClientError as error:
            if error.response["Error"]["Code"] in _LATER:
                raise Unavailable from None
            raise MailRefused from None
        except BotoCoreError:
            raise Unavailable from None
