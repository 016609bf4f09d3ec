"""The data of a document: saved as a draft or whole, kept with a line of history, reused by its establishment (D2)."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from gps.accounts.models import Enrolment
from gps.accounts.roles import Right
from gps.documents import ead as documents_ead
from gps.documents.models import EadDraft, EadModel, FallbackDocument
from gps.documents.operations import (
    cancel,
    correct,
    delete_model,
    save_ead,
    save_model,
    start_from_document,
    start_from_model,
)
from gps.documents.operations.ead import fingerprint
from gps.domain.errors import DomainError
from gps.domain.errors import ErrorCode as E
from gps.domain.lifecycle import CancellationReason, Status
from gps.domain.reference import DocumentType
from gps.paperwork import forms, places
from tests.documents.register import bring, chain_holds, issue, last_line, refused
from tests.domain.movements import DUTY_PAID, WINE, changed
from tests.world import CLIENT, NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

NEXT = NOW + timedelta(minutes=5)


def save(
    world: World, document: FallbackDocument, data: object, who: str = "shipper", *, complete: bool = False,
    revision: int | None = None,
) -> EadDraft:  # fmt: skip
    return save_ead(
        document.reference, data, actor=world.actor(who), now=NEXT, complete=complete, revision=revision
    )  # fmt: skip


def stored(document: FallbackDocument) -> dict[str, Any]:
    return documents_ead.typed(document)


class TestADraft:
    @pytest.mark.rule("D2", "H1")
    def test_is_kept_with_who_and_when_and_a_line_of_history(self, world: World) -> None:
        document = issue(world)
        draft = save(world, document, {"5": {"b": " Weinhaus  Müller "}})
        assert EadDraft.objects.get() == draft
        assert (draft.data, draft.complete, draft.revision) == ({"5": {"b": "Weinhaus Müller"}}, False, 1)
        assert (draft.saved_at, draft.saved_by) == (NEXT, "Shipper Exemple")
        line = last_line(document)
        assert (line.action, line.from_status, line.to_status) == ("describe", "active", "active")
        assert line.data == {"sha256": fingerprint(draft.data), "complete": False}
        assert line.action_label == "Données du document saisies"
        assert chain_holds(document)

    def test_takes_the_place_of_the_one_before(self, world: World) -> None:
        document = issue(world)
        save(world, document, {"5": {"b": "A"}})
        save(world, document, {"5": {"c": "B"}}, "officer")
        assert stored(document) == {"5": {"c": "B"}}
        assert EadDraft.objects.get().saved_by.startswith("Officer Exemple")
        assert document.history.count() == 3

    def test_saved_again_as_it_is_changes_nothing(self, world: World) -> None:
        document = issue(world)
        save(world, document, WINE, complete=True)
        again = save(world, document, WINE, revision=0)
        assert (again.revision, again.complete, document.history.count()) == (1, True, 2)

    @pytest.mark.rule("D2")
    def test_of_a_wrong_form_is_refused_whole(self, world: World) -> None:
        document = issue(world)
        save(world, document, {"5": {"b": "A"}})
        with refused(E.EAD_CODE, E.EAD_CHARACTER) as caught:
            save(world, document, {"1": {"a": "77"}, "5": {"b": "ش"}})
        assert [fault.field for fault in caught.value.faults] == ["1.a", "5.b"]
        assert stored(document) == {"5": {"b": "A"}}

    def test_does_not_overwrite_what_was_not_seen(self, world: World) -> None:
        document = issue(world)
        first = save(world, document, {"5": {"b": "A"}}, "officer")
        with refused(E.EAD_CHANGED) as caught:
            save(world, document, {"5": {"b": "B"}}, revision=0)
        facts = caught.value.faults[0].data
        assert str(facts["by"]).startswith("Officer Exemple")
        assert (facts["at"], facts["revision"]) == (NEXT, 1)
        assert save(world, document, {"5": {"b": "B"}}, revision=first.revision).revision == 2

    def test_is_not_needed_for_a_number(self, world: World) -> None:
        assert documents_ead.draft_of(issue(world)) is None


class TestCompleteData:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(("movement", "kind"), [(WINE, DocumentType.DAA), (DUTY_PAID, DocumentType.DSA)])
    def test_are_judged_whole_by_the_type_of_the_document(
        self, world: World, movement: dict[str, Any], kind: DocumentType
    ) -> None:
        document = issue(world, document_type=kind)
        assert save(world, document, movement, complete=True).complete
        assert last_line(document).data["complete"] is True
        other = issue(world, document_type=DocumentType.DSA if kind is DocumentType.DAA else DocumentType.DAA)
        with pytest.raises(DomainError) as caught:
            save(world, other, movement, complete=True)
        assert E.EAD_TYPE in caught.value.codes

    def test_that_lack_something_leave_the_draft_as_it_was(self, world: World) -> None:
        document = issue(world)
        save(world, document, {"5": {"b": "A"}})
        with refused(E.EAD_MISSING) as caught:
            save(world, document, changed(WINE, {"9.b": None}), complete=True)
        assert caught.value.faults[0].field == "9.b"
        assert stored(document) == {"5": {"b": "A"}}

    def test_need_the_dispatch_first(self, world: World) -> None:
        document = issue(world, "officer", identity="", on=None, at=None)
        with refused(E.DISPATCH_INCOMPLETE):
            save(world, document, changed(WINE, {"16[1].b": "AB-123-CD"}), complete=True)
        assert save(world, document, WINE).complete is False

    def test_become_a_draft_again_when_something_is_taken_away(self, world: World) -> None:
        document = issue(world)
        save(world, document, WINE, complete=True)
        assert save(world, document, changed(WINE, {"9.b": None})).complete is False


WRITERS = {"shipper", "officer"}


class TestPermissions:
    @pytest.mark.rule("P3", "P4", "R2")
    @pytest.mark.parametrize(
        "who", ["shipper", "reader", "stranger", "client", "provider", "officer", "other_officer", "national",
                "administrator"]
    )  # fmt: skip
    def test_those_who_complete_a_document_write_its_data_alone(self, world: World, who: str) -> None:
        document = issue(world)
        save(world, document, WINE)
        source, actor = issue(world), world.actor(who)
        save(world, source, WINE)
        model = save_model(source.reference, "Modèle", actor=world.actor("shipper"), now=NEXT)
        verbs: list[Callable[[], object]] = [
            lambda: save_ead(document.reference, {}, actor=actor, now=NEXT, complete=False),
            lambda: start_from_model(document.reference, model.pk, actor=actor, now=NEXT),
            lambda: start_from_document(document.reference, source.reference, actor=actor, now=NEXT),
            lambda: save_model(document.reference, "Autre", actor=actor, now=NEXT),
            lambda: delete_model(document.reference, model.pk, actor=actor, now=NEXT),
        ]
        for verb in verbs:
            if who in WRITERS:
                verb()
                continue
            with pytest.raises((DomainError, FallbackDocument.DoesNotExist)) as caught:
                verb()
            if isinstance(caught.value, DomainError):
                assert caught.value.codes == (E.NOT_ALLOWED,)
        assert EadModel.objects.filter(name="Modèle").exists() == (who not in WRITERS)

    @pytest.mark.rule("P4")
    def test_a_provider_writes_the_data_of_his_client(self, world: World) -> None:
        document = issue(world, "client", excise_number=CLIENT)
        assert save(world, document, {"9": {"b": "F1"}}, "provider").saved_by.startswith("Provider Exemple")

    @pytest.mark.rule("A1")
    def test_nobody_writes_on_a_cancelled_document(self, world: World) -> None:
        document, source = issue(world), issue(world)
        save(world, source, WINE)
        save(world, document, WINE)
        model = save_model(source.reference, "Modèle", actor=world.actor("shipper"), now=NEXT)
        actor = world.actor("shipper")
        cancel(document.reference, actor=actor, now=NEXT, reason=CancellationReason.DOCUMENT_ERROR)
        with refused(E.TRANSITION_FORBIDDEN):
            save(world, document, {})
        with refused(E.TRANSITION_FORBIDDEN):
            start_from_model(document.reference, model.pk, actor=actor, now=NEXT)
        with refused(E.TRANSITION_FORBIDDEN):
            start_from_document(document.reference, source.reference, actor=actor, now=NEXT)
        with refused(E.TRANSITION_FORBIDDEN):
            save_model(document.reference, "X", actor=actor, now=NEXT)
        assert stored(document)["9"]["b"] == "F2026-0012"

    @pytest.mark.parametrize("status", [Status.INACTIVE, Status.REINTEGRATED])
    def test_the_data_of_what_is_over_may_still_be_typed(self, world: World, status: Status) -> None:
        document = bring(world, issue(world), status)
        assert save(world, document, {"9": {"b": "F1"}}).revision == 1


OF_ONE_MOVEMENT = {"9.a": "REF-1", "9.1": [{"a": "X1"}], "17[1].1[1].c": "SC-2", "17[1].1[1].d": "Deux plombs"}


class TestReuse:
    @pytest.mark.rule("D2")
    def test_a_model_holds_what_is_good_for_another_movement(self, world: World) -> None:
        document, other = issue(world), issue(world)
        save(world, document, changed(WINE, OF_ONE_MOVEMENT))
        model = save_model(document.reference, " Vers  Hambourg ", actor=world.actor("shipper"), now=NEXT)
        assert (model.name, model.document_type, model.excise_number) == ("Vers Hambourg", "DAA", world.shipper)
        draft = start_from_model(other.reference, model.pk, actor=world.actor("shipper"), now=NEXT)
        read = stored(document)
        assert draft.complete is False
        assert draft.data == {
            **read, "9": {"d": "1"}, "16": [{"a": "4"}], "18": [{"e": "C652"}, {"a": "Attestation d’origine"}],
            "17": [{**read["17"][0], "1": [{"a": "CT", "b": "200"}]}, read["17"][1]],
        }  # fmt: skip
        assert last_line(other).action == "describe"
        assert stored(document)["9"]["a"] == "REF-1"

    def test_a_past_document_serves_as_well(self, world: World) -> None:
        document, other = issue(world), issue(world)
        save(world, document, WINE)
        draft = start_from_document(other.reference, document.reference, actor=world.actor("shipper"), now=NEXT)
        assert draft.data["5"] == stored(document)["5"]
        assert "b" not in draft.data["9"]

    def test_of_data_that_are_not_there_is_refused(self, world: World) -> None:
        document, other = issue(world), issue(world)
        actor = world.actor("shipper")
        with refused(E.EAD_NOTHING):
            start_from_document(document.reference, other.reference, actor=actor, now=NEXT)
        with refused(E.EAD_NOTHING):
            save_model(document.reference, "X", actor=actor, now=NEXT)

    @pytest.mark.parametrize("name", ["", "   ", "x" * 61, "Modèle ش", "a\x00b"])
    def test_a_model_has_a_name(self, world: World, name: str) -> None:
        document = issue(world)
        save(world, document, WINE)
        with refused(E.EAD_MODEL_NAME) as caught:
            save_model(document.reference, name, actor=world.actor("shipper"), now=NEXT)
        assert caught.value.faults[0].field == "name"

    def test_a_model_gives_way_to_one_of_the_same_name(self, world: World) -> None:
        document = issue(world)
        for invoice, consignee in (("1", "A"), ("2", "B")):
            save(world, document, {"9": {"b": invoice}, "5": {"b": consignee}})
            save_model(document.reference, "Modèle", actor=world.actor("shipper"), now=NEXT)
        assert EadModel.objects.get().data == {"5": {"b": "B"}}
        delete_model(document.reference, EadModel.objects.get().pk, actor=world.actor("shipper"), now=NEXT)
        assert not EadModel.objects.exists()

    @pytest.mark.rule("R2")
    def test_is_for_the_same_establishment_and_type_alone(self, world: World) -> None:
        Enrolment.objects.create(user=world.users["shipper"], excise_number=world.client, right=Right.DECLARE)
        actor = world.actor("shipper")
        mine = issue(world)
        dsa = issue(world, document_type=DocumentType.DSA)
        others = issue(world, excise_number=CLIENT)
        save(world, mine, WINE)
        model = save_model(mine.reference, "Modèle", actor=actor, now=NEXT)
        for document in (dsa, others):
            with pytest.raises(EadModel.DoesNotExist):
                start_from_model(document.reference, model.pk, actor=actor, now=NEXT)
            with pytest.raises(EadModel.DoesNotExist):
                delete_model(document.reference, model.pk, actor=actor, now=NEXT)
            with pytest.raises(FallbackDocument.DoesNotExist):
                start_from_document(document.reference, mine.reference, actor=actor, now=NEXT)


class TestTheWholeDocument:
    @pytest.mark.rule("D2", "D4")
    def test_holds_what_gps_knows_and_follows_it(self, world: World) -> None:
        document = issue(world)
        save(world, document, WINE, complete=True)
        correct(
            document.reference, actor=world.actor("shipper"), now=NEXT, transport_identity="XY-987-ZA",
            dispatch_date=NOW.date(), dispatch_time=NOW.replace(hour=21, minute=15).time(), comment="Autre camion.",
        )  # fmt: skip
        whole = documents_ead.whole(FallbackDocument.objects.get(pk=document.pk))
        assert whole["2"]["a"] == SHIPPER
        assert whole["10"]["a"] == "FR002300"
        assert whole["16"][0]["b"] == "XY-987-ZA"
        assert (whole["9"]["e"], whole["9"]["a"]) == ("2026-11-20", document.reference)

    def test_keeps_the_consignors_own_reference(self, world: World) -> None:
        document = issue(world)
        save(world, document, {"9": {"a": "REF-1"}})
        assert documents_ead.whole(document)["9"]["a"] == "REF-1"

    @pytest.mark.rule("D2", "D4")
    @pytest.mark.parametrize(("movement", "kind"), [(WINE, DocumentType.DAA), (DUTY_PAID, DocumentType.DSA)])
    def test_stands_on_the_paper_every_datum_of_it(
        self, world: World, movement: dict[str, Any], kind: DocumentType
    ) -> None:
        document = issue(world, document_type=kind)
        save(world, document, movement, complete=True)
        values = places.values(documents_ead.values(document))
        fields = PdfReader(io.BytesIO(forms.prefilled(kind, values))).get_fields()
        assert fields is not None
        printed = {name: str(fields[name].get("/V", "")) for name in values}
        assert {name: text for name, text in printed.items() if values[name] not in text} == {}
        assert printed["goods_1_quantity"] in {"900", "500"}
        assert printed["invoice_number"] in {"F2026-0012", "D-3"}
