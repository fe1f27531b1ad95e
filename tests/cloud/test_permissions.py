"""Tests each function's permissions as the emulator evaluates them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from botocore.exceptions import ClientError

from localstack.cloud import Cloud


@pytest.fixture(scope="module")
def strict():
    """Start a cloud that refuses every AWS call that no policy allows."""
    with TemporaryDirectory(prefix="clocktree-") as home:
        running = Cloud(Path(home), persist=False, checks_permissions=True)
        running.start()
        yield running
        running.stop()


def test_the_product_works_when_policies_are_evaluated(strict):
    assert strict.invoke("APIHandler", {"warm": True}) is not None


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
