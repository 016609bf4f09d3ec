"""Machine accounts (rule P4): a key is shown once, kept as a hash, has scopes, and ends."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from gps.accounts import keys
from gps.accounts.actors import Actor, actor_of_key
from gps.accounts.models import ApiKey, EdiProvider, User
from gps.accounts.permissions import (
    PERMISSIONS,
    Permission,
    Scope,
    excise_numbers_for,
    may,
    require,
    scope_of,
    usable,
    within,
)
from gps.accounts.roles import Role
from gps.documents import operations
from gps.documents.models import FallbackDocument
from gps.documents.permissions import may_on, visible_to
from gps.domain.errors import DomainError, ErrorCode
from gps.jobs.models import Job
from tests.documents.register import issue
from tests.world import CLIENT, NOW, SHIPPER, World, report, request

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

TOMORROW = NOW + timedelta(days=1)


def key_of(world: World, who: str, *scopes: str) -> ApiKey:
    """A key of a person of the small world, of the provider, or of GAMM@."""
    if who == "gamma":
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW, scopes=scopes or None)
    elif who == "provider":
        secret = keys.create("Passerelle", Role.PROVIDER, NOW, TOMORROW, world.provider, scopes=scopes or None)
    else:
        user = world.users[who]
        secret = keys.create("Logiciel", Role(user.role), NOW, TOMORROW, user=user, scopes=scopes or None)
    found = keys.find(secret, NOW)
    assert found is not None
    return found


def machine(world: World, who: str, *scopes: str) -> Actor:
    return actor_of_key(key_of(world, who, *scopes))


class TestAKey:
    def test_opens_its_account(self, world: World) -> None:
        secret = keys.create("Passerelle", Role.PROVIDER, NOW, TOMORROW, world.provider)
        found = keys.find(secret, NOW)
        assert found is not None
        assert (found.label, found.role, found.provider) == ("Passerelle", Role.PROVIDER, world.provider)

    def test_of_gamma_has_no_provider(self, world: World) -> None:
        found = keys.find(keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW), NOW)
        assert found is not None
        assert (found.role, found.provider, found.owner) == (Role.SYSTEM, None, "GAMM@")

    def test_is_kept_as_a_hash_alone(self, world: World) -> None:
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        row = ApiKey.objects.values().get()
        assert row["hash"] == hashlib.sha256(secret.encode()).hexdigest()
        assert all(secret not in str(value) for value in row.values())
        assert not any(secret in str(payload) for payload in Job.objects.values_list("payload", flat=True))
        assert keys.find(row["hash"], NOW) is None

    def test_has_256_bits_of_chance(self, world: World) -> None:
        secrets = {keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW) for _ in range(5)}
        assert {len(secret) for secret in secrets} == {43}
        assert len(secrets) == 5

    def test_ends_at_its_term(self, world: World) -> None:
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        assert keys.find(secret, TOMORROW - timedelta(microseconds=1)) is not None
        assert keys.find(secret, TOMORROW) is None

    def test_ends_when_it_is_revoked_and_a_first_revocation_stands(self, world: World) -> None:
        secret = keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        key, by = ApiKey.objects.get(), world.users["administrator"]
        assert keys.revoke(key, NOW, by) is True
        assert keys.revoke(key, TOMORROW, world.users["national"]) is False
        assert keys.find(secret, NOW) is None
        key.refresh_from_db()
        assert (key.revoked_at, key.revoked_by) == (NOW, by)

    def test_of_a_person_ends_with_the_account_and_with_its_role(self, world: World) -> None:
        user = world.users["shipper"]
        secret = keys.create("Logiciel", Role.OPERATOR, NOW, TOMORROW, user=user)
        assert keys.find(secret, NOW) is not None
        User.objects.filter(pk=user.pk).update(role=Role.NATIONAL)
        assert keys.find(secret, NOW) is None
        User.objects.filter(pk=user.pk).update(role=Role.OPERATOR, is_active=False)
        assert keys.find(secret, NOW) is None

    def test_of_a_provider_ends_with_it_and_outlives_who_made_it(self, world: World) -> None:
        alone = EdiProvider.objects.create(name="Seul", siret="9" * 14, email="a@b.invalid", phone="1")
        maker = world.users["provider"]
        secret = keys.create("Passerelle", Role.PROVIDER, NOW, TOMORROW, alone, by=maker)
        User.objects.filter(pk=maker.pk).update(is_active=False)
        assert keys.find(secret, NOW) is not None
        alone.delete()
        assert keys.find(secret, NOW) is None

    @pytest.mark.parametrize("secret", ["", "x", "é" * 43])
    def test_that_is_unknown_opens_nothing(self, world: World, secret: str) -> None:
        keys.create("GAMM@", Role.SYSTEM, NOW, TOMORROW)
        assert keys.find(secret, NOW) is None

    @pytest.mark.parametrize(
        ("role", "with_provider", "with_user"),
        [
            (Role.PROVIDER, False, False),
            (Role.PROVIDER, True, True),
            (Role.SYSTEM, True, False),
            (Role.SYSTEM, False, True),
            (Role.OPERATOR, True, True),
            (Role.OPERATOR, True, False),
            *[(r, False, False) for r in (Role.OPERATOR, Role.OFFICER, Role.NATIONAL, Role.ADMINISTRATOR)],
        ],
    )
    def test_has_one_owner(self, world: World, role: Role, with_provider: bool, with_user: bool) -> None:
        provider = world.provider if with_provider else None
        user = next(u for u in world.users.values() if u.role == role or role is Role.SYSTEM) if with_user else None
        message = "du compte" if role is Role.SYSTEM and with_user else "Une clé est celle d’un prestataire EDI"
        with pytest.raises(ValidationError, match=message):
            keys.create("x", role, NOW, TOMORROW, provider, user)
        key = ApiKey(label="x", role=role, provider=provider, user=user, hash="x", created_at=NOW, expires_at=TOMORROW)
        with pytest.raises(IntegrityError, match="api_key_has_one_owner"), transaction.atomic():
            key.save()

    def test_has_the_role_of_its_account(self, world: World) -> None:
        with pytest.raises(ValidationError, match="celui du compte"):
            keys.create("x", Role.OFFICER, NOW, TOMORROW, user=world.users["shipper"])

    def test_notes_the_day_of_its_last_use_by_one_write_a_day(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        late = NOW.replace(hour=22, minute=59)
        secret = keys.create("Logiciel", Role.OPERATOR, NOW, NOW + timedelta(days=9), user=world.users["shipper"])
        assert ApiKey.objects.get().last_used_on is None
        with django_assert_num_queries(2):
            keys.find(secret, late)
        assert ApiKey.objects.get().last_used_on == date(2026, 11, 20)
        with django_assert_num_queries(1):
            keys.find(secret, late)
        keys.find(secret, late + timedelta(minutes=1))  # midnight in Paris
        assert ApiKey.objects.get().last_used_on == date(2026, 11, 21)


class TestAScope:
    def test_is_of_the_role_and_opens_only_what_the_role_may(self) -> None:
        common = ("documents:read", "documents:issue", "documents:register", "documents:change", "requests")
        assert {role: keys.scopes_of(role) for role in Role} == {
            Role.OPERATOR: common,
            Role.PROVIDER: common,
            Role.OFFICER: common,
            Role.NATIONAL: ("documents:read",),
            Role.ADMINISTRATOR: ("documents:read",),
            Role.SYSTEM: ("documents:read", "gamma"),
        }

    def test_has_words(self) -> None:
        assert keys.SCOPES.keys() == keys.SCOPE_LABELS.keys()

    @pytest.mark.parametrize("scopes", [["gamma"], ["documents:read", "tout"], []])
    def test_beyond_the_role_is_refused(self, world: World, scopes: list[str]) -> None:
        with pytest.raises(ValidationError):
            keys.create("x", Role.PROVIDER, NOW, TOMORROW, world.provider, scopes=scopes)
        assert not ApiKey.objects.exists()

    def test_that_is_written_into_the_table_opens_no_more_than_the_role(self, world: World) -> None:
        key = key_of(world, "shipper")
        key.scopes = [*keys.SCOPES, "tout"]
        forged = actor_of_key(key)
        assert {p for p in Permission if may(forged, p)} <= PERMISSIONS[Role.OPERATOR].keys()
        key.scopes = []
        assert not any(may(actor_of_key(key), p) for p in Permission)

    @pytest.mark.parametrize("scope", keys.SCOPES)
    @pytest.mark.parametrize("role", ["shipper", "provider", "officer", "national", "administrator", "gamma"])
    def test_opens_its_permissions_and_consulting_and_nothing_else(self, world: World, role: str, scope: str) -> None:
        whose = Role.SYSTEM if role == "gamma" else Role(world.users[role].role)
        if scope not in keys.scopes_of(whose):
            return
        actor = machine(world, role, scope)
        expected = (keys.SCOPES[scope] | {Permission.CONSULT}) & PERMISSIONS[whose].keys()
        assert {p for p in Permission if scope_of(actor, p) is not Scope.NONE} == expected
        assert usable(actor, Permission, NOW) == expected


class TestAMachine:
    def test_of_a_person_reaches_what_the_person_reaches(self, world: World) -> None:
        for who in ("shipper", "reader", "provider", "officer", "national"):
            person, software = world.actor(who), machine(world, who)
            for permission in (Permission.CONSULT, Permission.ISSUE, Permission.ASK):
                reached = [set(excise_numbers_for(a, permission, NOW)) for a in (person, software)]
                assert reached[0] == reached[1], (who, permission)

    def test_bears_the_name_of_its_owner(self, world: World) -> None:
        named = {who: machine(world, who) for who in ("shipper", "provider", "officer", "gamma")}
        assert {who: actor.label for who, actor in named.items()} == {
            "shipper": "Logiciel (Shipper Exemple)",
            "provider": "Passerelle (Liaisons EDI)",
            "officer": "Logiciel (Officer Exemple)",
            "gamma": "GAMM@",
        }
        assert all(actor.account == f"key:{actor.account.removeprefix('key:')}" for actor in named.values())

    def test_that_may_only_read_sees_and_changes_nothing(self, world: World) -> None:
        made = issue(world)
        reader = machine(world, "shipper", "documents:read")
        assert list(visible_to(reader, NOW)) == [made]
        assert not may_on(reader, Permission.CANCEL, made, NOW)
        forced: list[Callable[[], object]] = [
            lambda: operations.generate_many([request()], actor=reader, now=NOW, key=""),
            lambda: operations.register_many([report()], actor=reader, now=NOW),
            lambda: operations.cancel(made.reference, actor=reader, now=NOW, reason="document_error"),
            lambda: require(reader, Permission.ASK),
        ]
        for force in forced:
            with pytest.raises(DomainError) as refused:
                force()
            assert refused.value.codes == (ErrorCode.NOT_ALLOWED,)
        assert FallbackDocument.objects.count() == 1

    def test_with_the_scope_issues_where_its_owner_may(self, world: World) -> None:
        software = machine(world, "shipper", "documents:issue")
        operations.generate_many([request()], actor=software, now=NOW, key="")
        with pytest.raises(DomainError):
            operations.generate_many([request(CLIENT)], actor=software, now=NOW, key="")
        written = FallbackDocument.objects.get(excise_number__number=SHIPPER).history.get()
        assert (written.actor_id, written.actor_label) == (software.account, "Logiciel (Shipper Exemple)")

    def test_of_gamma_that_may_only_read_regularises_nothing(self, world: World) -> None:
        made = issue(world)
        reader = machine(world, "gamma", "documents:read")
        for force in (operations.withdraw, operations.reactivate):
            with pytest.raises(DomainError) as refused:
                force(made.reference, actor=reader, now=NOW, reason="other", comment="x")
            assert refused.value.codes == (ErrorCode.NOT_ALLOWED,)

    def test_reaches_no_row_without_the_permission(self, world: World) -> None:
        issue(world)
        issuer = machine(world, "officer", "documents:issue")
        rows = FallbackDocument.objects.all()
        assert within(rows, issuer, Permission.CONSULT, NOW).count() == 1
        assert within(rows, issuer, Permission.CANCEL, NOW).count() == 0
        national = machine(world, "national", "documents:read")
        assert within(rows, national, Permission.STEER, NOW).count() == 0
