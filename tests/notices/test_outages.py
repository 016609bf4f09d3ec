"""What is told of outages: to whom, once, in words that say what to do (rules F1, F2, F3, M3)."""

import pytest

from gps.accounts.models import Enrolment, ExciseNumber, User
from gps.accounts.roles import Right, Role
from gps.domain.errors import ErrorCode
from gps.domain.grounds import Service, Severity
from gps.jobs.models import Job
from gps.notices import mails, outages, preferences
from gps.notices.labels import Following, Kind
from gps.notices.models import Mail
from gps.outages.grounds import outages_concerning
from gps.outages.models import Change
from tests.notices.post import READER, addresses, deliver, follow, to, words
from tests.outages import crisis
from tests.outages.crisis import HOUR, MINUTE
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

PORTAL_USERS = ["distiller", "reader", "shipper", "stranger"]
EDI_USERS = ["client", "provider"]


class TestANationalAlert:
    @pytest.mark.rule("F1", "F3")
    @pytest.mark.parametrize(
        ("service", "users"),
        [(Service.GAMMA_DTI, PORTAL_USERS), (Service.GAMMA_EDI, EDI_USERS), (Service.MAREVA, EDI_USERS)],
    )
    def test_is_told_to_those_it_covers(self, world: World, service: Service, users: list[str]) -> None:
        crisis.alert(world, service)
        assert addresses(deliver()) == users

    @pytest.mark.rule("F3")
    @pytest.mark.parametrize(
        ("service", "told"),
        [
            (Service.GAMMA_DTI, {Following.ALL, Following.PORTAL}),
            (Service.GAMMA_EDI, {Following.ALL, Following.EDI}),
            (Service.MAREVA, {Following.ALL, Following.EDI}),
        ],
    )
    def test_is_told_to_those_who_follow_its_service(
        self, world: World, service: Service, told: set[Following]
    ) -> None:
        for following in Following:
            follow(f"{following}@ailleurs.invalid", following)
        crisis.alert(world, service)
        strangers = {address for address in addresses(deliver()) if "@" in address}
        assert strangers == {f"{following}@ailleurs.invalid" for following in told}

    @pytest.mark.rule("F3", "M3")
    def test_is_told_on_opening_change_end_and_reopening(self, world: World) -> None:
        follow()
        alert = crisis.alert(world, expected_end_at=NOW + 2 * HOUR, message_en="Use the fallback procedure.")
        opened = to(deliver(), READER)
        assert opened.subject == f"[GPS] Alerte noire – GAMM@ DTI : publication ({alert.identifier})"
        for said in (
            f"Publication le 20/11/2026 à 18:45 (UTC+1) – identifiant {alert.identifier}",
            "Fin prévue : 20/11/2026 à 20:45 (UTC+1). Une prévision ne met fin à rien.",
            "Ouvre la procédure de secours aux opérateurs DTI et DTI+.",
            "Que faire ? Utilisez la procédure de secours.",
            f"http://127.0.0.1:8000/meteo/{alert.identifier}/",
            f"Black alert – GAMM@ DTI: published ({alert.identifier})",
            "Start: 20/11/2026 at 18:45 (UTC+1)",
            "What to do: Use the fallback procedure.",
        ):
            assert said in words(opened)
        assert "\n\n\n" not in str(opened.body)
        assert words(opened).index("Utilisez") < words(opened).index("----- English -----")

        crisis.change(world, alert, now=NOW + MINUTE, severity=Severity.NOTICE)
        changed = to(deliver(NOW + MINUTE), READER)
        assert "Information – GAMM@ DTI : modification" in changed.subject
        assert "N’ouvre pas la procédure de secours." in words(changed)
        assert "Does not open the fallback procedure." in words(changed)

        crisis.end(world, alert, now=NOW + HOUR, ended_at=NOW + 50 * MINUTE)
        ended = to(deliver(NOW + HOUR), READER)
        assert ": fin (" in ended.subject
        assert "Rétablissement : 20/11/2026 à 19:35 (UTC+1)" in words(ended)
        for duty in ("1. intégrer dans GPS", "2. régulariser chaque mouvement dans GAMM@", "3. conserver les DAA et"):
            assert duty in words(ended)

        crisis.reopen(world, alert, now=NOW + 2 * HOUR)
        assert "réouverture" in to(deliver(NOW + 2 * HOUR), READER).subject

    @pytest.mark.rule("F3")
    def test_that_is_withdrawn_is_told_without_the_help_desks_own_note(self, world: World) -> None:
        follow()
        alert = crisis.alert(world)
        deliver()
        crisis.cancel(world, alert, now=NOW + MINUTE, comment="Erreur de M. Untel.")
        told = to(deliver(NOW + MINUTE), READER)
        assert ": annulation (" in told.subject
        assert "Annulée : n’ouvre pas la procédure de secours." in words(told)
        assert "Untel" not in words(told)

    @pytest.mark.rule("F3")
    def test_tells_what_it_was_even_when_the_worker_comes_late(self, world: World) -> None:
        """Two changes wait for a worker that was away: each is told as it was published."""
        follow()
        alert = crisis.alert(world, message="Attendez.")
        crisis.change(world, alert, now=NOW + MINUTE, message="Utilisez le papier.", severity=Severity.RED)
        first, second = [m for m in deliver(NOW + HOUR) if m.to == [READER]]
        assert ("Alerte noire" in first.subject, "Attendez." in words(first)) == (True, True)
        assert ("Alerte rouge" in second.subject, "Utilisez le papier." in words(second)) == (True, True)

    @pytest.mark.rule("F3")
    def test_to_come_says_when_it_will_open_the_right(self, world: World) -> None:
        crisis.alert(world, planned=True, starts_at=NOW + 24 * HOUR, expected_end_at=NOW + 26 * HOUR)
        told = words(to(deliver(), "shipper"))
        assert "(maintenance programmée)" in told
        assert "Début : 21/11/2026 à 18:45 (UTC+1) (à venir)" in told
        assert "Ouvrira la procédure de secours aux opérateurs DTI et DTI+, dès son début." in told

    @pytest.mark.rule("F3")
    def test_is_told_once_to_an_account_that_follows_as_well(self, world: World) -> None:
        follow("shipper@gps.invalid")
        crisis.alert(world)
        told = to(deliver(), "shipper")
        assert "Choisir ses avis : http://127.0.0.1:8000/mes-avis/" in words(told)
        assert "List-Unsubscribe" not in told.extra_headers

    @pytest.mark.rule("F3")
    def test_is_not_told_to_who_confirmed_after_it(self, world: World) -> None:
        crisis.alert(world)
        follow(asked_at=NOW + MINUTE)
        assert READER not in addresses(deliver(NOW + HOUR))
        assert not Mail.objects.filter(to=READER, about__startswith="P").exists()

    @pytest.mark.parametrize("why", ["closed", "turned off"])
    def test_is_not_told_to_an_account_that_is_closed_or_wants_none(self, world: World, why: str) -> None:
        shipper = world.users["shipper"]
        if why == "closed":
            User.objects.filter(pk=shipper.pk).update(is_active=False)
        else:
            preferences.choose(shipper, {Kind.REQUESTS, Kind.REMINDERS, Kind.INACTIVE})
        crisis.alert(world)
        assert addresses(deliver()) == ["distiller", "reader", "stranger"]


class TestAnIncident:
    @pytest.mark.rule("F1", "F2")
    def test_of_a_provider_is_told_to_its_clients_and_to_itself(self, world: World) -> None:
        follow()
        incident = crisis.provider_down(world)
        sent = deliver()
        assert addresses(sent) == ["client", "edi@liaisons.invalid", "provider"]
        told = to(sent, "client")
        assert told.subject == f"[GPS] Incident – Prestataire Liaisons EDI : publication ({incident.identifier})"
        assert "Tous les clients de ce prestataire sont autorisés" in words(told)
        assert "English" not in words(told)

    @pytest.mark.rule("F1", "F2", "F4")
    def test_of_an_operator_is_told_to_his_people_at_their_clock_and_opens_nothing(self, world: World) -> None:
        follow()
        crisis.operator_down(world, world.distiller)
        sent = deliver()
        assert addresses(sent) == ["distiller"]
        assert "Début : 20/11/2026 à 21:45 (UTC+4)" in words(sent[0])
        assert "Cet incident n’autorise rien à lui seul" in words(sent[0])

    @pytest.mark.rule("F1", "F2")
    def test_of_a_provider_that_ends_closes_the_right_in_words(self, world: World) -> None:
        incident = crisis.provider_down(world)
        deliver()
        crisis.end(world, incident, now=NOW + HOUR)
        assert "Les clients de ce prestataire ne sont plus autorisés à ce titre." in words(deliver(NOW + HOUR)[0])

    @pytest.mark.rule("F2", "M3")
    def test_that_ends_reminds_of_the_duties(self, world: World) -> None:
        incident = crisis.operator_down(world, world.shipper)
        deliver()
        crisis.end(world, incident, now=NOW + HOUR)
        sent = deliver(NOW + HOUR)
        assert addresses(sent) == ["reader", "shipper"]
        assert "1. intégrer dans GPS" in words(sent[0])


class TestTheAudience:
    @pytest.mark.rule("F1")
    def test_is_the_one_that_the_rules_know(self, world: World) -> None:
        """The query and the pure function agree on every establishment, for each of the five failures."""
        made = [
            crisis.alert(world), crisis.alert(world, Service.GAMMA_EDI), crisis.provider_down(world),
            crisis.operator_down(world, world.shipper), crisis.operator_down(world, world.client),
        ]  # fmt: skip
        for outage in made:
            expected = [row.pk for row in ExciseNumber.objects.all() if outages_concerning(row, [outage])]
            assert sorted(outages.covered(outage).values_list("pk", flat=True)) == sorted(expected)
            assert expected

    def test_of_many_costs_a_few_queries_a_set(self, world: World, django_assert_max_num_queries: object) -> None:
        """A mail and a job each, in sets; what is read does not grow."""
        everybody = [
            User(email=f"u{n}@gps.invalid", first_name="U", last_name=str(n), role=Role.OPERATOR) for n in range(1200)
        ]
        made = User.objects.bulk_create(everybody)
        Enrolment.objects.bulk_create(
            [Enrolment(user=user, excise_number=world.shipper, right=Right.CONSULT) for user in made]
        )
        alert = crisis.alert(world)
        job = Job.objects.get(kind="outage-notices")
        with django_assert_max_num_queries(1204 + 40):  # type: ignore[operator]  # pytest-django's fixture
            outages.tell(job.payload, NOW)
        assert Mail.objects.filter(about=alert.identifier).count() == 1204
        assert Job.objects.filter(kind=mails.SEND).count() == 1204


class TestARetry:
    @pytest.mark.rule("F3")
    def test_writes_nobody_twice(self, world: World) -> None:
        follow()
        crisis.alert(world)
        payload = Job.objects.get(kind="outage-notices").payload
        outages.tell(payload, NOW)
        outages.tell(payload, NOW + MINUTE)
        sent = deliver(NOW + HOUR)
        assert addresses(sent) == sorted([READER, *PORTAL_USERS])
        outages.tell(payload, NOW + HOUR)
        assert deliver(NOW + 2 * HOUR) == []

    @pytest.mark.rule("F3")
    def test_after_half_of_it_was_written_writes_the_rest(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mails, "AT_ONCE", 2)
        really, sets = mails._write_set, iter([True, False])

        def breaking(*arguments: object) -> None:
            if not next(sets):
                raise OSError("coupure")
            really(*arguments)  # type: ignore[arg-type]

        crisis.alert(world)
        payload = Job.objects.get(kind="outage-notices").payload
        with monkeypatch.context() as patch:
            patch.setattr(mails, "_write_set", breaking)
            with pytest.raises(OSError, match="coupure"):
                outages.tell(payload, NOW)
        assert Mail.objects.count() == 2
        assert addresses(deliver(NOW + MINUTE)) == PORTAL_USERS

    @pytest.mark.rule("F3")
    def test_of_a_publication_that_was_rolled_back_tells_nothing(self, world: World) -> None:
        """What is refused writes no change, and so no notice."""
        alert = crisis.alert(world)
        deliver()
        with crisis.refused(ErrorCode.OUTAGE_UNCHANGED):
            crisis.change(world, alert, now=NOW + MINUTE)
        assert deliver(NOW + HOUR) == []
        assert Change.objects.count() == 1


def test_a_subject_is_one_line_whatever_a_name_holds(world: World) -> None:
    world.provider.name = "Liaisons\r\nBcc: tous@ailleurs.invalid"
    world.provider.save()
    crisis.provider_down(world)
    sent = to(deliver(), "client")
    assert "Liaisons Bcc: tous@ailleurs.invalid" in sent.subject
    assert sent.recipients() == ["client@gps.invalid"]
    assert sent.message()["Bcc"] is None
    assert mails.one_line("a\u2028b\x00c\td") == "a b c d"
    assert len(mails.one_line("x" * 500)) == 200
