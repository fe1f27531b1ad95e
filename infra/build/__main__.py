"""Builds the package for AWS and checks its size, for `make package`."""

import sys

from infra.build.package import ROOT, build
from infra.build.trim import (
    MAX_PACKAGE_BYTES,
    IncompletePackage,
    PackageTooLarge,
    require_deployable,
)


def main() -> int:
    """
    Build the package under .local/aws, import the app, and print the size.

    Returns 1 if the package is too large or does not import, else 0.
    """
    built = build(ROOT / ".local" / "aws", dependencies=True)
    size = built.zip.stat().st_size
    print(
        f"{built.zip.relative_to(ROOT)}  {size / 1e6:.1f} MB of {MAX_PACKAGE_BYTES / 1e6:.0f} "
        f" {built.sha256}"
    )
    print(f"For Python {sys.version_info.major}.{sys.version_info.minor}, which built it.")
    try:
        require_deployable(built.zip)
    except (IncompletePackage, PackageTooLarge) as reason:
        print(reason)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
