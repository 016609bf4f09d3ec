"""Stable pages by key, not by offset: the thousandth page costs what the first one does, and nothing slips between
two pages while documents come in (rule R3).
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet

from gps.domain.errors import DomainError, ErrorCode

Row = TypeVar("Row", bound=Model)

SIZE = 25
COUNT_LIMIT = 10_000
"""Counting stops here: beyond, « plus de 10 000 » is true and cheap."""


@dataclass(frozen=True)
class Key:
    """One column of an order. ``read`` makes its value again of what the cursor carries."""

    name: str
    descending: bool
    read: Callable[[str], object] = str


RECORDED = Key("recorded_at", True, datetime.fromisoformat)
IDENTITY = Key("id", True, int)
NEWEST_FIRST = (RECORDED, IDENTITY)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursors of the pages before and after, "" where there is none."""

    rows: list[Row]
    before: str
    after: str


def page_of(rows: QuerySet[Row], order: Sequence[Key], cursor: str = "", size: int = SIZE) -> Page[Row]:
    """Give the page that a cursor of ``Page`` leads to, the first one for "".

    Args:
        rows: in any order; annotated with what ``order`` names.
        order: the last key is unique.
        cursor: as given by an earlier page; hostile until parsed.

    Raises:
        DomainError: CURSOR_WRONG, on ``cursor``.
    """
    backwards, values = _decode(cursor, order)
    if values:
        rows = rows.filter(_beyond(order, values, backwards))
    directions = [F(k.name).desc() if k.descending != backwards else F(k.name).asc() for k in order]
    found = list(rows.order_by(*directions)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (bool(values), more)
    if not found:
        return Page([], "", "")
    return Page(
        found,
        _encode("b", found[0], order) if has_before else "",
        _encode("a", found[-1], order) if has_after else "",
    )


def ordered(rows: QuerySet[Row], order: Sequence[Key]) -> QuerySet[Row]:
    """Put all rows in the order of the pages."""
    return rows.order_by(*(F(key.name).desc() if key.descending else F(key.name).asc() for key in order))


def bounded_count(rows: QuerySet[Row], limit: int | None = None) -> int:
    """Count, up to the limit + 1; the limit is ``COUNT_LIMIT`` when none is given."""
    most = COUNT_LIMIT if limit is None else limit
    return rows.order_by().values("pk")[: most + 1].count()


def _beyond(order: Sequence[Key], values: Sequence[object], backwards: bool) -> Q:
    """The rows strictly after (or before) the one with these values, in this order."""
    condition = Q()
    equal = Q()
    for key, value in zip(order, values, strict=True):
        side = "lt" if key.descending != backwards else "gt"
        condition |= equal & Q(**{f"{key.name}__{side}": value})
        equal &= Q(**{key.name: value})
    return condition


def _encode(direction: str, row: Model, order: Sequence[Key]) -> str:
    values = [getattr(row, key.name) for key in order]
    texts = [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps([direction, *texts]).encode()).decode().rstrip("=")


def _decode(cursor: str, order: Sequence[Key]) -> tuple[bool, list[object]]:
    if not cursor:
        return False, []
    try:
        direction, *texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if direction not in ("a", "b") or not all(isinstance(text, str) for text in texts):
            raise ValueError(direction)
        values = [key.read(text) for key, text in zip(order, texts, strict=True)]
        for value in values:
            _check(value)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise DomainError.of(ErrorCode.CURSOR_WRONG, "curseur") from error
    return direction == "b", values


def _check(value: object) -> None:
    """Refuse what no row can hold and a database would choke on.

    Raises:
        ValueError, OverflowError: a moment without offset or out of time, a number out of range, a text that cannot
            be written in UTF-8 or holds a null byte.
    """
    match value:
        case datetime() if value.tzinfo is None:
            raise ValueError("naive")
        case datetime():
            value.astimezone(UTC)
        case int() if not -(2**62) < value < 2**62:
            raise ValueError("range")
        case str() if b"\x00" in value.encode():
            raise ValueError("null")
