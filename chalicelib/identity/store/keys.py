"""Keys of memberships, sessions and sign-in."""

from chalicelib.platform.dynamodb.key_parts import META, Key, part
from chalicelib.platform.dynamodb.partitions import person, practice_partition


def membership(p: str, u: str) -> Key:
    return Key(practice_partition(p), f"MEM#{part(u)}")


def membership_of_person(p: str, u: str) -> Key:
    """GSI1: the practices a person belongs to."""
    return Key(person(u), practice_partition(p))


def staff_member(p: str, u: str) -> Key:
    """GSI2: a practice's colleagues, without its clients."""
    return Key(staff(p), part(u))


def staff(p: str) -> str:
    return f"{practice_partition(p)}#STAFF"


def session(digest: str) -> Key:
    """`digest` is the SHA-256 of the cookie. This key and those below are ephemeral."""
    return Key(f"S#{part(digest)}", META)


def session_of_person(u: str, digest: str) -> Key:
    return Key(person(u), f"S#{part(digest)}")


def step(digest: str) -> Key:
    """A sign-in that waits for its second factor or a new password."""
    return Key(f"STEP#{part(digest)}", META)


def sign_in_throttle(tag: str) -> Key:
    """
    Count failed attempts for an e-mail.

    `tag` is a keyed hash of the e-mail; a plain hash could be guessed.
    """
    return Key(f"TRY#{part(tag)}", META)


def password_reset(tag: str) -> Key:
    """The code mailed to an address; `tag` as in `sign_in_throttle`."""
    return Key(f"RESET#{part(tag)}", META)


def used_code(u: str, counter: int) -> Key:
    """A TOTP code is accepted once; `counter` is the number of its 30-second step."""
    return Key(f"TOTP#{part(u)}", f"{counter:012d}")
