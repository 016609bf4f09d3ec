"""``python -m gps load_demo``."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from gps.accounts.models import User
from gps.demo.management.commands.load_demo import Command
from gps.demo.people import PASSWORD, PEOPLE
from gps.documents.models import FallbackDocument, HistoryEntry

AT = "2026-11-20T18:45:30+01:00"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(Command(stdout=out), *arguments)
    return out.getvalue()


@pytest.mark.django_db
class TestTheCommand:
    @override_settings(DEMO=False)
    def test_refuses_where_real_data_may_be(self) -> None:
        with pytest.raises(CommandError, match="GPS_DEMO=1"):
            run()
        assert not User.objects.exists()

    @override_settings(DEMO=True)
    def test_loads_once_and_tells_each_account_in_an_aligned_table(self) -> None:
        assert "chargées" in run("--at", AT)
        loaded = (User.objects.count(), FallbackDocument.objects.count(), HistoryEntry.objects.count())
        told = run("--at", AT)
        assert "déjà là" in told
        assert (User.objects.count(), FallbackDocument.objects.count(), HistoryEntry.objects.count()) == loaded
        assert PASSWORD in told
        lines = [line for line in told.splitlines() if "@demo.invalid" in line]
        assert len(lines) == len(PEOPLE)
        assert len({line.index(person.email) for line, person in zip(lines, PEOPLE, strict=True)}) == 1

    @pytest.mark.parametrize("text", ["demain", "2026-11-20T18:45"])
    @override_settings(DEMO=True)
    def test_refuses_a_moment_that_it_cannot_place(self, text: str) -> None:
        with pytest.raises(CommandError, match="moment"):
            run("--at", text)
