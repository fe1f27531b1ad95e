"""
Bytes of files in S3, under our storage key. Browsers send and fetch them by addresses that are signed for one object.

A file is sent to `uploads/`, where everything goes after a day, and kept under `visits/`, where no address for writing
leads: what was looked at is what stays.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.file_types import FILE_TYPES, SIGNATURE_BYTES
from chalicelib.visits.usecases.files import FileLocation, PresignedUpload, UploadedFile

CLIENT_CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
)
"""Addresses of the bucket's own regional host, which the pages' policy names; an emulator's address stays as it is."""
ABSENT = frozenset({"403", "404", "AccessDenied", "InvalidRange", "NoSuchKey"})
"""Who may not list a bucket is told 403 of what is not there."""
SIZE = re.compile(r"bytes \d+-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class S3Files:
    """Implements `FileStorage`; `client` is made with MANNER, `key` the storage key's ARN."""

    client: Any
    bucket: str
    key: str

    def presign_upload(
        self, place: FileLocation, media_type: str, size: int, lasts: timedelta
    ) -> PresignedUpload:
        """See `FileStorage`."""
        signed = self._sealed | {"ContentType": media_type, "ContentLength": size}
        headers = {
            "Content-Type": media_type,
            "x-amz-server-side-encryption": "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id": self.key,
        }
        return PresignedUpload(self._address("put_object", _upload(place), lasts, signed), headers)

    def find_upload(self, place: FileLocation) -> UploadedFile | None:
        """See `FileStorage`."""
        wanted = {
            "Bucket": self.bucket,
            "Key": _upload(place),
            "Range": f"bytes=0-{SIGNATURE_BYTES - 1}",
        }
        with _answered():
            try:
                found = self.client.get_object(**wanted)
                beginning = found["Body"].read()
            except ClientError as no:
                if _code(no) in ABSENT:
                    return None
                raise
        span = SIZE.fullmatch(found.get("ContentRange", ""))
        size = int(span[1]) if span else found["ContentLength"]
        sealed = (found.get("ServerSideEncryption"), found.get("SSEKMSKeyId")) == (
            "aws:kms",
            self.key,
        )
        return UploadedFile(size, found["ContentType"], sealed, found["VersionId"], beginning)

    def store(self, place: FileLocation, arrived: UploadedFile, media_type: str) -> str:
        """See `FileStorage`."""
        source = {"Bucket": self.bucket, "Key": _upload(place), "VersionId": arrived.version}
        # The file's own name may say something of a person, and headers and addresses come to rest in logs.
        told = {
            "CacheControl": "no-store",
            "ContentDisposition": f'attachment; filename="document.{FILE_TYPES[media_type].extension}"',
            "ContentType": media_type,
            "MetadataDirective": "REPLACE",
        }
        where = {"Bucket": self.bucket, "Key": _kept(place), "CopySource": source}
        with _answered():
            return str(self.client.copy_object(**where, **told, **self._sealed)["VersionId"])

    def presign_download(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        """See `FileStorage`."""
        return self._address("get_object", _kept(place), lasts, {"VersionId": version})

    @property
    def _sealed(self) -> dict[str, Any]:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.key}

    def _address(self, what: str, key: str, lasts: timedelta, more: dict[str, Any]) -> str:
        asked = {"Bucket": self.bucket, "Key": key} | more
        with _answered():
            return str(
                self.client.generate_presigned_url(
                    what, Params=asked, ExpiresIn=int(lasts.total_seconds())
                )
            )


def _upload(place: FileLocation) -> str:
    return f"uploads/{place.practice}/{place.appointment}/{place.file}"


def _kept(place: FileLocation) -> str:
    return f"visits/{place.practice}/{place.appointment}/{place.file}"


def _code(no: ClientError) -> str:
    return str(no.response.get("Error", {}).get("Code", ""))


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError):
        raise Unavailable from None
