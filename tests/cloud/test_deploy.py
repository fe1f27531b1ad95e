"""Tests that the deployed cloud matches its CloudFormation templates."""

import json
import socket
import subprocess
import time

import pytest

from chalicelib.platform import settings
from infra.build import templates
from infra.build.cache import cached_build
from infra.build.package import build
from infra.deploy import change_sets
from infra.deploy.change_sets import DeployFailed, DeployRefused, Stack
from infra.deploy.stacks import deploy
from infra.deploy.stages import LOCAL
from localstack.deployment import running_target

TABLES = [
    name
    for name, each in templates.state()["Resources"].items()
    if each["Type"] == "AWS::DynamoDB::Table"
]
BUCKETS = [
    name
    for name, each in templates.state()["Resources"].items()
    if each["Type"] == "AWS::S3::Bucket"
]


def _properties(logical):
    return templates.state()["Resources"][logical]["Properties"]


@pytest.mark.parametrize("logical", TABLES)
def test_a_table_has_its_key_schema_indexes_encryption_and_recovery(cloud, logical):
    """
    S23: each table has the declared keys, indexes, encryption and recovery.

    The test reads these settings back from AWS.
    """
    tables, expected = cloud.clients.make("dynamodb"), _properties(logical)
    table = tables.describe_table(TableName=cloud.name(logical))["Table"]
    assert table["KeySchema"] == expected["KeySchema"]
    assert {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])} == {
        index["IndexName"] for index in expected.get("GlobalSecondaryIndexes", [])
    }
    assert table["DeletionProtectionEnabled"] is True
    assert table["SSEDescription"]["SSEType"] == "KMS"
    recovery = tables.describe_continuous_backups(TableName=table["TableName"])[
        "ContinuousBackupsDescription"
    ]
    on = recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert on is ("PointInTimeRecoverySpecification" in expected)


def test_ephemeral_rows_expire_by_their_attribute(cloud):
    tables = cloud.clients.make("dynamodb")
    description = tables.describe_time_to_live(TableName=cloud.name("EphemeralTable"))[
        "TimeToLiveDescription"
    ]
    assert (description["AttributeName"], description["TimeToLiveStatus"]) == ("expires", "ENABLED")


@pytest.mark.parametrize("logical", BUCKETS)
def test_a_bucket_is_encrypted_private_and_versioned(cloud, logical):
    buckets, name = cloud.clients.make("s3"), cloud.name(logical)
    rules = buckets.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(
        buckets.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values()
    )
    assert buckets.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"


def test_unfinished_uploads_of_documents_are_deleted(cloud):
    rules = cloud.clients.make("s3").get_bucket_lifecycle_configuration(
        Bucket=cloud.name("DocumentsBucket")
    )["Rules"]
    rule = next(each for each in rules if each["ID"] == "UnfinishedUploadsGo")
    assert rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 1


def test_only_we_create_users_and_they_may_have_a_second_factor(cloud):
    pool = cloud.clients.make("cognito-idp").describe_user_pool(UserPoolId=cloud.name("UserPool"))[
        "UserPool"
    ]
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == "OPTIONAL"
    policy = pool["Policies"]["PasswordPolicy"]
    kinds = ("Lowercase", "Uppercase", "Numbers", "Symbols")
    assert policy["MinimumLength"] == 12
    assert not any(policy[f"Require{kind}"] for kind in kinds)


def test_the_records_key_rotates(cloud):
    """S26: AWS KMS rotates the records key, which encrypts every branch key."""
    keys = cloud.clients.make("kms")
    assert (
        keys.get_key_rotation_status(KeyId=cloud.name("RecordsKey"))["KeyRotationEnabled"] is True
    )


def test_every_setting_reaches_every_function(cloud):
    lambdas = cloud.clients.make("lambda")
    for logical in cloud.functions:
        variables = lambdas.get_function_configuration(FunctionName=cloud.name(logical))[
            "Environment"
        ]["Variables"]
        assert variables["CORE_TABLE"] == cloud.name("CoreTable")
        assert (
            settings.read(variables).user_pool_client_secret == variables["USER_POOL_CLIENT_SECRET"]
        )


def test_a_second_deployment_changes_nothing(cloud, tmp_path):
    before = cloud.deployed
    cloud.redeploy(build(tmp_path))
    assert cloud.deployed == before


def test_a_deployment_without_parameters_keeps_their_values(cloud):
    """
    A deployment without parameters keeps the earlier values of the parameters.

    The relay's secret keeps its value, so calls still work after a redeploy.
    """
    lambdas, function = cloud.clients.make("lambda"), cloud.name("WebsocketMessage")

    def variables():
        return lambdas.get_function_configuration(FunctionName=function)["Environment"]["Variables"]

    before = variables()
    proposed = []
    deploy(running_target(cloud.home), LOCAL, cached_build(), {}, proposed.append)
    assert proposed == []
    assert variables() == before
    assert before["TURN_SECRET"]
    assert before["ICE_PROVIDER"] == "shared-secret"


def test_a_refused_change_set_leaves_the_stack_as_it_was(cloud):
    other = {"Origin": "https://elsewhere.example"}
    proposed = []
    with pytest.raises(DeployRefused, match="left as it is"):
        deploy(running_target(cloud.home), LOCAL, cached_build(), other, proposed.append)
    (change_set,) = proposed
    assert change_set.lines()
    stack = cloud.clients.make("cloudformation").describe_stacks(StackName=change_set.stack)
    parameters = {
        each["ParameterKey"]: each["ParameterValue"] for each in stack["Stacks"][0]["Parameters"]
    }
    assert parameters["Origin"] == cloud.url


def test_the_error_for_a_refused_template_names_its_stack(cloud):
    broken = Stack("broken", {"TemplateBody": "{"}, frozenset())
    with pytest.raises(DeployFailed, match="broken: "):
        change_sets.apply(cloud.clients.make("cloudformation"), broken, {}, lambda _each: True)


def test_the_state_machines_waits_can_be_shortened(cloud):
    machines = cloud.clients.make("stepfunctions")
    states = {"Wait": {"Type": "Wait", "Seconds": 100, "End": True}}
    definition = json.dumps({"StartAt": "Wait", "States": states})
    role = "arn:aws:iam::000000000000:role/test"
    machine = machines.create_state_machine(name="waits", definition=definition, roleArn=role)[
        "stateMachineArn"
    ]
    cloud.wait_scale(0.001)
    run = machines.start_execution(stateMachineArn=machine)["executionArn"]
    deadline = time.monotonic() + 30
    while (
        machines.describe_execution(executionArn=run)["status"] == "RUNNING"
        and time.monotonic() < deadline
    ):
        time.sleep(0.05)
    cloud.wait_scale(1)
    assert machines.describe_execution(executionArn=run)["status"] == "SUCCEEDED"


def test_the_emulator_listens_on_the_loopback_only(cloud):
    listeners = subprocess.run(
        ["ss", "-Hltnp"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    ours = [line for line in listeners if f"pid={cloud.emulator.child.pid}," in line]
    assert ours
    assert not [line for line in ours if not line.split()[3].startswith("127.0.0.1:")]
    with socket.create_connection(("127.0.0.1", cloud.port), timeout=5):
        pass
