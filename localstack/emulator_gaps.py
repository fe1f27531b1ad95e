"""Sets, by API calls, the properties that the emulator's CloudFormation ignores."""

from collections.abc import Mapping
from typing import Any

from botocore.client import BaseClient

from infra.build.templates import Template
from infra.deploy.clients import Clients


def restore(clients: Clients, template: Template, names: Mapping[str, str]) -> None:
    """
    Set the properties that the emulator's CloudFormation ignores.

    The function is idempotent. `names` maps the logical names of resources to their
    physical names.
    """
    keys = clients.make("kms")
    for logical, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::DynamoDB::Table":
            _table(clients.make("dynamodb"), names[logical], properties, _key(keys, names))
        elif resource["Type"] == "AWS::S3::Bucket":
            _bucket(clients.make("s3"), names[logical], properties, _key(keys, names))


def _key(keys: BaseClient, names: Mapping[str, str]) -> str:
    return str(keys.describe_key(KeyId=names["StorageKey"])["KeyMetadata"]["Arn"])


def _table(tables: BaseClient, name: str, properties: dict[str, Any], key: str) -> None:
    if (expiry := properties.get("TimeToLiveSpecification")) and not _has_expiry(tables, name):
        tables.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    if backup := properties.get("PointInTimeRecoverySpecification"):
        tables.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=backup)
    if "SSESpecification" in properties:
        tables.update_table(
            TableName=name,
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        )


def _has_expiry(tables: BaseClient, name: str) -> bool:
    # The emulator refuses to enable expiry a second time.
    return bool(
        tables.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]
        == "ENABLED"
    )


def _bucket(buckets: BaseClient, name: str, properties: dict[str, Any], key: str) -> None:
    if "BucketEncryption" in properties:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
        buckets.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules}
        )
    if lifecycle := properties.get("LifecycleConfiguration"):
        rules = [_rule(rule) for rule in lifecycle["Rules"]]
        buckets.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": rules}
        )


def _rule(template_rule: dict[str, Any]) -> dict[str, Any]:
    """Return a template's lifecycle rule with the field names that S3's API uses."""
    rule = dict(template_rule)
    prefix, days = rule.pop("Prefix", None), rule.pop("ExpirationInDays", None)
    renamed = {"ID": rule.pop("Id"), "Filter": {"Prefix": prefix} if prefix else {}}
    return rule | renamed | ({"Expiration": {"Days": days}} if days else {})
