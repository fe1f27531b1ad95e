"""The local cloud as a target of deployments, and where the running one answers."""

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


class NotRunning(Exception):
    """No local cloud runs from this folder. Start one: make run"""


class EmulatorTarget(Target):
    """An emulator of AWS, which takes the templates with a few listed changes."""

    def code_template(self, template: Template) -> Template:
        """Return the code template as the emulator takes it."""
        return transform(template)

    def complete_state(self, template: Template, names: Mapping[str, str]) -> None:
        """Set what the emulator's CloudFormation drops."""
        emulator_gaps.restore(self.clients, template, names)


def note_running(home: Path, endpoint: str) -> None:
    """Record where the emulator of this cloud answers."""
    (home / RUNNING).write_text(json.dumps({"endpoint": endpoint}), encoding="utf-8")


def note_stopped(home: Path) -> None:
    """Record that this cloud no longer runs."""
    (home / RUNNING).unlink(missing_ok=True)


def running_target(home: Path = ROOT / ".local") -> EmulatorTarget:
    """Return the target of the cloud that runs from this folder. Raises NotRunning."""
    try:
        endpoint = json.loads((home / RUNNING).read_text(encoding="utf-8"))["endpoint"]
    except (OSError, ValueError, KeyError):
        raise NotRunning(NotRunning.__doc__) from None
    return EmulatorTarget(Clients(endpoint))
