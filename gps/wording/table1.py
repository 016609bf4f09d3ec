"""The data of a fallback document: Table 1 of Annex I to Regulation (EU) 2022/1636, in French (rule D6).

Two files say it: ``data/ead-table1.csv`` as the regulation has it, and ``data/ead-table1-fr.csv`` in the words of
French customs, where a row without a letter is the group itself. The elements of the group ATTRIBUTE belong to the
electronic message and must not be on the paper: they are left out.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"
ATTRIBUTE: Final = "-"
"""The number of the group that the paper does not bear."""

_FROM_THE_AUTHORITIES: Final = "given by the authorities"

Row = Mapping[str, str]
French = Mapping[tuple[str, str], Row]


class Rule(StrEnum):
    """Column D of the table: whether a datum, or a whole group of data, must be there."""

    REQUIRED = "R"
    OPTIONAL = "O"
    CONDITIONAL = "C"
    DEPENDENT = "D"

    @property
    def word(self) -> str:
        """Its French word."""
        return _WORDS[self]


_WORDS: Final = {
    Rule.REQUIRED: "obligatoire",
    Rule.OPTIONAL: "facultatif",
    Rule.CONDITIONAL: "conditionnel",
    Rule.DEPENDENT: "selon le cas",
}


@dataclass(frozen=True, slots=True)
class Element:
    """One datum of the table; ``format`` is the regulation's: ``an..35`` is up to 35 letters or digits."""

    letter: str
    name: str
    rule: Rule
    condition: str
    format: str
    given_by_authorities: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Data that go together, under one number; ``repeat`` is how many times the group may be there."""

    number: str
    name: str
    rule: Rule
    condition: str
    repeat: int
    elements: tuple[Element, ...]


def _rows(name: str) -> Iterator[Row]:
    """Read one of the two files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _element(row: Row, french: Row) -> Element:
    return Element(
        letter=row["letter"],
        name=french["name"],
        rule=Rule(row["rule"]),
        condition=french["condition"],
        format=row["format"],
        given_by_authorities=row["condition"].startswith(_FROM_THE_AUTHORITIES),
    )


def _group(number: str, rows: list[Row], french: French) -> Group:
    """Build a group. The rule of a group is a letter, then its condition in English, which the French file says."""
    first, words = rows[0], french[number, ""]
    return Group(
        number=number,
        name=words["name"],
        rule=Rule(first["group_rule"][0]),
        condition=words["condition"],
        repeat=int(first["repeat"].removesuffix("x") or 1),
        elements=tuple(_element(row, french[number, row["letter"]]) for row in rows),
    )


def _groups() -> Iterator[Group]:
    french = {(row["group"], row["letter"]): row for row in _rows("ead-table1-fr.csv")}
    for number, rows in groupby(_rows("ead-table1.csv"), key=lambda row: row["group"]):
        if number != ATTRIBUTE:
            yield _group(number, list(rows), french)


PAPER_ELEMENTS: Final = tuple(_groups())
"""What an operator's own paper must hold, in the order of the table."""
