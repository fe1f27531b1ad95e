"""Measures the size of the zipped Lambda package, including its dependencies."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.run import row
from infra.build.package import build
from infra.build.trim import MAX_PACKAGE_BYTES, try_out


@row("package for Lambda, zipped", unit="MB", most=MAX_PACKAGE_BYTES / 1e6)
def package_size() -> float:
    with TemporaryDirectory() as home:
        package = build(Path(home) / "build", dependencies=True)
        try_out(package.zip.with_name("functions"))
        return package.zip.stat().st_size / 1e6
