"""Removes what Lambda does not need from a package with dependencies."""

import shutil
import subprocess
import sys
from pathlib import Path

# botocore knows hundreds of services; these are called.
SERVICES = frozenset(
    {
        "apigatewaymanagementapi",
        "cognito-idp",
        "dynamodb",
        "kinesis-video-signaling",
        "kinesisvideo",
        "kms",
        "s3",
        "ses",
        "stepfunctions",
    }
)
# Chalice asks for them to package and to talk to a terminal; what runs in Lambda is put there
# without them.
BUILDERS = (
    "_distutils_hack",
    "_yaml",
    "blessed",
    "click",
    "distutils-precedence.pth",
    "editor",
    "inquirer",
    "jinxed",
    "pip",
    "readchar",
    "runs",
    "setuptools",
    "wcwidth",
    "wheel",
    "xmod",
    "yaml",
)
SOURCES = ("*.h", "*.pxd", "*.pxi", "*.pyx")
MAX_PACKAGE_BYTES = 35_000_000


class IncompletePackage(Exception):
    """The product imports something that is not in the package; the text is Python's."""


def trim(unpacked: Path) -> None:
    """Remove it from an unpacked package; one without dependencies is not changed."""
    for name in BUILDERS:
        for found in (unpacked / name, *unpacked.glob(f"{name}-[0-9]*.dist-info")):
            _gone(found)
    for service in (unpacked / "botocore" / "data").glob("*/"):
        if service.is_dir() and service.name not in SERVICES:
            _gone(service)
    for pattern in SOURCES:
        for source in (unpacked / "lxml").rglob(pattern):
            _gone(source)


def try_out(unpacked: Path) -> None:
    """
    Import the app from the package alone, as Lambda does.

    Raises:
        IncompletePackage: The app does not import.
    """
    needs = (
        "app, authorizenet.apicontrollers, aws_encryption_sdk, lxml.etree, pynamodb.models, stripe"
    )
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); import {needs}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", code], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise IncompletePackage(done.stderr)


def _gone(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
