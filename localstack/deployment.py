"""Deploys to the local cloud, and records the cloud's address while it runs."""

import json
from collections.abc import Mapping
from pathlib import Path

from infra.build.package import ROOT
from infra.build.templates import Template
from infra.deploy.clients import Clients
from infra.deploy.stacks import Target
from localstack import emulator_gaps
from localstack.transform import transform

RUNNING = "running.json"


NOT_RUNNING = "No local cloud runs from this folder. Start one: make run"


class NotRunning(Exception):
    """No local cloud runs from this folder."""


class EmulatorTarget(Target):
    """Deploys to an AWS emulator, which needs the changes of `transform.py`."""

    def code_template(self, template: Template) -> Template:
        """Return the code template with the changes that the emulator needs."""
        return transform(template)

    def complete_state(self, template: Template, names: Mapping[str, str]) -> None:
        """Set the properties that the emulator's CloudFormation drops."""
        emulator_gaps.restore(self.clients, template, names)


def note_running(home: Path, endpoint: str) -> None:
    """Record the address of the running cloud's emulator in the folder `home`."""
    (home / RUNNING).write_text(json.dumps({"endpoint": endpoint}), encoding="utf-8")


def note_stopped(home: Path) -> None:
    """Record that the cloud of the folder `home` no longer runs."""
    (home / RUNNING).unlink(missing_ok=True)


def running_target(home: Path = ROOT / ".local") -> EmulatorTarget:
    """Return the target to deploy to the cloud in `home`; else raise NotRunning."""
    try:
        endpoint = json.loads((home / RUNNING).read_text(encoding="utf-8"))["endpoint"]
    except (OSError, ValueError, KeyError):
        raise NotRunning(NOT_RUNNING) from None
    return EmulatorTarget(Clients(endpoint))
