"""Removes the files that Lambda does not need from a package with dependencies."""

import shutil
import subprocess
import sys
from pathlib import Path

# The AWS services that the product calls; botocore describes hundreds more.
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
        "sns",
        "stepfunctions",
    }
)
# Chalice needs these packages to build and to use a terminal, but not in Lambda.
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
# Data of boto3's resources, of an XML schema language, and of dateutil's time zones; tests. fpdf2
# needs Pillow for pictures only, and of fontTools what makes a font smaller.
UNUSED = (
    "PIL",
    "pillow.libs",
    *(
        f"fontTools/{each}"
        for each in ("cu2qu", "diff", "merge", "mtiLib", "qu2cu", "t1Lib", "ufoLib", "voltLib")
    ),
    "boto3/data",
    "boto3/examples",
    "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
    "icalendar/fuzzing",
    "icalendar/tests",
    "lxml/isoschematron",
)
SOURCES = ("*.h", "*.pxd", "*.pxi", "*.pyx")
MAX_PACKAGE_BYTES = 46_000_000


class PackageTooLarge(Exception):
    """
    Raised when a zip file is too large for Lambda.

    The error message contains the size of the file and the maximum.
    """


class IncompletePackage(Exception):
    """
    Raised when the package lacks a module that the product imports.

    The error message quotes Python's error.
    """


def trim(unpacked: Path) -> None:
    """
    Remove the files that Lambda does not need from an unpacked package.

    A package without dependencies is not changed.
    """
    for name in BUILDERS:
        for path in (unpacked / name, *unpacked.glob(f"{name}-[0-9]*.dist-info")):
            _remove(path)
    for name in UNUSED:
        _remove(unpacked / name)
    for service in (unpacked / "botocore" / "data").glob("*/"):
        if service.is_dir() and service.name not in SERVICES:
            _remove(service)
    for pattern in SOURCES:
        for source in (unpacked / "lxml").rglob(pattern):
            _remove(source)
    # fontTools has the same modules in Python, which are quick enough for one page.
    for pattern in ("*.so", "*.c"):
        for compiled in (unpacked / "fontTools").rglob(pattern):
            _remove(compiled)


def try_out(unpacked: Path) -> None:
    """
    Import the app and its libraries from the unpacked package only.

    Lambda imports the app in the same way.

    Raises:
        IncompletePackage: An import fails.
    """
    modules = (
        "app, authorizenet.apicontrollers, aws_encryption_sdk, icalendar, lxml.etree,"
        " pynamodb.models, stripe, chalicelib.documents.pdf_evidence.writer"
    )
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); import {modules}"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", code], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise IncompletePackage(run.stderr)


def require_deployable(zipped: Path) -> None:
    """
    Check that a package can be imported with its dependencies and fits into Lambda.

    Raises:
        IncompletePackage: The app does not import.
        PackageTooLarge: The zip file has more than MAX_PACKAGE_BYTES.
    """
    try_out(zipped.with_name("functions"))
    size = zipped.stat().st_size
    if size > MAX_PACKAGE_BYTES:
        raise PackageTooLarge(
            f"The package has {size / 1e6:.1f} MB of {MAX_PACKAGE_BYTES / 1e6:.0f}."
        )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
