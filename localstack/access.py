"""What is merged into Chalice's template for each function: its role, its policy, its log group."""

from pathlib import Path
from typing import Any

from localstack.templates import INFRA, Template, dump, load

LOGS_KEPT_DAYS = 2192


def additions() -> Template:
    """`infra/code.yaml` with everything that `functions.yaml` and `grants.yaml` say of each function."""
    merged = load(INFRA / "code.yaml")
    grants = load(INFRA / "grants.yaml")
    for name, entry in load(INFRA / "functions.yaml").items():
        merged["Resources"].update(_of(name, entry, grants))
    return merged


def role_of(function: str) -> str:
    """The logical name that Chalice gives to a function's role."""
    return "ApiHandlerRole" if function == "APIHandler" else f"{function}Role"


def names(function: str) -> list[str]:
    """The logical names of everything that belongs to a function here."""
    return [function, role_of(function), f"{function}Access", f"{function}Logs"]


def _of(name: str, entry: dict[str, Any], grants: Template) -> Template:
    path = "/clocktree/vault/" if entry.get("vault") else "/clocktree/"
    return {
        name: {"Properties": entry.get("properties", {})},
        role_of(name): {"Properties": {"Path": path, "Policies": []}},
        f"{name}Access": _policy(name, [statement for grant in entry["grants"] for statement in grants[grant]]),
        f"{name}Logs": _log_group(name),
    }


def _policy(name: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    group = f"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:/aws/lambda/${{{name}}}:*"
    writes = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": {"Fn::Sub": group}}
    traces = {"Effect": "Allow", "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [writes, traces, *statements]}
    return {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"Roles": [{"Ref": role_of(name)}], "PolicyDocument": document},
    }


def _log_group(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"/aws/lambda/${{{name}}}"},
            "RetentionInDays": LOGS_KEPT_DAYS,
            "KmsKeyId": {"Fn::ImportValue": {"Fn::Sub": "${StateStack}-StorageKeyArn"}},
        },
    }


def write(path: Path) -> None:
    """Write the additions as the merge file that `chalice package` takes."""
    dump(additions(), path)
