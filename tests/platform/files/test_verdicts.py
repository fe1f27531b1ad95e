"""Tests how the verdict of the malware scan decides whether a file opens."""

import pytest

from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import ClientId, FileId, PracticeId
from chalicelib.platform import aws
from chalicelib.platform.files.malware import MalwareVerdict, require_clean
from chalicelib.platform.files.s3_files import CLIENT_CONFIG, S3Files
from chalicelib.platform.files.s3_verdicts import TAG, TaggedVerdicts
from chalicelib.platform.files.storage import FileArea, FileLocation

PLACE = FileLocation(FileArea.DOCUMENTS, PracticeId("prc-1"), ClientId("cli-1"), FileId("fil-1"))
KEY, PDF = "documents/prc-1/cli-1/fil-1", b"%PDF-1.7"


@pytest.fixture
def bucket(records):
    client = aws.client("s3", attempts=1, config=CLIENT_CONFIG)
    client.create_bucket(Bucket="documents")
    client.put_bucket_versioning(Bucket="documents", VersioningConfiguration={"Status": "Enabled"})
    return S3Files(client, "documents", records.kms.create_key()["KeyMetadata"]["Arn"])


@pytest.fixture
def verdicts(bucket):
    return TaggedVerdicts(bucket.client, bucket.bucket)


def tag(bucket, version, status):
    tags = {"TagSet": [{"Key": TAG, "Value": status}, {"Key": "other", "Value": "x"}]}
    bucket.client.put_object_tagging(Bucket="documents", Key=KEY, VersionId=version, Tagging=tags)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("NO_THREATS_FOUND", MalwareVerdict.CLEAN),
        ("THREATS_FOUND", MalwareVerdict.INFECTED),
        ("UNSUPPORTED", MalwareVerdict.FAILED),
        ("ACCESS_DENIED", MalwareVerdict.FAILED),
        ("FAILED", MalwareVerdict.FAILED),
        ("anything else", MalwareVerdict.FAILED),
    ],
)
def test_the_scans_tag_is_the_verdict(bucket, verdicts, status, verdict):
    version = bucket.write(PLACE, PDF, "application/pdf")
    assert verdicts.of(PLACE, version) is MalwareVerdict.PENDING
    tag(bucket, version, status)
    assert verdicts.of(PLACE, version) is verdict


def test_a_file_that_is_not_stored_has_no_verdict(verdicts):
    with pytest.raises(Unavailable):
        verdicts.of(PLACE, "v1")


def test_a_copy_does_not_keep_tags_of_its_upload(bucket, verdicts):
    """An uploader cannot bring the verdict along."""
    upload = KEY.replace("documents/", "uploads/")
    bucket.client.put_object(
        Bucket="documents",
        Key=upload,
        Body=PDF,
        ContentType="application/pdf",
        Tagging=f"{TAG}=NO_THREATS_FOUND",
        ServerSideEncryption="aws:kms",
        SSEKMSKeyId=bucket.key,
    )
    version = bucket.store(PLACE, bucket.find_upload(PLACE), "application/pdf")
    assert verdicts.of(PLACE, version) is MalwareVerdict.PENDING


@pytest.mark.parametrize("verdict", sorted(set(MalwareVerdict) - {MalwareVerdict.CLEAN}))
def test_only_a_clean_file_opens(verdict):
    require_clean(MalwareVerdict.CLEAN)
    with pytest.raises(Conflict) as refusal:
        require_clean(verdict)
    assert "virus" in str(refusal.value)
