"""Tests that a provider of the running product learns that a client waits."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.platform.dynamodb.key_parts import moment
from localstack import warm_up
from localstack.mailbox import mails
from tests.cloud.other_practice import STAFF_EMAIL
from tests.cloud.rows import rows
from tests.cloud.test_signaling import Visit, open_page

__all__ = ["open_page"]


@pytest.fixture
def lobby(other_practice, open_page):
    """Return a visit, and the page of the client who waits in its room."""
    visit = Visit(other_practice)
    page = open_page(visit.ticket(visit.client)["url"]).join("instc")
    assert page.receive("waiting")["host_knows"] == "nothing"
    return visit, page


def arrive_earlier(cloud, visit, by):
    """Change the seat's row, as if the client had arrived earlier."""
    table = cloud.name("EphemeralTable")
    (seat,) = [
        row
        for row in rows(cloud, table)
        if row["pk"]["S"] == f"ROOM#{visit.id}" and row["sk"]["S"].endswith(visit.seats["client"])
    ]
    cloud.clients.make("dynamodb").update_item(
        TableName=table,
        Key={"pk": seat["pk"], "sk": seat["sk"]},
        UpdateExpression="SET since = :since",
        ExpressionAttributeValues={":since": {"S": moment(datetime.now(UTC) - by)}},
    )


def waiting_mails(cloud, visit):
    return [mail for mail in mails(cloud.mailbox_url) if f"/room/{visit.id}" in str(mail)]


def test_the_client_is_told_that_the_provider_sees_them(lobby):
    visit, page = lobby
    waiting = [
        each for each in visit.host.get("/waiting")["items"] if each["appointment_id"] == visit.id
    ]
    assert [(each["seat"], each["name"]) for each in waiting] == [(visit.seats["client"], None)]
    (shown,) = visit.host.post(f"/appointments/{visit.id}/waiting")["items"]
    assert shown["name"]
    assert page.receive("waiting")["host_knows"] == "seen"


def test_after_a_minute_without_a_look_the_provider_gets_one_mail(lobby, cloud):
    """S27: the scheduled function stores one notice and sends one mail."""
    visit, page = lobby
    arrive_earlier(cloud, visit, timedelta(seconds=61))
    for _ in range(2):
        cloud.invoke("Dismiss", warm_up.event("Dismiss"))
    assert page.receive("waiting")["host_knows"] == "mailed"
    (mail,) = waiting_mails(cloud, visit)
    assert STAFF_EMAIL in str(mail["To"])
