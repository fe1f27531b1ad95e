"""Checks the templates that AWS is given."""

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
def built():
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
def test_cfn_lint_finds_nothing(which, built, tmp_path):
    template = {"state": templates.state, "code": lambda: built.template, "edge": _edge}[which]()
    path = tmp_path / f"{which}.json"
    templates.dump(template, path)
    ignored = ["-i", "W3002"]  # a local path of code: the deploy puts the bucket's address there
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--regions",
        "us-east-1",
        *ignored,
        "--",
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _edge():
    return templates.load(templates.INFRA / "edge.yaml")


def test_sam_translates_it_without_a_network(built, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    class NoManagedPolicies:
        @staticmethod
        def load():
            return {}

    packaged = with_package(built.template, "packages", "content.zip")
    assert to_cloudformation(packaged, {}, NoManagedPolicies())["Resources"]


def test_every_function_has_a_role_of_its_own(built):
    functions = _of(built.template, FUNCTION)
    roles = [json.dumps(each["Properties"]["Role"]) for each in functions.values()]
    assert len(set(roles)) == len(functions)
    assert not [name for name in _of(built.template, ROLE) if "Default" in name]


def test_no_role_carries_a_policy_inside_itself(built):
    assert not [
        name
        for name, role in _of(built.template, ROLE).items()
        if role["Properties"].get("Policies")
    ]


def test_no_statement_allows_by_wildcard(built):
    allowed = [
        (name, action)
        for name, statement in _statements(built.template)
        for action in _listed(statement["Action"])
    ]
    assert not [(name, action) for name, action in allowed if "*" in action]


def test_only_tracing_may_touch_every_resource(built):
    everywhere = [
        statement["Action"]
        for _, statement in _statements(built.template)
        if statement["Resource"] == "*"
    ]
    assert {action for actions in everywhere for action in actions} == {
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }


def test_no_function_may_change_or_delete_an_audit_entry(built):
    """S16: the application adds to the audit trail and can do nothing else to it."""
    touching = [
        action
        for _, statement in _statements(built.template)
        if "AuditTable" in json.dumps(statement["Resource"])
        for action in statement["Action"]
    ]
    assert set(touching) <= {"dynamodb:PutItem", "dynamodb:Query"}


def test_only_the_vaults_roles_may_open_a_record():
    """S11: the key refuses every role outside the vault's path, administrators too."""
    statements = templates.state()["Resources"]["RecordsKey"]["Properties"]["KeyPolicy"][
        "Statement"
    ]
    refusal = next(statement for statement in statements if statement["Effect"] == "Deny")
    assert refusal["Principal"] == "*"
    assert {"kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"} <= set(refusal["Action"])
    assert refusal["Condition"]["ArnNotLike"]["aws:PrincipalArn"]["Fn::Sub"].endswith(
        ":role/clocktree/vault/*"
    )


def test_a_role_lies_under_the_vaults_path_only_where_its_function_says_so(built):
    """S11: being able to open records is written in one table."""
    listed = templates.load(templates.INFRA / "functions.yaml")
    wanted = {package.access.role_of(name) for name, entry in listed.items() if entry.get("vault")}
    paths = {
        name: role["Properties"].get("Path", "") for name, role in _of(built.template, ROLE).items()
    }
    assert {name for name, path in paths.items() if path.startswith("/clocktree/vault/")} == wanted
    assert [name for name, path in paths.items() if path.startswith("/clocktree/vault/keys/")] == [
        "RegisterPracticeRole"
    ]


def test_logs_are_kept_six_years_under_our_key(built):
    """S18: what happened can be shown for as long as the law asks."""
    groups = _of(built.template, "AWS::Logs::LogGroup").values()
    assert {group["Properties"]["RetentionInDays"] for group in groups} == {SIX_YEARS}
    assert all("KmsKeyId" in group["Properties"] for group in groups)


def test_tables_and_buckets_are_under_our_key_and_refuse_plain_http():
    """S23: everything at rest under a key of ours, nothing in transit without TLS."""
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


def test_what_holds_data_outlives_its_stack():
    kinds = {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Cognito::UserPool", "AWS::S3::Bucket"}
    held = [each for each in templates.state()["Resources"].values() if each["Type"] in kinds]
    assert all(
        (each["DeletionPolicy"], each["UpdateReplacePolicy"]) == ("Retain", "Retain")
        for each in held
    )


def test_only_the_pay_page_has_frames():
    """A file of a visit in a frame would be saved on machines without being asked for."""
    resources = _edge()["Resources"]
    framing = [name for name, each in resources.items() if "frame-src $" in json.dumps(each)]
    assert framing == ["PayStripeHeaders"]


def test_the_edge_takes_nothing_below_tls_1_2():
    """S24: an older handshake is refused."""
    certificate = _edge()["Resources"]["Distribution"]["Properties"]["DistributionConfig"][
        "ViewerCertificate"
    ]
    assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_bodies_are_never_traced_into_logs(built):
    rest = built.template["Resources"]["RestAPI"]["Properties"]["MethodSettings"]
    sockets = built.template["Resources"]["WebsocketAPIStage"]["Properties"]["DefaultRouteSettings"]
    assert [settings["DataTraceEnabled"] for settings in (*rest, sockets)] == [False, False]


def test_a_storm_of_sockets_fits_through_the_socket_stage(built):
    """500 sockets of all practices connect, join and make three offers at once."""
    limits = built.template["Resources"]["WebsocketAPIStage"]["Properties"]["DefaultRouteSettings"]
    assert limits["ThrottlingBurstLimit"] >= 500 * (1 + 1 + 3)
    assert limits["ThrottlingRateLimit"] >= 500 * 3


def test_a_stage_that_is_not_configured_fails_the_build(tmp_path):
    with pytest.raises(package.BuildFailed, match="no stage 'prodution'"):
        package.build(tmp_path, stage="prodution")


def test_two_builds_are_the_same_to_the_byte(built, tmp_path):
    again = package.build(tmp_path / "again")
    assert (again.sha256, again.template) == (built.sha256, built.template)


def test_a_changed_socket_route_makes_a_new_deployment(built):
    changed = copy.deepcopy(built.template)
    deployment = next(
        name for name in changed["Resources"] if name.startswith("WebsocketAPIDeployment")
    )
    changed["Resources"]["WebsocketAPIDeployment"] = changed["Resources"].pop(deployment)
    changed["Resources"]["WebsocketConnectRoute"]["Properties"]["AuthorizationType"] = "CUSTOM"
    package.redeploy_changed_sockets(changed)
    assert deployment not in changed["Resources"]


def test_the_local_cloud_changes_only_what_it_lists(built):
    aws, local = built.template["Resources"], transform(built.template)["Resources"]
    gone = {name for name in aws if name.startswith("WebsocketAPIDeployment")} | set(
        _of(built.template, relays.CHANNEL)
    )
    assert {name for name in aws if name not in local} == gone
    assert {name for name in local if local[name] != aws.get(name)} == {
        "WebsocketAPIStage",
        "RestAPI",
        relays.ASKING,
    }
    variables = aws[relays.ASKING]["Properties"]["Environment"]["Variables"]
    assert local[relays.ASKING]["Properties"]["Environment"]["Variables"] == {
        **variables,
        "ICE_CHANNELS": "",
    }
    stage = {**aws["WebsocketAPIStage"]["Properties"], "AutoDeploy": True}
    del stage["DeploymentId"]
    assert local["WebsocketAPIStage"]["Properties"] == stage
    rest = {**local["RestAPI"]["Properties"]}
    assert "application/zip" in rest.pop("BinaryMediaTypes")
    assert rest == aws["RestAPI"]["Properties"]


def test_the_table_of_functions_lists_no_function_that_is_gone(built):
    assert set(templates.load(templates.INFRA / "functions.yaml")) == set(
        _of(built.template, FUNCTION)
    )


def test_the_one_function_that_asks_relays_knows_every_channel_of_the_pool_and_may_ask_no_other(
    built,
):
    pool = _of(built.template, relays.CHANNEL)
    variables = built.template["Resources"][relays.ASKING]["Properties"]["Environment"]["Variables"]
    known = variables["ICE_CHANNELS"]["Fn::If"][1]["Fn::Join"][1]
    assert [each["Fn::GetAtt"][0] for each in known] == list(pool)
    prefix = "${AWS::StackName}-relay-"
    assert all(each["Properties"]["Name"]["Fn::Sub"].startswith(prefix) for each in pool.values())
    allowed = {
        (name, json.dumps(each["Resource"]))
        for name, each in _statements(built.template)
        if "kinesisvideo:GetIceServerConfig" in each["Action"]
    }
    assert [name for name, _ in allowed] == [f"{relays.ASKING}Access"]
    assert all(f"channel/{prefix}*/*" in resource for _, resource in allowed)


def test_what_opens_a_relay_is_told_to_no_other_function(built):
    """S25: relays' secrets are in the environment of the one function that asks them."""
    secret = {"TURN_SECRET", "CLOUDFLARE_TOKEN", "TWILIO_TOKEN"}
    told = {
        name
        for name, each in _of(built.template, FUNCTION).items()
        if secret & set(each["Properties"].get("Environment", {}).get("Variables", {}))
    }
    assert told == {relays.ASKING}
    assert not secret & set(built.template["Globals"]["Function"]["Environment"]["Variables"])
    assert all(
        built.template["Parameters"][name]["NoEcho"]
        for name in ("TurnSecret", "CloudflareToken", "TwilioToken")
    )
