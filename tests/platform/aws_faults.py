"""
Puts faults into any botocore client.

It throttles, refuses the connection, or loses the answer after the call was done:

    with faults(client, seeded(7)) as happened:
        ...

Build the client with one attempt (`connect(names, attempts=1)`), so that our own retry is tested.
See docs/records-and-keys.md#faults-in-tests.
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
    """`lost`: the call was done and its answer never came; the others did nothing."""

    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    INVALID = "invalid"


Plan = Callable[[str], Fault | None]
"""Which fault befalls a call, by the name of its operation: `PutItem`."""
_URL = "https://faults.invalid/"


def seeded(
    seed: int, *, throttled: float = 0.15, lost: float = 0.15, unreachable: float = 0.10
) -> Plan:
    """Choose each call's fault at random, the same for the same seed."""
    generator = Random(seed)  # noqa: S311 - a plan that repeats, not a secret
    weights = [throttled, lost, unreachable, 1 - throttled - lost - unreachable]
    kinds = [Fault.THROTTLED, Fault.LOST, Fault.UNREACHABLE, None]
    return lambda _operation: generator.choices(kinds, weights)[0]


def once(fault: Fault, operation: str, nth: int = 1) -> Plan:
    """Only the n-th call of one operation fails."""
    seen: Counter[str] = Counter()

    def plan(called: str) -> Fault | None:
        seen[called] += 1
        return fault if called == operation and seen[called] == nth else None

    return plan


def always(fault: Fault, *operations: str) -> Plan:
    """Every call of these operations fails; of all, when none is named."""
    return lambda called: fault if not operations or called in operations else None


@contextmanager
def faults(client: BaseClient, plan: Plan) -> Iterator[list[tuple[str, Fault | None]]]:
    """Yield the list of calls made inside the block, each with its fault."""
    happened: list[tuple[str, Fault | None]] = []
    endpoint = client._endpoint
    real = endpoint._do_get_response

    def sent(request: Any, operation: Any, context: Any) -> Any:
        fault = plan(operation.name)
        happened.append((operation.name, fault))
        match fault:
            case Fault.THROTTLED:
                # Not in a botocore event: an emulator in this process would still do the call.
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

    endpoint._do_get_response = sent
    try:
        yield happened
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
