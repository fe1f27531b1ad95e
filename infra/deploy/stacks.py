"""Deploys the state and code stacks to AWS or an emulator."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from botocore.client import BaseClient

from infra.build.package import Build
from infra.build.templates import INFRA, Template, load, state
from infra.deploy import change_sets
from infra.deploy.artifact_bucket import ArtifactBucket
from infra.deploy.change_sets import ChangeSet, Confirm, DeployFailed, Stack
from infra.deploy.clients import Clients
from infra.deploy.stages import Stage

DERIVED = frozenset({"StateStack", "CodeStack", "DocumentsOrigin", "SocketOrigin"})
"""Parameters that are computed from the deployed stacks."""


class Target:
    """
    The destination of a deployment.

    This base class deploys to AWS, for which the templates need no changes.
    """

    def __init__(self, clients: Clients) -> None:
        self.clients = clients

    def state_template(self, template: Template) -> Template:
        """Return the state template with the changes that this target needs."""
        return template

    def code_template(self, template: Template) -> Template:
        """Return the code template with the changes that this target needs."""
        return template

    def complete_state(self, template: Template, names: Mapping[str, str]) -> None:
        """
        Set the properties that the target's CloudFormation ignores.

        `names` maps the logical names of resources to their physical names.
        """


@dataclass(frozen=True)
class Deployed:
    """The physical names of deployed resources, and the code stack's outputs."""

    state: Mapping[str, str]
    code: Mapping[str, str]
    outputs: Mapping[str, str]


def without_asking(_change_set: ChangeSet) -> bool:
    """Agree to every change set."""
    return True


def deploy(
    target: Target,
    stage: Stage,
    built: Build,
    parameters: Mapping[str, str],
    confirm: Confirm = without_asking,
) -> Deployed:
    """
    Update the state and code stacks to match a build, if anything differs.

    `parameters` holds values for the parameters of `infra/code.yaml` and
    `infra/state.yaml`. A parameter that is not in `parameters` keeps its current value.

    Raises:
        DeployFailed: CloudFormation refused a resource, or an emulator created a
            resource without an id.
        DeployRefused: `confirm` returned False for a change set.
    """
    stacks, template = target.clients.make("cloudformation"), target.state_template(state())
    body = {"TemplateBody": json.dumps(template)}
    _apply(stacks, _stack(stage.state, template, body), parameters, confirm)
    names = resource_names(stacks, stage.state)
    target.complete_state(template, names)
    artifacts = ArtifactBucket(target.clients, names["PackageBucket"])
    key = artifacts.put(f"{built.sha256}.zip", built.zip.read_bytes())
    code = target.code_template(with_package(built.template, artifacts.name, key))
    values = {**parameters, "StateStack": stage.state}
    _apply(stacks, _stack(stage.code, code, _store(artifacts, code)), values, confirm)
    return Deployed(names, resource_names(stacks, stage.code), stack_outputs(stacks, stage.code))


def require_declared(parameters: Mapping[str, str], built: Build) -> None:
    """
    Check that every parameter is declared by at least one template.

    A parameter that no template declares would be ignored.

    Raises:
        DeployFailed: No template declares some parameters; the error names them.
    """
    templates = state(), built.template, load(INFRA / "edge.yaml")
    declared = {name for template in templates for name in template["Parameters"]}
    unknown = sorted(set(parameters) - (declared - DERIVED))
    if unknown:
        raise DeployFailed(
            f"No stack has the parameter {', '.join(unknown)}. "
            f"There are: {', '.join(sorted(declared - DERIVED))}."
        )


def with_package(template: Template, bucket: str, key: str) -> Template:
    """Return a copy of the template whose functions read their code from a bucket."""
    packaged = copy.deepcopy(template)
    for resource in packaged["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return packaged


def resource_names(stacks: BaseClient, stack: str) -> dict[str, str]:
    """
    Return the physical names of a stack's resources by logical name.

    Raises:
        DeployFailed: An emulator did not create one of the resources.
    """
    pages = stacks.get_paginator("list_stack_resources").paginate(StackName=stack)
    resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    # LocalStack without a license answers CREATE_COMPLETE with the id "unknown".
    nameless = [
        each["LogicalResourceId"] for each in resources if each["PhysicalResourceId"] == "unknown"
    ]
    if nameless:
        raise DeployFailed(f"{stack}: this emulator does not make {', '.join(nameless)}.")
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}


def stack_outputs(stacks: BaseClient, stack: str) -> dict[str, str]:
    """Return a stack's outputs by key."""
    outputs = stacks.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def _store(artifacts: ArtifactBucket, template: Template) -> dict[str, str]:
    # CloudFormation accepts a template of this size only from a bucket.
    body = json.dumps(template).encode()
    return {"TemplateURL": artifacts.url(artifacts.put(f"{sha256(body).hexdigest()}.json", body))}


def _apply(
    stacks: BaseClient, stack: Stack, parameters: Mapping[str, str], confirm: Confirm
) -> None:
    values = {name: value for name, value in parameters.items() if name in stack.declared}
    change_sets.apply(stacks, stack, values, confirm)


def _stack(name: str, template: Template, source: Mapping[str, str]) -> Stack:
    return Stack(name, source, frozenset(template["Parameters"]))
