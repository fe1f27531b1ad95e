"""Tests each function's permissions as the emulator evaluates them."""

import json
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from botocore.exceptions import ClientError
from websockets.sync.client import connect

from infra.build.access import role_of
from infra.build.templates import INFRA, load
from localstack import warm_up
from localstack.api_client import ApiRefused
from localstack.cloud import Cloud
from tests.cloud.other_practice import OtherPractice
from tests.cloud.test_signaling import Page, Visit
from tests.cloud.test_waiting import arrive_earlier


@pytest.fixture(scope="module")
def strict():
    """Start a cloud that refuses every AWS call that no policy allows."""
    with TemporaryDirectory(prefix="clocktree-") as home:
        running = Cloud(Path(home), persist=False, checks_permissions=True)
        running.start()
        leave_the_records_key_to_the_roles(running)
        let_roles_send_mail(running)
        yield running
        running.stop()


@pytest.fixture(scope="module")
def oak(strict):
    """Return a practice in a local cloud that checks the permissions of every call."""
    return OtherPractice(strict)


def leave_the_records_key_to_the_roles(cloud):
    """
    Give the records key AWS's default policy, so that only role policies decide.

    The emulator cannot evaluate the conditions of the real policy: it takes
    `aws:PrincipalArn` from a role's session, which has no path, and it does not know
    `kms:EncryptionContext`.
    """
    account = {"AWS": "arn:aws:iam::000000000000:root"}
    allowed = {"Effect": "Allow", "Principal": account, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    cloud.clients.make("kms").put_key_policy(
        KeyId=cloud.name("RecordsKey"), PolicyName="default", Policy=policy
    )


def let_roles_send_mail(cloud):
    """
    Let the functions that send mail send it from any address.

    The emulator asks for `ses:SendEmail` on all resources, and does not know
    `ses:FromAddress`.
    """
    allowed = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    for function, entry in load(INFRA / "functions.yaml").items():
        if "mail" in entry["grants"]:
            cloud.clients.make("iam").put_role_policy(
                RoleName=cloud.name(role_of(function)), PolicyName="Mail", PolicyDocument=policy
            )


def test_the_product_works_when_policies_are_evaluated(oak):
    """
    While policies are evaluated, an invoice can be sent and read.

    Two people sign in; one sends an invoice, and the other reads it.
    """
    invoice = oak.sent()
    assert oak.client.get(f"/invoices/{invoice}")["status"] == "sent"


def test_a_request_is_refused_when_its_function_has_no_permissions(strict, oak):
    """
    A request is refused while its function's role has no policy.

    The same request works before the policy is detached, and after it is attached again.
    """
    roles = strict.clients.make("iam")
    role = strict.name("ApiHandlerRole")
    (policy,) = roles.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    access = {"RoleName": role, "PolicyArn": policy["PolicyArn"]}
    assert oak.staff.get("/clients")["items"]
    roles.detach_role_policy(**access)
    try:
        with pytest.raises(ApiRefused) as refusal:
            oak.staff.get("/clients")
    finally:
        roles.attach_role_policy(**access)
    assert refusal.value.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert oak.staff.get("/clients")["items"]


def test_the_schedule_may_mail_a_provider_for_whom_a_client_waits(strict, oak):
    """The function stores a notice, sends it, and marks it, with its own permissions."""
    visit = Visit(oak)
    with connect(visit.ticket(visit.client)["url"], origin=strict.url, open_timeout=15) as socket:
        page = Page(socket).join("instc")
        page.receive("waiting")
        arrive_earlier(strict, visit, timedelta(seconds=61))
        strict.invoke("Dismiss", warm_up.event("Dismiss"))
        assert page.receive("waiting")["host_knows"] == "mailed"


def test_the_apis_role_may_only_add_audit_entries(strict):
    """S16: the API's role adds audit entries and can neither change nor delete one."""
    assume = strict.clients.make("sts").assume_role
    identity = strict.clients.make("iam").get_role(RoleName=strict.name("ApiHandlerRole"))["Role"]
    credentials = assume(RoleArn=identity["Arn"], RoleSessionName="test")["Credentials"]
    tables = strict.clients.make_as(credentials, "dynamodb")
    entry = {"pk": {"S": "test"}, "sk": {"S": "test"}}
    tables.put_item(TableName=strict.name("AuditTable"), Item=entry)
    for act in (tables.delete_item, tables.update_item):
        with pytest.raises(ClientError) as error:
            act(TableName=strict.name("AuditTable"), Key=entry)
        assert error.value.response["Error"]["Code"] == "AccessDeniedException"
