"""The demonstration tells of outages and authorisations of every kind, and each of its numbers rests on one."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from gps.accounts.models import CustomsOffice, ExciseNumber
from gps.accounts.roles import AccessMode, Territory
from gps.demo.breakdowns import WAITING
from gps.demo.people import BREWERY, DEPOT, PEOPLE, WINE
from gps.documents import operations
from gps.documents.followup import Need, with_needs
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import IssueRequest
from gps.domain import chain, grounds
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Failure, Ground, GroundKind, Service, Severity, Standing, tacit_at
from gps.domain.reference import DocumentType
from gps.jobs.models import Job
from gps.outages.grounds import ground_for, trader_of
from gps.outages.models import AuthorisationRequest, Change, Outage
from tests.demo.people import acting
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("loaded")

PORTAL = [mode for mode in AccessMode.values if mode != AccessMode.EDI]


def actions(outage: Outage) -> list[str]:
    return list(Change.objects.filter(subject=outage.identifier).values_list("action", flat=True))


def documents(subject: Outage | AuthorisationRequest) -> list[FallbackDocument]:
    return list(FallbackDocument.objects.filter(ground_reference=subject.identifier).select_related("excise_number"))


def requests(**criteria: Any) -> list[AuthorisationRequest]:
    return list(AuthorisationRequest.objects.filter(**criteria).order_by("asked_at"))


def establishment(number: str) -> ExciseNumber:
    return ExciseNumber.objects.get(number=number)


@pytest.mark.rule("F7", "G7")
class TestEveryDocument:
    def test_has_a_ground(self) -> None:
        kinds = Counter(FallbackDocument.objects.values_list("ground_kind", flat=True))
        assert kinds.keys() == set(GroundKind) - {GroundKind.NOT_ASKED}
        assert kinds[GroundKind.ALERT] > 250
        assert kinds[GroundKind.TO_JUSTIFY] == 2
        assert kinds[GroundKind.JUSTIFIED] == 1

    def test_was_issued_under_what_was_in_force(self) -> None:
        """And one that was made by hand left under it (E7)."""
        granted = FallbackDocument.objects.filter(
            ground_kind__in=["alert", "provider_incident", "explicit", "tacit"]
        ).select_related("excise_number")
        outages = {outage.identifier: outage for outage in Outage.objects.prefetch_related("spans")}
        asked = {request.identifier: request for request in AuthorisationRequest.objects.select_related()}
        for document in granted:
            assert document.dispatch_at is not None
            by_hand = document.recording_mode == "a_posteriori"
            at = min(document.dispatch_at, document.recorded_at) if by_hand else document.recorded_at
            if outage := outages.get(document.ground_reference):
                assert any(s.from_at <= at and (s.until_at is None or at < s.until_at) for s in outage.spans.all())
            else:
                standing = grounds.standing(asked[document.ground_reference].facts, at)
                assert grounds.IN_FORCE[standing] == document.ground_kind

    def test_of_a_failure_is_of_whom_it_concerns(self) -> None:
        for document in FallbackDocument.objects.filter(ground_kind=GroundKind.ALERT).select_related("excise_number"):
            failure = Outage.objects.get(identifier=document.ground_reference).failure
            assert trader_of(document.excise_number).access_mode in grounds.MODES[Failure(failure)]

    def test_of_customs_is_its_own_ground(self) -> None:
        for document in FallbackDocument.objects.filter(ground_kind=GroundKind.OFFICER):
            assert document.history.get(position=1).actor_kind == "customs"

    @pytest.mark.rule("E7")
    def test_without_one_is_flagged_or_was_justified(self) -> None:
        flags = Anomaly.objects.filter(kind=AnomalyKind.UNJUSTIFIED)
        open_ones = {flag.document_id for flag in flags.filter(resolved_at__isnull=True)}
        justified = flags.get(resolved_at__isnull=False)
        found = FallbackDocument.objects.filter(ground_kind=GroundKind.TO_JUSTIFY)
        assert {document.pk for document in found} == open_ones
        assert justified.document is not None
        assert justified.document.ground_reference == justified.receipt


@pytest.mark.rule("F2", "F3")
class TestTheOutages:
    def test_of_the_past_are_over_and_cited(self) -> None:
        alerts = Outage.objects.filter(failure__in=[4, 5], over_at__isnull=False, cancelled=False, planned=False)
        assert 50 <= alerts.count() <= 80
        assert {outage.service for outage in alerts} == set(Service)
        assert {outage.severity for outage in alerts} == {Severity.RED, Severity.BLACK}
        cited = sum(1 for outage in alerts if documents(outage))
        assert cited > 0.8 * alerts.count()

    def test_speak_french_and_english(self) -> None:
        assert not Outage.objects.filter(Q(message="") | Q(failure__in=[4, 5], message_en="")).exists()

    def test_went_from_red_to_black_once(self) -> None:
        [outage] = [outage for outage in Outage.objects.all() if "change" in actions(outage)]
        lines = Change.objects.filter(subject=outage.identifier)
        assert [line.data["severity"] for line in lines] == ["red", "black", "black"]

    def test_ended_and_reopened_once(self) -> None:
        [outage] = [outage for outage in Outage.objects.all() if "reopen" in actions(outage)]
        assert actions(outage) == ["open", "end", "reopen", "end"]
        assert outage.spans.count() == 2
        assert documents(outage)

    def test_were_withdrawn_once_and_nobody_relied_on_it(self) -> None:
        outage = Outage.objects.get(cancelled=True)
        assert actions(outage) == ["open", "cancel"]
        assert not documents(outage)

    def test_were_planned_for_a_night(self) -> None:
        outage = Outage.objects.get(planned=True, over_at__isnull=False)
        assert outage.severity == Severity.RED
        assert outage.published_at < outage.starts_at < outage.over_at  # type: ignore[operator]

    def test_of_the_provider_covered_its_clients_for_an_afternoon(self) -> None:
        past, _ = Outage.objects.filter(failure=Failure.PROVIDER).order_by("starts_at")
        clients = {document.excise_number.number for document in documents(past)}
        assert clients == {BREWERY, DEPOT}

    def test_of_one_operator_authorised_nobody_by_themselves(self) -> None:
        own = Outage.objects.filter(failure__in=[Failure.OPERATOR_DTI, Failure.OPERATOR_EDI])
        assert {outage.failure for outage in own} == {1, 2}
        assert not any(documents(outage) for outage in own)

    @pytest.mark.rule("H2")
    def test_and_requests_have_unbroken_chains(self) -> None:
        previous: dict[str, str] = {}
        for line in Change.objects.order_by("subject", "position"):
            assert line.previous_hash == previous.get(line.subject, chain.START)
            assert line.hash == line.computed_hash()
            previous[line.subject] = line.hash
        subjects = (Outage.objects, AuthorisationRequest.objects)
        identifiers = {name for rows in subjects for name in rows.values_list("identifier", flat=True)}
        assert previous.keys() == identifiers


@pytest.mark.rule("F4", "F5", "F9")
class TestTheRequests:
    def test_were_granted_and_used(self) -> None:
        granted = [request for request in requests(answers__granted=True) if documents(request)]
        assert len(granted) > 10
        assert any(request.incident for request in granted)

    def test_were_refused_in_time(self) -> None:
        in_time = [r for r in requests(answers__granted=False) if not r.answers.get().is_late]
        assert in_time
        assert not any(documents(request) for request in in_time)

    def test_were_left_without_an_answer_and_numbers_issued_on_it(self) -> None:
        relied = requests(relied_at__isnull=False, answers__isnull=True)
        assert relied
        for request in relied:
            assert {document.ground_kind for document in documents(request)} == {GroundKind.TACIT}
            assert all(document.recorded_at >= tacit_at(request.asked_at) for document in documents(request))

    def test_were_refused_too_late_to_touch_what_was_issued(self) -> None:
        [request] = [r for r in requests(answers__granted=False) if r.answers.get().is_late]
        assert request.failure == Failure.OPERATOR_EDI
        assert request.reintegrated_by == "provider"
        [document] = documents(request)
        assert document.recorded_at < request.answers.get().counts_at
        assert document.ground_kind == GroundKind.TACIT

    def test_were_made_by_telephone_and_noted_afterwards(self) -> None:
        [request] = requests(asked_means="telephone")
        answer = request.answers.get()
        assert request.asked_at < answer.given_at < request.recorded_at
        assert (request.recorded_kind, answer.means) == ("customs", "telephone")
        [document] = documents(request)
        assert document.recording_mode == "a_posteriori"
        assert answer.given_at < document.dispatch_at < request.recorded_at  # type: ignore[operator]

    def test_were_taken_back(self) -> None:
        assert requests(withdrawn_at__isnull=False)

    def test_come_from_offices_with_the_holidays_of_their_territory(self) -> None:
        assert CustomsOffice.objects.get(time_zone="Indian/Reunion").territory == Territory.REUNION


@pytest.mark.rule("F3", "G7", "T3")
class TestNow:
    def test_a_black_alert_is_under_way_since_this_morning(self) -> None:
        alert = Outage.objects.get(over_at__isnull=True, starts_at__lte=NOW, failure__in=[4, 5])
        assert (alert.service, alert.severity) == (Service.GAMMA_DTI, Severity.BLACK)
        assert alert.published_at == datetime.fromisoformat("2026-11-20T07:42:00+01:00")
        assert alert.expected_end_at is not None
        assert alert.expected_end_at > NOW
        for site in ExciseNumber.objects.filter(access_mode__in=PORTAL):
            assert ground_for(site, NOW) == Ground(GroundKind.ALERT, alert.identifier)

    def test_the_wine_shipper_can_generate_at_once(self) -> None:
        [document] = operations.generate_many([now_wanted(WINE)], actor=acting("vigneron"), now=NOW)
        assert document.ground_kind == GroundKind.ALERT

    @pytest.mark.parametrize("number", [BREWERY, DEPOT])
    @pytest.mark.parametrize("account", ["brasseur", "edi"])
    def test_the_brewer_cannot(self, number: str, account: str) -> None:
        with pytest.raises(DomainError) as refused:
            operations.generate_many([now_wanted(number)], actor=acting(account), now=NOW)
        assert refused.value.codes == (ErrorCode.GROUND_MISSING,)

    def test_the_brewery_shipped_today_under_an_incident_that_is_over(self) -> None:
        incident = Outage.objects.get(failure=Failure.PROVIDER, starts_at__gt=NOW - timedelta(days=1))
        assert incident.over_at is not None
        assert incident.over_at < NOW
        today = [document for document in documents(incident) if document.excise_number.number == BREWERY]
        assert len(today) == 3

    def test_the_depot_asked_and_waits(self) -> None:
        waiting = [r for r in requests() if grounds.standing(r.facts, NOW) is Standing.WAITING]
        assert [(r.excise_number.number, NOW - r.asked_at) for r in waiting] == [(DEPOT, WAITING)]
        assert waiting[0].incident is not None
        assert waiting[0].incident.over_at is None

    def test_a_maintenance_is_to_come_next_saturday_night(self) -> None:
        to_come = Outage.objects.get(starts_at__gt=NOW)
        assert to_come.planned
        assert to_come.starts_at == datetime.fromisoformat("2026-11-21T22:00+01:00")

    def test_another_alert_of_this_week_is_over(self) -> None:
        week = Outage.objects.filter(failure=Failure.GAMMA_DTI, published_at__gt=NOW - timedelta(days=4))
        assert [outage.is_over for outage in week.order_by("published_at")] == [True, False]

    def test_the_clock_of_what_the_alert_grounds_stands_still(self) -> None:
        alert = Outage.objects.get(over_at__isnull=True, starts_at__lte=NOW, failure__in=[4, 5])
        grounded = documents(alert)
        assert grounded
        assert all(document.clock_stands_still and document.due_at is None for document in grounded)

    def test_what_is_due_soon_and_overdue_rests_on_what_is_over(self) -> None:
        rows: Any = with_needs(FallbackDocument.objects.select_related("excise_number"), NOW)
        needs = Counter(row.need for row in rows)
        assert needs[Need.DUE_SOON] >= 5
        assert needs[Need.OVERDUE] == 4
        assert needs[Need.INACTIVE] == 11
        assert all(row.is_overdue(NOW) == (row.need == Need.OVERDUE) for row in rows)

    def test_only_what_is_news_is_still_to_be_told(self) -> None:
        pending = Job.objects.filter(done_at__isnull=True)
        assert pending.filter(kind="outage-notices").count() == 4
        assert not pending.filter(due_at__lt=NOW - timedelta(hours=12)).exists()
        assert pending.filter(due_at__gt=NOW).get().due_at == NOW - WAITING + timedelta(hours=1)

    def test_the_table_of_accounts_says_what_to_try(self) -> None:
        told = " ".join(person.good_for for person in PEOPLE)
        for word in ("alerte", "demande", "tacite", "Ai-je le droit", "diagnostiquer", "à justifier", "incident"):
            assert word in told


def now_wanted(number: str) -> IssueRequest:
    local = (NOW + timedelta(hours=1)).astimezone(establishment(number).zone)
    return IssueRequest(DocumentType.DAA, number, "AB-123-CD", local.date(), local.time().replace(second=0))
