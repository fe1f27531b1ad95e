"""The state machine of invoices, by Step Functions."""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId

EXPIRED_TOKEN_ERRORS = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
"""All mean that nothing waits on a token any more; emulators answer the second where AWS answers the third."""


@dataclass(frozen=True, slots=True)
class StepFunctions:
    """Implements `Machine`: one Standard execution an invoice, named `<invoice>-<attempt>`; only ids go in."""

    client: Any
    arn: str

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """See `Machine`."""
        told = json.dumps({"practice": practice, "invoice": invoice, "attempt": attempt})
        try:
            self.client.start_execution(
                stateMachineArn=self.arn, name=f"{invoice}-{attempt}", input=told
            )
        except ClientError as error:
            if _code(error) != "ExecutionAlreadyExists":
                raise Unavailable from None
        except BotoCoreError:
            raise Unavailable from None

    def wake(self, token: str, op: OpRef | None) -> bool:
        """See `Machine`."""
        try:
            self.client.send_task_success(taskToken=token, output=json.dumps({"op": op or ""}))
        except ClientError as error:
            if _code(error) in EXPIRED_TOKEN_ERRORS:
                return False
            raise Unavailable from None
        except BotoCoreError:
            raise Unavailable from None
        return True

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """See `Machine`. The practice is no part of an execution's name: ids of invoices are unique by themselves."""
        del practice
        name = f"{self.arn.replace(':stateMachine:', ':execution:')}:{invoice}-{attempt}"
        try:
            found = self.client.describe_execution(executionArn=name)
        except ClientError as error:
            if _code(error) == "ExecutionDoesNotExist":
                return False
            raise Unavailable from None
        except BotoCoreError:
            raise Unavailable from None
        return bool(found["status"] == "RUNNING")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
