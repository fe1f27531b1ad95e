"""Adds the pool of relay channels to Chalice's template."""

from typing import Any

from infra.build.templates import INFRA, Template, load

CHANNEL, POOL = "AWS::KinesisVideo::SignalingChannel", "RelaysOfAws"
RELAY_FUNCTION = "WebsocketMessage"


def add(template: Template) -> None:
    """
    Add the number of relay channels that `infra/relays.yaml` specifies.

    The function adds the channels to the template. CloudFormation creates them only if
    Kinesis Video Streams is the first relay provider that the stack uses.
    """
    names = [f"RelayChannel{number}" for number in range(load(INFRA / "relays.yaml")["channels"])]
    resources = template["Resources"]
    resources.update({name: _channel(number) for number, name in enumerate(names)})
    arns = {"Fn::Join": [",", [{"Fn::GetAtt": [name, "Arn"]} for name in names]]}
    resources[RELAY_FUNCTION]["Properties"]["Environment"]["Variables"]["ICE_CHANNELS"] = {
        "Fn::If": [POOL, arns, ""]
    }


def _channel(number: int) -> dict[str, Any]:
    name = {"Fn::Sub": f"${{AWS::StackName}}-relay-{number}"}
    return {
        "Type": CHANNEL,
        "Condition": POOL,
        "Properties": {"Name": name, "Type": "SINGLE_MASTER"},
    }
