"""Who may do what to whose documents (rules G2, P3, P4, R2): the table walked, person by person."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gps.accounts.actors import SYSTEM, Actor
from gps.accounts.models import Enrolment, ExciseNumber, Mandate
from gps.accounts.permissions import PERMISSIONS, Permission, Scope, excise_numbers_for, may, require, usable
from gps.accounts.roles import Right, Role
from gps.documents.models import Anomaly, FallbackDocument
from gps.documents.permissions import anomalies_for, may_on, visible_to
from gps.domain.errors import ErrorCode
from tests.documents.register import issue, refused, register, registered
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, STRANGE, WAREHOUSE, World

pytestmark = pytest.mark.django_db

ALL = {SHIPPER, WAREHOUSE, DISTILLER, CLIENT, STRANGE}
DECLARING = {
    Permission.ISSUE, Permission.REGISTER, Permission.CANCEL, Permission.COMPLETE, Permission.CORRECT, Permission.ASK,
}  # fmt: skip
OFFICERS = {Permission.ISSUE_BATCH, Permission.REACTIVATE, Permission.SETTLE, Permission.ANSWER, Permission.INSPECT}
HELP_DESK = {Permission.STEER, Permission.INSPECT}
SYSTEMS = {Permission.DEACTIVATE, Permission.REINTEGRATE}
REACH: dict[str, tuple[set[str], set[Permission], set[str]]] = {
    "shipper": ({SHIPPER, WAREHOUSE}, DECLARING, {SHIPPER, WAREHOUSE}),
    "reader": ({SHIPPER}, DECLARING, set()),
    "stranger": ({STRANGE}, DECLARING, {STRANGE}),
    "client": ({CLIENT}, DECLARING, {CLIENT}),
    "distiller": ({DISTILLER}, DECLARING, {DISTILLER}),
    "provider": ({CLIENT}, DECLARING, {CLIENT}),
    "officer": ({SHIPPER, WAREHOUSE, CLIENT}, DECLARING | OFFICERS, {SHIPPER, WAREHOUSE, CLIENT}),
    "other_officer": ({DISTILLER, STRANGE}, DECLARING | OFFICERS, {DISTILLER, STRANGE}),
    "national": (ALL, HELP_DESK, ALL),
    "administrator": (ALL, {Permission.INSPECT}, ALL),
    "system": (ALL, SYSTEMS, ALL),
}
"""What each person consults; his role's other permissions; the excise numbers on which he has them."""


def reach(who: str, permission: Permission) -> set[str]:
    consulted, others, on = REACH[who]
    if permission is Permission.INSPECT:  # a paper met on the road is anybody's (V4)
        on = ALL
    if permission is Permission.CONSULT:
        return consulted
    return on if permission in others else set()


def actor_named(world: World, who: str) -> Actor:
    return SYSTEM if who == "system" else world.actor(who)


def one_document_each(world: World) -> dict[str, FallbackDocument]:
    return {
        number: registered(world, f"26{number}000011", who, excise_number=number)
        for number, who in [
            (SHIPPER, "shipper"), (WAREHOUSE, "shipper"), (DISTILLER, "distiller"), (CLIENT, "client"),
            (STRANGE, "stranger"),
        ]
    }  # fmt: skip


class TestTheTable:
    @pytest.mark.rule("P4", "G2", "R2")
    @pytest.mark.parametrize("permission", Permission)
    @pytest.mark.parametrize("who", REACH)
    def test_reaches_these_excise_numbers_and_no_other(self, world: World, who: str, permission: Permission) -> None:
        reached = excise_numbers_for(actor_named(world, who), permission, NOW).values_list("number", flat=True)
        assert sorted(reached) == sorted(reach(who, permission))

    @pytest.mark.rule("P3", "P4")
    @pytest.mark.parametrize("who", REACH)
    def test_says_what_a_menu_shows_and_what_is_refused_if_forced(self, world: World, who: str) -> None:
        actor = actor_named(world, who)
        for permission in Permission:
            expected = permission in {Permission.CONSULT, *REACH[who][1]}
            assert may(actor, permission) is expected
            if not expected:
                with refused(ErrorCode.NOT_ALLOWED):
                    require(actor, permission)

    @pytest.mark.rule("P3", "R2")
    @pytest.mark.parametrize("who", REACH)
    def test_answers_for_each_document(self, world: World, who: str) -> None:
        documents = one_document_each(world)
        actor = actor_named(world, who)
        for permission in Permission:
            assert {n for n, d in documents.items() if may_on(actor, permission, d, NOW)} == reach(who, permission)

    @pytest.mark.rule("P1", "P3")
    def test_shows_nothing_that_could_not_be_used(self, world: World) -> None:
        kept = {who: usable(world.actor(who), Permission, NOW) for who in ("shipper", "reader", "national")}
        consult = {Permission.CONSULT}
        assert kept == {"shipper": consult | DECLARING, "reader": consult, "national": consult | HELP_DESK}
        Enrolment.objects.all().delete()
        assert usable(world.actor("shipper"), Permission, NOW) == set()

    @pytest.mark.rule("P4")
    def test_has_a_line_for_every_role_and_writes_in_the_register_for_no_national_staff(self) -> None:
        assert set(PERMISSIONS) == set(Role)
        assert PERMISSIONS[Role.NATIONAL] == dict.fromkeys({Permission.CONSULT, *HELP_DESK}, Scope.ALL)
        assert PERMISSIONS[Role.ADMINISTRATOR] == dict.fromkeys((Permission.CONSULT, Permission.INSPECT), Scope.ALL)

    @pytest.mark.rule("F2", "F4", "P4")
    def test_keeps_diagnosing_answering_and_asking_apart(self) -> None:
        """Nobody answers his own request, and whoever publishes an alert grants no single operator anything."""
        may_steer = {role for role, line in PERMISSIONS.items() if Permission.STEER in line}
        may_answer = {role for role, line in PERMISSIONS.items() if Permission.ANSWER in line}
        may_ask = {role for role, line in PERMISSIONS.items() if Permission.ASK in line}
        assert (may_steer, may_answer) == ({Role.NATIONAL}, {Role.OFFICER})
        assert may_ask == {Role.OPERATOR, Role.PROVIDER, Role.OFFICER}
        assert PERMISSIONS[Role.OPERATOR][Permission.ASK] is Scope.DECLARED
        assert PERMISSIONS[Role.OFFICER][Permission.ANSWER] is Scope.OFFICE


class TestWhatIsVisible:
    @pytest.mark.rule("R2", "H1")
    @pytest.mark.parametrize("who", REACH)
    def test_is_what_concerns_the_person(self, world: World, who: str) -> None:
        one_document_each(world)
        visible = visible_to(actor_named(world, who), NOW)
        assert sorted(d.excise_number.number for d in visible) == sorted(REACH[who][0])

    @pytest.mark.rule("R2", "V2")
    def test_leaves_a_foreign_document_as_unknown_as_one_that_does_not_exist(self, world: World) -> None:
        foreign = issue(world).reference
        for number in (foreign, foreign[:-1] + "9"):
            with pytest.raises(FallbackDocument.DoesNotExist) as caught:
                visible_to(world.actor("stranger"), NOW).get(reference=number)
            assert str(caught.value) == "FallbackDocument matching query does not exist."

    @pytest.mark.rule("R2")
    def test_is_listed_once_for_a_person_with_several_enrolments(self, world: World) -> None:
        one_document_each(world)
        for number in ExciseNumber.objects.exclude(number__in=[SHIPPER, WAREHOUSE]):
            Enrolment.objects.create(user=world.users["shipper"], excise_number=number, right=Right.CONSULT)
        shipper = world.actor("shipper")
        assert sorted(d.excise_number.number for d in visible_to(shipper, NOW)) == sorted(ALL)
        assert excise_numbers_for(shipper, Permission.CONSULT, NOW).count() == 5
        assert excise_numbers_for(shipper, Permission.ISSUE, NOW).count() == 2

    @pytest.mark.rule("R2")
    def test_is_listed_once_although_others_are_enrolled_too(self, world: World) -> None:
        """The right to declare of one person is not another's."""
        issue(world)
        assert visible_to(world.actor("reader"), NOW).count() == 1
        assert not excise_numbers_for(world.actor("reader"), Permission.ISSUE, NOW).exists()

    @pytest.mark.rule("R2")
    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.PROVIDER, Role.OFFICER])
    def test_is_nothing_for_an_actor_without_account_office_or_provider(self, world: World, role: Role) -> None:
        Enrolment.objects.all().delete()  # NULL must match no excise number that nobody is enrolled for
        one_document_each_by_officers(world)
        nobody = Actor(role, "nobody", "Personne")
        assert not visible_to(nobody, NOW).exists()
        assert not excise_numbers_for(nobody, Permission.ISSUE, NOW).exists()

    @pytest.mark.rule("R2", "E3")
    def test_holds_for_anomalies_too(self, world: World) -> None:
        registered(world, f"26{SHIPPER}090001", confirmed=True)
        registered(world, f"26{STRANGE}090001", "stranger", excise_number=STRANGE, confirmed=True)
        assert Anomaly.objects.count() == 2
        seen = {
            who: anomalies_for(world.actor(who), Permission.SETTLE, NOW).count()
            for who in ("officer", "other_officer", "shipper", "national")
        }
        assert seen == {"officer": 1, "other_officer": 1, "shipper": 0, "national": 0}
        assert anomalies_for(world.actor("shipper"), Permission.CONSULT, NOW).count() == 1


class TestAMandate:
    @pytest.mark.rule("R2", "G2")
    @pytest.mark.parametrize(
        ("starts", "ends", "holds"),
        [
            (date(2026, 11, 20), None, True),
            (date(2026, 11, 20), date(2026, 11, 20), True),
            (date(2026, 11, 21), None, False),
            (date(2024, 1, 1), date(2026, 11, 19), False),
        ],
    )
    def test_lets_the_provider_see_from_its_first_to_its_last_day(
        self, world: World, starts: date, ends: date | None, holds: bool
    ) -> None:
        issue(world, "client", excise_number=CLIENT)
        Mandate.objects.update(starts_on=starts, ends_on=ends)
        assert visible_to(world.actor("provider"), NOW).exists() is holds
        assert excise_numbers_for(world.actor("provider"), Permission.ISSUE, NOW).exists() is holds

    @pytest.mark.rule("R2")
    def test_that_was_given_twice_lists_a_document_once(self, world: World) -> None:
        issue(world, "client", excise_number=CLIENT)
        Mandate.objects.create(provider=world.provider, excise_number=world.client, starts_on=date(2026, 1, 1))
        assert visible_to(world.actor("provider"), NOW).count() == 1

    @pytest.mark.rule("R2", "N7")
    def test_begins_at_midnight_of_the_establishment(self, world: World) -> None:
        Mandate.objects.all().delete()
        for excise_number in (world.distiller, world.client):
            Mandate.objects.create(provider=world.provider, excise_number=excise_number, starts_on=date(2027, 1, 1))

        def reached(at: datetime) -> set[str]:
            held = excise_numbers_for(world.actor("provider"), Permission.ISSUE, at)
            return set(held.values_list("number", flat=True))

        there, here = datetime(2026, 12, 31, 20, 0, tzinfo=UTC), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
        instant = timedelta(microseconds=1)
        assert [reached(at) for at in (there - instant, there, here - instant, here)] == [
            set(), {DISTILLER}, {DISTILLER}, {DISTILLER, CLIENT},
        ]  # fmt: skip


def one_document_each_by_officers(world: World) -> None:
    for number, who in [(SHIPPER, "officer"), (DISTILLER, "other_officer")]:
        assert register(world, f"26{number}000011", who, excise_number=number).document
