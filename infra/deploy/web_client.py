"""Uploads the files of the built web client that are new or changed."""

import mimetypes
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from infra.deploy.change_sets import DeployFailed
from infra.deploy.stacks import Target

HASH = "sha256"
"""The metadata entry of an uploaded file that has the hash of its content."""


def changed_files(target: Target, bucket: str, folder: Path) -> Mapping[str, Path]:
    """
    Return the files of a built web client that differ from those in its bucket.

    A file that the bucket lacks also counts as different. The result maps each file's key
    in the bucket to the file's local path.

    Raises:
        DeployFailed: The web client is not built.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise DeployFailed("The web client is not built. Run: make web")
    storage = target.clients.make("s3")
    by_key = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        key: path
        for key, path in by_key.items()
        if _stored_hash(storage, bucket, key) != _hash(path)
    }


def upload(target: Target, bucket: str, files: Mapping[str, Path]) -> None:
    """
    Upload files of the web client to its bucket.

    The metadata of each uploaded file contains the hash of its content.
    """
    for key, path in files.items():
        target.clients.make("s3").put_object(
            Bucket=bucket,
            Key=key,
            Body=path.read_bytes(),
            ContentType=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            Metadata={HASH: _hash(path)},
        )


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _stored_hash(storage: BaseClient, bucket: str, key: str) -> str | None:
    try:
        return str(storage.head_object(Bucket=bucket, Key=key)["Metadata"].get(HASH))
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}:
            # Without the right to list a bucket, S3 reports a missing file as forbidden.
            return None
        raise
