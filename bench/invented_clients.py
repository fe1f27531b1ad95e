"""Invents clients whose names are as unequally common as real ones."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from chalicelib.clients.domain.client import Client, Profile
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId

FIRST_NAMES = """
james mary michael patricia robert jennifer john linda david elizabeth william barbara richard
susan joseph jessica thomas karen christopher sarah charles lisa daniel nancy matthew sandra
anthony ashley mark emily steven kimberly andrew betty paul margaret joshua donna kenneth
michelle kevin carol brian amanda timothy melissa ronald deborah jason stephanie george rebecca
edward sharon jeffrey laura ryan cynthia jacob dorothy nicholas amy gary kathleen eric angela
jonathan shirley stephen emma avery
"""
LAST_NAMES = """
smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez
gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson white harris
sanchez clark ramirez lewis robinson walker young allen king wright scott torres nguyen hill
flores green adams nelson baker hall rivera campbell mitchell carter roberts gomez phillips
evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers
gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson
watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders
patel myers long ross foster jimenez stone
"""
ENDINGS = ("", "", "", "son", "man", "er", "berg", "field", "ton", "well")
FIRST, LAST = FIRST_NAMES.split(), LAST_NAMES.split()
PRACTICE = PracticeId("01K0000000000000000000PRCT")
AT = datetime(2026, 11, 24, 15, tzinfo=UTC)


def invented_clients(
    count: int, practice: PracticeId = PRACTICE, seed: int = 1
) -> Sequence[Client]:
    """Return clients of one provider; the same ones for the same seed."""
    random = Random(seed)  # noqa: S311 - nothing here is secret
    return [_client(number, practice, random) for number in range(count)]


def _client(number: int, practice: PracticeId, random: Random) -> Client:
    first = FIRST[min(int(random.expovariate(0.06)), len(FIRST) - 1)]
    last = LAST[min(int(random.expovariate(0.03)), len(LAST) - 1)] + random.choice(ENDINGS)
    email = f"{first}.{last}{random.randrange(100)}@mail.example"
    phone = f"+1 {random.choice((518, 518, 518, 212, 607))} 555 {random.randrange(10_000):04d}"
    profile = Profile(f"{first} {last}".title(), email, phone=phone)
    return Client(
        ClientId(f"01K{number:023d}"), practice, profile, AT, frozenset({PersonId("sam")})
    )
