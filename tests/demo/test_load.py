"""The demonstration shows everything that there is to see, and obeys every rule that it shows."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from stdnum.fr import siret

from gps.accounts.models import ApiKey, CustomsOffice, EdiProvider, ExciseNumber, Mandate, OpeningHours, Operator, User
from gps.accounts.roles import AccessMode, Right, Role
from gps.demo import loading
from gps.demo.people import BREWERY, CELLAR, PASSWORD, PEOPLE, RUM, WINE
from gps.documents.followup import Need, with_needs
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, HistoryEntry, SequenceCounter
from gps.domain import chain, reference
from gps.domain.lifecycle import Action, ActorKind, CancellationReason, ManualReason, Means, ReactivationReason
from gps.jobs.models import Job
from gps.notices.models import Endpoint
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("loaded")

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")


def values(field: str, **criteria: Any) -> Counter[Any]:
    return Counter(FallbackDocument.objects.filter(**criteria).values_list(field, flat=True))


class TestThePeople:
    @pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.account)
    def test_can_sign_in_with_the_password_that_is_printed(self, person: Any) -> None:
        user = authenticate(username=person.email, password=PASSWORD)
        assert isinstance(user, User)
        assert user.role == person.role

    def test_are_of_every_role(self) -> None:
        assert {user.role for user in User.objects.all()} == set(Role.values) - {Role.SYSTEM}

    def test_of_the_group_hold_three_numbers_one_of_them_for_one_to_consult(self) -> None:
        group, clerk = (User.objects.get(email__startswith=name) for name in ("negoce@", "comptable@"))
        assert group.enrolments.filter(right=Right.DECLARE).count() == 3
        assert [row.right for row in clerk.enrolments.all()] == [Right.CONSULT]
        assert CELLAR[8] == "A"

    def test_have_offices_with_hours_and_ways_to_be_reached(self) -> None:
        for office in CustomsOffice.objects.all():
            assert office.officers.count() == 1
            assert office.email.endswith(".invalid")
            assert OpeningHours.objects.filter(office=office).count() == 10

    def test_have_companies_with_a_right_siret(self) -> None:
        assert all(siret.is_valid(operator.siret) for operator in Operator.objects.all())
        assert all(siret.is_valid(provider.siret) for provider in EdiProvider.objects.all())

    def test_are_entered_as_the_administration_would_have_it(self) -> None:
        for model in (Operator, EdiProvider, CustomsOffice, OpeningHours, ExciseNumber, Mandate, User):
            for row in model._default_manager.all():
                row.full_clean()

    @pytest.mark.rule("P4")
    def test_have_software_with_keys_of_every_state_and_a_webhook_that_is_off(self) -> None:
        keys = ApiKey.objects.all()
        assert [key.label for key in keys.filter(revoked_at=None, expires_at__gt=NOW).order_by("pk")] == [
            "Passerelle EDI, production",
            "Logiciel de chai",
        ]
        assert keys.filter(revoked_at__isnull=False).count() == keys.filter(expires_at__lte=NOW).count() == 1
        [hook] = Endpoint.objects.all()
        assert hook.provider is not None
        assert not hook.is_on
        assert not Job.objects.filter(kind="key-notices", done_at=None).exists()

    def test_use_every_way_to_reach_gamma(self) -> None:
        assert {row.access_mode for row in ExciseNumber.objects.all()} == set(AccessMode.values)


class TestTheRegister:
    def test_holds_some_hundred_documents_of_two_years(self) -> None:
        assert 300 <= FallbackDocument.objects.count() <= 400
        first = FallbackDocument.objects.order_by("recorded_at").first()
        assert first is not None
        assert timedelta(days=690) < NOW - first.recorded_at < timedelta(days=740)
        assert not FallbackDocument.objects.filter(recorded_at__gt=NOW).exists()
        assert not HistoryEntry.objects.filter(at__gt=NOW).exists()

    @pytest.mark.parametrize(
        ("field", "least"),
        [
            ("status", {"active": 20, "inactive": 5, "cancelled": 15, "reintegrated": 200}),
            ("recording_mode", {"normal": 200, "a_posteriori": 50}),
            ("document_type", {"DAA": 100, "DSA": 100}),
            ("status_actor_kind", {kind.value: 1 for kind in ActorKind}),
        ],
    )
    def test_holds_documents_of_every_sort(self, field: str, least: dict[str, int]) -> None:
        found = values(field)
        assert found.keys() == least.keys()
        assert all(found[value] >= count for value, count in least.items()), found

    def test_uses_every_reason_and_means(self) -> None:
        assert values("cancellation_reason", status="cancelled").keys() == set(CancellationReason)
        reasons = HistoryEntry.objects.filter(action=Action.REACTIVATE).values_list("reason", flat=True)
        assert set(reasons) == set(ReactivationReason)
        typed = {"recording_mode": "a_posteriori", "import_entries": None}  # a file tells neither
        assert values("manual_reason", **typed).keys() == set(ManualReason)
        assert values("told_means", **typed).keys() == set(Means)

    def test_shows_every_action(self) -> None:
        assert set(HistoryEntry.objects.values_list("action", flat=True)) == set(Action)

    def test_shows_every_need(self) -> None:
        """To the wine shipper alone, too."""
        rows: Any = with_needs(FallbackDocument.objects.filter(excise_number__number=WINE), NOW)
        assert {row.need for row in rows} == set(Need)

    def test_shows_every_anomaly_open_and_settled(self) -> None:
        for kind in AnomalyKind:
            for is_open in (True, False):
                assert Anomaly.objects.filter(kind=kind, resolved_at__isnull=is_open).exists(), (kind, is_open)
        assert Anomaly.objects.filter(replacement__isnull=False).count() == 2

    def test_has_documents_of_today(self) -> None:
        today = FallbackDocument.objects.filter(recorded_at__gt=NOW - timedelta(hours=4))
        assert today.filter(excise_number__number=WINE).count() >= 3
        assert {document.status for document in today} == {"active"}

    def test_has_numbers_of_the_provider_for_its_clients_alone(self) -> None:
        lines = HistoryEntry.objects.filter(actor_kind=ActorKind.EDI_PROVIDER).select_related("document__excise_number")
        assert {line.document.excise_number.access_mode for line in lines} == {AccessMode.EDI}
        assert BREWERY in {line.document.excise_number.number for line in lines}

    def test_gives_the_duty_paid_warehouse_no_daa(self) -> None:
        assert values("document_type", excise_number__number=CELLAR).keys() == {"DSA"}

    def test_works_on_working_days_and_in_the_day(self) -> None:
        """But for the trucks of this very day, which leave whenever it is."""
        earlier = FallbackDocument.objects.select_related("excise_number").filter(
            recorded_at__lt=NOW - timedelta(hours=12), recording_mode="normal"
        )
        for document in earlier:
            local = document.recorded_at.astimezone(document.excise_number.zone)
            assert local.time() < time(0, 31) or time(8) <= local.time() < time(18, 30), document

    def test_ships_with_vehicles_that_come_again(self) -> None:
        assert max(values("transport_key").values()) >= 4


@pytest.mark.rule("H2")
class TestTheHistory:
    def test_of_each_document_is_an_unbroken_chain(self) -> None:
        histories: dict[int, list[HistoryEntry]] = defaultdict(list)
        for entry in HistoryEntry.objects.select_related("document").order_by("document", "position"):
            histories[entry.document_id].append(entry)
        assert len(histories) == FallbackDocument.objects.count()
        for entries in histories.values():
            assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
            assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
            assert entries[0].at == entries[0].document.recorded_at
            assert entries[-1].to_status == entries[0].document.status
            previous = chain.START
            for entry in entries:
                assert entry.previous_hash == previous
                assert entry.hash == entry.computed_hash()
                previous = entry.hash


@pytest.mark.rule("N5", "N6", "N7")
class TestTheSequences:
    def test_have_no_repeat_in_what_gps_issued(self) -> None:
        issued = FallbackDocument.objects.filter(recording_mode="normal")
        keys = Counter(issued.values_list("excise_number", "year", "sequence"))
        assert max(keys.values()) == 1

    def test_repeat_only_where_an_anomaly_says_so(self) -> None:
        keys = Counter(FallbackDocument.objects.values_list("excise_number", "year", "sequence"))
        repeated = sum(count - 1 for count in keys.values())
        assert repeated == Anomaly.objects.filter(kind=AnomalyKind.DUPLICATE_SEQUENCE).count() > 0

    def test_follow_time(self) -> None:
        """But for numbers made by hand, which are told later and may repeat, jump or be of last year's list."""
        issued = FallbackDocument.objects.filter(recording_mode="normal").order_by("excise_number", "year", "sequence")
        by_counter: dict[tuple[int, int], list[datetime]] = defaultdict(list)
        for document in issued:
            by_counter[document.excise_number_id, document.year].append(document.recorded_at)
        assert all(moments == sorted(moments) for moments in by_counter.values())

    def test_begin_anew_each_year(self) -> None:
        for counter in SequenceCounter.objects.all():
            used = FallbackDocument.objects.filter(excise_number=counter.excise_number, year=counter.year)
            assert used.filter(sequence=1).exists(), counter
        assert {2024, 2025, 2026} == set(values("year", excise_number__number=WINE))

    def test_of_the_wine_shipper_end_in_no_round_number(self) -> None:
        counter = SequenceCounter.objects.get(excise_number__number=WINE, year=2026)
        assert counter.last_sequence % 10

    def test_leave_gaps_only_before_a_jump(self) -> None:
        for counter in SequenceCounter.objects.exclude(excise_number__number=BREWERY):
            used = FallbackDocument.objects.filter(excise_number=counter.excise_number, year=counter.year)
            assert set(used.values_list("sequence", flat=True)) == set(range(1, counter.last_sequence + 1)), counter

    def test_of_la_reunion_change_at_its_own_midnight(self) -> None:
        moment = datetime(2026, 1, 1, 0, 30, 12, tzinfo=REUNION)
        document = FallbackDocument.objects.get(excise_number__number=RUM, recorded_at=moment)
        assert (document.recorded_at.astimezone(PARIS).year, document.year, document.sequence) == (2025, 2026, 1)
        assert document.recorded_on.isoformat() == "2026-01-01"

    def test_bear_the_right_last_character(self) -> None:
        for document in FallbackDocument.objects.all():
            if document.recording_mode == "normal" and document.document_type == "DAA":
                assert document.reference[-1] == reference.check_digit(document.reference[:20])
            else:
                assert document.reference[-1] == {"DAA": "1", "DSA": "2"}[document.document_type]


def test_a_second_time_changes_nothing() -> None:
    before = [list(model._default_manager.order_by("pk").values()) for model in (User, FallbackDocument, HistoryEntry)]
    assert not loading.load(NOW + timedelta(days=3))
    after = [list(model._default_manager.order_by("pk").values()) for model in (User, FallbackDocument, HistoryEntry)]
    assert before == after
