"""The data of a document as a JSON Schema (draft 2020-12), for machines that fill them in (rule D2).

It describes what ``reading.read`` gives: canonical values, nothing empty, nothing that GPS gives itself. It says the
form alone, like a draft; what must be there together is told by ``judging``.
"""

import re
from typing import Any

from gps.domain.ead.codes import CodeLists
from gps.domain.ead.formats import decimals_of, length
from gps.domain.ead.table import TABLE, Element, Group

Schema = dict[str, Any]

_PATTERNS = {
    "an3": "^(H([01][0-9]|2[0-4])|D[0-9]{2})$",
    "an8": "^[A-Z]{2}[A-Z0-9]{6}$",
    "an13": "^[A-Z]{2}[A-Z0-9]{11}$",
}


def schema(codes: CodeLists, identifier: str) -> Schema:
    """Give the schema of a document's data.

    Args:
        codes: the lists whose codes the schema spells out.
        identifier: the address at which it is published, its ``$id``.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": identifier,
        "title": "Data of a fallback document, by Table 1 of Annex I to Regulation (EU) 2022/1636",
        **_object({group.key: _group(group, codes) for group in TABLE if _is_typed(group)}, []),
    }


def _group(group: Group, codes: CodeLists) -> Schema:
    typed = [element for element in group.elements if not element.given]
    properties = {element.letter: _element(element, codes) for element in typed}
    properties |= {child.key: _group(child, codes) for child in group.children}
    one = _object(properties, [])
    if not group.is_repeated:
        return one
    return {"type": "array", "items": one, "minItems": 1, "maxItems": group.repeat}


def _is_typed(group: Group) -> bool:
    """Whether people give any of it."""
    return any(not element.given for element in group.elements) or bool(group.children)


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _element(element: Element, codes: CodeLists) -> Schema:
    """The canonical text of one datum."""
    if element.codes:
        return {"type": "string", "enum": sorted(codes.lists[element.codes])}
    if element.format in _PATTERNS:
        return {"type": "string", "pattern": _PATTERNS[element.format]}
    if element.format == "date":
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    if re.match("n[0-9.]", element.format):
        return {"type": "string", "pattern": _number(element.format), "maxLength": length(element.format) + 1}
    return {"type": "string", "minLength": 1, "maxLength": length(element.format)}


def _number(form: str) -> str:
    """Digits without zeros before or behind, with a point before decimals."""
    whole, decimals = f"(0|[1-9][0-9]{{0,{length(form) - 1}}})", decimals_of(form)
    return f"^{whole}(\\.[0-9]{{0,{decimals - 1}}}[1-9])?$" if decimals else f"^{whole}$"
