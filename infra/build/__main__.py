"""Builds the package for AWS and checks its size, for `make package`."""

import sys

from infra.build.package import ROOT, build
from infra.build.trim import MAX_PACKAGE_BYTES, try_out


def main() -> int:
    """
    Build the package under .local/aws, import the app, and print the size.

    Returns 1 if the package is too large, else 0.
    """
    built = build(ROOT / ".local" / "aws", dependencies=True)
    try_out(built.zip.with_name("functions"))
    size = built.zip.stat().st_size
    print(
        f"{built.zip.relative_to(ROOT)}  {size / 1e6:.1f} MB of {MAX_PACKAGE_BYTES / 1e6:.0f} "
        f" {built.sha256}"
    )
    print(f"For Python {sys.version_info.major}.{sys.version_info.minor}, which built it.")
    return int(size > MAX_PACKAGE_BYTES)


if __name__ == "__main__":
    sys.exit(main())
