"""Changes a stack through a change set, which the person first sees and confirms."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
PATIENCE_SECONDS = 900
# A reason is cut to this length, because emulators may quote the whole template in it.
MAX_REASON_CHARACTERS = 500
NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
NOT_CREATED = {"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"}


class DeployFailed(Exception):
    """
    Raised when a stack could not be changed.

    The error message names the resource and the reason.
    """


class DeployRefused(Exception):
    """
    Raised when the stage does not allow a change, or the person declines it.

    The change was not made.
    """


@dataclass(frozen=True)
class ChangeSet:
    """
    The changes that a deployment would make to `stack`.

    `changes`: CloudFormation's `ResourceChange` records.
    """

    name: str
    stack: str
    creates: bool
    changes: tuple[Mapping[str, Any], ...]

    def lines(self) -> list[str]:
        """
        Return one line per changed resource.

        The lines of replaced and removed resources begin with `!`.
        """
        return [_line(change) for change in self.changes]


Confirm = Callable[[ChangeSet], bool]


@dataclass(frozen=True)
class Stack:
    """
    A stack to deploy.

    `template`: the argument `TemplateBody` or `TemplateURL` for CloudFormation. `declared`:
    the names of the template's parameters.
    """

    name: str
    template: Mapping[str, str]
    declared: frozenset[str]


def apply(
    stacks: BaseClient,
    stack: Stack,
    parameters: Mapping[str, str],
    confirm: Confirm,
) -> None:
    """
    Change a stack to match its template; do nothing if nothing differs.

    A parameter that is not in `parameters` keeps its current value.

    Raises:
        DeployFailed: CloudFormation refused the template or a resource.
        DeployRefused: `confirm` returned False; the change set is deleted.
    """
    change_set = _propose(stacks, stack, parameters)
    if change_set is None:
        return
    if not confirm(change_set):
        _discard(stacks, change_set)
        raise DeployRefused(f"{stack.name} was left as it is.")
    stacks.execute_change_set(StackName=stack.name, ChangeSetName=change_set.name)
    _wait_for_stack(stacks, stack.name)


def status(stacks: BaseClient, stack: str) -> str | None:
    """Return a stack's status, or None when there is no such stack."""
    try:
        return str(stacks.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise DeployFailed(f"{stack}: {_reason(error)}") from None


def _propose(stacks: BaseClient, stack: Stack, parameters: Mapping[str, str]) -> ChangeSet | None:
    creates = (status(stacks, stack.name) or "DELETE_COMPLETE") in NOT_CREATED
    name = f"deploy-{time.time_ns()}"
    try:
        stacks.create_change_set(
            StackName=stack.name,
            ChangeSetName=name,
            ChangeSetType="CREATE" if creates else "UPDATE",
            Capabilities=CAPABILITIES,
            Parameters=_new_values(parameters)
            + ([] if creates else _previous_values(stacks, stack, parameters)),
            **stack.template,
        )
    except ClientError as error:
        raise DeployFailed(f"{stack.name}: {_reason(error)}") from None
    return _describe(stacks, stack.name, name, creates=creates)


def _new_values(parameters: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]


def _previous_values(
    stacks: BaseClient, stack: Stack, parameters: Mapping[str, str]
) -> list[dict[str, Any]]:
    current = stacks.describe_stacks(StackName=stack.name)["Stacks"][0].get("Parameters", [])
    names = {each["ParameterKey"] for each in current} & stack.declared - set(parameters)
    return [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(names)]


def _describe(stacks: BaseClient, stack: str, name: str, *, creates: bool) -> ChangeSet | None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        page = stacks.describe_change_set(StackName=stack, ChangeSetName=name)
        if not page["Status"].endswith(("_IN_PROGRESS", "_PENDING")) or time.monotonic() > until:
            break
        time.sleep(0.5)
    changes = [each["ResourceChange"] for each in page.get("Changes", [])]
    change_set = ChangeSet(
        name, stack, creates, (*changes, *_further_changes(stacks, stack, name, page))
    )
    if page["Status"] == "CREATE_COMPLETE":
        return change_set
    _discard(stacks, change_set)
    reason = str(page.get("StatusReason", page["Status"]))
    if any(text in reason for text in NO_CHANGES):
        return None
    raise DeployFailed(f"{stack}: {reason[-MAX_REASON_CHARACTERS:]}")


def _further_changes(
    stacks: BaseClient, stack: str, name: str, page: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    changes = []
    while token := page.get("NextToken"):
        page = stacks.describe_change_set(StackName=stack, ChangeSetName=name, NextToken=token)
        changes += [each["ResourceChange"] for each in page["Changes"]]
    return changes


def _discard(stacks: BaseClient, change_set: ChangeSet) -> None:
    stacks.delete_change_set(StackName=change_set.stack, ChangeSetName=change_set.name)
    if change_set.creates and status(stacks, change_set.stack) == "REVIEW_IN_PROGRESS":
        stacks.delete_stack(StackName=change_set.stack)


def _wait_for_stack(stacks: BaseClient, stack: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while (now := status(stacks, stack) or "").endswith("_IN_PROGRESS"):
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    if now not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise DeployFailed(f"{stack} is {now}:\n{_failures(stacks, stack)}")


def _failures(stacks: BaseClient, stack: str) -> str:
    events = stacks.describe_stack_events(StackName=stack)["StackEvents"]
    return "\n".join(
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("_FAILED")
    )


def _line(change: Mapping[str, Any]) -> str:
    is_replaced = change.get("Replacement") in {"True", "Conditional"}
    word = "Replace" if is_replaced else str(change["Action"])
    mark = "!" if is_replaced or change["Action"] == "Remove" else " "
    return f"{mark} {word:<8} {change['ResourceType']:<44} {change['LogicalResourceId']}"


def _reason(error: ClientError) -> str:
    return str(error.response["Error"]["Message"])[-MAX_REASON_CHARACTERS:]
