"""What the database itself refuses, on PostgreSQL and on SQLite, to whoever speaks SQL to it (rules T2, H2, N5, N6)."""

from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError

from gps.documents import sql
from gps.documents.models import FallbackDocument, HistoryEntry, SequenceCounter
from gps.documents.operations import cancel, withdraw
from gps.domain.lifecycle import TRANSITIONS, CancellationReason, ReactivationReason, Status
from tests.bare_sql import REPLACING, columns_of, execute, guards_dropped, refuses
from tests.documents.register import ARC, bring, chain_holds, issue, registered
from tests.outages.crisis import ungrounded
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

DOCUMENTS, HISTORY = "documents_fallbackdocument", "documents_historyentry"
COUNTERS = "documents_sequencecounter"
WITH_STATUS = {
    Status.ACTIVE: "status = 'active', arc = '', cancellation_reason = ''",
    Status.INACTIVE: "status = 'inactive', arc = '', cancellation_reason = ''",
    Status.CANCELLED: "status = 'cancelled', arc = '', cancellation_reason = 'other'",
    Status.REINTEGRATED: f"status = 'reintegrated', arc = '{ARC}', cancellation_reason = ''",
}
"""Each status with the columns that go with it, so that the transition alone is judged."""
CHANGES = {(before, after) for (before, _), (after, _) in TRANSITIONS.items() if before}


def copy_of(document: FallbackDocument, **columns: str) -> str:
    """The statement that inserts a document again, some columns apart."""
    names = columns_of(FallbackDocument)
    values = [columns.get(name, name) for name in names]
    where = f"FROM {DOCUMENTS} WHERE id = {document.pk}"
    return f"INSERT INTO {DOCUMENTS} ({', '.join(names)}) SELECT {', '.join(values)} {where}"


class TestTheHistory:
    @pytest.mark.rule("H2")
    @pytest.mark.parametrize("statement", [f"UPDATE {HISTORY} SET comment = 'x'", f"DELETE FROM {HISTORY}"])
    def test_can_be_neither_changed_nor_deleted(self, world: World, statement: str) -> None:
        document = issue(world)
        refuses(statement)
        assert chain_holds(document)

    @pytest.mark.rule("H2")
    def test_cannot_be_emptied(self, world: World) -> None:
        """SQLite empties a table by DELETE without a condition, which the test above covers."""
        issue(world)
        if connection.vendor == "postgresql":
            connection.check_constraints()  # or it would be refused for its pending foreign keys
            for statement in (f"TRUNCATE {HISTORY} CASCADE", "TRUNCATE accounts_operator CASCADE"):
                refuses(statement)
        refuses(f"DELETE FROM {HISTORY} WHERE id > 0")

    @pytest.mark.rule("H2")
    def test_is_not_changed_by_the_models_either(self, world: World) -> None:
        line = issue(world).history.get()
        line.comment = "x"
        for change in (line.save, line.delete, HistoryEntry.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    @pytest.mark.rule("H2")
    def test_has_one_line_at_each_position(self, world: World) -> None:
        document = issue(world)
        names = ", ".join(columns_of(HistoryEntry))
        again = f"INSERT INTO {HISTORY} ({names}) SELECT {names} FROM {HISTORY}"
        refuses(again, saying="(?i)unique")
        assert document.history.count() == 1

    @pytest.mark.rule("H2")
    @pytest.mark.parametrize(
        "column", ["comment", "actor_label", "at", "data", "previous_hash", "to_status", "position"]
    )
    def test_shows_by_its_chain_what_was_tampered_with_beyond_the_guards(self, world: World, column: str) -> None:
        document = issue(world)
        cancel(document.reference, actor=world.actor("shipper"), now=NOW, reason=CancellationReason.DOCUMENT_ERROR)
        other = {"data": """'{"x": 1}'""", "at": "'2026-11-20 17:45:31+00:00'", "position": "7"}.get(column, "'x'")
        with guards_dropped(sql):
            assert execute(f"UPDATE {HISTORY} SET {column} = {other} WHERE position = 2") == 1
        assert not chain_holds(document)

    @pytest.mark.rule("H2")
    @pytest.mark.parametrize("position", [1, 2])
    def test_shows_by_its_chain_a_line_that_was_removed(self, world: World, position: int) -> None:
        document = bring(world, issue(world), Status.REINTEGRATED)
        reason = ReactivationReason.REGULARISATION_FAILED
        withdraw(document.reference, actor=world.actor("officer"), now=NOW, reason=reason)
        with guards_dropped(sql):
            assert execute(f"DELETE FROM {HISTORY} WHERE position = {position}") == 1
        assert not chain_holds(document)


class TestADocument:
    @pytest.mark.rule("N6")
    def test_cannot_be_deleted(self, world: World) -> None:
        document = issue(world)
        refuses(f"DELETE FROM {DOCUMENTS}", saying="gps: a document cannot be deleted")
        if connection.vendor == "postgresql":
            connection.check_constraints()
            refuses(f"TRUNCATE {DOCUMENTS} CASCADE")
        for delete in (document.delete, FallbackDocument.objects.all().delete):
            with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
                delete()
        assert FallbackDocument.objects.get().history.count() == 1

    @pytest.mark.rule("T2")
    @pytest.mark.parametrize(("before", "after"), [p for p in product(Status, Status) if p[0] != p[1]])
    def test_changes_status_as_the_table_says_and_not_otherwise(
        self, world: World, before: Status, after: Status
    ) -> None:
        document = bring(world, issue(world), before)
        statement = f"UPDATE {DOCUMENTS} SET {WITH_STATUS[after]}"
        if (before, after) in CHANGES:
            assert execute(statement) == 1
        else:
            refuses(statement, saying="transition")
            assert FallbackDocument.objects.get(pk=document.pk).status == before

    @pytest.mark.rule("T2")
    @pytest.mark.parametrize("status", [s for s in Status if s is not Status.ACTIVE])
    def test_is_born_active(self, world: World, status: Status) -> None:
        columns = dict(part.split(" = ") for part in WITH_STATUS[status].split(", "))
        document = registered(world, f"26{SHIPPER}000011")
        born = {"reference": f"'26{SHIPPER}000021'", "sequence": "2"}
        refuses(copy_of(document, **born, **columns), saying="born active")
        assert execute(copy_of(document, **born)) == 1

    @pytest.mark.rule("A4", "N6")
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("reference", f"'26{SHIPPER}000099'"),
            ("document_type", "'DSA'"),
            ("recording_mode", "'a_posteriori'"),
            ("excise_number_id", "(SELECT MAX(id) FROM accounts_excisenumber)"),
            ("year", "2025"),
            ("sequence", "2"),
            ("recorded_at", "'2026-01-01 00:00:00+00:00'"),
            ("replaces", "'x'"),
        ],
    )
    def test_keeps_its_number_type_and_birth(self, world: World, column: str, value: str) -> None:
        issue(world)
        refuses(f"UPDATE {DOCUMENTS} SET {column} = {value}", saying="never change")

    @pytest.mark.rule("F7")
    @pytest.mark.parametrize(
        "columns",
        [
            "ground_kind = 'alert', ground_reference = 'P26-0001'",
            "ground_kind = 'justified'",
            "ground_kind = 'to_justify', ground_reference = ''",
            "ground_reference = 'D26-9999'",
        ],
    )
    def test_keeps_its_ground(self, world: World, columns: str) -> None:
        issue(world)
        refuses(f"UPDATE {DOCUMENTS} SET {columns}", saying="gps: the ground")

    @pytest.mark.rule("E7", "F7")
    def test_that_left_without_a_ground_may_be_justified_and_nothing_else(self, world: World) -> None:
        registered(ungrounded(world), f"26{SHIPPER}000011")
        justified = "ground_kind = 'justified', ground_reference = 'A-000001'"
        for other in ("ground_kind = 'alert'", "ground_kind = ''", "ground_reference = 'P26-0001'"):
            refuses(f"UPDATE {DOCUMENTS} SET {other}", saying="gps: the ground")
        assert execute(f"UPDATE {DOCUMENTS} SET {justified}") == 1
        refuses(f"UPDATE {DOCUMENTS} SET ground_kind = 'to_justify'", saying="gps: the ground")

    @pytest.mark.rule("N6")
    def test_has_a_reference_that_no_other_has(self, world: World) -> None:
        document = registered(world, f"26{SHIPPER}000011")
        refuses(copy_of(document, sequence="2"), saying="(?i)unique")

    @pytest.mark.rule("N5", "E4")
    def test_that_was_issued_has_its_sequence_alone(self, world: World) -> None:
        document = issue(world)
        other = f"'26{SHIPPER}000019'"
        refuses(copy_of(document, reference=other), saying="(?i)unique")
        assert execute(copy_of(document, reference=other, recording_mode="'a_posteriori'")) == 1

    @pytest.mark.rule("T1", "N1", "R1")
    @pytest.mark.parametrize(
        ("columns", "constraint"),
        [
            ("status = 'lost'", "doc_status_known"),
            ("status = 'cancelled'", "doc_reason_iff_cancelled"),
            ("cancellation_reason = 'other'", "doc_reason_iff_cancelled"),
            ("status = 'reintegrated'", "doc_arc_iff_reintegrated"),
            ("status = 'cancelled', cancellation_reason = 'whim'", "doc_cancellation_known"),
            ("reactivation_reason = 'whim'", "doc_reactivation_known"),
            ("status_actor_kind = 'robot'", "doc_actor_known"),
            ("manual_reason = 'whim'", "doc_manual_reason_known"),
            ("ground_kind = 'whim'", "doc_ground_known"),
            ("dispatch_at = NULL", "doc_dispatch_together"),
            ("transport_identity = NULL", "doc_dispatch_together"),
        ],
    )
    def test_holds_known_values_alone(self, world: World, columns: str, constraint: str) -> None:
        issue(world)
        with guards_dropped(sql):
            refuses(f"UPDATE {DOCUMENTS} SET {columns}", saying=constraint)

    @pytest.mark.rule("N1", "N8")
    @pytest.mark.parametrize(
        ("columns", "constraint"),
        [
            ({"reference": "'26FR'"}, "doc_reference_21"),
            ({"sequence": "0"}, "doc_sequence_range"),
            ({"sequence": "100000"}, "doc_sequence_range"),
            ({"document_type": "'DAE'"}, "doc_type_known"),
            ({"recording_mode": "'later'"}, "doc_mode_known"),
            (
                {"dispatch_at": "NULL", "dispatch_on": "NULL", "transport_identity": "NULL",
                 "recording_mode": "'a_posteriori'"},
                "doc_incomplete_only_issued",
            ),
        ],
    )  # fmt: skip
    def test_is_born_with_known_values_alone(self, world: World, columns: dict[str, str], constraint: str) -> None:
        document = issue(world)
        born = {"reference": f"'26{SHIPPER}000099'", "sequence": "9"} | columns
        refuses(copy_of(document, **born), saying=constraint)


class TestACounter:
    @pytest.mark.rule("N5", "E5")
    def test_never_goes_back_nor_changes_hands(self, world: World) -> None:
        issue(world)
        for change in ("last_sequence = 0", "year = 2027", f"excise_number_id = {world.distiller.pk}"):
            refuses(f"UPDATE {COUNTERS} SET {change}", saying="never goes back")
        assert execute(f"UPDATE {COUNTERS} SET last_sequence = 5") == 1

    @pytest.mark.rule("N8")
    def test_does_not_pass_99999(self, world: World) -> None:
        issue(world)
        execute(f"UPDATE {COUNTERS} SET last_sequence = 99999")
        refuses(f"UPDATE {COUNTERS} SET last_sequence = 100000", saying="counter_limit")

    @pytest.mark.rule("N5")
    def test_is_one_for_an_excise_number_and_year(self, world: World) -> None:
        issue(world)
        again = f"INSERT INTO {COUNTERS} (excise_number_id, year, last_sequence) SELECT excise_number_id, year, 0"
        refuses(f"{again} FROM {COUNTERS}", saying="(?i)unique")
        assert SequenceCounter.objects.count() == 1


@pytest.mark.rule("T2", "H2", "N6")
class TestARowThatTakesThePlaceOfAnother:
    @pytest.mark.parametrize(
        ("model", "column", "value"),
        [(HistoryEntry, "comment", "'autre'"), (FallbackDocument, "status", "'cancelled'")],
        ids=["history", "document"],
    )
    def test_is_refused(self, world: World, model: type[Model], column: str, value: str) -> None:
        issue(world)
        columns = ["id", *columns_of(model)]
        values = [value if name == column else name for name in columns]
        refuses(
            REPLACING[connection.vendor].format(
                table=model._meta.db_table,
                columns=", ".join(columns),
                values=", ".join(values),
                set=f"{column} = excluded.{column}",
            ),
            saying="gps: |doc_reason_iff_cancelled",
        )

    @pytest.mark.rule("M2", "N6")
    def test_cannot_be_done_by_the_arc_that_a_document_bears(self, world: World) -> None:
        """SQLite has a second way to put a row in another's place: UPDATE OR REPLACE."""
        bring(world, issue(world), Status.REINTEGRATED)
        other = issue(world, identity="OTHER")
        for verb in ["UPDATE", *(["UPDATE OR REPLACE"] if connection.vendor == "sqlite" else [])]:
            refuses(
                f"{verb} {DOCUMENTS} SET {WITH_STATUS[Status.REINTEGRATED]} WHERE id = {other.pk}",
                saying="unique ARC|doc_arc_once",
            )
        assert FallbackDocument.objects.count() == 2

    def test_cannot_be_a_counter_either(self, world: World) -> None:
        issue(world)
        refuses(f"DELETE FROM {COUNTERS}")
