"""
Adapts the code template to the emulator. This list of changes is complete:

1. The socket API's deployment goes, and its stage deploys automatically, because the emulator does
   not know the type.
2. The layer of dependencies goes, because the workers have them.
3. The REST API's binary types are repeated as a property with plain slashes, which is all that the
   emulator reads.
4. The relays' channels go, because the emulator does not know the type; the local relay is coturn.
"""

import copy
from typing import Any

from infra.build.relays import ASKING, CHANNEL
from infra.build.templates import Template

DEPLOYMENT = "AWS::ApiGatewayV2::Deployment"
BINARY = "x-amazon-apigateway-binary-media-types"


def transform(template: Template) -> Template:
    """Return the template as the emulator takes it; the given one is not changed."""
    changed = copy.deepcopy(template)
    resources = changed["Resources"]
    _sockets_deploy_themselves(resources)
    resources.pop("ManagedLayer", None)
    _no_channels(resources)
    for resource in resources.values():
        resource.get("Properties", {}).pop("Layers", None)
    _binary_types(resources["RestAPI"]["Properties"])
    return changed


def _sockets_deploy_themselves(resources: dict[str, Any]) -> None:
    for name in [name for name, resource in resources.items() if resource["Type"] == DEPLOYMENT]:
        del resources[name]
    for resource in resources.values():
        if resource["Type"] == "AWS::ApiGatewayV2::Stage":
            resource["Properties"].pop("DeploymentId", None)
            resource["Properties"]["AutoDeploy"] = True
            resource.pop("DependsOn", None)


def _no_channels(resources: dict[str, Any]) -> None:
    for name in [name for name, resource in resources.items() if resource["Type"] == CHANNEL]:
        del resources[name]
    resources[ASKING]["Properties"]["Environment"]["Variables"]["ICE_CHANNELS"] = ""


def _binary_types(rest: dict[str, Any]) -> None:
    rest["BinaryMediaTypes"] = rest["DefinitionBody"].get(BINARY, [])
