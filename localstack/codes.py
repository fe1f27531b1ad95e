"""Prints the current TOTP codes of the demo practice's people, for `make code`."""

import json
import sys

import pyotp

from infra.build.package import ROOT


def main() -> int:
    """
    Print the current code of each person who has a second factor, one per line.

    Returns 1 if there is no demo practice, else 0.
    """
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
