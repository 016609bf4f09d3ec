"""Table 1 of Annex I to Regulation (EU) 2022/1636 as the rules need it: elements, formats, code lists, repetitions.

The regulation's own file is ``gps/wording/data/ead-table1.csv``, and a test holds the two together. The names of the
elements are words for people: they are not here. The group ATTRIBUTE is not on a fallback document.

A path names one place in the data of one document: ``5.a``, ``17[2].f`` (the net mass of the 2nd line of goods),
``17[2].1[3].b`` (the number of its 3rd packages), ``17[2].2.1[1].a`` (the 1st operation of its wine). Items of a group
that repeats count from 1. Without what is in brackets a path is the number and letter of Table 1: ``17.2.1.a``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gps.domain.errors import Fault

_INDEX = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True, slots=True)
class Element:
    """One datum. ``format`` is the regulation's: ``an..35`` is up to 35 characters, ``n..15,3`` a decimal number."""

    letter: str
    format: str
    codes: str = ""
    """The name of the code list that its values are of."""
    required: bool = False
    """Whether it is there whenever its group is; the conditions of the others are in ``conditions``."""
    language_of: str = ""
    """The letters of the texts whose language it tells."""
    given: bool = False
    """Whether GPS or the authorities give it: it is never typed."""


@dataclass(frozen=True, slots=True)
class Group:
    """Data that go together under one number, at most ``repeat`` times, with the groups inside each."""

    number: str
    elements: tuple[Element, ...]
    repeat: int = 1
    children: tuple["Group", ...] = ()

    @property
    def key(self) -> str:
        """Its key in the data of the group around it: the last part of its number."""
        return self.number.rpartition(".")[2]

    @property
    def is_repeated(self) -> bool:
        """Whether its data are a list."""
        return self.repeat > 1


def _r(letter: str, form: str, codes: str = "") -> Element:
    """An element that is required whenever its group is there."""
    return Element(letter, form, codes, required=True)


def _o(letter: str, form: str, codes: str = "") -> Element:
    """An element that is optional, or required under a condition."""
    return Element(letter, form, codes)


def _l(letter: str, texts: str) -> Element:
    """The language of texts."""
    return Element(letter, "a2", "language", language_of=texts)


def _g(letter: str, form: str) -> Element:
    """An element that GPS or the authorities give."""
    return Element(letter, form, given=True)


def _address(letters: str, *, required: bool) -> tuple[Element, ...]:
    """Name, street, number, postcode, city and language of a trader, under these six letters."""
    name, street, number, postcode, city, language = tuple(letters)
    kind = _r if required else _o
    return (
        kind(name, "an..182"), kind(street, "an..65"), _o(number, "an..11"), kind(postcode, "an..10"),
        kind(city, "an..50"), _l(language, name + street + number + postcode + city),
    )  # fmt: skip


_CONSIGNOR = Group(
    "2",
    (_g("a", "an13"), _g("b", "an..182"), _g("c", "an..65"), _g("d", "an..11"), _g("e", "an..10"), _g("f", "an..50"),
     _g("g", "a2")),
)  # fmt: skip
_PACKAGE = Group(
    "17.1",
    (_r("a", "an2", "package"), _o("b", "n..15"), _o("c", "an..35"), _o("d", "an..350"), _l("e", "d"),
     _o("f", "an..999")),
    99,
)  # fmt: skip
_WINE = Group(
    "17.2",
    (_r("a", "n1", "wine_category"), _o("b", "n..2", "wine_zone"), _o("c", "a2", "country"), _o("d", "an..350"),
     _l("e", "d")),
    children=(Group("17.2.1", (_r("a", "n..2", "wine_operation"),), 99),),
)  # fmt: skip
_GOODS = Group(
    "17",
    (
        _g("a", "n..3"), _r("b", "an4", "product"), _r("c", "n8", "cn"), _r("d", "n..15,3"), _r("e", "n..16,6"),
        _r("f", "n..16,6"), _o("g", "n..5,2"), _o("h", "n..5,2"), _o("i", "an..350"), _l("j", "i"),
        _o("k", "n1", "flag"), _o("l", "an..350"), _l("m", "l"), _o("n", "n..15"), _o("o", "n..5,2"),
        _o("p", "an..350"), _l("q", "p"), _o("r", "an..350"), _l("s", "r"), _o("t", "an..350"), _l("u", "t"),
        _o("v", "an..350"), _l("w", "v"),
    ),
    999,
    (_PACKAGE, _WINE),
)  # fmt: skip

TABLE: tuple[Group, ...] = (
    Group("1", (_r("a", "n..2", "destination"), _r("b", "an3"), _r("c", "n1", "arrangement"), _g("d", "an21"),
                _g("e", "dateTime"), _g("f", "n..2"), _g("g", "dateTime"))),
    _CONSIGNOR,
    Group("3", (_o("a", "an13"), *_address("bcdefg", required=False))),
    Group("4", (_r("a", "an8"),)),
    Group("5", (_o("a", "an..16"), *_address("bcdefg", required=True), _o("h", "an..17"))),
    Group("6", (_r("a", "a2", "member_state"), _o("b", "an..255"))),
    Group("7", (_o("a", "an..16"), *_address("bcdefg", required=False))),
    Group("8", (_r("a", "an8"),)),
    Group("9", (_o("a", "an..22"), _r("b", "an..35"), _o("c", "date"), _r("d", "n1", "origin"), _g("e", "date"),
                _g("f", "time"), _g("g", "an..21")),
          children=(Group("9.1", (_r("a", "an..21"),), 9),)),
    Group("10", (_g("a", "an8"),)),
    Group("11", (_r("a", "n..4", "guarantor"),)),
    Group("12", (_o("a", "an13"), _o("b", "an..14"), *_address("cdefgh", required=False)), 2),
    Group("13", (_r("a", "n..2", "transport_mode"), _o("b", "an..350"), _l("c", "b"))),
    Group("14", (_o("a", "an..14"), *_address("bcdefg", required=True))),
    Group("15", (_o("a", "an..14"), *_address("bcdefg", required=True))),
    Group("16", (_r("a", "n..2", "transport_unit"), _o("b", "an..35"), _o("c", "an..35"), _o("d", "an..350"),
                 _l("e", "d"), _o("f", "an..350"), _l("g", "f")), 99),
    _GOODS,
    Group("18", (_o("a", "an..350"), _l("b", "a"), _o("c", "an..350"), _l("d", "c"), _o("e", "an..4", "document"),
                 _o("f", "an..35")), 9),
)  # fmt: skip
"""The groups in the order of the regulation."""


def _all(groups: tuple[Group, ...]) -> Iterator[Group]:
    for group in groups:
        yield group
        yield from _all(group.children)


GROUPS: dict[str, Group] = {group.number: group for group in _all(TABLE)}
"""Every group, inner ones too, by its number."""


def place(path: str) -> tuple[str, str]:
    """Give the Table 1 number and letter of a path; no letter for a whole group.

    >>> place("17[2].1[3].b")
    ('17.1', 'b')
    >>> place("17[2]")
    ('17', '')
    """
    number, _, letter = _INDEX.sub("", path).rpartition(".")
    return (number, letter) if letter.isalpha() else (f"{number}.{letter}".strip("."), "")


def numbered(fault: Fault) -> Fault:
    """Give a fault with its path, Table 1 number and letter among its facts."""
    number, letter = place(fault.field)
    return Fault(fault.code, fault.field, {**fault.data, "path": fault.field, "number": number, "letter": letter})


def indices(path: str) -> tuple[int, ...]:
    """Give what is in brackets: ``(2, 3)`` for ``17[2].1[3].b``."""
    return tuple(int(found[1:-1]) for found in _INDEX.findall(path))
