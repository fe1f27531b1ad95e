"""Tests the storage of files' bytes: the same tests for S3 and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import AppointmentId, FileId, PracticeId
from chalicelib.platform import aws
from chalicelib.platform.files.file_types import SIGNATURE_BYTES
from chalicelib.platform.files.s3_files import CLIENT_CONFIG, S3Files
from chalicelib.platform.files.storage import FileArea, FileLocation
from tests.platform.files.fake_file_storage import FakeFileStorage
from tests.platform.record_store import a_store

PLACE = FileLocation(FileArea.VISITS, PracticeId("prc-1"), AppointmentId("apt-1"), FileId("fil-1"))
OTHER_PLACES = [
    replace(PLACE, practice=PracticeId("prc-2")),
    replace(PLACE, owner=AppointmentId("apt-2")),
    replace(PLACE, file=FileId("fil-2")),
]
MINUTE = timedelta(minutes=1)
PDF_TYPE, PDF, OTHER_PDF = "application/pdf", b"%PDF-" + b"x" * 2000, b"%PDF-" + b"y" * 2000


@dataclass
class FakeStorageHarness:
    """Uploads files to the fake storage, and reads stored files from it."""

    storage: FakeFileStorage

    def upload(self, data=PDF, **changed):
        self.storage.upload(PLACE, data, **changed)

    def stored(self, version):
        return self.storage.kept[PLACE, version]


@dataclass
class S3Harness:
    """Uploads files to an emulated S3 bucket, and reads stored files from it."""

    storage: S3Files

    def upload(self, data=PDF, media_type=PDF_TYPE, *, sealed=True):
        where = {"Bucket": self.storage.bucket, "Key": "uploads/prc-1/apt-1/fil-1"}
        key = self.storage.key if sealed else "another"
        sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
        self.storage.client.put_object(**where, Body=data, ContentType=media_type, **sealing)

    def stored(self, version):
        where = {"Bucket": self.storage.bucket, "Key": "visits/prc-1/apt-1/fil-1"}
        answer = self.storage.client.get_object(**where, VersionId=version)
        return answer["Body"].read(), answer["ContentType"]


@contextmanager
def in_memory():
    yield FakeStorageHarness(FakeFileStorage())


@contextmanager
def on_s3():
    with a_store() as records:
        client = aws.client("s3", attempts=1, config=CLIENT_CONFIG)
        client.create_bucket(Bucket="documents")
        client.put_bucket_versioning(
            Bucket="documents", VersioningConfiguration={"Status": "Enabled"}
        )
        key = records.kms.create_key()["KeyMetadata"]["Arn"]
        yield S3Harness(S3Files(client, "documents", key))


@pytest.fixture(params=[in_memory, on_s3], ids=["fake", "s3"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_nothing_is_found_before_an_upload_arrives(harness):
    assert harness.storage.find_upload(PLACE) is None


@pytest.mark.parametrize("sealed", [True, False])
def test_an_upload_is_described_with_its_first_bytes(harness, sealed):
    harness.upload(sealed=sealed)
    upload = harness.storage.find_upload(PLACE)
    assert (upload.size, upload.media_type, upload.sealed, upload.beginning) == (
        len(PDF),
        PDF_TYPE,
        sealed,
        PDF[:SIGNATURE_BYTES],
    )


def test_the_newest_of_several_uploads_is_found(harness):
    versions = set()
    for data in (PDF, PDF[:9], PDF[:7]):
        harness.upload(data)
        upload = harness.storage.find_upload(PLACE)
        assert (upload.size, upload.beginning) == (len(data), data[:SIGNATURE_BYTES])
        versions.add(upload.version)
    assert len(versions) == 3


@pytest.mark.parametrize("place", OTHER_PLACES)
def test_an_upload_is_found_in_its_own_place_only(harness, place):
    """S3: neither another practice nor another appointment finds the file."""
    harness.upload()
    arrived = harness.storage.find_upload(PLACE)
    assert harness.storage.find_upload(place) is None
    with pytest.raises(Unavailable):
        harness.storage.store(place, arrived, PDF_TYPE)


def test_the_version_that_was_checked_is_the_one_stored(harness):
    harness.upload()
    checked = harness.storage.find_upload(PLACE)
    harness.upload(OTHER_PDF)
    version = harness.storage.store(PLACE, checked, PDF_TYPE)
    assert harness.stored(version) == (PDF, PDF_TYPE)


def test_a_stored_version_stays_when_another_is_stored(harness):
    versions = []
    for data in (PDF, OTHER_PDF):
        harness.upload(data)
        arrived = harness.storage.find_upload(PLACE)
        versions.append(harness.storage.store(PLACE, arrived, PDF_TYPE))
    assert [harness.stored(version)[0] for version in versions] == [PDF, OTHER_PDF]


def test_a_stored_file_is_read_by_its_version(harness):
    harness.upload()
    arrived = harness.storage.find_upload(PLACE)
    assert harness.storage.read_upload(PLACE, arrived) == PDF
    version = harness.storage.store(PLACE, arrived, PDF_TYPE)
    assert harness.storage.read(PLACE, version) == PDF
    with pytest.raises(Unavailable):
        harness.storage.read(PLACE, "another")


def test_a_file_that_the_server_made_is_written_once(harness):
    version = harness.storage.write(PLACE, PDF, PDF_TYPE)
    assert harness.stored(version) == (PDF, PDF_TYPE)
    with pytest.raises(Unavailable):
        harness.storage.write(PLACE, OTHER_PDF, PDF_TYPE)


def test_an_upload_is_presigned_for_one_place_and_media_type(harness):
    places = [PLACE, *OTHER_PLACES]
    uploads = [harness.storage.presign_upload(place, PDF_TYPE, 12, MINUTE) for place in places]
    assert {upload.headers["Content-Type"] for upload in uploads} == {PDF_TYPE}
    assert len({upload.url.partition("?")[0] for upload in uploads}) == len(places)


def test_a_download_is_presigned_for_one_version_of_one_place(harness):
    places = [PLACE, *OTHER_PLACES]
    links = [harness.storage.presign_download(place, "v1", MINUTE) for place in places]
    assert len({link.partition("?")[0] for link in links}) == len(places)
    assert "v1" in links[0].partition("?")[2]
    assert links[0] != harness.storage.presign_download(PLACE, "v2", MINUTE)
    view = harness.storage.presign_view(PLACE, "v1", MINUTE)
    assert view.partition("?")[0] == links[0].partition("?")[0]
    assert "inline" in view
