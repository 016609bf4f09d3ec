"""The ARC that GAMM@ attributes: 2 digits of year, the country, 16 characters of its own, a check digit (ISO 6346).

The 20th character says the type of movement: ``P`` for duty-paid.
"""

import secrets
import string

DUTY_PAID = "DSA"
_LETTERS_OF_ISO_6346 = "A BCDEFGHIJK LMNOPQRSTU VWXYZ"
_ALPHABET = string.digits + _LETTERS_OF_ISO_6346
"""The place of a character is its value; the multiples of 11 are places that no letter takes."""

_OWN = string.digits + string.ascii_uppercase


def attribute(document_type: str, year: int) -> str:
    """Give a new ARC for a movement.

    Args:
        document_type: "DAA" or "DSA".
        year: full year.
    """
    movement = "P" if document_type == DUTY_PAID else secrets.choice(_OWN.replace("P", ""))
    first_20 = f"{year % 100:02d}FR{''.join(secrets.choice(_OWN) for _ in range(15))}{movement}"
    return first_20 + check_digit(first_20)


def check_digit(first_20: str) -> str:
    """Give the 21st character."""
    return str(sum(_ALPHABET.index(c) << place for place, c in enumerate(first_20)) % 11 % 10)
