"""Where each datum of Table 1 goes on the paper: from its path to the name of its field (rules D2, D4, D6).

**Path.** The number and the letter of Table 1 (Regulation (EU) 2022/1636, Annex I), with the rank, from 0, of each
group that may be there several times: a full stop before each inner number and before the letter. The table's « 17.1 »,
the packages of a line of goods, is thus counted within its line::

    >>> field("2.b"), field("9.1[0].a"), field("16[0].b")
    ('consignor_name', 'import_declaration_1', 'transport_1_identity')
    >>> field("17[16].f"), field("17[16].1[1].a"), field("17[16].2.b")
    ('goods_17_net_mass', 'goods_17_packages_2_kind', 'goods_17_wine_zone')
    >>> element("17[16].2.1[3].a")
    '17.2.1a'

**Field.** Its name is the same on the DAA and on the DSA, on the face and on the sheets; ranks are from 1 there. Two
fields hold several data: the street and the number of the consignor (`2.c`, `2.d`), and the wine operations of a line
(`17[n].2.1[m].a`), whose codes are one list.

**Contract.** ``values`` takes the data of a document, paths to texts, empty ones included, written as EMCS writes them
(codes alone, dates `2026-02-03`, times `14:30:00`) or as on the paper (`03/02/2026`, `14:30`), and gives what
``forms.prefilled`` takes; which sheets they ask for is found there, a caller need not know. What the authorities give
(1d to 1g, 9g) and the two ATTRIBUTE elements have no place: KeyError, as for any path that the table has not.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from gps.wording.table1 import PAPER_ELEMENTS

_PARTS: Final = ("name", "street", "street_number", "postcode", "city", "language")
_COMPONENT: Final = re.compile(r"(\d+)(?:\[(\d+)\])?")
_RANKED: Final = {group.number: group.repeat for group in PAPER_ELEMENTS}


def _lettered(number: str, *fields: str, first: str = "a") -> Iterator[tuple[str, str]]:
    """Pair the letters of a group, in order from `first`, with the names of its fields."""
    for offset, name in enumerate(fields):
        yield f"{number}{chr(ord(first) + offset)}", name


def _address(prefix: str) -> list[str]:
    return [f"{prefix}_{part}" for part in _PARTS]


def _texts(*fields: str) -> list[str]:
    """Name the free texts, each followed by its language."""
    return [name for text in fields for name in (text, f"{text}_language")]


FIELDS: Final[Mapping[str, str]] = dict(
    [
        *_lettered("1", "destination_type", "journey_time", "transport_arrangement"),
        *_lettered("2", "consignor_excise_number", "consignor_name", "consignor_address", "consignor_address"),
        *_lettered("2", "consignor_postcode", "consignor_city", "consignor_language", first="e"),
        *_lettered("3", "dispatch_place_warehouse", *_address("dispatch_place")),
        *_lettered("4", "import_office"),
        *_lettered("5", "consignee_identification", *_address("consignee"), "consignee_eori"),
        *_lettered("6", "consignee_member_state", "exemption_certificate"),
        *_lettered("7", "delivery_identification", *_address("delivery")),
        *_lettered("8", "export_office_of_delivery"),
        *_lettered("9", "local_reference", "invoice_number", "invoice_date", "origin_type"),
        *_lettered("9", "dispatch_date", "dispatch_time", first="e"),
        *_lettered("9.1", "import_declaration_{}"),
        *_lettered("10", "dispatch_office"),
        *_lettered("11", "guarantor"),
        *_lettered("12", "guarantor_{}_excise_number", "guarantor_{}_vat_number", *_address("guarantor_{}")),
        *_lettered("13", "transport_mode", *_texts("transport_mode_information")),
        *_lettered("14", "arranger_vat_number", *_address("arranger")),
        *_lettered("15", "transporter_vat_number", *_address("transporter")),
        *_lettered("16", "transport_{}_unit", "transport_{}_identity", "transport_{}_seal"),
        *_lettered("16", *_texts("transport_{}_seal_information", "transport_{}_information"), first="d"),
        *_lettered("17", "goods_{}_number", "goods_{}_excise_product", "goods_{}_cn_code", "goods_{}_quantity"),
        *_lettered("17", "goods_{}_gross_mass", "goods_{}_net_mass", "goods_{}_alcohol", first="e"),
        *_lettered("17", "goods_{}_plato", *_texts("goods_{}_fiscal_mark"), "goods_{}_fiscal_mark_used", first="h"),
        *_lettered("17", *_texts("goods_{}_origin"), "goods_{}_producer_size", "goods_{}_density", first="l"),
        *_lettered("17", *_texts("goods_{}_description", "goods_{}_brand", "goods_{}_age"), first="p"),
        *_lettered("17", *_texts("goods_{}_small_producer"), first="v"),
        *_lettered("17.1", "goods_{}_packages_{}_kind", "goods_{}_packages_{}_number", "goods_{}_packages_{}_seal"),
        *_lettered("17.1", *_texts("goods_{}_packages_{}_seal_information"), first="d"),
        *_lettered("17.1", "goods_{}_packages_{}_marks", first="f"),
        *_lettered("17.2", "goods_{}_wine_category", "goods_{}_wine_zone", "goods_{}_wine_country"),
        *_lettered("17.2", *_texts("goods_{}_wine_information"), first="d"),
        *_lettered("17.2.1", "goods_{}_wine_operations"),
        *_lettered("18", *_texts("certificate_{}_description", "certificate_{}_reference")),
        *_lettered("18", "certificate_{}_type", "certificate_{}_document_reference", first="e"),
    ]
)
"""The name of the field of each element (`17.1a`), its ranks left out as `{}`."""


def element(path: str) -> str:
    """Give the element of Table 1 that a path leads to. Raises KeyError."""
    return _parsed(path)[0]


def field(path: str) -> str:
    """Give the name of the field that holds the datum of a path. Raises KeyError."""
    found, ranks = _parsed(path)
    name = FIELDS[found]
    return name.format(*(rank + 1 for rank in ranks[: name.count("{}")]))


def values(data: Mapping[str, str]) -> dict[str, str]:
    """Give the values of the form's fields, by name, for `forms.prefilled`; empty data are left out."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, text in data.items():
        name = field(path)
        if text:
            found.setdefault(name, []).append((path, text))
    return {name: _joined(texts) for name, texts in found.items()}


def _parsed(path: str) -> tuple[str, tuple[int, ...]]:
    """Give the element of a path and its ranks, found to be within the repeats of the table."""
    *numbers, letter = path.split(".")
    components = [_COMPONENT.fullmatch(number) for number in numbers]
    group, ranks = "", []
    for component in components:
        if component is None:
            raise KeyError(path)
        group = f"{group}.{component[1]}" if group else component[1]
        repeated = _RANKED.get(group, 0)
        if (repeated > 1) != (component[2] is not None) or int(component[2] or 0) >= max(repeated, 1):
            raise KeyError(path)
        if component[2] is not None:
            ranks.append(int(component[2]))
    if f"{group}{letter}" not in FIELDS or not letter:
        raise KeyError(path)
    return f"{group}{letter}", tuple(ranks)


def _joined(texts: list[tuple[str, str]]) -> str:
    """Give the text of a field: that of its datum, or those of its data as one."""
    path, text = texts[0]
    found = element(path)
    if found in {"2c", "2d"}:
        parts = {element(one): words for one, words in texts}
        return " ".join(parts[one] for one in ("2d", "2c") if one in parts)
    if found == "17.2.1a":
        return ", ".join(words for _, words in sorted(texts, key=lambda one: _parsed(one[0])[1]))
    if found in {"9c", "9e"}:
        return _day(text)
    return text[:5] if found == "9f" else text


def _day(text: str) -> str:
    """Give a date as the paper writes it; what is no date stays as it was typed."""
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text
