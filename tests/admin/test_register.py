"""The register in the administration: everything to read, nothing to touch (rules T2, H1, H2)."""

from base64 import b64encode, urlsafe_b64encode

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gps.accounts.models import Identity
from gps.documents import operations, signing_keys
from gps.documents.models import (
    Anomaly,
    Check,
    EadDraft,
    EadModel,
    FallbackDocument,
    HistoryEntry,
    SequenceCounter,
    SigningKey,
    Submission,
)
from gps.documents.signing_keys import jwks
from gps.domain.lifecycle import Means
from gps.jobs.models import Job
from gps.paperwork import lots
from gps.paperwork.models import PaperLot
from tests.world import NOW, World, request

READ_ONLY: tuple[type[Model], ...] = (
    Anomaly,
    Check,
    EadDraft,
    EadModel,
    FallbackDocument,
    HistoryEntry,
    Identity,
    Job,
    PaperLot,
    SequenceCounter,
    SigningKey,
    Submission,
)


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def everything_in(model: type[Model]) -> list[dict[str, object]]:
    return list(model._default_manager.order_by("pk").values())


@pytest.mark.rule("T2", "H2")
@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("everything")
class TestAForgedPost:
    def test_adds_nothing(self, administrator: Client, model: type[Model]) -> None:
        before = everything_in(model)
        typed = self.typed(model)
        assert administrator.post(address(model, "add"), typed).status_code == 403
        assert everything_in(model) == before

    def test_changes_nothing(self, administrator: Client, model: type[Model]) -> None:
        before = everything_in(model)
        for row in model._default_manager.all():
            answer = administrator.post(address(model, "change", row.pk), self.typed(model) | {"status": "active"})
            assert answer.status_code == 403
        assert everything_in(model) == before

    def test_deletes_nothing(self, administrator: Client, model: type[Model]) -> None:
        before = everything_in(model)
        for row in model._default_manager.all():
            assert administrator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert everything_in(model) == before

    def test_runs_no_action(self, administrator: Client, model: type[Model]) -> None:
        before = everything_in(model)
        for action in ("delete_selected", "revoke"):
            typed = {
                "action": action,
                "_selected_action": [row.pk for row in model._default_manager.all()],
                "post": "yes",
            }
            assert administrator.post(address(model, "changelist"), typed).status_code in {200, 302, 403}
        assert everything_in(model) == before

    def test_edits_no_list(self, administrator: Client, model: type[Model]) -> None:
        before = everything_in(model)
        typed = {"_save": "1", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-status": "cancelled"}
        administrator.post(address(model, "changelist"), typed)
        assert everything_in(model) == before

    def typed(self, model: type[Model]) -> dict[str, str]:
        row = model._default_manager.first()
        assert row is not None
        return {name: str(value) for name, value in model_to_dict(row).items() if value is not None}


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_the_admin_offers_no_more_than_a_look(administrator: Client, world: World, model: type[Model]) -> None:
    offered = admin.site.get_model_admin(model)
    asked = administrator.get(address(model, "changelist")).wsgi_request
    assert offered.has_view_permission(asked)
    assert not offered.has_add_permission(asked)
    assert not offered.has_change_permission(asked)
    assert not offered.has_delete_permission(asked)
    assert offered.get_actions(asked) == {}


@pytest.mark.rule("H1")
class TestADocument:
    def test_shows_its_history_in_its_order(self, administrator: Client, everything: World) -> None:
        document = FallbackDocument.objects.get(status="cancelled")
        page = administrator.get(address(FallbackDocument, "change", document.pk)).content.decode()
        lines = [page.index(text) for text in ("Numéro généré par GPS", "Numéro annulé")]
        assert lines == sorted(lines)
        for text in (str(document).replace(" ", "\u00a0"), "Actif → Annulé", "Essai.", "20/11/2026 19:30", "Autre"):
            assert text in page
        assert "None" not in page

    def test_is_found_by_its_number_as_it_is_typed(self, administrator: Client, everything: World) -> None:
        for typed in ("26 FR007328E0001 00008 1", "26fr007328e0001000081", "ab 123 cd"):
            page = administrator.get(address(FallbackDocument, "changelist"), {"q": typed})
            references = {document.reference for document in page.context["cl"].result_list}
            assert "26FR007328E0001000081" in references, typed

    def test_leads_from_the_log_to_its_own_history(self, administrator: Client, everything: World) -> None:
        document = FallbackDocument.objects.first()
        assert document is not None
        answer = administrator.get(address(FallbackDocument, "history", document.pk))
        assert answer["Location"] == address(FallbackDocument, "change", document.pk) + "#history-group"

    @pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
    def test_is_listed_with_many_in_few_queries(
        self,
        administrator: Client,
        everything: World,
        model: type[Model],
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        many = [request(on=None, at=None, identity="")] * 40
        operations.generate_many(many, actor=everything.actor("officer"), now=NOW)
        with django_assert_max_num_queries(10):
            administrator.get(address(model, "changelist"))

    def test_is_shown_with_its_history_in_few_queries(
        self, administrator: Client, everything: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        document = FallbackDocument.objects.get(recording_mode="a_posteriori")
        for _ in range(20):
            operations.note_receipt(
                document.reference,
                actor=everything.actor("officer"),
                now=NOW,
                means=Means.TELEPHONE,
                received_at=NOW,
            )
        with django_assert_max_num_queries(8):
            administrator.get(address(FallbackDocument, "change", document.pk))


class TestWhatProvesThePapers:
    @pytest.mark.rule("V3")
    def test_shows_the_public_half_of_a_key_and_never_the_private_one(
        self, administrator: Client, everything: World
    ) -> None:
        key = SigningKey.objects.get()
        shown = ""
        for page in (address(SigningKey, "changelist"), address(SigningKey, "change", key.pk)):
            shown = administrator.get(page).content.decode()
            assert key.key_id in shown
            for secret in (bytes(key.sealed), signing_keys.signer(NOW).private.private_bytes_raw()):
                spelt = {secret.hex(), b64encode(secret).decode(), urlsafe_b64encode(secret).decode(), repr(secret)}
                assert not [one for one in spelt if one.rstrip("=") in shown]
            assert "sealed" not in shown
            assert "privée" not in shown
        assert jwks()["keys"][0]["x"] in shown  # type: ignore[index]

    @pytest.mark.rule("V3")
    def test_does_not_even_read_the_private_half(self, administrator: Client, everything: World) -> None:
        key = SigningKey.objects.get()
        with CaptureQueriesContext(connection) as asked:
            administrator.get(address(SigningKey, "changelist"))
            administrator.get(address(SigningKey, "change", key.pk))
        read = [query["sql"] for query in asked.captured_queries if "documents_signingkey" in query["sql"]]
        assert read
        assert not [sql for sql in read if "sealed" in sql]

    @pytest.mark.rule("V4")
    def test_shows_each_verification_in_french_and_nothing_that_tells_who_asked(
        self, administrator: Client, everything: World
    ) -> None:
        found = Check.objects.get()
        page = administrator.get(address(Check, "change", found.pk)).content.decode()
        assert "Annulé" in page
        assert "Numéro et immatriculation" in page
        assert found.reference in page
        assert found.client not in page
        assert "AB-123-CD" not in page

    @pytest.mark.rule("D2")
    def test_shows_the_data_of_a_document_by_their_paths(self, administrator: Client, everything: World) -> None:
        for model in (EadDraft, EadModel):
            row = model._default_manager.first()
            assert row is not None
            assert "17[1].b : W200" in administrator.get(address(model, "change", row.pk)).content.decode()

    @pytest.mark.rule("D4")
    def test_shows_how_far_a_lot_of_papers_is_and_leaves_its_file_to_its_owner(
        self, administrator: Client, everything: World
    ) -> None:
        lot = PaperLot.objects.get()
        lots.prepare({"lot": lot.pk}, NOW)
        page = administrator.get(address(PaperLot, "change", lot.pk)).content.decode()
        assert f"{lot.count} sur {lot.count}" in page
        assert lot.account in page
        assert "PDF" not in page
