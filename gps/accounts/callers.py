"""Who is calling: establishments found by what a caller says of himself (rule F2).

An excise number or a SIRET is looked up by its index; a name by its words, in keys that are the same on each database
(``domain.names``), so that neither accents nor capitals matter.
"""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gps.accounts.models import ExciseNumber
from gps.domain import excise_number
from gps.domain.names import search_key

SHOWN = 25
TEXT_LENGTH = 100

_EXCISE_NUMBER = re.compile(r"[A-Z]{2}(?=[0-9A-Z]*[0-9])[0-9A-Z]{1,11}")
"""Two letters of a country, then letters and digits, one digit at least: « FR0 » is a beginning, « FROID » a name."""

_SIRET = re.compile(r"[0-9]{9,14}")
"""A whole SIRET, or its beginning from the 9 digits of the SIREN on."""


@dataclass(frozen=True)
class Callers:
    """Those who may be the caller, and whether there are more of them than are shown."""

    rows: list[ExciseNumber]
    more: bool


def find_callers(text: str) -> Callers:
    """Find establishments by excise number or its beginning, by SIRET, or by the words of the operator's or the
    establishment's name: all words, in any order.
    """
    reached = _reached(text[:TEXT_LENGTH])
    rows = list(reached.select_related("operator", "office").order_by("operator__name", "number")[: SHOWN + 1])
    return Callers(rows[:SHOWN], len(rows) > SHOWN)


def _reached(text: str) -> QuerySet[ExciseNumber]:
    number = excise_number.canonical(text)
    if _SIRET.fullmatch(number):
        return ExciseNumber.objects.filter(operator__siret__startswith=number)
    if _EXCISE_NUMBER.fullmatch(number):
        reached = ExciseNumber.objects.filter(number__startswith=number)
        if reached.exists():
            return reached
    words = search_key(text).split()
    if not words:
        return ExciseNumber.objects.none()
    named = Q()
    for word in words:
        named &= Q(operator__search_key__contains=word) | Q(search_key__contains=word)
    return ExciseNumber.objects.filter(named)
