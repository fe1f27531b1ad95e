"""Socket functions that echo messages and post with boto3, as the product does."""

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
    Provides socket functions that echo each message to its sender.

    The field `do` of a message can request another action: `break` raises an error,
    `wait` waits for `may_go` before the echo, `close` closes the socket, `return`
    returns a response body, `failures` posts the names of the errors of earlier posts,
    and `id` posts the connection id. A socket that sent `watch` gets a message when
    another socket closes.

    In the handshake, `?refuse=403` makes the function respond with status 403, `?break`
    raises an error, and `?post` posts a message before the socket is open.
    """

    endpoint: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    watcher: str = ""
    may_go: threading.Event = field(default_factory=threading.Event)

    @property
    def functions(self) -> Functions:
        """Return the three socket functions of this echo, for a gateway to call."""
        return Functions(self.connect, self.message, self.disconnect)

    def client(self) -> Any:
        """Return a boto3 client of the `@connections` API, without retries."""
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
        """Post a string to a connection; if an error occurs, add its name to `failed`."""
        client = self.client()
        try:
            client.post_to_connection(ConnectionId=connection, Data=text.encode())
        except client.exceptions.ClientError as error:
            self.failed.append(type(error).__name__)

    def any_of_the_three(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """
        Handle an event of any type by calling the method for that type.

        With this method as its handler, a single Lambda function can serve all routes.
        """
        kinds = {"CONNECT": self.connect, "MESSAGE": self.message, "DISCONNECT": self.disconnect}
        return kinds[event["requestContext"]["eventType"]](event, context)

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """Return the recorded events of one kind: CONNECT, MESSAGE or DISCONNECT."""
        return [each for each in self.events if each["requestContext"]["eventType"] == kind]


def _command(body: str) -> str:
    try:
        message = json.loads(body)
    except ValueError:
        return ""
    return str(message.get("do", "")) if isinstance(message, dict) else ""
