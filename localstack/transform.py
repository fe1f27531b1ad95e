"""
Adapts the templates to the emulator.

The module makes these changes to the code template and no others:

1. Remove the socket API's deployment, a resource type that the emulator lacks; the
   emulator deploys the API's stage without it.
2. Remove the layer of dependencies, because the workers have them installed.
3. Copy the REST API's binary media types to the property that the emulator reads, in
   which slashes are not escaped.
4. Remove the relay's channels, a resource type that the emulator lacks; the local relay
   is coturn.

From the state template it removes the malware scan, a service that the emulator lacks, and what
the documents' bucket denies until the scan has ended. The local scanner is `malware.py`.
"""

import copy
from typing import Any

from infra.build.relays import CHANNEL, RELAY_FUNCTION
from infra.build.templates import Template

DEPLOYMENT = "AWS::ApiGatewayV2::Deployment"
SCAN = ("MalwareScan", "ScanRole", "ScanAccess")
"""The resources of the malware scan."""
BINARY = "x-amazon-apigateway-binary-media-types"


def transform(template: Template) -> Template:
    """Return a changed copy of the code template for the emulator."""
    adapted = copy.deepcopy(template)
    resources = adapted["Resources"]
    _deploy_sockets_by_stage(resources)
    resources.pop("ManagedLayer", None)
    _remove_channels(resources)
    for resource in resources.values():
        resource.get("Properties", {}).pop("Layers", None)
    _repeat_binary_types(resources["RestAPI"]["Properties"])
    return adapted


def transform_state(template: Template) -> Template:
    """Return a changed copy of the state template for the emulator."""
    adapted = copy.deepcopy(template)
    for name in SCAN:
        del adapted["Resources"][name]
    policy = adapted["Resources"]["DocumentsBucketPolicy"]["Properties"]["PolicyDocument"]
    policy["Statement"] = [each for each in policy["Statement"] if "NotPrincipal" not in each]
    return adapted


def _deploy_sockets_by_stage(resources: dict[str, Any]) -> None:
    for name in [name for name, resource in resources.items() if resource["Type"] == DEPLOYMENT]:
        del resources[name]
    for resource in resources.values():
        if resource["Type"] == "AWS::ApiGatewayV2::Stage":
            resource["Properties"].pop("DeploymentId", None)
            resource["Properties"]["AutoDeploy"] = True
            resource.pop("DependsOn", None)


def _remove_channels(resources: dict[str, Any]) -> None:
    for name in [name for name, resource in resources.items() if resource["Type"] == CHANNEL]:
        del resources[name]
    resources[RELAY_FUNCTION]["Properties"]["Environment"]["Variables"]["ICE_CHANNELS"] = ""


def _repeat_binary_types(rest: dict[str, Any]) -> None:
    rest["BinaryMediaTypes"] = rest["DefinitionBody"].get(BINARY, [])
