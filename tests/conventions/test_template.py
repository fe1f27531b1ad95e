"""Checks the CloudFormation templates that are deployed."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from samtranslator.translator.transform import transform as to_cloudformation

from infra.build import package, relays, templates
from infra.build.cache import cached_build
from infra.deploy.stacks import with_package
from localstack.transform import transform

FUNCTION, ROLE, POLICY = "AWS::Serverless::Function", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"
SIX_YEARS = 2192


@pytest.fixture(scope="module")
def build():
    return cached_build()


def _of(template, kind):
    return {name: each for name, each in template["Resources"].items() if each["Type"] == kind}


def _statements(template):
    for name, policy in _of(template, POLICY).items():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            yield name, statement


def _listed(value):
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("which", ["state", "code", "edge"])
def test_cfn_lint_finds_nothing(which, build, tmp_path):
    template = {"state": templates.state, "code": lambda: build.template, "edge": _edge}[which]()
    path = tmp_path / f"{which}.json"
    templates.dump(template, path)
    # W3002: the code has a local path, which the deploy replaces by the bucket's address.
    ignored = ["-i", "W3002"]
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--regions",
        "us-east-1",
        *ignored,
        "--",
        str(path),
    ]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr


def _edge():
    return templates.load(templates.INFRA / "edge.yaml")


def test_sam_translates_the_template_without_a_network(build, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    class NoManagedPolicies:
        @staticmethod
        def load():
            return {}

    packaged = with_package(build.template, "packages", "content.zip")
    assert to_cloudformation(packaged, {}, NoManagedPolicies())["Resources"]


def test_every_function_has_a_role_of_its_own(build):
    functions = _of(build.template, FUNCTION)
    roles = [json.dumps(each["Properties"]["Role"]) for each in functions.values()]
    assert len(set(roles)) == len(functions)
    assert not [name for name in _of(build.template, ROLE) if "Default" in name]


def test_no_role_has_an_inline_policy(build):
    assert not [
        name
        for name, role in _of(build.template, ROLE).items()
        if role["Properties"].get("Policies")
    ]


def test_no_statement_allows_actions_by_wildcard(build):
    allowed = [
        (name, action)
        for name, statement in _statements(build.template)
        for action in _listed(statement["Action"])
    ]
    assert not [(name, action) for name, action in allowed if "*" in action]


def test_only_tracing_and_text_messages_may_use_every_resource(build):
    everywhere = [
        statement["Action"]
        for _, statement in _statements(build.template)
        if statement["Resource"] == "*"
    ]
    assert {action for actions in everywhere for action in actions} == {
        "sns:Publish",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }


def test_no_function_may_change_or_delete_an_audit_entry(build):
    """S16: the application may only add and read audit entries."""
    actions = [
        action
        for _, statement in _statements(build.template)
        if "AuditTable" in json.dumps(statement["Resource"])
        for action in statement["Action"]
    ]
    assert set(actions) <= {"dynamodb:PutItem", "dynamodb:Query"}


def test_only_the_vaults_roles_may_open_a_record():
    """
    S11: only roles under the vault's path may open a record.

    The key's policy denies this to all other roles, even to administrators.
    """
    statements = templates.state()["Resources"]["RecordsKey"]["Properties"]["KeyPolicy"][
        "Statement"
    ]
    refusal = next(statement for statement in statements if statement["Effect"] == "Deny")
    assert refusal["Principal"] == "*"
    assert {"kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"} <= set(refusal["Action"])
    assert refusal["Condition"]["ArnNotLike"]["aws:PrincipalArn"]["Fn::Sub"].endswith(
        ":role/clocktree/vault/*"
    )


def test_a_role_is_under_the_vaults_path_only_if_its_function_is_marked(build):
    """S11: a role has the vault's IAM path only if its function may open records."""
    functions = templates.load(templates.INFRA / "functions.yaml")
    vault_roles = {
        package.access.role_of(name) for name, entry in functions.items() if entry.get("vault")
    }
    paths = {
        name: role["Properties"].get("Path", "") for name, role in _of(build.template, ROLE).items()
    }
    assert vault_roles == {
        name for name, path in paths.items() if path.startswith("/clocktree/vault/")
    }
    assert [name for name, path in paths.items() if path.startswith("/clocktree/vault/keys/")] == [
        "RegisterPracticeRole"
    ]


def test_logs_are_kept_six_years_under_our_key(build):
    """S18: logs are kept for as long as the law requires."""
    groups = _of(build.template, "AWS::Logs::LogGroup").values()
    assert {group["Properties"]["RetentionInDays"] for group in groups} == {SIX_YEARS}
    assert all("KmsKeyId" in group["Properties"] for group in groups)


def test_tables_and_buckets_are_under_our_key_and_refuse_plain_http():
    """S23: data at rest is encrypted under our own key, and plain HTTP is refused."""
    resources = templates.state()["Resources"]
    tables = _of(templates.state(), "AWS::DynamoDB::Table").values()
    assert all(table["Properties"]["SSESpecification"]["SSEType"] == "KMS" for table in tables)
    for name in _of(templates.state(), "AWS::S3::Bucket"):
        rules = resources[name]["Properties"]["BucketEncryption"][
            "ServerSideEncryptionConfiguration"
        ]
        assert rules[0]["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        first = resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"][0]
        assert (first["Effect"], first["Condition"]) == (
            "Deny",
            {"Bool": {"aws:SecureTransport": "false"}},
        )


def test_resources_with_data_are_retained_when_their_stack_is_deleted():
    kinds = {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Cognito::UserPool", "AWS::S3::Bucket"}
    resources = [each for each in templates.state()["Resources"].values() if each["Type"] in kinds]
    assert all(
        (each["DeletionPolicy"], each["UpdateReplacePolicy"]) == ("Retain", "Retain")
        for each in resources
    )


def test_only_the_pay_page_may_have_frames():
    """
    Only the pay page may contain frames.

    In a frame, a browser could download a visit's file without a request by the reader.
    """
    resources = _edge()["Resources"]
    framing = [name for name, each in resources.items() if "frame-src $" in json.dumps(each)]
    assert framing == ["PayStripeHeaders"]


def test_the_edge_refuses_versions_below_tls_1_2():
    """S24: CloudFront refuses TLS versions below 1.2."""
    certificate = _edge()["Resources"]["Distribution"]["Properties"]["DistributionConfig"][
        "ViewerCertificate"
    ]
    assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_bodies_of_requests_are_never_logged(build):
    rest = build.template["Resources"]["RestAPI"]["Properties"]["MethodSettings"]
    sockets = build.template["Resources"]["WebsocketAPIStage"]["Properties"]["DefaultRouteSettings"]
    assert [settings["DataTraceEnabled"] for settings in (*rest, sockets)] == [False, False]


def test_the_socket_stage_allows_500_sockets_to_reconnect_at_once(build):
    """Each of 500 sockets connects, joins and sends three offers at the same time."""
    limits = build.template["Resources"]["WebsocketAPIStage"]["Properties"]["DefaultRouteSettings"]
    assert limits["ThrottlingBurstLimit"] >= 500 * (1 + 1 + 3)
    assert limits["ThrottlingRateLimit"] >= 500 * 3


def test_an_unknown_stage_fails_the_build(tmp_path):
    with pytest.raises(package.BuildFailed, match="no stage 'prodution'"):
        package.build(tmp_path, stage="prodution")


def test_a_changed_socket_route_makes_a_new_deployment(build):
    changed = copy.deepcopy(build.template)
    deployment = next(
        name for name in changed["Resources"] if name.startswith("WebsocketAPIDeployment")
    )
    changed["Resources"]["WebsocketAPIDeployment"] = changed["Resources"].pop(deployment)
    changed["Resources"]["WebsocketConnectRoute"]["Properties"]["AuthorizationType"] = "CUSTOM"
    package.redeploy_changed_sockets(changed)
    assert deployment not in changed["Resources"]


def test_the_local_cloud_changes_only_the_listed_resources(build):
    aws, local = build.template["Resources"], transform(build.template)["Resources"]
    removed_names = {name for name in aws if name.startswith("WebsocketAPIDeployment")} | set(
        _of(build.template, relays.CHANNEL)
    )
    assert {name for name in aws if name not in local} == removed_names
    assert {name for name in local if local[name] != aws.get(name)} == {
        "WebsocketAPIStage",
        "RestAPI",
        relays.RELAY_FUNCTION,
    }
    variables = aws[relays.RELAY_FUNCTION]["Properties"]["Environment"]["Variables"]
    assert local[relays.RELAY_FUNCTION]["Properties"]["Environment"]["Variables"] == {
        **variables,
        "ICE_CHANNELS": "",
    }
    stage = {**aws["WebsocketAPIStage"]["Properties"], "AutoDeploy": True}
    del stage["DeploymentId"]
    assert local["WebsocketAPIStage"]["Properties"] == stage
    rest = {**local["RestAPI"]["Properties"]}
    assert "application/zip" in rest.pop("BinaryMediaTypes")
    assert rest == aws["RestAPI"]["Properties"]


def test_functions_yaml_lists_exactly_the_functions_of_the_template(build):
    assert set(templates.load(templates.INFRA / "functions.yaml")) == set(
        _of(build.template, FUNCTION)
    )


def test_one_function_may_ask_for_relays_and_only_the_channels_of_the_pool(build):
    pool = _of(build.template, relays.CHANNEL)
    function = build.template["Resources"][relays.RELAY_FUNCTION]["Properties"]
    variables = function["Environment"]["Variables"]
    channels = variables["ICE_CHANNELS"]["Fn::If"][1]["Fn::Join"][1]
    assert [each["Fn::GetAtt"][0] for each in channels] == list(pool)
    prefix = "${AWS::StackName}-relay-"
    assert all(each["Properties"]["Name"]["Fn::Sub"].startswith(prefix) for each in pool.values())
    allowed = {
        (name, json.dumps(each["Resource"]))
        for name, each in _statements(build.template)
        if "kinesisvideo:GetIceServerConfig" in each["Action"]
    }
    assert [name for name, _ in allowed] == [f"{relays.RELAY_FUNCTION}Access"]
    assert all(f"channel/{prefix}*/*" in resource for _, resource in allowed)


def test_only_the_function_that_asks_relays_has_their_secrets(build):
    """S25: only the function that requests relay credentials has relay secrets."""
    secrets = {"TURN_SECRET", "CLOUDFLARE_TOKEN", "TWILIO_TOKEN"}
    functions = {
        name
        for name, each in _of(build.template, FUNCTION).items()
        if secrets & set(each["Properties"].get("Environment", {}).get("Variables", {}))
    }
    assert functions == {relays.RELAY_FUNCTION}
    assert not secrets & set(build.template["Globals"]["Function"]["Environment"]["Variables"])
    assert all(
        build.template["Parameters"][name]["NoEcho"]
        for name in ("TurnSecret", "CloudflareToken", "TwilioToken")
    )
