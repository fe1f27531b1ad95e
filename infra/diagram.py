"""Draws the invoice's state machine for the docs: `python -m infra.diagram`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

INFRA = Path(__file__).parent
DEFINITION = INFRA / "statemachines" / "invoice.asl.json"
PAGE = INFRA.parent / "docs" / "invoice-machine.md"
Machine = dict[str, Any]


def page(machine: Machine) -> str:
    """Return the state machine's docs page: a diagram, and a sentence for each state."""
    diagram = "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(machine))])
    return (
        "# The invoice's state machine\n\n"
        "Drawn from `infra/statemachines/invoice.asl.json` by `python -m infra.diagram`; a test\n"
        "fails when it is stale.\n\n"
        f"{machine['Comment']}\n\n```mermaid\n{diagram}\n```\n\n"
        "A task that cannot run, because our store does not answer, is tried again after a\n"
        "minute; those arrows are left out.\n\n"
        "| state | what it does |\n|---|---|\n" + "".join(_rows(machine)) + "\n"
    )


def _lines(machine: Machine) -> Iterator[str]:
    for name in machine["States"]:
        yield f'state "{name}" as {_id(name)}'
    yield f"[*] --> {_id(machine['StartAt'])}"
    for name, state in machine["States"].items():
        for choice in state.get("Choices", []):
            yield f"{_id(name)} --> {_id(choice['Next'])}: {choice['StringEquals']}"
        if "Next" in state:
            yield f"{_id(name)} --> {_id(state['Next'])}"
        if state["Type"] == "Succeed":
            yield f"{_id(name)} --> [*]"


def _rows(machine: Machine) -> Iterator[str]:
    for name, state in machine["States"].items():
        if comment := state.get("Comment"):
            yield f"| {name} | {comment} |\n"


def _id(name: str) -> str:
    return re.sub(r"\W", "_", name)


if __name__ == "__main__":
    PAGE.write_text(page(json.loads(DEFINITION.read_text(encoding="utf-8"))), encoding="utf-8")
