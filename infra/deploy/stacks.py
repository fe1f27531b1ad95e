"""Deploys the two stacks, wherever the clients point: AWS, LocalStack or MiniStack, by the same path each time."""

import copy
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from infra.build.package import Build
from infra.build.templates import Template, state
from infra.deploy.clients import Clients
from localstack import emulator_gaps
from localstack.transform import transform

STATE, CODE = "clocktree-state", "clocktree-code"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
PATIENCE_SECONDS = 900
# An emulator may quote the whole template.
LONGEST_REASON = 500


class DeployFailed(Exception):
    """A stack did not come up; the text names the resource and the reason."""


@dataclass(frozen=True)
class Deployed:
    """Physical names by logical name, and the code stack's outputs."""

    state: Mapping[str, str]
    code: Mapping[str, str]
    outputs: Mapping[str, str]


def deploy(clients: Clients, built: Build, parameters: Mapping[str, str]) -> Deployed:
    """
    Bring both stacks to what the build says; nothing changes where nothing differs.

    ``parameters``: those of `infra/code.yaml` and of `infra/state.yaml`.

    Raises:
        DeployFailed: A resource was refused, or an emulator made one without an id.
    """
    template = state()
    stacks = clients.make("cloudformation")
    _bring(
        stacks,
        STATE,
        {"TemplateBody": json.dumps(template)},
        {name: parameters[name] for name in template["Parameters"]},
    )
    kept = _names(stacks, STATE)
    if clients.endpoint:
        emulator_gaps.restore(clients, template, kept)
    shelf = Shelf(clients, kept["PackageBucket"])
    code = with_package(
        built.template, shelf.bucket, shelf.put(f"{built.sha256}.zip", built.zip.read_bytes())
    )
    given = {name: value for name, value in parameters.items() if name in code["Parameters"]}
    body = json.dumps(transform(code) if clients.endpoint else code).encode()
    # A template of this size is read from a bucket only.
    _bring(
        stacks,
        CODE,
        {"TemplateURL": shelf.url(shelf.put(f"{sha256(body).hexdigest()}.json", body))},
        given,
    )
    return Deployed(kept, _names(stacks, CODE), _outputs(stacks, CODE))


def with_package(template: Template, bucket: str, key: str) -> Template:
    """The template with every function's code read from a bucket; a changed content has another key."""
    packaged = copy.deepcopy(template)
    for resource in packaged["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return packaged


@dataclass(frozen=True)
class Shelf:
    """The bucket that packages and templates lie in, each named for its content."""

    clients: Clients
    bucket: str

    def put(self, key: str, body: bytes) -> str:
        """Store; answers the key."""
        self.clients.make("s3").put_object(Bucket=self.bucket, Key=key, Body=body)
        return key

    def url(self, key: str) -> str:
        """Where CloudFormation reads it."""
        buckets = self.clients.make("s3")
        return f"{buckets.meta.endpoint_url}/{self.bucket}/{key}"


def _bring(
    stacks: BaseClient, name: str, template: Mapping[str, str], parameters: Mapping[str, str]
) -> None:
    wanted = {
        "StackName": name,
        **template,
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
        ],
        "Capabilities": CAPABILITIES,
    }
    try:
        if _exists(stacks, name):
            stacks.update_stack(**wanted)
        else:
            stacks.create_stack(**wanted)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        raise DeployFailed(
            f"{name}: {error.response['Error']['Message'][-LONGEST_REASON:]}"
        ) from None
    _settle(stacks, name)


def _exists(stacks: BaseClient, name: str) -> bool:
    try:
        found = stacks.describe_stacks(StackName=name)["Stacks"]
    except ClientError:
        return False
    return any(stack["StackStatus"] != "DELETE_COMPLETE" for stack in found)


def _settle(stacks: BaseClient, name: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        status = stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(0.05)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        message = f"{name} is {status}:\n{_reasons(stacks, name)}"
        raise DeployFailed(message)


def _reasons(stacks: BaseClient, name: str) -> str:
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in failed
    )


def _names(stacks: BaseClient, name: str) -> dict[str, str]:
    pages = stacks.get_paginator("list_stack_resources").paginate(StackName=name)
    found = [resource for page in pages for resource in page["StackResourceSummaries"]]
    # LocalStack without a licence says CREATE_COMPLETE and gives the id "unknown".
    if nameless := [
        made["LogicalResourceId"] for made in found if made.get("PhysicalResourceId") == "unknown"
    ]:
        message = f"{name}: this emulator does not make {', '.join(nameless)}."
        raise DeployFailed(message)
    return {made["LogicalResourceId"]: made["PhysicalResourceId"] for made in found}


def _outputs(stacks: BaseClient, name: str) -> dict[str, str]:
    outputs = stacks.describe_stacks(StackName=name)["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}
