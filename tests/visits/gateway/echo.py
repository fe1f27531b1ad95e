"""Three functions that show how a gateway calls them; they post by boto3, as the product does."""

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
    Answers a message with itself, except these values of `do`: `break` raises, `wait` waits for
    `may_go`, `close` deletes the socket, `return` returns a body, `failures` posts the names of
    failed posts, `id` the connection's id, and `watch` is told of sockets that end.

    `?refuse=403` refuses the handshake; `?post` posts to the socket that is not open yet.
    """

    endpoint: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    watcher: str = ""
    may_go: threading.Event = field(default_factory=threading.Event)

    @property
    def functions(self) -> Functions:
        """For a gateway."""
        return Functions(self.connect, self.message, self.disconnect)

    def client(self) -> Any:
        """Of `@connections`."""
        made = Config(retries={"total_max_attempts": 1})
        return boto3.client(
            "apigatewaymanagementapi", "us-east-1", endpoint_url=self.endpoint, config=made
        )

    def connect(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        self.events.append(event)
        asked = event["queryStringParameters"] or {}
        if "post" in asked:
            self.post(event["requestContext"]["connectionId"], "too early")
        if "break" in asked:
            raise RuntimeError("on purpose")
        return {"statusCode": int(asked.get("refuse", 200))}

    def message(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        self.events.append(event)
        connection = event["requestContext"]["connectionId"]
        match _what(event["body"]):
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
        """To any connection; what fails is noted by its name."""
        client = self.client()
        try:
            client.post_to_connection(ConnectionId=connection, Data=text.encode())
        except client.exceptions.ClientError as refused:
            self.failed.append(type(refused).__name__)

    def any_of_the_three(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Where one function serves all routes."""
        kinds = {"CONNECT": self.connect, "MESSAGE": self.message, "DISCONNECT": self.disconnect}
        return kinds[event["requestContext"]["eventType"]](event, context)

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """The events of a kind: CONNECT, MESSAGE, DISCONNECT."""
        return [each for each in self.events if each["requestContext"]["eventType"] == kind]


def _what(body: str) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("do", "")) if isinstance(said, dict) else ""
