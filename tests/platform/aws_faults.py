"""
Injects faults into any botocore client.

A fault throttles the call, refuses the connection, or loses the response of a completed
call.

    with faults(client, seeded(7)) as calls:
        ...

Build the client with one attempt (`connect(names, attempts=1)`), so that our own retry is
tested. See docs/records-and-keys.md#faults-in-tests.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from random import Random
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError


class Fault(StrEnum):
    """Lists how a call can fail; only for `LOST` does AWS carry out the call."""

    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    INVALID = "invalid"


Plan = Callable[[str], Fault | None]
"""Decides for each call whether and how it fails, by its operation, such as `PutItem`."""
_URL = "https://faults.invalid/"


def seeded(
    seed: int, *, throttled: float = 0.15, lost: float = 0.15, unreachable: float = 0.10
) -> Plan:
    """Return a plan that chooses faults at random; the same seed repeats them."""
    generator = Random(seed)  # noqa: S311 - a plan that repeats, not a secret
    weights = [throttled, lost, unreachable, 1 - throttled - lost - unreachable]
    kinds = [Fault.THROTTLED, Fault.LOST, Fault.UNREACHABLE, None]
    return lambda _operation: generator.choices(kinds, weights)[0]


def once(fault: Fault, operation: str, nth: int = 1) -> Plan:
    """Return a plan in which only the n-th call of one operation fails."""
    counts: Counter[str] = Counter()

    def plan(operation_name: str) -> Fault | None:
        counts[operation_name] += 1
        return fault if operation_name == operation and counts[operation_name] == nth else None

    return plan


def always(fault: Fault, *operations: str) -> Plan:
    """
    Return a plan in which every call of these operations fails.

    If no operation is given, the calls of all operations fail.
    """
    return lambda operation_name: fault if not operations or operation_name in operations else None


@contextmanager
def faults(client: BaseClient, plan: Plan) -> Iterator[list[tuple[str, Fault | None]]]:
    """Inject the plan's faults inside the block; yield a list of calls and faults."""
    calls: list[tuple[str, Fault | None]] = []
    endpoint = client._endpoint
    real = endpoint._do_get_response

    def send(request: Any, operation: Any, context: Any) -> Any:
        fault = plan(operation.name)
        calls.append((operation.name, fault))
        match fault:
            case Fault.THROTTLED:
                # A botocore event comes too late: moto, in this process, would already do the call.
                return _refused("ThrottlingException"), None
            case Fault.INVALID:
                return _refused("ValidationException"), None
            case Fault.UNREACHABLE:
                return None, ConnectTimeoutError(endpoint_url=_URL)
            case Fault.LOST:
                real(request, operation, context)
                return None, ReadTimeoutError(endpoint_url=_URL)
            case _:
                return real(request, operation, context)

    endpoint._do_get_response = send
    try:
        yield calls
    finally:
        endpoint._do_get_response = real


def _refused(code: str) -> tuple[AWSResponse, dict[str, Any]]:
    response = AWSResponse(_URL, 400, {}, None)
    response._content = b""
    error = {"Code": code, "Message": "Refused"}
    return response, {
        "Error": error,
        "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}},
    }
