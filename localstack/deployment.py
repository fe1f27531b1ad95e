"""Deploys to the local cloud, and stores the cloud's address while the cloud runs."""

import json
from collections.abc import Mapping
from pathlib import Path

from infra.build.package import ROOT
from infra.build.templates import Template
from infra.deploy.clients import Clients
from infra.deploy.stacks import Target
from localstack import emulator_gaps
from localstack.transform import transform, transform_state

RUNNING = "running.json"


NOT_RUNNING = "No local cloud runs from this folder. Start one: make run"


class NotRunning(Exception):
    """Raised when no local cloud runs from the given folder."""


class EmulatorTarget(Target):
    """Deploys to an AWS emulator, with the template changed by `transform.py`."""

    def state_template(self, template: Template) -> Template:
        """Return the state template with the changes that the emulator needs."""
        return transform_state(template)

    def code_template(self, template: Template) -> Template:
        """Return the code template with the changes that the emulator needs."""
        return transform(template)

    def complete_state(self, template: Template, names: Mapping[str, str]) -> None:
        """Set the properties that the emulator's CloudFormation ignores."""
        emulator_gaps.restore(self.clients, template, names)


def note_running(home: Path, endpoint: str) -> None:
    """Record the address of the running cloud's emulator in the folder `home`."""
    (home / RUNNING).write_text(json.dumps({"endpoint": endpoint}), encoding="utf-8")


def note_stopped(home: Path) -> None:
    """Record in the folder `home` that its cloud no longer runs."""
    (home / RUNNING).unlink(missing_ok=True)


def running_target(home: Path = ROOT / ".local") -> EmulatorTarget:
    """
    Return the target for deployments to the cloud that runs from `home`.

    Raises:
        NotRunning: No cloud runs from `home`.
    """
    try:
        endpoint = json.loads((home / RUNNING).read_text(encoding="utf-8"))["endpoint"]
    except (OSError, ValueError, KeyError):
        raise NotRunning(NOT_RUNNING) from None
    return EmulatorTarget(Clients(endpoint))
