"""Files of a visit in the running cloud, by the addresses that browsers are given."""

from urllib.parse import urlsplit

import pytest

from infra.build import templates
from localstack.api_client import ApiRefused
from tests.cloud.visit_files import PNG, fetch, reserve, send, share, status


@pytest.fixture(scope="module")
def appointment(other_practice):
    return other_practice.booked(days=0)


@pytest.fixture
def client(other_practice):
    return other_practice.client


def refused(caller, appointment, reserved):
    with pytest.raises(ApiRefused) as refusal:
        caller.post(f"/appointments/{appointment}/files/{reserved['id']}/complete")
    assert refusal.value.status == 422
    return refusal.value.answer["message"]


def test_a_file_goes_there_and_comes_back_to_both(other_practice, cloud, appointment, client):
    made = share(client, appointment, "x-ray.png")
    assert (made["name"], made["size"], made["media_type"]) == ("x-ray.png", len(PNG), "image/png")
    for caller in (client, other_practice.staff):
        link = caller.get(f"/appointments/{appointment}/files/{made['id']}")
        data, headers = fetch(link["url"])
        assert data == PNG
        assert headers["content-type"] == "image/png"
        assert headers["content-disposition"] == 'attachment; filename="document.png"'
        assert made in caller.get(f"/appointments/{appointment}/history")["files"]
    assert urlsplit(link["url"]).netloc == urlsplit(cloud.endpoint).netloc


def test_what_lies_there_is_under_our_key_by_its_own_header(cloud, appointment, client):
    """S23."""
    made = share(client, appointment, "x.png")
    bucket, buckets = cloud.name("DocumentsBucket"), cloud.clients.make("s3")
    key = next(
        each["Key"]
        for each in buckets.list_objects_v2(Bucket=bucket)["Contents"]
        if made["id"] in each["Key"]
    )
    found = buckets.head_object(Bucket=bucket, Key=key)
    assert found["ServerSideEncryption"] == "aws:kms"
    assert found["SSEKMSKeyId"].endswith(cloud.name("StorageKey"))


def test_an_upload_url_takes_only_what_was_announced(cloud, appointment, client):
    """S3: another object, another size, kind or key, no signature at all."""
    reserved = reserve(client, appointment, "x.png")
    url = reserved["upload"]["url"]
    wrong = [
        send(reserved, PNG + b"more"),
        send(reserved, PNG, {"Content-Type": "text/html"}),
        send(reserved, PNG, {"x-amz-server-side-encryption": "AES256"}),
        send(reserved, PNG, url=url.replace(reserved["id"], reserved["id"][:-4] + "ZZZZ")),
        send(reserved, PNG, url=url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000")),
    ]
    assert wrong == [403] * 5
    assert refused(client, appointment, reserved).startswith("The file has not arrived")


def test_what_is_not_what_it_says_is_not_kept(appointment, client):
    page = b"<!doctype html><script>alert(1)</script>"
    reserved = reserve(client, appointment, "x.png", page)
    assert send(reserved, page) == 200
    assert "not what its name says" in refused(client, appointment, reserved)


def test_an_address_for_reading_is_for_one_file_and_gives_no_leave_to_write(appointment, client):
    """S3."""
    first, second = (share(client, appointment, name)["id"] for name in ("1.png", "2.png"))
    url = client.get(f"/appointments/{appointment}/files/{first}")["url"]
    assert status(url) == 200
    assert [
        status(each)
        for each in (url.replace(first, second), url.replace("versionId=", "versionId=x"))
    ] == [403, 403]
    assert status(url, "PUT", b"x") == 403


def test_documents_answer_to_our_own_page_only():
    """The emulator lets every page in, so the template is asked."""
    bucket = templates.state()["Resources"]["DocumentsBucket"]["Properties"]
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == ([{"Ref": "Origin"}], ["GET", "PUT"])


def test_nothing_is_stored_but_under_our_key():
    """S23: whoever names another key, or none, is denied by the bucket itself."""
    policy = templates.state()["Resources"]["DocumentsBucketPolicy"]["Properties"]["PolicyDocument"]
    rule = next(each for each in policy["Statement"] if each["Sid"] == "OnlyUnderOurKey")
    wanted = {
        "s3:x-amz-server-side-encryption-aws-kms-key-id": {"Fn::GetAtt": ["StorageKey", "Arn"]}
    }
    assert (rule["Effect"], rule["Principal"], rule["Action"], rule["Condition"]) == (
        "Deny",
        "*",
        "s3:PutObject",
        {"StringNotEquals": wanted},
    )


def test_what_nobody_kept_goes_after_a_day(cloud):
    rules = cloud.clients.make("s3").get_bucket_lifecycle_configuration(
        Bucket=cloud.name("DocumentsBucket")
    )["Rules"]
    rule = next(each for each in rules if each["ID"] == "UploadsGo")
    assert (rule["Filter"]["Prefix"], rule["Expiration"]["Days"]) == ("uploads/", 1)
