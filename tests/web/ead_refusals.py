"""One way to each refusal of the data of a document, for the sentences of all codes."""

from collections.abc import Callable
from typing import Any

from gps.documents.operations import save_ead, save_model
from gps.domain.errors import ErrorCode as E
from gps.domain.reference import DocumentType
from gps.exchange import ie815
from tests.documents.register import issue
from tests.domain.movements import BEER, DUTY_PAID, ENERGY, WINE, changed
from tests.world import NOW, World

Provoke = Callable[[World], object]


def kept(data: object, *, complete: bool = False, kind: DocumentType = DocumentType.DAA) -> Provoke:
    """Save it for a new document."""

    def provoke(world: World) -> object:
        document = issue(world, document_type=kind)
        return save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=complete)

    return provoke


def whole(movement: dict[str, Any], **options: Any) -> Callable[..., Provoke]:
    """Save it as complete, some values apart."""
    return lambda **changes: kept(changed(movement, changes), complete=True, **options)


def changed_meanwhile(world: World) -> None:
    number, actor = issue(world).reference, world.actor("shipper")
    for consignee in ("A", "B"):
        save_ead(number, {"5": {"b": consignee}}, actor=actor, now=NOW, complete=False, revision=0)


def model(name: str, data: object = None) -> Provoke:
    def provoke(world: World) -> object:
        document, actor = issue(world), world.actor("shipper")
        if data:
            save_ead(document.reference, data, actor=actor, now=NOW, complete=False)
        return save_model(document.reference, name, actor=actor, now=NOW)

    return provoke


def ten_certificates(world: World) -> bytes:
    document, actor = issue(world), world.actor("shipper")
    nine = changed(WINE, {"18": [{"a": f"Attestation {n}"} for n in range(9)]})
    save_ead(document.reference, nine, actor=actor, now=NOW, complete=True)
    return ie815.message(document, NOW)


duty_paid = whole(DUTY_PAID, kind=DocumentType.DSA)
PROVOKED: dict[E, Provoke] = {
    E.EAD_SHAPE: kept({"5": "x", "17": {"b": "W200"}, "9": {"b": 3}}),
    E.EAD_UNKNOWN: kept({"19": {}, "99": {"a": "x"}, "5": {"z": "x"}}),
    E.EAD_REPEAT: kept({"12": [{"c": "X"}] * 3}),
    E.EAD_GIVEN: kept({"2": {"a": "FR009740E0007"}, "1": {"d": "x"}, "16": [{"b": "ZZ"}]}),
    E.EAD_FORMAT: kept({"1": {"b": "3"}, "3": {"a": "1"}, "4": {"a": "1"}, "9": {"c": "hier"},
                        "17": [{"d": "x", "n": "1,5"}]}),
    E.EAD_LENGTH: kept({"5": {"b": "x" * 183}}),
    E.EAD_CHARACTER: kept({"5": {"b": "Łódź\x00"}}),
    E.EAD_CODE: kept({"1": {"a": "7"}}),
    E.EAD_RANGE: whole(WINE)(**{"17[1].d": "0", "17[1].g": "101"}),
    E.EAD_MISSING: kept({}, complete=True),
    E.EAD_CONDITION: whole(WINE)(**{"3.a": "", "17[1].1": None}),
    E.EAD_FORBIDDEN: whole(WINE)(**{"5.h": "FR1", "4": {"a": "FR002300"}}),
    E.EAD_TYPE: kept(WINE, complete=True, kind=DocumentType.DSA),
    E.EAD_JOURNEY: whole(WINE)(**{"1.b": "D99"}),
    E.EAD_GUARANTORS: whole(BEER)(**{"12[2]": None}),
    E.EAD_GUARANTEE: whole(ENERGY)(**{"13.a": "3"}),
    E.EAD_PAIR: whole(WINE)(**{"17[1].c": "22041011"}),
    E.EAD_MASS: whole(WINE)(**{"17[1].e": "1"}),
    E.EAD_STRENGTH: whole(BEER)(**{"17[1].h": ""}),
    E.EAD_MARKS: duty_paid(**{"17[2].1[1].f": "LOT 2"}),
    E.EAD_CERTIFICATE: whole(WINE)(**{"18[2]": {"f": "X"}}),
    E.EAD_CHANGED: changed_meanwhile,
    E.EAD_MODEL_NAME: model(" ", WINE),
    E.EAD_NOTHING: model("Modèle"),
    E.EAD_CERTIFICATES_FULL: ten_certificates,
}  # fmt: skip
