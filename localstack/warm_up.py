"""
Builds one event for each function, so that a worker of the function starts.

An event has no visible effect, except that scheduled functions run overdue work.
"""

from collections.abc import Mapping
from typing import Any

API = "APIHandler"
SOCKETS = ("WebsocketConnect", "WebsocketMessage", "WebsocketDisconnect")
# Functions that get a real event of the schedule, so that overdue work runs at once.
SCHEDULED = (
    "CloseInboxes",
    "Dismiss",
    "FinishAppointments",
    "Inspect",
    "Remind",
    "RemindAnswers",
    "RemindAppointments",
    "Revive",
    "Seal",
    "Sweep",
)


def event(function: str) -> Mapping[str, Any]:
    """
    Return an event that starts a worker of a function.

    `function`: the function's logical name.
    """
    if function == API:
        return _health()
    if function in SOCKETS:
        return {
            "requestContext": {
                "connectionId": "warm",
                "apiId": "warm",
                "domainName": "local",
                "stage": "ws",
            }
        }
    return _tick() if function in SCHEDULED else {"warm": True}


def _health() -> dict[str, Any]:
    context = {"httpMethod": "GET", "resourcePath": "/health", "identity": {}}
    request: dict[str, Any] = {
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
    }
    return {**request, "body": None, "isBase64Encoded": False, "requestContext": context}


def _tick() -> dict[str, Any]:
    envelope = {
        "version": "0",
        "id": "local",
        "source": "aws.events",
        "account": "000000000000",
        "region": "us-east-1",
    }
    return {
        **envelope,
        "detail-type": "Scheduled Event",
        "time": "1970-01-01T00:00:00Z",
        "resources": [],
        "detail": {},
    }
