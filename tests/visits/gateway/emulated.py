"""Deploys the echo functions to the local cloud's emulator of API Gateway."""

import io
import zipfile
from pathlib import Path
from typing import Any

from infra.deploy.clients import Clients
from tests.visits.gateway.echo import Echo

ROOM = Path(__file__).parent
ROLE = "arn:aws:iam::000000000000:role/echo"
HANDLER = f"""
import os
from tests.visits.gateway.echo import Echo

echo = Echo(os.environ["ENDPOINT"])


def called(event, context):
    print("called")
    return echo.{Echo.any_of_the_three.__name__}(event, context)
"""
STAGE = "ws"


def deploy(endpoint: str) -> tuple[str, str]:
    """Deploy the echo; return the socket's URL and the endpoint of `@connections`."""
    clients = Clients(endpoint)
    sockets = clients.make("apigatewayv2")
    api = sockets.create_api(
        Name="echo", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    posts = f"{endpoint}/_aws/execute-api/{api}/{STAGE}"
    _add_routes(sockets, api, _function(clients.make("lambda"), posts))
    sockets.create_stage(ApiId=api, StageName=STAGE, AutoDeploy=True)
    return posts.replace("http", "ws", 1), posts


def _function(functions: Any, posts: str) -> str:
    created = functions.create_function(
        FunctionName="echo",
        Runtime="python3.12",
        Role=ROLE,
        Handler="handler.called",
        Code={"ZipFile": _package()},
        Timeout=10,
        Environment={"Variables": {"ENDPOINT": posts}},
    )
    return str(created["FunctionArn"])


def _package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", HANDLER)
        for name in ("echo.py", "functions.py"):
            archive.write(ROOM / name, f"tests/visits/gateway/{name}")
    return buffer.getvalue()


def _add_routes(sockets: Any, api: str, function: str) -> None:
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
    target = sockets.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)[
        "IntegrationId"
    ]
    for route in ("$connect", "$default", "$disconnect"):
        sockets.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{target}")
