"""Tests a visit's files in the running cloud, through presigned URLs."""

from datetime import timedelta
from urllib.parse import urlsplit

import boto3
import pytest

from chalicelib.kernel.ids import AppointmentId, FileId, PracticeId
from chalicelib.platform.files.s3_files import S3Files
from chalicelib.platform.files.storage import FileArea, FileLocation
from infra.build import templates
from localstack.api_client import ApiRefused
from tests.cloud.visit_files import PNG, fetch, opened, reserve, send, share, status


@pytest.fixture(scope="module")
def appointment(other_practice):
    return other_practice.booked(days=0)


@pytest.fixture
def host(other_practice):
    """Return the API client of the provider, who may share files at any time."""
    return other_practice.staff


def complete_refused(caller, appointment, reserved):
    with pytest.raises(ApiRefused) as refusal:
        caller.post(f"/appointments/{appointment}/files/{reserved['id']}/complete")
    assert refusal.value.status == 422
    return refusal.value.answer["message"]


def test_a_file_is_uploaded_and_downloaded(other_practice, cloud, appointment, host):
    file = share(host, appointment, "x-ray.png")
    assert (file["name"], file["size"], file["media_type"]) == ("x-ray.png", len(PNG), "image/png")
    link = opened(host, f"/appointments/{appointment}/files/{file['id']}")
    data, headers = fetch(link["url"])
    assert data == PNG
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"] == 'attachment; filename="document.png"'
    assert file in host.get(f"/appointments/{appointment}/history")["files"]
    assert urlsplit(link["url"]).netloc == urlsplit(cloud.endpoint).netloc


def test_a_client_who_is_not_in_the_room_shares_no_file(other_practice, appointment):
    with pytest.raises(ApiRefused) as refusal:
        reserve(other_practice.client, appointment, "x-ray.png")
    assert refusal.value.status == 403


def test_a_stored_file_is_encrypted_under_our_key(cloud, appointment, host):
    """S23: the stored object's encryption header names our key."""
    file = share(host, appointment, "x.png")
    bucket, buckets = cloud.name("DocumentsBucket"), cloud.clients.make("s3")
    key = next(
        each["Key"]
        for each in buckets.list_objects_v2(Bucket=bucket)["Contents"]
        if file["id"] in each["Key"]
    )
    headers = buckets.head_object(Bucket=bucket, Key=key)
    assert headers["ServerSideEncryption"] == "aws:kms"
    assert headers["SSEKMSKeyId"].endswith(cloud.name("StorageKey"))


def test_an_upload_url_accepts_only_the_announced_file(cloud, appointment, host):
    """
    S3: an upload that differs from the announced file is refused.

    The test changes the object, size, type, encryption key and expiry, one at a time.
    """
    reserved = reserve(host, appointment, "x.png")
    url = reserved["upload"]["url"]
    statuses = [
        send(reserved, PNG + b"more"),
        send(reserved, PNG, {"Content-Type": "text/html"}),
        send(reserved, PNG, {"x-amz-server-side-encryption": "AES256"}),
        send(reserved, PNG, url=url.replace(reserved["id"], reserved["id"][:-4] + "ZZZZ")),
        send(reserved, PNG, url=url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000")),
    ]
    assert statuses == [403] * 5
    assert complete_refused(host, appointment, reserved).startswith("The file has not arrived")


def test_an_upload_url_works_once(cloud, appointment, host):
    reserved = reserve(host, appointment, "x.png")
    assert [send(reserved, PNG) for _ in range(3)] == [200, 412, 412]
    assert send(reserved, PNG, {"If-None-Match": '"another"'}) == 403
    bucket, buckets = cloud.name("DocumentsBucket"), cloud.clients.make("s3")
    versions = buckets.list_object_versions(Bucket=bucket, Prefix="uploads/")["Versions"]
    assert sum(reserved["id"] in each["Key"] for each in versions) == 1
    assert host.post(f"/appointments/{appointment}/files/{reserved['id']}/complete")


def test_a_file_that_is_not_of_its_type_is_refused(appointment, host):
    page = b"<!doctype html><script>alert(1)</script>"
    reserved = reserve(host, appointment, "x.png", page)
    assert send(reserved, page) == 200
    assert "not what its name says" in complete_refused(host, appointment, reserved)


def test_a_download_url_is_for_one_file_and_for_reading_only(appointment, host):
    """S3: a download URL is refused for another file, version or HTTP method."""
    first, second = (share(host, appointment, name)["id"] for name in ("1.png", "2.png"))
    opened(host, f"/appointments/{appointment}/files/{second}")
    url = opened(host, f"/appointments/{appointment}/files/{first}")["url"]
    assert status(url) == 200
    assert [
        status(each)
        for each in (url.replace(first, second), url.replace("versionId=", "versionId=x"))
    ] == [403, 403]
    assert status(url, "PUT", b"x") == 403


def test_documents_are_readable_by_our_own_origin_only():
    """
    The bucket's CORS rule lets only our own origin read documents.

    This test reads the template, because the emulator accepts every origin.
    """
    bucket = templates.state()["Resources"]["DocumentsBucket"]["Properties"]
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == ([{"Ref": "Origin"}], ["GET", "PUT"])
    storage = S3Files(
        boto3.client(
            "s3",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        ),
        "documents",
        "key",
    )
    ids = PracticeId("prc-1"), AppointmentId("apt-1"), FileId("fil-1")
    place = FileLocation(FileArea.VISITS, *ids)
    headers = storage.presign_upload(place, "image/png", 9, timedelta(minutes=1)).headers
    assert {name.lower() for name in headers} == set(rule["AllowedHeaders"])


def test_nothing_can_be_stored_under_another_key():
    """S23: the bucket denies an upload that names another KMS key or no key."""
    policy = templates.state()["Resources"]["DocumentsBucketPolicy"]["Properties"]["PolicyDocument"]
    rule = next(each for each in policy["Statement"] if each["Sid"] == "OnlyUnderOurKey")
    condition = {
        "s3:x-amz-server-side-encryption-aws-kms-key-id": {"Fn::GetAtt": ["StorageKey", "Arn"]}
    }
    assert (rule["Effect"], rule["Principal"], rule["Action"], rule["Condition"]) == (
        "Deny",
        "*",
        "s3:PutObject",
        {"StringNotEquals": condition},
    )


def test_uploads_that_were_not_completed_are_deleted_after_a_day(cloud):
    rules = cloud.clients.make("s3").get_bucket_lifecycle_configuration(
        Bucket=cloud.name("DocumentsBucket")
    )["Rules"]
    rule = next(each for each in rules if each["ID"] == "UploadsGo")
    assert (rule["Filter"]["Prefix"], rule["Expiration"]["Days"]) == ("uploads/", 1)
