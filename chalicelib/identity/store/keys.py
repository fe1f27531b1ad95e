"""
Builds the keys of memberships, sessions and the rows that a sign-in needs.

All rows except memberships expire.
"""

from chalicelib.platform.dynamodb.key_parts import META, Key, part
from chalicelib.platform.dynamodb.partitions import person, practice_partition


def membership(p: str, u: str) -> Key:
    return Key(practice_partition(p), f"MEM#{part(u)}")


def membership_of_person(p: str, u: str) -> Key:
    """Return the GSI1 key that lists a membership among the person's memberships."""
    return Key(person(u), practice_partition(p))


def staff_member(p: str, u: str) -> Key:
    """Return the GSI2 key that lists a colleague among a practice's staff."""
    return Key(staff(p), part(u))


def staff(p: str) -> str:
    return f"{practice_partition(p)}#STAFF"


def session(digest: str) -> Key:
    """Return the key of a session, which expires; `digest` is the hash of its cookie."""
    return Key(f"S#{part(digest)}", META)


def session_of_person(u: str, digest: str) -> Key:
    return Key(person(u), f"S#{part(digest)}")


def step(digest: str) -> Key:
    """
    Return the key of a sign-in step.

    `digest` is the SHA-256 hash of the step's secret. The step waits until the person enters a
    second factor or a new password.
    """
    return Key(f"STEP#{part(digest)}", META)


def sign_in_throttle(tag: str) -> Key:
    """
    Return the key of the row that counts failed attempts at one password or code.

    `tag` is a keyed hash of a string that identifies the password or code, for example by the
    account's e-mail address. From a plain hash, an attacker could guess the string.
    """
    return Key(f"TRY#{part(tag)}", META)


def password_reset(tag: str) -> Key:
    """
    Return the key of a password reset request.

    `tag` is a keyed hash of a string that contains the e-mail address. From a plain hash, an
    attacker could guess the address.
    """
    return Key(f"RESET#{part(tag)}", META)


def used_code(u: str, counter: int) -> Key:
    """
    Return the key of the row that marks a person's TOTP code as used.

    `u` is the person's id, and `counter` is the code as an integer.
    """
    return Key(f"TOTP#{part(u)}", f"{counter:012d}")
