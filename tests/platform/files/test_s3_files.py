"""Tests what only the S3 adapter does: encryption, hosts of URLs and failures."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import AppointmentId, FileId, PracticeId
from chalicelib.platform import aws
from chalicelib.platform.files.s3_files import CLIENT_CONFIG, S3Files
from chalicelib.platform.files.storage import FileArea, FileLocation
from tests.platform.aws_faults import Fault, faults

PLACE = FileLocation(FileArea.VISITS, PracticeId("prc-1"), AppointmentId("apt-1"), FileId("fil-1"))
UPLOAD, MINUTE = "uploads/prc-1/apt-1/fil-1", timedelta(minutes=1)
PDF = b"%PDF-" + b"x" * 2000


@pytest.fixture
def storage(records):
    client = aws.client("s3", attempts=1, config=CLIENT_CONFIG)
    client.create_bucket(Bucket="documents")
    client.put_bucket_versioning(Bucket="documents", VersioningConfiguration={"Status": "Enabled"})
    return S3Files(client, "documents", records.kms.create_key()["KeyMetadata"]["Arn"])


def put(storage, data=PDF, **changed):
    parameters = {
        "ContentType": "application/pdf",
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": storage.key,
    } | changed
    storage.client.put_object(Bucket=storage.bucket, Key=UPLOAD, Body=data, **parameters)


def test_an_upload_under_another_key_is_not_sealed(storage):
    put(storage, SSEKMSKeyId="another")
    assert not storage.find_upload(PLACE).sealed


def test_the_version_that_was_checked_is_the_one_stored(storage):
    put(storage)
    checked = storage.find_upload(PLACE)
    put(storage, PDF.replace(b"x", b"y"))
    version = storage.store(PLACE, checked, "application/pdf")
    stored = storage.client.get_object(
        Bucket=storage.bucket, Key="visits/prc-1/apt-1/fil-1", VersionId=version
    )
    assert (stored["Body"].read(), stored["SSEKMSKeyId"], stored["ContentType"]) == (
        PDF,
        storage.key,
        "application/pdf",
    )


def test_presigned_urls_name_the_buckets_regional_host(storage):
    """
    Presigned URLs name the regional host of the bucket.

    The pages' content security policy allows this host and no other.
    """
    upload = storage.presign_upload(PLACE, "application/pdf", 12, MINUTE)
    for url in (upload.url, storage.presign_download(PLACE, "v1", MINUTE)):
        assert urlsplit(url).netloc == "documents.s3.us-east-1.amazonaws.com"
    assert "X-Amz" not in repr(upload)


def test_an_upload_is_signed_for_one_use(storage):
    """The bucket keeps every version, so a URL that works again would fill it."""
    upload = storage.presign_upload(PLACE, "application/pdf", len(PDF), MINUTE)
    signed = parse_qs(urlsplit(upload.url).query)["X-Amz-SignedHeaders"][0].split(";")
    assert set(signed) - {"host", "content-length"} == {name.lower() for name in upload.headers}
    assert upload.headers["If-None-Match"] == "*"


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.THROTTLED])
def test_storage_that_does_not_answer_is_unavailable(storage, fault):
    put(storage)
    checked = storage.find_upload(PLACE)
    with faults(storage.client, lambda _: fault):
        for act in (
            lambda: storage.find_upload(PLACE),
            lambda: storage.store(PLACE, checked, "application/pdf"),
        ):
            with pytest.raises(Unavailable):
                act()
