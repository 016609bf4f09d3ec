"""The chain of the history is found broken by whatever breaks it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gps.documents import chains, operations, sql
from gps.documents.models import FallbackDocument
from tests import world as play
from tests.world import World

TABLE = "documents_historyentry"

TAMPERINGS: dict[str, tuple[str, int]] = {
    "a comment was changed": (f"UPDATE {TABLE} SET comment = 'autre' WHERE position = 2", 2),
    "the actor was changed": (f"UPDATE {TABLE} SET actor_label = 'autre' WHERE position = 1", 1),
    "the reason was changed": (f"UPDATE {TABLE} SET reason = 'other' WHERE position = 2", 2),
    "the first line was removed": (f"DELETE FROM {TABLE} WHERE position = 1", 1),
    "a middle line was removed": (f"DELETE FROM {TABLE} WHERE position = 2", 2),
    "a line was moved": (f"UPDATE {TABLE} SET position = 9 WHERE position = 2", 2),
    "the status was changed without a line": (
        "UPDATE documents_fallbackdocument SET status = 'cancelled', cancellation_reason = 'other'",
        4,
    ),
}


@pytest.fixture
def document(world: World) -> FallbackDocument:
    """A document with three lines."""
    [issued] = operations.generate_many([play.request()], actor=world.actor("shipper"), now=play.NOW)
    for minute, identity in enumerate(("EF-456-GH", "IJ-789-KL"), start=1):
        operations.correct(
            issued.reference,
            actor=world.actor("officer"),
            now=play.NOW + timedelta(minutes=minute),
            transport_identity=identity,
            dispatch_date=play.request().dispatch_date or play.NOW.date(),
            dispatch_time=play.request().dispatch_time or play.NOW.time(),
            comment="changement de camion",
        )
    return issued


@pytest.mark.django_db
@pytest.mark.rule("H2")
class TestTheHistory:
    def test_is_whole_as_it_was_written(self, document: FallbackDocument, capsys: pytest.CaptureFixture[str]) -> None:
        assert list(chains.breaks(FallbackDocument.objects.all())) == []
        call_command("verify_history", document.reference)
        assert "1 historique(s) vérifié(s)" in capsys.readouterr().out

    @pytest.mark.parametrize(("statement", "position"), TAMPERINGS.values(), ids=TAMPERINGS)
    def test_is_found_broken_when(self, document: FallbackDocument, statement: str, position: int) -> None:
        """Somebody who may drop the triggers is still seen."""
        sql.run(connection, "unguard")
        with connection.cursor() as cursor:
            cursor.execute(statement)
        sql.run(connection, "guards")
        [found] = chains.breaks(FallbackDocument.objects.all())
        assert (found.reference, found.position) == (document.reference, position)
        with pytest.raises(CommandError, match="1 historique"):
            call_command("verify_history")

    def test_of_an_unknown_number_is_not_said_to_be_whole(self, world: World) -> None:
        with pytest.raises(CommandError, match="Aucun document"):
            call_command("verify_history", "26FR007328E0001999999")
