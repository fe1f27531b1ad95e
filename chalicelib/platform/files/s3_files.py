"""
Stores the bytes of files in S3, encrypted under our storage key.

Browsers upload and download the bytes through presigned URLs. A browser uploads a
file to `uploads/`, where objects expire after a day. After checking the bytes, the
server copies the bytes to the folder of their area, such as `visits/`. The server never
signs an upload URL for such a folder, so nobody can replace the checked bytes.
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
from chalicelib.platform.files.file_types import FILE_TYPES, SIGNATURE_BYTES
from chalicelib.platform.files.storage import FileLocation, PresignedUpload, UploadedFile

CLIENT_CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
)
"""Makes URLs name the bucket's regional host, the only one that our CSP allows."""
ABSENT = frozenset({"403", "404", "AccessDenied", "InvalidRange", "NoSuchKey"})
"""Codes for a missing object: S3 answers 403 if we may not list the bucket."""
SIZE = re.compile(r"bytes \d+-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class S3Files:
    """
    Stores files in one S3 bucket; implements `FileStorage`.

    `client`: an S3 client that is configured with CLIENT_CONFIG. `key`: the ARN of the
    storage key.
    """

    client: Any
    bucket: str
    key: str

    def presign_upload(
        self, place: FileLocation, media_type: str, size: int, lasts: timedelta
    ) -> PresignedUpload:
        # Only the first upload counts: the bucket keeps every version that is written.
        signed = self._encryption | {
            "ContentType": media_type,
            "ContentLength": size,
            "IfNoneMatch": "*",
        }
        headers = {
            "Content-Type": media_type,
            "If-None-Match": "*",
            "x-amz-server-side-encryption": "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id": self.key,
        }
        return PresignedUpload(
            self._presigned_url("put_object", _upload_key(place), lasts, signed), headers
        )

    def find_upload(self, place: FileLocation) -> UploadedFile | None:
        request = {
            "Bucket": self.bucket,
            "Key": _upload_key(place),
            "Range": f"bytes=0-{SIGNATURE_BYTES - 1}",
        }
        with mapped_errors():
            try:
                answer = self.client.get_object(**request)
                beginning = answer["Body"].read()
            except ClientError as error:
                if _code(error) in ABSENT:
                    return None
                raise
        span = SIZE.fullmatch(answer.get("ContentRange", ""))
        size = int(span[1]) if span else answer["ContentLength"]
        sealed = (answer.get("ServerSideEncryption"), answer.get("SSEKMSKeyId")) == (
            "aws:kms",
            self.key,
        )
        return UploadedFile(size, answer["ContentType"], sealed, answer["VersionId"], beginning)

    def read_upload(self, place: FileLocation, arrived: UploadedFile) -> bytes:
        return self._read(_upload_key(place), arrived.version)

    def read(self, place: FileLocation, version: str) -> bytes:
        return self._read(stored_key(place), version)

    def write(self, place: FileLocation, data: bytes, media_type: str) -> str:
        where = {"Bucket": self.bucket, "Key": stored_key(place), "Body": data, "IfNoneMatch": "*"}
        with mapped_errors():
            answer = self.client.put_object(**where, **_headers(media_type), **self._encryption)
        return str(answer["VersionId"])

    def store(self, place: FileLocation, arrived: UploadedFile, media_type: str) -> str:
        source = {"Bucket": self.bucket, "Key": _upload_key(place), "VersionId": arrived.version}
        headers = _headers(media_type) | {
            "MetadataDirective": "REPLACE",
            "TaggingDirective": "REPLACE",
        }
        where = {"Bucket": self.bucket, "Key": stored_key(place), "CopySource": source}
        with mapped_errors():
            return str(self.client.copy_object(**where, **headers, **self._encryption)["VersionId"])

    def presign_download(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        return self._presigned_url("get_object", stored_key(place), lasts, {"VersionId": version})

    def presign_view(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        options = {"VersionId": version, "ResponseContentDisposition": "inline"}
        return self._presigned_url("get_object", stored_key(place), lasts, options)

    def _read(self, key: str, version: str) -> bytes:
        with mapped_errors():
            answer = self.client.get_object(Bucket=self.bucket, Key=key, VersionId=version)
            return bytes(answer["Body"].read())

    @property
    def _encryption(self) -> dict[str, Any]:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.key}

    def _presigned_url(
        self, operation: str, key: str, lasts: timedelta, more: dict[str, Any]
    ) -> str:
        params = {"Bucket": self.bucket, "Key": key} | more
        with mapped_errors():
            return str(
                self.client.generate_presigned_url(
                    operation, Params=params, ExpiresIn=int(lasts.total_seconds())
                )
            )


def _headers(media_type: str) -> dict[str, str]:
    # Not the file's own name, which may identify a person: headers appear in logs.
    name = f"document.{FILE_TYPES[media_type].extension}"
    return {
        "CacheControl": "no-store",
        "ContentDisposition": f'attachment; filename="{name}"',
        "ContentType": media_type,
    }


def _upload_key(place: FileLocation) -> str:
    return f"uploads/{place.practice}/{place.owner}/{place.file}"


def stored_key(place: FileLocation) -> str:
    """Return the key of a checked file, to which no presigned upload can write."""
    return f"{place.area.value}/{place.practice}/{place.owner}/{place.file}"


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Raise Unavailable in place of S3's errors."""
    try:
        yield
    except (BotoCoreError, ClientError):
        raise Unavailable from None
