"""Adds each function's role, policy, log group and metrics to Chalice's template."""

from pathlib import Path
from typing import Any

from infra.build.templates import INFRA, Template, dump, load

LOGS_KEPT_DAYS = 2192
# The path of a function's role: only roles under /vault/ may use the records key, and only roles
# under /vault/keys/ may make branch keys.
PATHS = {False: "/clocktree/", True: "/clocktree/vault/", "keys": "/clocktree/vault/keys/"}
# Patterns of the log lines that the alarms of code.yaml count.
BROKE, UNREADABLE = '{ $.ref = "broke" }', '"RECORD_UNREADABLE"'
METRICS = "Clocktree/Alarms"


def additions() -> Template:
    """Return the template `infra/code.yaml`, with each function's own resources added."""
    merged = load(INFRA / "code.yaml")
    grants = load(INFRA / "grants.yaml")
    for name, entry in load(INFRA / "functions.yaml").items():
        merged["Resources"].update(_of(name, entry, grants))
    return merged


def role_of(function: str) -> str:
    """Return the logical name that Chalice gives to a function's role."""
    return "ApiHandlerRole" if function == "APIHandler" else f"{function}Role"


def names(function: str) -> list[str]:
    """Return the logical names of all resources that may belong to a function."""
    return [
        function,
        role_of(function),
        *(f"{function}{each}" for each in ("Access", "Logs", "Broke", "Unreadable")),
    ]


def _of(name: str, entry: dict[str, Any], grants: Template) -> Template:
    vault = entry.get("vault", False)
    return {
        name: {"Properties": entry.get("properties", {})},
        role_of(name): {"Properties": {"Path": PATHS[vault], "Policies": []}},
        f"{name}Access": _policy(
            name, [statement for grant in entry["grants"] for statement in grants[grant]]
        ),
        f"{name}Logs": _log_group(name),
        f"{name}Broke": _metric_filter(name, BROKE, "broke"),
        **({f"{name}Unreadable": _metric_filter(name, UNREADABLE, "unreadable")} if vault else {}),
    }


def _policy(name: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    logs = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}"
    group = f"{logs}:log-group:/aws/lambda/${{{name}}}:*"
    writes = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::Sub": group},
    }
    traces = {
        "Effect": "Allow",
        "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        "Resource": "*",
    }
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


def _metric_filter(name: str, pattern: str, metric: str) -> dict[str, Any]:
    transformation = {"MetricNamespace": METRICS, "MetricName": metric, "MetricValue": "1"}
    properties = {
        "LogGroupName": {"Ref": f"{name}Logs"},
        "FilterPattern": pattern,
        "MetricTransformations": [transformation],
    }
    return {"Type": "AWS::Logs::MetricFilter", "Properties": properties}


def write(path: Path) -> None:
    """Write the additions as the file that `chalice package` merges."""
    dump(additions(), path)
