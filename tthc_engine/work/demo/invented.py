"""Invented people for dossiers: common names joined at random, numbers and addresses that can reach nobody."""

from datetime import date
from functools import cache
from random import Random
from typing import Any

from tthc_engine.domain.commands import Party
from tthc_engine.work.demo.office import read

_NOT_A_PROVINCE = "099"
"""No province has this prefix of a personal identifier."""
_COMMUNE = "xã Suối Ngần, tỉnh Vân Sơn"
ORGANISATIONS = (
    "Trường Mầm non Hoa Ban",
    "Trường Tiểu học Nậm Sen",
    "Hội Khuyến học xã Suối Ngần",
    "Công ty TNHH Giáo dục Ban Mai (giả định)",
)


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = read("names.yaml")
    return names


def child(rng: Random) -> Party:
    """A pupil: a name, a number, a birthday; no telephone and no mail of their own."""
    return _somebody(rng, rng.choice(_names()["families"]), born=date(2011 + rng.randrange(10), 1, 1), reachable=False)


def parent_of(pupil: Party, rng: Random) -> Party:
    return _somebody(rng, pupil.name.split()[0], born=date(1980 + rng.randrange(16), 1, 1), address=pupil.address)


def adult(rng: Random) -> Party:
    return _somebody(rng, rng.choice(_names()["families"]), born=date(1970 + rng.randrange(33), 1, 1))


def out_of_reach(rng: Random) -> Party:
    """An adult without telephone and mail: nothing can be sent to them."""
    return _somebody(rng, rng.choice(_names()["families"]), born=date(1970 + rng.randrange(33), 1, 1), reachable=False)


def organisation(rng: Random) -> Party:
    number = rng.randrange(10**7)
    return Party(
        name=rng.choice(ORGANISATIONS),
        identifier=f"{_NOT_A_PROVINCE}{number:07d}",
        phone=_phone(rng),
        email=f"coquan{number:07d}@example.org",
        address=f"{rng.choice(_names()['hamlets'])}, {_COMMUNE}",
    )


def _somebody(rng: Random, family: str, *, born: date, address: str = "", reachable: bool = True) -> Party:
    called = _names()[rng.choice(("boys", "girls"))]
    number = rng.randrange(10**9)
    mail = reachable and rng.random() < 0.7
    return Party(
        name=f"{family} {rng.choice(called['middle'])} {rng.choice(called['given'])}",
        identifier=f"{_NOT_A_PROVINCE}{number:09d}",
        born_on=born.replace(month=1 + rng.randrange(12), day=1 + rng.randrange(28)),
        phone=_phone(rng) if reachable else "",
        email=f"nguoidan{number:09d}@example.org" if mail else "",
        address=address or f"{rng.choice(_names()['hamlets'])}, {_COMMUNE}",
    )


def _phone(rng: Random) -> str:
    return f"0123 0{rng.randrange(100):02d} {rng.randrange(1000):03d}"
