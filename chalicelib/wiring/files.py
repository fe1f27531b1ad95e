"""Builds the storage of files, at first use."""

from functools import cache

from chalicelib.platform import aws
from chalicelib.platform.files import s3_files
from chalicelib.platform.files.storage import FileStorage
from chalicelib.platform.settings import settings


@cache
def file_storage() -> FileStorage:
    config = settings()
    client = aws.client("s3", config=s3_files.CLIENT_CONFIG)
    return s3_files.S3Files(client, config.documents_bucket, config.storage_key_arn)
