"""What is told of machines' keys (rule P4)."""

from datetime import datetime, timedelta

import pytest

from gps.accounts import keys, own_keys
from gps.accounts.models import ApiKey, User
from gps.accounts.roles import Role
from gps.notices import preferences
from gps.notices.keys import remind
from tests.notices.post import addresses, deliver, to, words
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

DAY = timedelta(days=1)


def made(world: World, who: str, days: int = 30) -> tuple[ApiKey, str]:
    secret = own_keys.create(
        world.users[who], label="Logiciel de chai", chosen=["documents:issue"], days=days, once="x", now=NOW
    )
    return ApiKey.objects.get(), secret


def reminded(now: datetime) -> list[str]:
    remind({}, now)
    return addresses(deliver(now))


class TestANewKey:
    def test_is_told_to_its_account_without_its_secret(self, world: World) -> None:
        _, secret = made(world, "shipper")
        sent = deliver()
        assert addresses(sent) == ["shipper"]
        told = to(sent, "shipper")
        assert told.subject == "[GPS] nouvelle clé d’API « Logiciel de chai »"
        for said in (
            "Une clé d’API a été créée pour Shipper Exemple : « Logiciel de chai ».",
            "Créée le 20/11/2026 à 18:45 (UTC+1) par Shipper Exemple, elle expire le 20/12/2026 à 18:45 (UTC+1).",
            "- Générer des numéros",
            "http://127.0.0.1:8000/cles/",
        ):
            assert said in words(told)
        assert secret not in told.message().as_string()

    def test_of_a_provider_is_told_to_all_its_open_accounts(self, world: World) -> None:
        for name, active in (("second", True), ("left", False)):
            User.objects.create_user(
                f"{name}@gps.invalid", "x", first_name="A", last_name="B", role=Role.PROVIDER,
                provider=world.provider, is_active=active,
            )  # fmt: skip
        made(world, "provider")
        assert addresses(deliver()) == ["provider", "second"]

    def test_is_told_whatever_notices_are_turned_off(self, world: World) -> None:
        preferences.choose(world.users["shipper"], [])
        made(world, "shipper")
        assert addresses(deliver()) == ["shipper"]

    def test_that_the_administration_made_is_told_as_well(self, world: World) -> None:
        user = world.users["officer"]
        keys.create("Poste", Role.OFFICER, NOW, NOW + DAY, user=user, by=world.users["administrator"])
        assert "par Administrator Exemple" in words(to(deliver(), "officer"))

    def test_of_gamma_is_told_to_nobody(self, world: World) -> None:
        keys.create("GAMM@", Role.SYSTEM, NOW, NOW + DAY)
        assert deliver() == []


class TestAKeyThatSoonExpires:
    def test_is_told_once_seven_days_before(self, world: World) -> None:
        key, _ = made(world, "shipper")
        deliver()
        before = key.expires_at - 7 * DAY
        assert reminded(before - timedelta(seconds=1)) == []
        assert reminded(before) == ["shipper"]
        assert reminded(before + DAY) == []

    def test_says_when_it_was_last_used(self, world: World) -> None:
        key, secret = made(world, "shipper")
        deliver()
        keys.find(secret, NOW)
        remind({}, key.expires_at - DAY)
        told = words(to(deliver(key.expires_at - DAY), "shipper"))
        assert "La clé d’API « Logiciel de chai » de Shipper Exemple expire le 20/12/2026 à 18:45 (UTC+1)." in told
        assert "Dernier usage : le 20/11/2026." in told

    def test_of_a_provider_is_told_to_its_users(self, world: World) -> None:
        key, _ = made(world, "provider")
        deliver()
        remind({}, key.expires_at - DAY)
        sent = deliver(key.expires_at - DAY)
        assert addresses(sent) == ["provider"]
        assert "Elle n’a jamais servi." in words(to(sent, "provider"))

    def test_is_not_told_when_it_is_revoked_expired_or_was_made_for_so_short(self, world: World) -> None:
        key, _ = made(world, "shipper")
        deliver()
        assert reminded(key.expires_at) == []
        own_keys.revoke(world.users["shipper"], key.pk, NOW)
        assert reminded(key.expires_at - DAY) == []
        ApiKey.objects.all().delete()
        own_keys.create(world.users["shipper"], label="Brève", chosen=["documents:read"], days=7, once="y", now=NOW)
        deliver()
        assert reminded(NOW + DAY) == []
