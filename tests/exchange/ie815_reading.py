"""A message IE815 read back into the data of a document, by the table that it was written by."""

from typing import Any

from lxml import etree

from gps.exchange.ie815.mapping import MESSAGE, Block
from gps.exchange.ie815.schema import IE815, TMS

LISTS = {"9.1", "12", "16", "17", "17.1", "17.2.1", "18"}
"""The groups that repeat."""


def parse(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def header(message: etree._Element) -> dict[str, str]:
    return {str(node.tag).removeprefix(f"{{{TMS}}}"): node.text or "" for node in message[0]}


def body(message: etree._Element) -> etree._Element:
    return message[1][0]


def values(message: etree._Element, path: str) -> list[str]:
    """Every text at a path: ``EadEsadDraft/LocalReferenceNumber``."""
    steps = "/".join(f"{{{IE815}}}{name}" for name in path.split("/"))
    return [node.text or "" for node in body(message).findall(steps)]


def data_of(message: etree._Element) -> dict[str, Any]:
    """The data, GPS's own among them."""
    read: dict[str, Any] = {}
    for block in MESSAGE:
        _read(body(message), block, read, read)
    return read


def _read(parent: etree._Element, block: Block, around: dict[str, Any], whole: dict[str, Any]) -> None:
    for node in parent.findall(f"{{{IE815}}}{block.element}"):
        item: dict[str, Any] = {}
        if block.language and node.get("language"):
            item[block.language] = node.get("language")
        for datum in block.data:
            child = node.find(f"{{{IE815}}}{datum.element}")
            if child is None:
                continue
            text = child.text or ""
            item[datum.letter] = text[:5] if datum.element == "TimeOfDispatch" else text
            if datum.language:
                item[datum.language] = child.get("language")
        for inner in block.blocks:
            _read(node, inner, item if block.holds(inner) else whole, whole)
        if block.number in LISTS:
            around.setdefault(block.key, []).append(item)
        else:
            around[block.key] = item
