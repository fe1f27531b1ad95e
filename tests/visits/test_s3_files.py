"""Bytes of files in S3."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import AppointmentId, FileId, PracticeId
from chalicelib.platform import aws
from chalicelib.visits.domain.file_types import SIGNATURE_BYTES
from chalicelib.visits.s3_files import CLIENT_CONFIG, S3Files
from chalicelib.visits.usecases.files import FileLocation
from tests.platform.aws_faults import Fault, faults

PLACE = FileLocation(PracticeId("prc-1"), AppointmentId("apt-1"), FileId("fil-1"))
UPLOAD, MINUTE = "uploads/prc-1/apt-1/fil-1", timedelta(minutes=1)
PDF = b"%PDF-" + b"x" * 2000


@pytest.fixture
def shelf(records):
    client = aws.client("s3", attempts=1, config=CLIENT_CONFIG)
    client.create_bucket(Bucket="documents")
    client.put_bucket_versioning(Bucket="documents", VersioningConfiguration={"Status": "Enabled"})
    return S3Files(client, "documents", records.kms.create_key()["KeyMetadata"]["Arn"])


def sent(shelf, data=PDF, **changed):
    said = {
        "ContentType": "application/pdf",
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": shelf.key,
    } | changed
    shelf.client.put_object(Bucket=shelf.bucket, Key=UPLOAD, Body=data, **said)


def test_what_arrived_is_told_by_its_beginning(shelf):
    assert shelf.find_upload(PLACE) is None
    sent(shelf)
    found = shelf.find_upload(PLACE)
    assert (found.size, found.media_type, found.sealed, found.beginning) == (
        len(PDF),
        "application/pdf",
        True,
        PDF[:SIGNATURE_BYTES],
    )
    sent(shelf, PDF[:9])
    assert shelf.find_upload(PLACE).size == 9


def test_what_is_under_another_key_is_not_sealed(shelf):
    sent(shelf, SSEKMSKeyId="another")
    assert not shelf.find_upload(PLACE).sealed


def test_only_what_was_looked_at_is_kept(shelf):
    sent(shelf)
    seen = shelf.find_upload(PLACE)
    sent(shelf, PDF.replace(b"x", b"y"))
    version = shelf.store(PLACE, seen, "application/pdf")
    kept = shelf.client.get_object(
        Bucket=shelf.bucket, Key="visits/prc-1/apt-1/fil-1", VersionId=version
    )
    assert (kept["Body"].read(), kept["SSEKMSKeyId"], kept["ContentType"]) == (
        PDF,
        shelf.key,
        "application/pdf",
    )


def test_addresses_name_the_buckets_own_regional_host(shelf):
    """The pages' policy lets them fetch from there and from nowhere else."""
    door = shelf.presign_upload(PLACE, "application/pdf", 12, MINUTE)
    for url in (door.url, shelf.presign_download(PLACE, "v1", MINUTE)):
        assert urlsplit(url).netloc == "documents.s3.us-east-1.amazonaws.com"
    assert "X-Amz" not in repr(door)


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.THROTTLED])
def test_a_store_that_does_not_answer_is_unavailable(shelf, fault):
    sent(shelf)
    seen = shelf.find_upload(PLACE)
    with faults(shelf.client, lambda _: fault):
        for act in (
            lambda: shelf.find_upload(PLACE),
            lambda: shelf.store(PLACE, seen, "application/pdf"),
        ):
            with pytest.raises(Unavailable):
                act()
