"""``python -m gps demo_gamma_key``: the key of the stand-in for GAMM@."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from gps.accounts import keys
from gps.accounts.actors import actor_of_key
from gps.accounts.models import ApiKey
from gps.accounts.permissions import Permission, may
from gps.accounts.roles import Role
from gps.demo.management.commands.demo_gamma_key import Command

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def run(out: StringIO) -> str:
    call_command(Command(stdout=out))
    return out.getvalue().strip()


@pytest.fixture(autouse=True)
def demonstration(settings: Settings) -> None:
    settings.DEMO = True


class TestTheKey:
    @pytest.mark.rule("P4", "M2")
    def test_is_gamma_s_and_regularises_and_nothing_else(self) -> None:
        key = keys.find(run(StringIO()), timezone.now())
        assert key is not None
        actor = actor_of_key(key)
        assert (actor.role, actor.label) == (Role.SYSTEM, "GAMM@ (simulateur)")
        assert {p for p in Permission if may(actor, p)} == {Permission.CONSULT, Permission.REINTEGRATE}

    def test_ends_the_key_of_the_run_before(self) -> None:
        first, second = run(StringIO()), run(StringIO())
        assert keys.find(first, timezone.now()) is None
        assert keys.find(second, timezone.now()) is not None

    def test_is_not_shown_on_a_screen(self) -> None:
        with pytest.raises(CommandError, match="tube"):
            run(Terminal())
        assert not ApiKey.objects.exists()


def test_there_is_none_where_real_data_may_be(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="GPS_DEMO=1"):
        run(StringIO())
    assert not ApiKey.objects.exists()
