"""From the data of a document to the message IE815, element by element as ``mapping`` says (rule M4).

What GPS adds itself: the header, the two attributes of a deferred draft, the number as local reference and in a
certificate of the type « fallback document ».
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from gps.domain.ead import Data
from gps.domain.reference import DocumentType
from gps.exchange.ie815.mapping import ATTRIBUTE, MESSAGE, Block
from gps.exchange.ie815.schema import IE815, TMS

PARTY: Final = "NDEA.FR"
"""The French national administration, which the draft goes to, and in whose name GPS prepares it."""
SUBMISSION: Final = {DocumentType.DAA: "1", DocumentType.DSA: "3"}
"""Submission Message Type: a movement under suspension, or duty-paid."""
DEFERRED: Final = "1"
FALLBACK_DOCUMENT: Final = "C658"
"""The type of document of list BC106 that a fallback document is."""
CERTIFICATES: Final = 9

Item = Mapping[str, Any]


def completed(whole: Item, reference: str, document_type: DocumentType) -> Data:
    """Give the data of the message: all that is known of the document, and what GPS adds.

    Args:
        whole: as ``documents.ead.whole`` gives it.
    """
    certificates = list(whole.get("18", []))
    if not bears_its_number(whole, reference):
        certificates.append({"e": FALLBACK_DOCUMENT, "f": reference})
    return {
        **whole,
        ATTRIBUTE: {"a": SUBMISSION[document_type], "b": DEFERRED},
        "2": {letter: " ".join(text.split()) for letter, text in whole.get("2", {}).items()},
        "9": {**whole.get("9", {}), "a": reference},
        "13": _mode(whole.get("13", {})),
        "18": certificates,
    }


def bears_its_number(whole: Item, reference: str) -> bool:
    """Tell whether somebody typed the certificate that names the fallback document."""
    return any(
        (found.get("e"), found.get("f")) == (FALLBACK_DOCUMENT, reference) for found in whole.get("18", [])
    )  # fmt: skip


def keeps_information(mode: Item) -> bool:
    """Tell whether the message takes 13b: for the mode « other » alone (condition C127 of the technical rules)."""
    return mode.get("a") == "0"


def _mode(mode: Item) -> Item:
    return mode if keeps_information(mode) else {"a": mode.get("a", "")}


def draft(data: Item, identifier: str, now: datetime) -> etree._Element:
    """Give the message.

    Args:
        data: as ``completed`` gives them.
        identifier: the message's own, of 44 characters at most.
        now: the moment of preparation, which the header gives in universal time.
    """
    at = now.astimezone(UTC)
    root = etree.Element(f"{{{IE815}}}IE815", nsmap={"ie": IE815, "tms": TMS})
    header = _add(root, "Header")
    for name, text in (
        ("MessageSender", PARTY),
        ("MessageRecipient", PARTY),
        ("DateOfPreparation", f"{at:%Y-%m-%d}"),
        ("TimeOfPreparation", f"{at:%H:%M:%S}"),
        ("MessageIdentifier", identifier),
    ):
        etree.SubElement(header, f"{{{TMS}}}{name}").text = text
    body = _add(_add(root, "Body"), "SubmittedDraftOfEADESAD")
    for block in MESSAGE:
        _write(body, block, data, data)
    return root


def _write(parent: etree._Element, block: Block, around: Item, whole: Item) -> None:
    """Add an element for each item of a group, with the groups inside it."""
    for item in _items(around.get(block.key)):
        element = _add(parent, block.element)
        if item.get(block.language):
            element.set("language", item[block.language])
        for datum in block.data:
            if item.get(datum.letter):
                child = _add(element, datum.element)
                child.text = _text(block.number, datum.letter, item[datum.letter])
                if datum.language:
                    child.set("language", item[datum.language])
        for inner in block.blocks:
            _write(element, inner, item if block.holds(inner) else whole, whole)


def _items(found: Any) -> Iterator[Item]:
    """The items of a group: those of its list, or the only one."""
    for item in found if isinstance(found, list) else [found]:
        if item:
            yield item


def _text(number: str, letter: str, value: str) -> str:
    """A value as the message writes it: only the time of dispatch is kept otherwise, to the minute."""
    return f"{value}:00" if (number, letter) == ("9", "f") else value


def _add(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{IE815}}}{name}")
