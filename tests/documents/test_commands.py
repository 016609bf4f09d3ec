"""``deactivate_overdue`` and ``verify_history``, as an operator's timer runs them (rules T3, H2)."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from gps.documents import operations
from gps.documents.models import FallbackDocument, HistoryEntry
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from tests.conftest import unguarded
from tests.documents.register import LATE, bring, census, chain_holds, issue, told
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def deactivate(at: str) -> str:
    return run("deactivate_overdue", "--at", at)


class TestDeactivating:
    @pytest.mark.rule("T3")
    def test_takes_the_overdue_documents_and_no_other(self, world: World) -> None:
        late = [issue(world), issue(world, identity="B")]
        others = [
            issue(world, on=date(2026, 12, 1)),
            issue(world, "officer", identity="", on=None, at=None),
            bring(world, issue(world), Status.CANCELLED),
            bring(world, issue(world), Status.REINTEGRATED),
        ]
        before = {document.pk: document.status for document in others}
        assert deactivate(LATE.isoformat()) == "2 document(s) rendu(s) inactif(s).\n"
        for document in late:
            document.refresh_from_db()
            assert (document.status, document.status_actor_kind) == ("inactive", "system")
            assert told(document)[-1] == ("deactivate", "active", "inactive")
            assert document.history.order_by("position").last().at == LATE  # type: ignore[union-attr]
            assert chain_holds(document)
        assert {d.pk: d.status for d in FallbackDocument.objects.filter(pk__in=before)} == before

    @pytest.mark.rule("T3")
    def test_run_again_does_nothing(self, world: World) -> None:
        issue(world)
        deactivate(LATE.isoformat())
        before = census()
        assert deactivate(LATE.isoformat()) == "0 document(s) rendu(s) inactif(s).\n"
        assert census() == before

    @pytest.mark.rule("T3")
    def test_before_the_hour_does_nothing(self, world: World) -> None:
        document = issue(world)
        assert document.due_at is not None
        assert deactivate(document.due_at.isoformat()).startswith("0 ")
        assert deactivate((document.due_at + timedelta(microseconds=1)).isoformat()).startswith("1 ")

    @pytest.mark.rule("T3")
    def test_is_held_up_by_no_document(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """One that was regularised meanwhile is passed over."""
        first, second = issue(world), issue(world, identity="B")
        really = operations.deactivate

        def racing(number: str, **others: object) -> object:
            if number == first.reference:
                raise DomainError.of(ErrorCode.TRANSITION_FORBIDDEN, status="reintegrated")
            return really(number, **others)  # type: ignore[arg-type]

        monkeypatch.setattr(operations, "deactivate", racing)
        assert deactivate(LATE.isoformat()).startswith("1 ")
        second.refresh_from_db()
        assert second.status == Status.INACTIVE

    @pytest.mark.rule("T3")
    def test_reads_the_clock_when_it_is_told_no_moment(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        issue(world)
        monkeypatch.setattr(timezone, "now", lambda: LATE)
        assert run("deactivate_overdue").startswith("1 ")

    @pytest.mark.parametrize(
        ("at", "said"),
        [("demain", "n’est pas un moment ISO 8601"), ("2026-11-20T18:45", "doit porter son décalage"),
         ("2026-13-01T00:00+01:00", "n’est pas un moment")],
    )  # fmt: skip
    def test_refuses_what_is_no_moment(self, db: None, at: str, said: str) -> None:
        with pytest.raises(CommandError, match=said):
            deactivate(at)


class TestVerifying:
    @pytest.mark.rule("H2")
    def test_tells_that_all_is_whole(self, world: World) -> None:
        bring(world, issue(world), Status.INACTIVE)
        issue(world)
        assert run("verify_history") == "2 historique(s) vérifié(s), tous entiers.\n"

    @pytest.mark.rule("H2")
    def test_looks_at_one_document_alone(self, world: World) -> None:
        number = issue(world).reference
        issue(world)
        assert run("verify_history", number).startswith("1 ")

    @pytest.mark.rule("H2")
    def test_names_the_line_that_is_missing_and_fails(self, world: World) -> None:
        document = bring(world, issue(world), Status.CANCELLED)
        issue(world)
        with unguarded():
            HistoryEntry.objects.filter(document=document, position=1).delete()
        out = io.StringIO()
        with pytest.raises(CommandError, match=r"1 historique\(s\) altéré\(s\)"):
            call_command("verify_history", stdout=out, stderr=out)
        assert out.getvalue() == f"{document.reference}, ligne 1 : la ligne manque\n"

    @pytest.mark.rule("H2")
    def test_knows_no_number_that_does_not_exist(self, world: World) -> None:
        assert issue(world).recorded_at == NOW
        with pytest.raises(CommandError, match="Aucun document ne porte le numéro"):
            run("verify_history", "26FR007328E0001999990")
