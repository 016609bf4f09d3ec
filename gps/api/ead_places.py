"""Where a datum of Table 1 stands in what machines send and get: its path as a JSON pointer (rules D2, M4)."""

import re
from collections.abc import Mapping
from typing import Any

from gps.api.requests import pointer
from gps.domain import ead
from gps.domain.ead import table

_STEP = re.compile(r"[^.\[\]]+|\[[0-9]+\]")


def in_sent(path: str, sent: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """Give where a path such as ``17[1].f`` stands in the body that was sent.

    Items of Table 1 count from 1 and without the empty ones, those of JSON from 0 and with them.

    Args:
        path: as the rules name it.
        sent: the data as they came: anything.
        given: what GPS knows of the document; the items that it knows something of keep their place.
    """
    parts: list[str | int] = []
    here: Any = sent
    for step in _STEP.findall(path):
        held = len(given.get(str(parts[0]), ())) if len(parts) == 1 else 0
        part = _position(here, _rank(step), held) if step.startswith("[") else step
        here = _inside(here, part)
        parts.append(part)
    return pointer("data", *parts)


def in_shown(path: str) -> str:
    """Give where a path stands in the answer of ``get_ead_data``: with what GPS knows of itself, or what is typed."""
    number, letter = table.place(path)
    is_given = any(element.given for element in table.GROUPS[number].elements if element.letter == letter)
    parts = [_rank(step) - 1 if step.startswith("[") else step for step in _STEP.findall(path)]
    return pointer("given" if is_given else "data", *parts)


def _rank(step: str) -> int:
    return int(step[1:-1])


def _position(items: object, rank: int, held: int) -> int:
    """The index of the item of a rank; the ``held`` first ones count even when they are empty."""
    if not isinstance(items, list):
        return rank - 1
    kept = [index for index, item in enumerate(items) if index < held or ead.tidy({"item": item})]
    return kept[rank - 1] if rank <= len(kept) else rank - 1


def _inside(here: Any, part: str | int) -> Any:
    try:
        return here[part]
    except (TypeError, KeyError, IndexError):
        return None
