"""Runs the state machine for invoices on AWS Step Functions."""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId

EXPIRED_TOKEN_ERRORS = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
"""
The error codes for a task token on which no execution waits any more.

For such a token, emulators return `TaskDoesNotExist` and AWS returns `InvalidToken`.
"""


@dataclass(frozen=True, slots=True)
class StepFunctions:
    """
    Implements the port `StateMachine` with AWS Step Functions.

    An attempt is one run of the state machine for one invoice. Each attempt is a Standard
    execution with the name `<invoice>-<attempt>`. The input of the execution has only ids.
    """

    client: Any
    arn: str

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        ids = json.dumps({"practice": practice, "invoice": invoice, "attempt": attempt})
        try:
            self.client.start_execution(
                stateMachineArn=self.arn, name=f"{invoice}-{attempt}", input=ids
            )
        except ClientError as error:
            if _code(error) != "ExecutionAlreadyExists":
                raise Unavailable from None
        except BotoCoreError:
            raise Unavailable from None

    def wake(self, token: str, op: OpRef | None) -> bool:
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
        del practice  # an invoice's id is unique among all practices
        name = f"{self.arn.replace(':stateMachine:', ':execution:')}:{invoice}-{attempt}"
        try:
            execution = self.client.describe_execution(executionArn=name)
        except ClientError as error:
            if _code(error) == "ExecutionDoesNotExist":
                return False
            raise Unavailable from None
        except BotoCoreError:
            raise Unavailable from None
        return bool(execution["status"] == "RUNNING")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
