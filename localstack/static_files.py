"""Responds with a file, compressed as by CloudFront."""

import gzip
import re
from email.utils import formatdate
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from aiohttp import ETag, web

# Of the types that CloudFront compresses, those that the web client has.
COMPRESSIBLE = frozenset(
    (
        "application/javascript",
        "application/json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
    )
)
# CloudFront compresses neither smaller nor larger files.
BYTES = range(1_000, 10_000_001)
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)


def file_response(request: web.Request, file: Path, *, compresses: bool) -> web.StreamResponse:
    """Return a response with a file; `compresses`: whether its path is compressed."""
    kind = guess_type(file.name)[0] or ""
    if not compresses or kind not in COMPRESSIBLE or file.stat().st_size not in BYTES:
        return web.FileResponse(file)
    headers = {"Content-Type": kind, "Vary": "Accept-Encoding"}
    if "Range" in request.headers or not GZIP.search(request.headers.get("Accept-Encoding", "")):
        return web.FileResponse(file, headers=headers)
    return _compressed_response(request, file, headers)


def _compressed_response(
    request: web.Request, file: Path, headers: dict[str, str]
) -> web.StreamResponse:
    stat = file.stat()
    version = f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
    headers["Last-Modified"] = formatdate(stat.st_mtime, usegmt=True)
    if any(each.value in {version, "*"} for each in request.if_none_match or ()):
        response = web.Response(status=304, headers=headers)
    else:
        headers["Content-Encoding"] = "gzip"
        response = web.Response(body=_compressed(file, version), headers=headers)
    # Weak, because the bytes are not those of the file.
    response.etag = ETag(version, is_weak=True)
    return response


@lru_cache(maxsize=256)
def _compressed(file: Path, _version: str) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
