"""Deletes the stacks of a disposable stage, and lists retained resources."""

import time

from botocore.client import BaseClient

from infra.deploy.change_sets import PATIENCE_SECONDS, DeployFailed, DeployRefused, status
from infra.deploy.stacks import Target
from infra.deploy.stages import Stage


def destroy(target: Target, stage: Stage) -> list[str]:
    """
    Delete the edge, code and state stacks, and return the retained resources.

    AWS retains the stage's keys, tables, user pool and buckets.

    Raises:
        DeployRefused: The stage is not disposable; nothing was deleted.
        DeployFailed: A stack could not be deleted.
    """
    if not stage.disposable:
        raise DeployRefused(f"The stage {stage.name!r} is never destroyed.")
    stacks, retained = target.clients.make("cloudformation"), []
    for name in (stage.edge, stage.code, stage.state):
        if status(stacks, name) not in {None, "DELETE_COMPLETE"}:
            retained += _retained(stacks, name)
            stacks.delete_stack(StackName=name)
            _wait_until_gone(stacks, name)
    return retained


def _retained(stacks: BaseClient, name: str) -> list[str]:
    template = stacks.get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
    logical_names = {
        logical
        for logical, resource in template["Resources"].items()
        if resource.get("DeletionPolicy", "Delete") != "Delete"
    }
    pages = stacks.get_paginator("list_stack_resources").paginate(StackName=name)
    return [
        f"{each['ResourceType']} {each['PhysicalResourceId']}"
        for page in pages
        for each in page["StackResourceSummaries"]
        if each["LogicalResourceId"] in logical_names
    ]


def _wait_until_gone(stacks: BaseClient, name: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while (now := status(stacks, name)) not in {None, "DELETE_COMPLETE"}:
        if now == "DELETE_FAILED" or time.monotonic() > until:
            raise DeployFailed(f"{name} is {now}.")
        time.sleep(0.2)
