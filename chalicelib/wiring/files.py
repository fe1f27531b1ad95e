"""Builds the storage of files and the reader of malware verdicts, at first use."""

from functools import cache
from typing import Any

from chalicelib.platform import aws
from chalicelib.platform.files import s3_files
from chalicelib.platform.files.malware import MalwareVerdicts
from chalicelib.platform.files.s3_verdicts import TaggedVerdicts
from chalicelib.platform.files.storage import FileStorage
from chalicelib.platform.settings import settings


@cache
def _buckets() -> Any:
    return aws.client("s3", config=s3_files.CLIENT_CONFIG)


@cache
def file_storage() -> FileStorage:
    config = settings()
    return s3_files.S3Files(_buckets(), config.documents_bucket, config.storage_key_arn)


@cache
def verdicts() -> MalwareVerdicts:
    return TaggedVerdicts(_buckets(), settings().documents_bucket)
