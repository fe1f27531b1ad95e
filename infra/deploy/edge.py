"""Deploys the edge stack: CloudFront, its firewall and its headers."""

import json
from collections.abc import Mapping

from infra.build.templates import INFRA, load
from infra.deploy import change_sets
from infra.deploy.change_sets import Confirm, Stack
from infra.deploy.clients import REGION
from infra.deploy.stacks import Deployed, Target, stack_outputs
from infra.deploy.stages import Stage

REQUIRED = "Host", "CertificateArn"


def deploy_edge(
    target: Target,
    stage: Stage,
    deployed: Deployed,
    parameters: Mapping[str, str],
    confirm: Confirm,
) -> str | None:
    """
    Change CloudFront to match `infra/edge.yaml`, and return its domain name.

    If the stage has no edge stack and `parameters` lacks `Host` or `CertificateArn`,
    the function changes nothing and returns None. It raises the same errors as
    `stacks.deploy`.
    """
    stacks = target.clients.make("cloudformation")
    exists = change_sets.status(stacks, stage.edge) is not None
    if not exists and not all(name in parameters for name in REQUIRED):
        return None
    template = load(INFRA / "edge.yaml")
    declared = frozenset(template["Parameters"])
    values = {**parameters, **_derived(stage, deployed, parameters)}
    accepted = {name: value for name, value in values.items() if name in declared}
    # The template is sent as JSON, because CloudFormation does not accept YAML's aliases.
    body = {"TemplateBody": json.dumps(template)}
    change_sets.apply(stacks, Stack(stage.edge, body, declared), accepted, confirm)
    return stack_outputs(stacks, stage.edge)["DistributionDomain"]


def _derived(stage: Stage, deployed: Deployed, parameters: Mapping[str, str]) -> dict[str, str]:
    documents = deployed.state["DocumentsBucket"]
    values = {
        "StateStack": stage.state,
        "CodeStack": stage.code,
        "DocumentsOrigin": f"https://{documents}.s3.{REGION}.amazonaws.com",
    }
    if "Host" in parameters:
        values["SocketOrigin"] = f"wss://{parameters['Host']}"
    return values
