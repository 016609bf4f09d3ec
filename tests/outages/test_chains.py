"""The past of outages and requests is found broken by whatever breaks it (rules F2, H2)."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gps.domain.grounds import Service
from gps.outages import chains, sql
from gps.outages.models import Change, Outage
from tests.outages.crisis import HOUR, MINUTE, ask, black, change, end, grant, ungrounded
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F2", "H2")]

LINES, OUTAGES = "outages_change", "outages_outage"
OURS, OURSELF = "subject = 'P26-0001'", "identifier = 'P26-0001'"
FIRST_DATA = f"SELECT data FROM {LINES} WHERE {OURS} AND position = 1"

TAMPERINGS: dict[str, tuple[str, int]] = {
    "the actor was changed": (f"UPDATE {LINES} SET actor_label = 'autre' WHERE {OURS} AND position = 1", 1),
    "the moment was changed": (f"UPDATE {LINES} SET at = '2026-11-20 10:00:00' WHERE {OURS} AND position = 2", 2),
    "what it was then was changed": (
        f"UPDATE {LINES} SET data = ({FIRST_DATA}) WHERE {OURS} AND position = 2",
        2,
    ),
    "the first line was removed": (f"DELETE FROM {LINES} WHERE {OURS} AND position = 1", 1),
    "a middle line was removed": (f"DELETE FROM {LINES} WHERE {OURS} AND position = 2", 2),
    "a line was moved": (f"UPDATE {LINES} SET position = 9 WHERE {OURS} AND position = 2", 2),
    "the last line was removed": (f"DELETE FROM {LINES} WHERE {OURS} AND position = 3", 3),
    "all lines were removed": (f"DELETE FROM {LINES} WHERE {OURS}", 1),
    "the outage was changed without a line": (f"UPDATE {OUTAGES} SET severity = 'notice' WHERE {OURSELF}", 4),
    "its end was moved without a line": (f"UPDATE {OUTAGES} SET ended_at = over_at WHERE {OURSELF}", 4),
}  # fmt: skip


@pytest.fixture
def outage(world: World) -> Outage:
    """An outage with three lines, beside another one and a request."""
    outage, _ = black(ungrounded(world), Service.GAMMA_DTI, Service.MAREVA)
    change(world, outage, now=NOW + MINUTE, message="Autre.")
    end(world, outage, now=NOW + HOUR, ended_at=NOW + 2 * MINUTE)
    grant(world, ask(world, now=NOW + HOUR), now=NOW + HOUR)
    return outage


def broken() -> list[tuple[str, int]]:
    return [(found.subject, found.position) for found in chains.breaks(Change.objects.all(), Outage.objects.all())]


def tamper(statement: str) -> None:
    """As somebody who may drop the triggers."""
    sql.run(connection, "unguard")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    sql.run(connection, "guards")


def verify(*arguments: str) -> str:
    out = io.StringIO()
    try:
        call_command("verify_history", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


class TestThePast:
    def test_is_whole_as_it_was_written(self, outage: Outage) -> None:
        assert broken() == []
        assert verify() == "3 historique(s) vérifié(s), tous entiers.\n"
        assert verify(outage.identifier) == verify("D26-0001") == "1 historique(s) vérifié(s), tous entiers.\n"

    @pytest.mark.parametrize(("statement", "position"), TAMPERINGS.values(), ids=TAMPERINGS)
    def test_is_found_broken_when(self, outage: Outage, statement: str, position: int) -> None:
        tamper(statement)
        assert broken() == [(outage.identifier, position)]
        assert f"P26-0001, ligne {position} : " in verify()
        assert verify().endswith("1 historique(s) altéré(s).")
        assert verify("P26-0002") == "1 historique(s) vérifié(s), tous entiers.\n"

    def test_of_a_request_is_found_broken_too(self, outage: Outage) -> None:
        tamper(f"UPDATE {LINES} SET actor_id = 'user:0' WHERE subject = 'D26-0001' AND position = 2")
        assert broken() == [("D26-0001", 2)]
        assert verify("D26-0001") == "D26-0001, ligne 2 : la ligne a été modifiée\n1 historique(s) altéré(s)."

    def test_stays_whole_when_the_provider_or_the_establishment_is_renamed(self, world: World, outage: Outage) -> None:
        world.provider.name = "Autre nom"
        world.provider.save()
        assert broken() == []

    def test_of_an_unknown_identifier_is_not_said_to_be_whole(self, outage: Outage) -> None:
        assert verify("P26-9999").startswith("Aucun document ne porte le numéro P26-9999")
