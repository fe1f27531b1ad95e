"""Prints the current TOTP codes of the demo's people, for `make code`."""

import json
import sys

import pyotp

from infra.build.package import ROOT


def main() -> int:
    """Print one line with the code of each person who has a second factor."""
    path = ROOT / ".local" / "demo.json"
    if not path.exists():
        print("There is no demo practice yet: make run")
        return 1
    for person in json.loads(path.read_text(encoding="utf-8"))["people"]:
        if person["totp_secret"]:
            print(f"{pyotp.TOTP(person['totp_secret']).now()}  {person['email']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
