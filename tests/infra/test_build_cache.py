"""Equal sources are built once; a changed source makes another build."""

import shutil

from infra.build.cache import SOURCES, cached_build, fingerprint
from infra.build.package import ROOT


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
