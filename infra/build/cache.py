"""
Caches each build by a hash of its sources.

Unchanged sources are therefore built only once.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from infra.build.package import ROOT, Build, build

CACHE = ROOT / ".tools" / "builds"
SOURCES = ("app.py", "chalicelib", ".chalice", "infra", "requirements.txt")
SUFFIXES = {".py", ".json", ".yaml", ".txt"}
MAX_BUILDS = 4


def cached_build(cache: Path = CACHE) -> Build:
    """
    Return a build without dependencies, from the cache if no source changed.

    Several processes may call this function at once: each process builds separately,
    and the first build that is finished is cached.

    Raises:
        BuildFailed: The product cannot be packaged.
    """
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / fingerprint()
    if not folder.is_dir():
        _store(build(Path(mkdtemp(dir=cache)) / "build"), folder)
        _delete_oldest(cache)
    template = json.loads((folder / "template.json").read_text(encoding="utf-8"))
    digest = (folder / "sha256").read_text(encoding="utf-8")
    return Build(template, folder / "functions.zip", digest)


def fingerprint(root: Path = ROOT) -> str:
    """Return the hash of every source file's path and content."""
    digest = hashlib.sha256()
    for path in _sources(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:32]


def _sources(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        top = root / name
        paths = [top] if top.is_file() else sorted(top.rglob("*"))
        yield from (
            path
            for path in paths
            if path.is_file() and path.suffix in SUFFIXES and "node_modules" not in path.parts
        )


def _store(built: Build, folder: Path) -> None:
    temporary = built.zip.parents[1].parent
    ready = temporary / "ready"
    ready.mkdir()
    (ready / "template.json").write_text(json.dumps(built.template), encoding="utf-8")
    (ready / "sha256").write_text(built.sha256, encoding="utf-8")
    built.zip.rename(ready / "functions.zip")
    # The rename fails when another process cached the same build first.
    with suppress(OSError):
        ready.rename(folder)
    shutil.rmtree(temporary, ignore_errors=True)


def _delete_oldest(cache: Path) -> None:
    builds = [path for path in cache.iterdir() if (path / "sha256").is_file()]
    for path in sorted(builds, key=lambda path: path.stat().st_mtime)[:-MAX_BUILDS]:
        shutil.rmtree(path, ignore_errors=True)
