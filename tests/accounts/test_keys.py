"""Machine accounts (rule P4): a key is shown once, kept as a hash, and ends."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gps.accounts import keys
from gps.accounts.models import ApiKey
from gps.accounts.roles import Role
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

TOMORROW = NOW + timedelta(days=1)


class TestAKey:
    def test_opens_its_account(self, world: World) -> None:
        secret = keys.create("Passerelle", Role.PROVIDER, NOW, TOMORROW, world.provider)
        found = keys.find(secret, NOW)
        assert found is not None
        assert (found.label, found.role, found.provider) == ("Passerelle", Role.PROVIDER, world.provider)

    def test_of_gamma_has_no_provider(self, world: World) -> None:
        found = keys.find(keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW), NOW)
        assert found is not None
        assert (found.role, found.provider) == (Role.SYSTEM, None)

    def test_is_kept_as_a_hash_alone(self, world: World) -> None:
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        row = ApiKey.objects.values().get()
        assert row["hash"] == hashlib.sha256(secret.encode()).hexdigest()
        assert all(secret not in str(value) for value in row.values())
        assert keys.find(row["hash"], NOW) is None

    def test_has_256_bits_of_chance(self, world: World) -> None:
        secrets = {keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW) for _ in range(5)}
        assert {len(secret) for secret in secrets} == {43}
        assert len(secrets) == 5

    def test_ends_at_its_term(self, world: World) -> None:
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        assert keys.find(secret, TOMORROW - timedelta(microseconds=1)) is not None
        assert keys.find(secret, TOMORROW) is None

    def test_ends_when_it_is_revoked(self, world: World) -> None:
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        ApiKey.objects.update(revoked_at=NOW)
        assert keys.find(secret, NOW) is None

    @pytest.mark.parametrize("secret", ["", "x", "é" * 43])
    def test_that_is_unknown_opens_nothing(self, world: World, secret: str) -> None:
        keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        assert keys.find(secret, NOW) is None

    @pytest.mark.parametrize(
        ("role", "with_provider"),
        [(Role.PROVIDER, False), (Role.SYSTEM, True), *[(r, False) for r in (Role.OFFICER, Role.ADMINISTRATOR)]],
    )
    def test_is_a_providers_or_gammas(self, world: World, role: Role, with_provider: bool) -> None:
        provider = world.provider if with_provider else None
        with pytest.raises(ValidationError, match="Une clé est celle d’un prestataire EDI, ou de GAMM@"):
            keys.create("x", role, NOW, TOMORROW, provider)
        with pytest.raises(IntegrityError, match="api_key_of_provider_or_system"), transaction.atomic():
            ApiKey(label="x", role=role, provider=provider, hash="x", created_at=NOW, expires_at=TOMORROW).save()
