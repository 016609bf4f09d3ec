"""The data of a document: what was typed, what GPS knows besides, and both together as the paper shows them (D2, D4).

Nothing that GPS knows is typed twice: the consignor, the moment of dispatch, the office and the registration are the
document's own, and follow it when it is corrected.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from gps.accounts.models import ExciseNumber
from gps.documents.models import EadDraft, EadModel, FallbackDocument
from gps.domain import ead
from gps.domain.ead import Data
from gps.domain.reference import DocumentType

LOCAL_REFERENCE = ("9", "a")
"""The consignor's own reference of the movement; the number of the fallback document while he gives none."""

_OF_ONE_MOVEMENT = {"9": ("a", "b", "c", "1"), "18": ("c", "d", "f")}
_SEALS = ("c", "d", "e")


def draft_of(document: FallbackDocument) -> EadDraft | None:
    """Give what was saved last for a document."""
    return EadDraft.objects.filter(document=document).first()


def typed(document: FallbackDocument) -> Data:
    """Give the data that people typed for a document."""
    draft = draft_of(document)
    return dict(draft.data) if draft else {}


def given(document: FallbackDocument) -> Data:
    """Give the data of Table 1 that GPS knows of a document (groups 2, 9, 10 and the first of 16)."""
    establishment, local = document.excise_number, document.dispatch_local
    return {
        "2": {
            "a": establishment.number,
            "b": establishment.operator.name,
            "c": establishment.address,
            "e": establishment.postcode,
            "f": establishment.city,
            "g": "fr",
        },
        "9": {"e": f"{local:%Y-%m-%d}", "f": f"{local:%H:%M}"} if local else {},
        "10": {"a": establishment.office.code},
        "16": [{"b": document.transport_identity}] if document.transport_identity else [],
    }


def first_values(document: FallbackDocument) -> Data:
    """Give what a document that nothing was typed for most likely holds; it can be typed over."""
    if document.document_type == DocumentType.DSA:
        return {"9": {"d": "3"}}
    return {"9": {"d": "1"}, "3": {"a": document.excise_number.number}}


def whole(document: FallbackDocument, data: Mapping[str, Any] | None = None) -> Data:
    """Give all that is known of a document, as ``domain.ead.judge`` and the papers take it.

    Args:
        data: what was typed; by default what was saved last.
    """
    known = ead.whole(typed(document) if data is None else data, given(document))
    known.setdefault("9", {}).setdefault("a", document.reference)
    return known


def values(document: FallbackDocument) -> dict[str, str]:
    """Give all that is known of a document by its paths, items counted from 0, as ``paperwork.places`` takes it:
    decimals with a comma, as on a French paper.
    """
    return {path: _printed(path, value) for path, value in ead.flatten(whole(document), first=0)}


def reusable(data: Mapping[str, Any]) -> Data:
    """Give the data that hold for another movement: without invoice, declarations, references, vehicles and seals."""
    kept = {
        number: _without(group, _OF_ONE_MOVEMENT.get(number, ())) for number, group in data.items() if number != "16"
    }
    if data.get("16"):
        kept["16"] = [{"a": data["16"][0].get("a", "")}]
    for line in kept.get("17", []):
        line["1"] = [_without(package, _SEALS) for package in line.get("1", [])]
    tidied = ead.tidy(kept)
    return tidied if isinstance(tidied, dict) else {}


def models_of(establishment: ExciseNumber, document_type: str) -> QuerySet[EadModel]:
    """Give the models of an establishment for a type of document, by name."""
    return EadModel.objects.filter(excise_number=establishment, document_type=document_type)


def _printed(path: str, value: str) -> str:
    number, letter = ead.table.place(path)
    element = next(e for e in ead.table.GROUPS[number].elements if e.letter == letter)
    return value.replace(".", ",") if element.format.startswith("n") else value


def _without(group: Any, letters: Iterable[str]) -> Any:
    """A copy of a group, or of each item of a list, without some of its keys."""
    if isinstance(group, list):
        return [_without(item, letters) for item in group]
    return {key: inner for key, inner in group.items() if key not in letters}
