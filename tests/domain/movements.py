"""Movements that are right as they stand: wine, beer, energy, duty-paid; and what GPS knows of each."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

GIVEN: dict[str, Any] = {
    "2": {
        "a": "FR007328E0001", "b": "Chais de Garonne", "c": "3 rue du Chai", "e": "33000", "f": "Bordeaux", "g": "fr",
    },
    "9": {"e": "2026-11-20", "f": "19:30"},
    "10": {"a": "FR002300"},
    "16": [{"b": "AB-123-CD"}],
}  # fmt: skip

_CONSIGNEE = {"a": "DE00000123456", "b": "Weinhaus Müller", "c": "Hafenstraße", "d": "7", "e": "20457", "f": "Hamburg"}

WINE: dict[str, Any] = {
    "1": {"a": "1", "b": "D03", "c": "1"},
    "3": {"a": "FR007328E0001"},
    "5": _CONSIGNEE,
    "7": {"a": "DE00000123457", "b": "Weinhaus Müller", "c": "Am Kai", "e": "20457", "f": "Hamburg"},
    "9": {"b": "F2026-0012", "c": "19/11/2026", "d": "1"},
    "11": {"a": "1"},
    "13": {"a": "3"},
    "16": [{"a": "4", "c": "SC-001"}, {"a": "3", "b": "EF-456-GH"}],
    "17": [
        {
            "b": "W200", "c": "22042142", "d": "900", "e": "1500,5", "f": "900", "g": "12,5",
            "l": "Bordeaux AOC", "p": "Vin rouge",
            "1": [{"a": "CT", "b": "200"}], "2": {"a": "3"},
        },
        {
            "b": "W200", "c": "22042922", "d": "24000", "e": "24000", "f": "23900", "g": "11",
            "1": [{"a": "VL"}], "2": {"a": "1", "b": "3", "1": [{"a": "0"}]},
        },
    ],
    "18": [{"e": "C652", "f": "DOC-1"}, {"a": "Attestation d’origine"}],
}  # fmt: skip
"""To a tax warehouse in Germany: bottles, and bulk with its zone and operations."""

BEER: dict[str, Any] = {
    "1": {"a": "2", "b": "H20", "c": "3"},
    "3": {"a": "FR007328E0001"},
    "5": {"a": "IE00000123456", "b": "Dublin Beers", "c": "Quay St", "e": "D01", "f": "Dublin", "g": "en"},
    "9": {"b": "B-1", "d": "1"},
    "11": {"a": "23"},
    "12": [{"a": "FR009740E0007"}, {"c": "Le Propriétaire", "d": "Rue du Port", "f": "59000", "g": "Lille"}],
    "13": {"a": "1"},
    "14": {"b": "Transit SA", "c": "Rue du Quai", "e": "76600", "f": "Le Havre"},
    "16": [{"a": "1"}],
    "17": [{"b": "B000", "c": "22030001", "d": "1200", "e": "1300", "f": "1200", "h": "12",
            "1": [{"a": "KG", "b": "40"}]}],
}  # fmt: skip
"""To a registered consignee in Ireland, by its degree Plato, with two guarantors and an arranger."""

ENERGY: dict[str, Any] = {
    "1": {"a": "6", "b": "D10", "c": "1"},
    "3": {"a": "FR007328E0001"},
    "5": {"b": "Trading Ltd", "c": "Main St", "e": "10001", "f": "New York", "h": "FR12345678901234"},
    "8": {"a": "FR002100"},
    "9": {"b": "E-77", "d": "1"},
    "11": {"a": "5"},
    "13": {"a": "1"},
    "16": [{"a": "1"}],
    "17": [{"b": "E430", "c": "27101943", "d": "1000000", "e": "845000", "f": "845000", "o": "845",
            "1": [{"a": "VL"}]}],
}  # fmt: skip
"""Exported by sea without a guarantee."""

DUTY_PAID: dict[str, Any] = {
    "1": {"a": "9", "b": "D02", "c": "1"},
    "3": {"b": "Chais de Garonne", "c": "Rue du Chai", "e": "33000", "f": "Bordeaux"},
    "5": {"a": "BE0000012345C", "b": "Bières SA", "c": "Rue Haute", "e": "1000", "f": "Bruxelles"},
    "7": {"a": "BE0123456789", "b": "Bières SA", "c": "Rue Basse", "e": "1000", "f": "Bruxelles"},
    "9": {"b": "D-3", "d": "3"},
    "11": {"a": "4"},
    "13": {"a": "3"},
    "16": [{"a": "2"}],
    "17": [{"b": "S600", "c": "22072000", "d": "500", "e": "450", "f": "400", "g": "96",
            "1": [{"a": "DR", "b": "5", "f": "LOT 1"}]},
           {"b": "S200", "c": "22082012", "d": "5", "e": "6", "f": "5", "g": "40",
            "1": [{"a": "DR", "b": "0", "f": "LOT 1"}]}],
}  # fmt: skip
"""To a certified consignee in Belgium; the second line lies in the packages of the first."""


def changed(movement: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with other values by path: ``changed(WINE, {"17[1].f": "2000", "12": None})``; None takes away."""
    made = deepcopy(movement)
    for path, value in changes.items():
        *steps, last = _keys(path)
        around: Any = made
        for step in steps:
            around = around[step] if isinstance(step, int) else around.setdefault(step, {})
        if value is None:
            del around[last]
        elif isinstance(last, int) and last == len(around):
            around.append(value)
        else:
            around[last] = value
    return made


def _keys(path: str) -> list[str | int]:
    keys: list[str | int] = []
    for part in path.split("."):
        key, _, rank = part.partition("[")
        keys.append(key)
        if rank:
            keys.append(int(rank[:-1]) - 1)
    return keys
