"""
What the local cloud changes in the template of AWS. This list is complete:

1. the socket API's deployment goes, and its stage deploys by itself (the emulator does not know the
  type);
2. the layer of dependencies goes (the workers have them);
3. the REST API's binary types are said a second time as a property, with plain slashes (the
  emulator reads only that);
4. the channels of relays go (the emulator does not know the type; the local cloud's relay is
  coturn).
"""

import copy
from typing import Any

from infra.build.relays import ASKING, CHANNEL
from infra.build.templates import Template

DEPLOYMENT = "AWS::ApiGatewayV2::Deployment"
BINARY = "x-amazon-apigateway-binary-media-types"


def transform(template: Template) -> Template:
    """The template as the emulator takes it; the one given stays as it was."""
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
