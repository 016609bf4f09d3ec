"""The draft message of a document: whole, of the right structure, and all that was typed in it; or what lacks (M4)."""

import doctest
import re
from copy import deepcopy
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gps.accounts.models import ExciseNumber
from gps.documents import ead as documents_ead
from gps.documents.code_lists import CODES
from gps.documents.models import FallbackDocument
from gps.documents.operations import save_ead
from gps.domain import ead
from gps.domain.characters import is_printable
from gps.domain.ead import flatten, formats, table
from gps.domain.ead.reading import items_of
from gps.domain.ead.table import Group
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.exchange import ie815
from gps.exchange.ie815 import drafting, schema, writing
from gps.exchange.ie815.schema import InvalidMessageError
from tests.documents.register import bring, issue, registered
from tests.domain.movements import BEER, DUTY_PAID, ENERGY, GIVEN, WINE, changed
from tests.exchange.ie815_reading import data_of, header, parse, values
from tests.world import DISTILLER, NOW, World

REFERENCE = "26FR007328E0001000011"
MOVEMENTS = [
    (DocumentType.DAA, WINE),
    (DocumentType.DAA, BEER),
    (DocumentType.DAA, ENERGY),
    (DocumentType.DSA, DUTY_PAID),
]
DAA, DSA = DocumentType.DAA, DocumentType.DSA

IMPORTED = changed(
    WINE,
    {"3": None, "4": {"a": "FR002100"}, "9.d": "2", "9.1": [{"a": "26FR00210012345678"}, {"a": "26FR00210012345679"}]},
)
"""Released on importation, under two customs declarations."""
EXEMPTED = changed(
    WINE, {"1.a": "5", "5.a": None, "6": {"a": "DE", "b": "EX-2026-1"}, "7": {"b": "Consulat", "c": "Am Kai",
                                                                       "e": "20457", "f": "Hamburg"}}
)  # fmt: skip
UNKNOWN = changed(ENERGY, {"1.a": "8", "5": None, "8": None})
OTHER_MODE = changed(WINE, {"13": {"a": "0", "b": "Par pipeline mobile"}})
ALL = [*MOVEMENTS, (DAA, IMPORTED), (DAA, EXEMPTED), (DAA, UNKNOWN), (DAA, OTHER_MODE)]


def made(world: World, kind: DocumentType = DAA, data: object = WINE, **fields: Any) -> FallbackDocument:
    document = issue(world, document_type=kind, **fields)
    save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=True)
    return document


def message(document: FallbackDocument) -> etree._Element:
    return parse(ie815.message(document, NOW))


@pytest.mark.django_db
class TestWhatGpsAdds:
    @pytest.mark.rule("M4")
    @pytest.mark.parametrize(("kind", "data", "submission"), [(DAA, WINE, "1"), (DSA, DUTY_PAID, "3")])
    def test_says_that_the_draft_is_deferred_and_of_which_number(
        self, world: World, kind: DocumentType, data: object, submission: str
    ) -> None:
        document = made(world, kind, data)
        found = message(document)
        assert values(found, "Attributes/SubmissionMessageType") == [submission]
        assert values(found, "Attributes/DeferredSubmissionFlag") == ["1"]
        assert values(found, "EadEsadDraft/LocalReferenceNumber") == [document.reference]
        certificates = zip(values(found, "DocumentCertificate/DocumentType"),
                           values(found, "DocumentCertificate/DocumentReference"), strict=True)  # fmt: skip
        assert list(certificates)[-1] == ("C658", document.reference)

    @pytest.mark.rule("M4")
    def test_knows_the_consignor_the_office_the_dispatch_and_the_vehicle(self, world: World) -> None:
        found = data_of(message(made(world)))
        assert found["2"] == {"a": "FR007328E0001", "b": "Chais de Garonne", "c": "3 rue du Chai", "e": "33000",
                              "f": "Bordeaux", "g": "fr"}  # fmt: skip
        assert found["10"] == {"a": "FR002300"}
        assert (found["9"]["e"], found["9"]["f"]) == ("2026-11-20", "19:30")
        assert found["16"][0] == {"a": "4", "b": "AB-123-CD", "c": "SC-001"}
        assert [line["a"] for line in found["17"]] == ["1", "2"]

    @pytest.mark.rule("M4")
    def test_gives_the_dispatch_in_the_establishments_time_and_the_preparation_in_universal_time(
        self, world: World
    ) -> None:
        """It is 17:45 UTC and 21:45 at La Réunion, where the goods leave ten minutes after midnight."""
        document = issue(world, "distiller", excise_number=DISTILLER, on=date(2026, 11, 21), at=time(0, 10))
        rum = changed(WINE, {"3.a": DISTILLER})
        save_ead(document.reference, rum, actor=world.actor("distiller"), now=NOW, complete=True)
        found = message(document)
        assert values(found, "EadEsadDraft/DateOfDispatch") == ["2026-11-21"]
        assert values(found, "EadEsadDraft/TimeOfDispatch") == ["00:10:00"]
        assert header(found) == {
            "MessageSender": "NDEA.FR",
            "MessageRecipient": "NDEA.FR",
            "DateOfPreparation": "2026-11-20",
            "TimeOfPreparation": "17:45:30",
            "MessageIdentifier": f"GPS-{document.reference}-20261120174530000",
        }

    @pytest.mark.rule("M4")
    def test_names_each_message_once_and_the_same_one_always(self, world: World) -> None:
        one, other = made(world), made(world)
        moments = [NOW, NOW + timedelta(milliseconds=1), NOW + timedelta(hours=1)]
        found = [header(parse(ie815.message(d, at)))["MessageIdentifier"] for d in (one, other) for at in moments]
        assert len(set(found)) == 6
        assert all(len(name) <= 44 for name in found)
        assert ie815.message(one, NOW) == ie815.message(one, NOW)
        assert ie815.file_name(one) == f"IE815-{one.reference}.xml"
        assert doctest.testmod(drafting).failed == 0

    def test_does_not_repeat_the_certificate_that_was_typed(self, world: World) -> None:
        document = issue(world)
        typed = changed(WINE, {"18[3]": {"e": "C658", "f": document.reference}, "18[4]": {"e": "C658", "f": "OTHER"}})
        save_ead(document.reference, typed, actor=world.actor("shipper"), now=NOW, complete=True)
        assert values(message(document), "DocumentCertificate/DocumentReference") == [
            "DOC-1", document.reference, "OTHER",
        ]  # fmt: skip

    def test_takes_the_place_of_the_consignors_own_reference(self, world: World) -> None:
        document = made(world, data=changed(WINE, {"9.a": "BL 2026/12"}))
        assert values(message(document), "EadEsadDraft/LocalReferenceNumber") == [document.reference]
        whole = documents_ead.whole(document)
        assert ie815.left_out(whole, document.reference) == [
            "La référence locale (9a) « BL 2026/12 » : dans le message, le numéro du document en tient lieu."
        ]

    def test_leaves_out_what_the_message_takes_for_another_mode_alone(self, world: World) -> None:
        for mode, expected, said in (("3", [], 1), ("0", ["À pied"], 0)):
            document = made(world, data=changed(WINE, {"13": {"a": mode, "b": "À pied"}}))
            assert values(message(document), "TransportMode/ComplementaryInformation") == expected
            assert len(ie815.left_out(documents_ead.whole(document), document.reference)) == said

    def test_writes_names_of_the_register_in_one_line(self, world: World) -> None:
        ExciseNumber.objects.filter(pk=world.shipper.pk).update(address=" 3  rue\ndu\tChai ")
        assert values(message(made(world)), "ConsignorTrader/StreetName") == ["3 rue du Chai"]


@pytest.mark.django_db
class TestTheFile:
    @pytest.mark.rule("M4")
    def test_is_utf_8_with_the_prefixes_of_emcs(self, world: World) -> None:
        content = ie815.message(made(world, data=changed(WINE, {"5.b": "Ø & <Söhne>"})), NOW).decode()
        assert content.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<ie:IE815 ")
        assert 'xmlns:ie="urn:publicid:-:EC:DGTAXUD:EMCS:PHASE4:IE815:V3.23"' in content
        assert 'xmlns:tms="urn:publicid:-:EC:DGTAXUD:EMCS:PHASE4:TMS:V3.23"' in content
        assert "<ie:TraderName>Ø &amp; &lt;Söhne&gt;</ie:TraderName>" in content
        assert re.search(r'<ie:CommercialDescription language="fr">Vin rouge<', content)

    @pytest.mark.rule("M4")
    @pytest.mark.parametrize("status", [Status.CANCELLED, Status.REINTEGRATED])
    def test_is_not_made_for_what_is_not_to_be_regularised(self, world: World, status: Status) -> None:
        document = made(world)
        bring(world, document, status)
        document.refresh_from_db()
        assert not ie815.concerns(document)
        with pytest.raises(DomainError) as caught:
            ie815.message(document, NOW)
        assert caught.value.codes == (ErrorCode.TRANSITION_FORBIDDEN,)

    @pytest.mark.rule("M4")
    def test_is_made_for_an_inactive_and_for_a_hand_made_number(self, world: World) -> None:
        inactive = made(world)
        bring(world, inactive, Status.INACTIVE)
        inactive.refresh_from_db()
        assert ie815.concerns(inactive)
        assert values(message(inactive), "EadEsadDraft/LocalReferenceNumber") == [inactive.reference]
        paper = registered(world, "26FR007328E0001000081")
        save_ead(paper.reference, WINE, actor=world.actor("shipper"), now=NOW, complete=True)
        assert values(message(paper), "EadEsadDraft/DateOfDispatch") == ["2026-11-19"]

    @pytest.mark.rule("M4")
    def test_is_never_handed_out_without_its_structure(
        self, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        document = made(world)
        monkeypatch.setattr(writing, "PARTY", "FRANCE")
        with pytest.raises(InvalidMessageError):
            ie815.message(document, NOW)
        assert document.reference in caplog.text
        assert "MessageSender" in caplog.text


def gaps(document: FallbackDocument) -> list[tuple[str, str]]:
    return [(found.where, found.path) for found in ie815.missing(document)]


@pytest.mark.django_db
class TestWhatIsMissing:
    @pytest.mark.rule("M4")
    def test_is_told_by_number_name_and_reason_in_the_order_of_table_1(self, world: World) -> None:
        document = issue(world)
        typed = changed(WINE, {"1.c": "3", "9.b": "", "17[1].1[1].b": "", "17[2].f": "30000"})
        save_ead(document.reference, typed, actor=world.actor("shipper"), now=NOW, complete=False)
        found = [(m.where, m.name, m.text) for m in ie815.missing(document)]
        required = "À remplir : cette donnée est obligatoire."
        assert found[:2] == [
            ("9b", "Numéro de la facture", required),
            ("14b", "Nom de l’opérateur", required),
        ]
        assert found[-2:] == [
            ("17.1b, article 1, colis 1", "Nombre de colis", "À remplir. Obligatoire si les colis se comptent."),
            ("17e, article 2", "Masse brute (poids brut)",
             "La masse brute doit être au moins égale à la masse nette (30000 kg)."),
        ]  # fmt: skip
        with pytest.raises(DomainError) as caught:
            ie815.message(document, NOW)
        assert len(caught.value.faults) == len(found)

    @pytest.mark.rule("M4")
    def test_is_judged_anew_whatever_was_saved_as_complete(self, world: World) -> None:
        document = made(world)
        assert ie815.missing(document) == []
        draft = documents_ead.draft_of(document)
        assert draft is not None
        draft.data = changed(draft.data, {"9.b": ""})
        draft.save()
        assert gaps(document) == [("9b", "9.b")]

    @pytest.mark.rule("M4", "G8")
    def test_of_a_number_to_complete_is_its_dispatch_too(self, world: World) -> None:
        document = issue(world, "officer", identity="", on=None, at=None)
        save_ead(document.reference, changed(WINE, {"16[1].b": "X"}), actor=world.actor("shipper"), now=NOW,
                 complete=False)  # fmt: skip
        [found] = ie815.missing(document)
        assert (found.where, found.is_dispatch) == ("9e", True)
        assert found.text == "Indiquez l’immatriculation, la date et l’heure d’expédition."

    @pytest.mark.rule("M4")
    @pytest.mark.parametrize(
        ("fields", "where", "text"),
        [
            ({"address": "x" * 66}, "2c", "66 caractères : 65 au plus."),
            ({"city": " "}, "2f", "À remplir : cette donnée est obligatoire."),
            ({"postcode": "33\x01"}, "2e", "Le formulaire papier ne peut pas imprimer « U+0001 »."),
        ],
    )
    def test_may_be_of_the_register(self, world: World, fields: dict[str, str], where: str, text: str) -> None:
        document = made(world)
        ExciseNumber.objects.filter(pk=world.shipper.pk).update(**fields)
        [found] = ie815.missing(FallbackDocument.objects.get(pk=document.pk))
        assert (found.where, found.is_registered) == (where, True)
        assert found.text.startswith(text)

    @pytest.mark.rule("M4")
    def test_may_be_the_room_for_the_certificate_of_the_number(self, world: World) -> None:
        nine = [{"a": f"Attestation {n}"} for n in range(9)]
        document = made(world, data=changed(WINE, {"18": nine}))
        [found] = ie815.missing(document)
        assert (found.where, found.name) == ("18", "Document – Certificat")
        assert "C658" in found.text
        own = changed(WINE, {"18": [*nine[:8], {"e": "C658", "f": document.reference}]})
        save_ead(document.reference, own, actor=world.actor("shipper"), now=NOW, complete=True)
        assert len(values(message(document), "DocumentCertificate/DocumentDescription")) == 8
        save_ead(document.reference, changed(WINE, {"18": nine[:8]}), actor=world.actor("shipper"), now=NOW,
                 complete=True)  # fmt: skip
        assert values(message(document), "DocumentCertificate/DocumentType") == ["C658"]

    def test_of_a_document_without_data_is_what_every_movement_has(self, world: World) -> None:
        where = [place for place, _ in gaps(issue(world))]
        assert {"1a", "1b", "1c", "9b", "9d", "11a", "13a", "16a, unité 1", "17"} <= set(where)


def drafted(kind: DocumentType, typed: Any) -> tuple[dict[str, Any], dict[str, Any], etree._Element]:
    """What was typed as it is kept, the data of the message, and the message."""
    read = ead.read(typed, CODES, GIVEN)
    whole = ead.whole(read, GIVEN)
    whole["9"].setdefault("a", REFERENCE)
    assert ead.judge(whole, kind, CODES) == []
    data = writing.completed(whole, REFERENCE, kind)
    return read, data, writing.draft(data, "GPS-1", NOW)


@pytest.mark.once
@pytest.mark.rule("M4")
@pytest.mark.parametrize(("kind", "movement"), ALL)
def test_every_kind_of_movement_has_a_message_that_holds_all_that_was_typed(
    kind: DocumentType, movement: dict[str, Any]
) -> None:
    read, data, found = drafted(kind, movement)
    schema.check(found, REFERENCE)
    assert data_of(found) == ead.tidy(data)
    back = dict(flatten(data_of(found)))
    assert {path: back.get(path) for path, _ in flatten(read)} == dict(flatten(read))


LETTERS = "".join(filter(is_printable, map(chr, range(32, 0x2123))))
"""The characters that a paper prints, those of XML's own syntax among them."""

TIED = {("5", "a"), ("7", "a"), ("17.1", "f"), ("5", "h"), ("18", "f"), ("9", "a"), ("13", "b"), ("17", "i")}
"""Texts that another datum decides of; they are as the movement has them."""
FREE = {
    ("3", "d"), ("5", "d"), ("7", "d"), ("9", "b"), ("12", "b"), ("12", "e"), ("14", "a"), ("14", "d"), ("16", "c"),
    ("16", "d"), ("16", "f"), ("17", "l"), ("17", "p"), ("17", "r"), ("17", "t"), ("17", "v"), ("17.1", "c"),
    ("17.1", "d"), ("17.2", "d"),
}  # fmt: skip
"""Texts that may be there or not, whatever else is."""
OPTIONAL_GROUPS: dict[str, Any] = {
    "15": {"a": "FR12345678901", "b": "Transports", "c": "Rue", "e": "1", "f": "X", "g": "de"},
}


def text(most: int) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=most).filter(lambda typed: bool(typed.strip()))


def number(form: str) -> st.SearchStrategy[str]:
    """More than nothing, as a Frenchman may type it."""
    decimals = formats.decimals_of(form)
    whole = st.integers(1, 10 ** (formats.length(form) - decimals) - 1)
    part = st.integers(0, 10**decimals - 1) if decimals else st.just(0)
    return st.builds(lambda w, p: f"{w},{p:0{decimals}d}" if p else str(w), whole, part)


@st.composite
def movements(draw: st.DrawFn) -> tuple[DocumentType, dict[str, Any]]:
    """A movement that is right, with other texts, languages, quantities, lines and packages."""
    kind, movement = draw(st.sampled_from(ALL))
    varied = deepcopy(movement)
    varied |= {number: group for number, group in deepcopy(OPTIONAL_GROUPS).items() if draw(st.booleans())}
    varied["17"] *= draw(st.integers(1, 3)) if kind is DAA else 1
    varied["17"] = deepcopy(varied["17"])
    for group in table.TABLE:
        vary(draw, varied, group)
    for line in varied["17"]:
        line["d"], line["f"] = draw(number("n..15,3")), draw(number("n..10"))
        line["e"] = str(int(line["f"]) + draw(st.integers(0, 10**6)))
    return kind, varied


def vary(draw: st.DrawFn, around: dict[str, Any], group: Group) -> None:
    for item in items_of(around, group):
        for element in group.elements:
            place = (group.number, element.letter)
            is_text = element.format.startswith("an..") and not element.codes and place not in TIED
            if is_text and (item.get(element.letter) or place in FREE) and draw(st.booleans()):
                item[element.letter] = draw(text(formats.length(element.format)))
            elif element.language_of and not element.given and draw(st.booleans()):
                item[element.letter] = draw(st.sampled_from(sorted(CODES.lists["language"])))
        for child in group.children:
            vary(draw, item, child)


@pytest.mark.once
@pytest.mark.rule("M4")
@given(movements())
def test_whatever_is_right_has_a_message_that_reads_back_as_it_was_typed(
    found: tuple[DocumentType, dict[str, Any]],
) -> None:
    kind, typed = found
    read, data, made_of_it = drafted(kind, typed)
    content = etree.tostring(made_of_it, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    again = parse(content)
    schema.check(again, REFERENCE)
    assert data_of(again) == ead.tidy(data)
    back = dict(flatten(data_of(again)))
    kept = {path: value for path, value in flatten(read) if not is_language(path)}
    assert {path: back.get(path) for path in kept} == kept


def is_language(path: str) -> bool:
    """A language without a text says nothing, and is left out."""
    group, letter = table.place(path)
    return any(e.letter == letter and e.language_of for e in table.GROUPS[group].elements)


@pytest.mark.once
@pytest.mark.rule("M4")
def test_the_largest_document_has_a_message() -> None:
    line = deepcopy(WINE["17"][0])
    line["1"] *= 99
    largest = changed(WINE, {"17": [line] * 999, "16": [{"a": "4"}, *[{"a": "3", "b": "X"}] * 98]})
    _, data, found = drafted(DAA, largest)
    schema.check(found, REFERENCE)
    assert (len(data["17"]), len(values(found, "BodyEadEsad/Package/KindOfPackages"))) == (999, 999 * 99)
