"""Tests that equal sources are built once, and changed sources are built again."""

import hashlib
import shutil
import zipfile

from infra.build.cache import SOURCES, cached_build, fingerprint
from infra.build.package import ROOT, build


def copy_sources(folder):
    skip = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=skip)
        else:
            shutil.copy(source, folder / name)
    return folder


def test_one_changed_character_makes_another_build(tmp_path):
    folder = copy_sources(tmp_path)
    assert fingerprint(folder) == fingerprint()
    (folder / "app.py").write_text((ROOT / "app.py").read_text() + "#")
    assert fingerprint(folder) != fingerprint()


def test_the_same_sources_are_built_once(tmp_path):
    first = cached_build(tmp_path)
    stamp = first.zip.stat().st_mtime_ns
    again = cached_build(tmp_path)
    assert again == first
    assert again.zip.stat().st_mtime_ns == stamp
    assert [path.name for path in tmp_path.iterdir()] == [fingerprint()]


def test_two_builds_are_identical(tmp_path):
    first, second = cached_build(), build(tmp_path / "second")
    assert second.template == first.template
    assert entries(second) == entries(first)
    assert second.sha256 == first.sha256


def entries(build):
    """Return the name and a hash of each file in a build's zip."""
    with zipfile.ZipFile(build.zip) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
