"""Each function has only its own permissions, as the emulator evaluates them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from botocore.exceptions import ClientError

from localstack.cloud import Cloud


@pytest.fixture(scope="module")
def strict():
    """A cloud that refuses what no policy allows."""
    with TemporaryDirectory(prefix="clocktree-") as home:
        running = Cloud(Path(home), persist=False, checks_permissions=True)
        running.start()
        yield running
        running.stop()


def test_the_product_answers_where_policies_are_evaluated(strict):
    assert strict.invoke("APIHandler", {"warm": True}) is not None


def test_the_role_of_a_function_may_do_what_its_table_says_and_nothing_else(strict):
    """S16: the API's role adds audit entries and can neither change nor delete one."""
    assume = strict.clients.make("sts").assume_role
    identity = strict.clients.make("iam").get_role(RoleName=strict.name("ApiHandlerRole"))["Role"]
    given = assume(RoleArn=identity["Arn"], RoleSessionName="test")["Credentials"]
    tables = strict.clients.make_as(given, "dynamodb")
    entry = {"pk": {"S": "test"}, "sk": {"S": "test"}}
    tables.put_item(TableName=strict.name("AuditTable"), Item=entry)
    for refused in (tables.delete_item, tables.update_item):
        with pytest.raises(ClientError) as result:
            refused(TableName=strict.name("AuditTable"), Key=entry)
        assert result.value.response["Error"]["Code"] == "AccessDeniedException"
