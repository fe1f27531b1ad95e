"""Adds the invoice's state machine to the template."""

import json
import re
from typing import Any

from infra.build.templates import INFRA, Template

DEFINITION = INFRA / "statemachines" / "invoice.asl.json"
ITSELF = "InvoiceMachineArn"
NAME = {"Fn::Sub": "${AWS::StackName}-invoice"}
ARN = {
    "Fn::Sub": (
        "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-invoice"
    )
}


class UnknownFunction(Exception):
    """Raised when the state machine's definition names a function that the app lacks."""


def add(template: Template) -> None:
    """
    Add the state machine and its role to a template.

    In the definition, each `${FunctionName}` is replaced by the ARN of the function
    with that logical name. `${InvoiceMachineArn}` is replaced by the machine's own ARN.

    Raises:
        UnknownFunction: A placeholder names a function that the template lacks.
    """
    text = DEFINITION.read_text(encoding="utf-8")
    names = set(re.findall(r"\$\{(\w+)\}", text))
    functions = sorted(names - {ITSELF})
    if unknown := [name for name in functions if name not in template["Resources"]]:
        message = f"The state machine calls {', '.join(unknown)}, which app.py does not register."
        raise UnknownFunction(message)
    substitutions: dict[str, Any] = {name: {"Fn::GetAtt": [name, "Arn"]} for name in functions}
    if ITSELF in names:
        substitutions[ITSELF] = ARN
    template["Resources"].update(_resources(json.dumps(json.loads(text)), substitutions, functions))


def _resources(definition: str, substitutions: dict[str, Any], functions: list[str]) -> Template:
    return {
        "InvoiceMachine": {
            "Type": "AWS::StepFunctions::StateMachine",
            "DependsOn": ["InvoiceMachineAccess"],
            "Properties": {
                "StateMachineName": NAME,
                "StateMachineType": "STANDARD",
                "RoleArn": {"Fn::GetAtt": ["InvoiceMachineRole", "Arn"]},
                "DefinitionString": definition,
                "DefinitionSubstitutions": substitutions,
                "TracingConfiguration": {"Enabled": True},
            },
        },
        "InvoiceMachineRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {"Path": "/clocktree/", "AssumeRolePolicyDocument": _trust()},
        },
        "InvoiceMachineAccess": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "Roles": [{"Ref": "InvoiceMachineRole"}],
                "PolicyDocument": _access(functions),
            },
        },
    }


def _trust() -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "states.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _access(functions: list[str]) -> dict[str, Any]:
    calls = {
        "Effect": "Allow",
        "Action": ["lambda:InvokeFunction"],
        "Resource": [{"Fn::GetAtt": [name, "Arn"]} for name in functions],
    }
    succeeds = {"Effect": "Allow", "Action": ["states:StartExecution"], "Resource": ARN}
    return {"Version": "2012-10-17", "Statement": [*([calls] if functions else []), succeeds]}
