"""What carries the goods: registrations of several countries, containers for the island."""

from random import Random

from gps.accounts.roles import Zone

LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
"""Those of French plates: neither I, O nor U."""

FLEET = 12


def fleet(zone: str, rng: Random) -> tuple[str, ...]:
    """The vehicles that an establishment sees again and again: a search by registration finds several documents."""
    foreign = (_container, _container, _french) if zone == Zone.REUNION else (_belgian, _spanish, _german, _italian)
    return tuple(foreign[index // 3 % len(foreign)](rng) if index % 3 == 2 else _french(rng) for index in range(FLEET))


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choices(LETTERS, k=count))


def _french(rng: Random) -> str:
    return f"{_letters(rng, 2)}-{rng.randint(100, 999)}-{_letters(rng, 2)}"


def _belgian(rng: Random) -> str:
    return f"{rng.randint(1, 2)}-{_letters(rng, 3)}-{rng.randint(100, 999)}"


def _spanish(rng: Random) -> str:
    return f"{rng.randint(1000, 9999)} {_letters(rng, 3)}"


def _german(rng: Random) -> str:
    return f"KA-{_letters(rng, 2)} {rng.randint(100, 9999)}"


def _italian(rng: Random) -> str:
    return f"{_letters(rng, 2)} {rng.randint(100, 999)} {_letters(rng, 2)}"


def _container(rng: Random) -> str:
    return f"DEMU {rng.randint(100000, 999999)} {rng.randint(0, 9)}"
