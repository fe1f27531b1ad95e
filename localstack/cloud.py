"""Starts and stops the parts of the local cloud, in order."""

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

from infra.build.cache import cached_build
from infra.build.package import ROOT, Build
from infra.build.templates import INFRA, load
from infra.deploy.clients import Clients
from infra.deploy.stacks import Deployed, deploy
from infra.deploy.stages import LOCAL
from localstack import warm_up
from localstack.clamd import Clamd
from localstack.coturn import Coturn
from localstack.deployment import EmulatorTarget, note_running, note_stopped
from localstack.edge import Edge, Origins
from localstack.emulator import Emulator
from localstack.front import Front, Targets
from localstack.function_logs import events_of
from localstack.malware_scan import MalwareScan
from localstack.processes import end_child, free_port, start_child

MAIL_DOMAIN = "clocktree.example"
MAIL_SENDER = f"notices@{MAIL_DOMAIN}"
# The cloud waits this long before the emulator saves, so that running Lambda calls can finish.
SETTLE_SECONDS = 0.5
REVIVE_FUNCTION = "Revive"
STRIPE_SCRIPT = "/v3/stripe.js"
NO_RELAY_MESSAGE = (
    "No coturn is installed: video works within this machine only. For more: apt-get install coturn"
)

NO_SCANNER_MESSAGE = (
    "No clamd is installed: files are not checked for viruses, and do not open."
    " For more: apt-get install clamav-daemon"
)


@dataclass
class Cloud:
    """
    Starts, stops and calls one local cloud, which stores all its data in `home`.

    `port`: the cloud's port; with 0, the cloud selects a free port. `ports`: the
    preferred ports of the parts `emulator`, `stripe`, `turn` and `clamd`; a part uses its port
    if that port is free. `ice_policy`: `all`, or `relay` if all video calls must use
    the relay. `say`: prints one line. `lost`: a sentence about the data that the last run
    could not save, or an empty string; `start` sets this field.
    """

    home: Path
    port: int = 0
    persist: bool = True
    checks_permissions: bool = False
    ice_policy: str = "all"
    ports: Mapping[str, int] = field(default_factory=dict)
    say: Callable[[str], None] = lambda _line: None
    lost: str = field(default="", init=False)
    stripe_url: str = field(default="", init=False)
    deployed: Deployed = field(init=False)
    emulator: Emulator = field(init=False)
    stripe: Popen[bytes] | None = field(default=None, init=False)
    turn: Coturn = field(init=False)
    clamd: Clamd = field(init=False)
    scan: MalwareScan | None = field(default=None, init=False)
    relays: bool = field(default=False, init=False)
    front: Front = field(init=False)
    _aside: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1), init=False, repr=False
    )
    _clients: Clients | None = field(default=None, init=False)

    def start(self) -> None:
        """Start all parts of the cloud; if one fails, stop those that were started."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self.port = self.port or free_port()
        self.emulator = Emulator(
            self.home / "emulator",
            free_port(self.ports.get("emulator", 0)),
            self.persist,
            self.checks_permissions,
        )
        self.say("Starting the cloud")
        with ThreadPoolExecutor(1) as aside:
            packaged = aside.submit(cached_build)
            self._start_turn(free_port(self.ports.get("turn", 0)))
            self._start_clamd(free_port(self.ports.get("clamd", 0)))
            self.lost = self.emulator.start()
            self._start_stripe(free_port(self.ports.get("stripe", 0)))
            self.say("Packaging")
            built = packaged.result()
        self.relays = self.turn.is_ready()
        self.redeploy(built)
        if self.clamd.is_installed:
            self.scan = MalwareScan(self.clients, self.name("DocumentsBucket"), self.clamd)
            self.scan.start()
        edge = Edge(Origins(f"ws://127.0.0.1:{self.port}", self.endpoint, self.stripe_url))
        self.front = Front(self.port, ROOT / "web" / "dist", edge, self._targets())
        self.front.start()
        note_running(self.home, self.endpoint)
        self.warm_up()

    def redeploy(self, built: Build) -> None:
        """
        Deploy a build to the running cloud.

        Afterward, the cloud's web server (`front`) forwards requests to the APIs' new ids.
        """
        self.say("Deploying")
        self.deployed = deploy(EmulatorTarget(self.clients), LOCAL, built, self._parameters())
        if hasattr(self, "front"):
            self.front.targets = self._targets()

    def warm_up(self) -> None:
        """
        Revive interrupted executions, and start the functions' workers.

        A restart of the cloud interrupts the executions of the invoice's state machine.
        """
        self.say("Starting workers")
        if REVIVE_FUNCTION in self.functions:
            self.invoke(REVIVE_FUNCTION, warm_up.event(REVIVE_FUNCTION))
        self.invoke("APIHandler", warm_up.event("APIHandler"))
        for function in self.functions:
            self._aside.submit(self.invoke, function, warm_up.event(function))

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function by its logical name and return the JSON of its response."""
        call = {"FunctionName": self.name(function), "Payload": json.dumps(event).encode()}
        return json.load(self.clients.make("lambda").invoke(**call)["Payload"])

    def log_lines(self) -> list[str]:
        """Return all log lines of the functions, sorted by function and then by time."""
        logs = self.clients.make("logs")
        groups = logs.get_paginator("describe_log_groups").paginate(
            logGroupNamePrefix="/aws/lambda/"
        )
        names = [group["logGroupName"] for page in groups for group in page["logGroups"]]
        return [event["message"] for name in names for event in events_of(logs, name)]

    @property
    def is_empty(self) -> bool:
        """Return whether the cloud has never stored anything."""
        return not self.clients.make("dynamodb").scan(TableName=self.name("CoreTable"), Limit=1)[
            "Items"
        ]

    def stop(self) -> None:
        """
        Stop all parts of the cloud.

        The web server (`front`) stops first, so that no request arrives while the emulator
        saves its state.
        """
        note_stopped(self.home)
        self._aside.shutdown(cancel_futures=True)
        if hasattr(self, "front"):
            self.front.stop()
            time.sleep(SETTLE_SECONDS)
        if self.scan:
            self.scan.stop()
        try:
            if hasattr(self, "emulator"):
                self.emulator.stop()
        finally:
            if hasattr(self, "clamd"):
                self.clamd.stop()
            if self.stripe:
                end_child(self.stripe)
            if hasattr(self, "turn"):
                self.turn.stop()

    @property
    def url(self) -> str:
        """The origin that people open in a browser."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """The address of the AWS emulator."""
        return self.emulator.endpoint

    @property
    def turn_url(self) -> str:
        """The relay's UDP address for browsers; empty when no relay runs."""
        return self.turn.urls.split(",")[0] if self.relays else ""

    @property
    def mailbox_url(self) -> str:
        """The address that returns all sent e-mail as JSON."""
        return f"{self.endpoint}/_ministack/ses/messages"

    @property
    def stripe_ledger(self) -> Path:
        """The folder of the fake Stripe's ledger."""
        return self.home / "stripe"

    @property
    def clients(self) -> Clients:
        """The factory of clients that call the emulator's AWS services."""
        if self._clients is None or self._clients.endpoint != self.endpoint:
            self._clients = Clients(self.endpoint)
        return self._clients

    def name(self, logical: str) -> str:
        """Return the physical name of a resource by its logical name."""
        return self.deployed.code.get(logical) or self.deployed.state[logical]

    @property
    def functions(self) -> list[str]:
        """The logical names of the Lambda functions."""
        return [name for name in load(INFRA / "functions.yaml") if name in self.deployed.code]

    def _parameters(self) -> dict[str, str]:
        return {
            "MailIdentity": MAIL_DOMAIN,
            "MailSender": MAIL_SENDER,
            "Origin": self.url,
            "LocalEndpoint": self.endpoint,
            "StripeApiBase": self.stripe_url,
            "StripeScriptUrl": f"{self.stripe_url}{STRIPE_SCRIPT}",
            "IcePolicy": self.ice_policy,
            **self._relay(),
        }

    def _relay(self) -> dict[str, str]:
        if not self.relays:
            return {"IceProvider": "static"}
        return {
            "IceProvider": "shared-secret",
            "TurnUrls": self.turn.urls,
            "TurnSecret": self.turn.secret,
        }

    def _targets(self) -> Targets:
        apis, outputs = f"{self.endpoint}/_aws/execute-api", self.deployed.outputs
        return Targets(f"{apis}/{outputs['RestAPIId']}", f"{apis}/{outputs['WebsocketAPIId']}/ws")

    def _start_turn(self, port: int) -> None:
        self.turn = Coturn(self.home / "turn", port)
        if self.turn.is_installed:
            self.turn.start()
        else:
            self.say(NO_RELAY_MESSAGE)

    def _start_clamd(self, port: int) -> None:
        self.clamd = Clamd(self.home / "clamd", port)
        if self.clamd.is_installed:
            self.clamd.start()
        else:
            self.say(NO_SCANNER_MESSAGE)

    def _start_stripe(self, port: int) -> None:
        self.stripe_url = f"http://127.0.0.1:{port}"
        self.stripe_ledger.mkdir(exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "localstack.stripe",
            "--port",
            str(port),
            "--ledger",
            str(self.stripe_ledger),
        ]
        environment = {
            "PATH": os.defpath,
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
        }
        with (self.stripe_ledger / "log").open("wb") as log:
            self.stripe = start_child(command, cwd=ROOT, env=environment, output=log)

    def wait_scale(self, factor: float) -> None:
        """Scale the state machine's Wait states and retry pauses, but not its timeouts."""
        body = json.dumps({"stepfunctions._SFN_WAIT_SCALE": factor}).encode()
        headers = {"Content-Type": "application/json"}
        urllib.request.urlopen(
            urllib.request.Request(f"{self.endpoint}/_ministack/config", body, headers)
        ).close()
