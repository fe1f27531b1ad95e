"""Socket functions that echo messages; they post by boto3, as the product does."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from tests.visits.gateway.functions import Functions


@dataclass
class Echo:
    """
    Answers each message with itself, except for these values of `do`.

    `break` raises, `wait` waits for `may_go`, `close` deletes the socket, `return` returns a body,
    `failures` posts the names of failed posts, `id` posts the connection's id, and `watch` is told
    of sockets that close. In the handshake `?refuse=403` refuses it, and `?post` posts too early.
    """

    endpoint: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    watcher: str = ""
    may_go: threading.Event = field(default_factory=threading.Event)

    @property
    def functions(self) -> Functions:
        """Return the three functions for a gateway."""
        return Functions(self.connect, self.message, self.disconnect)

    def client(self) -> Any:
        """Return a client of `@connections`."""
        config = Config(retries={"total_max_attempts": 1})
        return boto3.client(
            "apigatewaymanagementapi", "us-east-1", endpoint_url=self.endpoint, config=config
        )

    def connect(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        self.events.append(event)
        query = event["queryStringParameters"] or {}
        if "post" in query:
            self.post(event["requestContext"]["connectionId"], "too early")
        if "break" in query:
            raise RuntimeError("on purpose")
        return {"statusCode": int(query.get("refuse", 200))}

    def message(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        self.events.append(event)
        connection = event["requestContext"]["connectionId"]
        match _command(event["body"]):
            case "break":
                raise RuntimeError("on purpose")
            case "close":
                self.client().delete_connection(ConnectionId=connection)
            case "wait":
                self.may_go.wait(10)
                self.post(connection, event["body"])
            case "return":
                return {"statusCode": 200, "body": "returned"}
            case "failures":
                self.post(connection, json.dumps(self.failed))
            case "id":
                self.post(connection, json.dumps({"id": connection}))
            case other:
                self.watcher = connection if other == "watch" else self.watcher
                self.post(connection, event["body"])
        return {"statusCode": 200}

    def disconnect(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        self.events.append(event)
        if self.watcher:
            self.post(self.watcher, json.dumps({"ended": event["requestContext"]["connectionId"]}))
        return {"statusCode": 200}

    def post(self, connection: str, text: str) -> None:
        """Post to a connection; record the name of an error in `failed`."""
        client = self.client()
        try:
            client.post_to_connection(ConnectionId=connection, Data=text.encode())
        except client.exceptions.ClientError as error:
            self.failed.append(type(error).__name__)

    def any_of_the_three(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Call the function for this event, where one function serves all routes."""
        kinds = {"CONNECT": self.connect, "MESSAGE": self.message, "DISCONNECT": self.disconnect}
        return kinds[event["requestContext"]["eventType"]](event, context)

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of a kind: CONNECT, MESSAGE or DISCONNECT."""
        return [each for each in self.events if each["requestContext"]["eventType"] == kind]


def _command(body: str) -> str:
    try:
        message = json.loads(body)
    except ValueError:
        return ""
    return str(message.get("do", "")) if isinstance(message, dict) else ""
