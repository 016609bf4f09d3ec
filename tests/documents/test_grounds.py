"""The ground of each document (rules G7, F7, E7): none, no number; each kept; « à justifier »."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as conf

from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import generate_many, justify, register_many, settle
from gps.domain.errors import ErrorCode
from gps.domain.grounds import Service, Severity
from gps.outages.models import AuthorisationRequest, Outage
from tests.documents.register import chain_holds, counters, issue, last_line, register, registered, told
from tests.outages.crisis import (
    DAY,
    HOUR,
    INSTANT,
    MINUTE,
    alert,
    ask,
    black,
    cancel,
    end,
    grant,
    lines,
    operator_down,
    provider_down,
    refuse,
    refused,
    reopen,
    ungrounded,
    withdraw,
)
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, STRANGE, World, report, request

pytestmark = pytest.mark.django_db

E = ErrorCode
TOMORROW = (NOW + DAY).date()
DELAY, REMIND = conf.REGULARISATION_DELAY, conf.REMIND_BEFORE


@pytest.fixture(autouse=True)
def nobody_has_a_ground(world: World) -> None:
    ungrounded(world)


def ground_of(document: FallbackDocument) -> tuple[str, str]:
    kept = FallbackDocument.objects.get(pk=document.pk)
    return kept.ground_kind, kept.ground_reference


def number(sequence: int, excise_number: str = SHIPPER) -> str:
    return f"26{excise_number}{sequence:05d}1"


@pytest.mark.rule("G7")
class TestIssuing:
    @pytest.mark.parametrize(
        ("who", "excise_number"),
        [("shipper", SHIPPER), ("client", CLIENT), ("provider", CLIENT), ("distiller", DISTILLER)],
    )
    def test_without_a_ground_is_refused_and_burns_no_number(self, world: World, who: str, excise_number: str) -> None:
        with refused(E.GROUND_MISSING) as caught:
            issue(world, who, excise_number=excise_number, on=TOMORROW, key="k1")
        [fault] = caught.value.faults
        assert fault.field == "excise_number"
        mode = {SHIPPER: "dti", CLIENT: "edi", DISTILLER: "dti_plus"}[excise_number]
        assert fault.data == {"excise_number": excise_number, "access_mode": mode}
        assert counters() == {}

    def test_is_told_its_other_faults_too(self, world: World) -> None:
        with refused(E.GROUND_MISSING, E.TRANSPORT_EMPTY):
            issue(world, identity="")

    @pytest.mark.rule("G6")
    def test_with_a_key_that_was_refused_is_served_once_the_right_opens(self, world: World) -> None:
        with refused(E.GROUND_MISSING):
            issue(world, key="k1")
        black(world)
        assert issue(world, key="k1").sequence == 1

    @pytest.mark.rule("G6")
    @pytest.mark.parametrize("over", [end, cancel])
    def test_served_again_after_the_alert_gives_the_same_number(self, world: World, over: Any) -> None:
        [outage] = black(world)
        document = issue(world, key="k1")
        over(world, outage, now=NOW + MINUTE)
        assert issue(world, now=NOW + 2 * HOUR, key="k1") == document
        with refused(E.GROUND_MISSING):
            issue(world, now=NOW + 2 * HOUR, key="k2", on=TOMORROW)
        assert counters() == {(SHIPPER, 2026): 1}

    @pytest.mark.rule("G8")
    def test_by_an_officer_is_itself_the_authorisation(self, world: World) -> None:
        wanted = [request(SHIPPER), request(CLIENT), request(SHIPPER, identity="", on=None, at=None)]
        documents = generate_many(wanted, actor=world.actor("officer"), now=NOW)
        assert [ground_of(document) for document in documents] == [("officer", "")] * 3

    @pytest.mark.rule("F1", "F3")
    def test_by_an_edi_client_is_not_covered_by_the_alert_of_dti(self, world: World) -> None:
        black(world, Service.GAMMA_DTI)
        assert issue(world).ground_kind == "alert"
        with refused(E.GROUND_MISSING):
            issue(world, "client", excise_number=CLIENT)

    @pytest.mark.rule("F6")
    def test_under_a_mere_notice_is_refused(self, world: World) -> None:
        alert(world, severity=Severity.NOTICE)
        with refused(E.GROUND_MISSING):
            issue(world)

    @pytest.mark.rule("F2", "F4")
    def test_under_the_operator_s_own_incident_is_refused(self, world: World) -> None:
        operator_down(world, world.shipper)
        with refused(E.GROUND_MISSING):
            issue(world)

    @pytest.mark.rule("F5")
    def test_opens_at_the_3600th_second_and_not_a_second_before(self, world: World) -> None:
        made = ask(world)
        with refused(E.GROUND_MISSING):
            issue(world, now=NOW + timedelta(seconds=3599), on=TOMORROW)
        document = issue(world, now=NOW + timedelta(seconds=3600), on=TOMORROW)
        assert ground_of(document) == ("tacit", made.identifier)

    @pytest.mark.rule("F5")
    @pytest.mark.parametrize("close", [refuse, withdraw])
    def test_after_a_refusal_or_a_withdrawal_is_refused(self, world: World, close: Any) -> None:
        close(world, ask(world), now=NOW + MINUTE)
        with refused(E.GROUND_MISSING):
            issue(world, now=NOW + 2 * HOUR, on=TOMORROW)

    @pytest.mark.rule("F5")
    def test_ends_with_the_authorisation(self, world: World) -> None:
        grant(world, ask(world), ends_at=NOW + HOUR)
        issue(world, now=NOW + HOUR - INSTANT, on=TOMORROW)
        with refused(E.GROUND_MISSING):
            issue(world, now=NOW + HOUR, on=TOMORROW)

    @pytest.mark.rule("F5")
    def test_that_is_refused_for_another_fault_has_not_relied_on_the_silence(self, world: World) -> None:
        made = ask(world)
        with refused(E.TRANSPORT_EMPTY):
            issue(world, now=NOW + HOUR, on=TOMORROW, identity=" ")
        assert (AuthorisationRequest.objects.get().relied_at, lines(made.identifier)) == (None, ["ask"])


@pytest.mark.rule("F7")
class TestTheGroundOfADocument:
    def each_kind(self, world: World) -> dict[tuple[str, str], FallbackDocument]:
        """One document under each ground, all at ``NOW``; and the outage or request that it rests on."""
        asked = ask(world, "stranger", STRANGE, now=NOW - HOUR)
        granted = grant(
            world, ask(world, "distiller", DISTILLER, now=NOW - HOUR), who="other_officer", now=NOW - MINUTE
        )
        down, [dti] = provider_down(world, now=NOW), black(world, Service.GAMMA_DTI, now=NOW + MINUTE)
        [officers] = generate_many([request()], actor=world.actor("officer"), now=NOW)
        return {
            ("officer", ""): officers,
            ("alert", dti.identifier): issue(world, now=NOW + MINUTE),
            ("provider_incident", down.identifier): issue(world, "client", excise_number=CLIENT),
            ("tacit", asked.identifier): issue(world, "stranger", excise_number=STRANGE),
            ("explicit", granted.identifier): issue(
                world, "distiller", now=NOW, excise_number=DISTILLER, on=TOMORROW
            ),
        }  # fmt: skip

    def test_is_kept_with_it_and_told_in_its_first_line(self, world: World) -> None:
        for expected, document in self.each_kind(world).items():
            assert ground_of(document) == expected
            first = document.history.get(position=1)
            assert (first.data["ground_kind"], first.data["ground_reference"]) == expected
            assert chain_holds(document)
            assert expected[1] in document.ground_label

    def test_is_never_rewritten_by_what_comes_after(self, world: World) -> None:
        documents = self.each_kind(world)
        for outage in Outage.objects.all():
            end(world, outage, now=NOW + HOUR)
            reopen(world, outage, now=NOW + 2 * HOUR)
            cancel(world, outage, now=NOW + 3 * HOUR)
        for made in AuthorisationRequest.objects.all():
            refuse(world, made, who="other_officer", now=NOW + 3 * HOUR)
        for expected, document in documents.items():
            assert ground_of(document) == expected
            assert FallbackDocument.objects.get(pk=document.pk).status == "active"
            assert told(document) == [("issue", "", "active")]

    def test_of_a_provider_s_issue_is_that_of_his_client(self, world: World) -> None:
        down = provider_down(world)
        assert ground_of(issue(world, "provider", excise_number=CLIENT)) == ("provider_incident", down.identifier)


@pytest.mark.rule("E7", "F7")
class TestARegistration:
    def test_keeps_the_ground_at_the_dispatch_although_it_is_over(self, world: World) -> None:
        [outage] = black(world, now=NOW - 3 * DAY)
        end(world, outage, now=NOW - DAY)
        document = registered(world, number(8), on=(NOW - 2 * DAY).date())
        assert ground_of(document) == ("alert", outage.identifier)
        assert not document.anomalies.exists()

    def test_keeps_the_ground_of_now_for_a_dispatch_to_come(self, world: World) -> None:
        [outage] = black(world)
        end(world, outage, now=NOW + HOUR)
        document = registered(world, number(8), on=TOMORROW)
        assert ground_of(document) == ("alert", outage.identifier)

    def test_may_rest_on_silence_on_a_yes_or_on_the_provider_s_incident(self, world: World) -> None:
        at: dict[str, Any] = {"on": NOW.date(), "at": (NOW - HOUR).astimezone(world.shipper.zone).time()}
        tacit = ask(world, now=NOW, means="fax", asked_at=NOW - 3 * HOUR)
        yes = grant(
            world, ask(world, "client", CLIENT, means="fax", asked_at=NOW - 4 * HOUR), means="fax",
            given_at=NOW - 3 * HOUR,
        )  # fmt: skip
        assert ground_of(registered(world, number(8), **at)) == ("tacit", tacit.identifier)
        theirs = registered(world, number(8, CLIENT), "client", excise_number=CLIENT, **at)
        assert ground_of(theirs) == ("explicit", yes.identifier)

    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_without_a_ground_is_to_be_justified_and_the_service_is_told(self, world: World, who: str) -> None:
        [outage] = black(world)
        document = registered(world, number(8), who)  # left yesterday, before the alert
        assert ground_of(document) == ("to_justify", "")
        anomaly = Anomaly.objects.get()
        assert (anomaly.kind, anomaly.document, anomaly.is_open) == (AnomalyKind.UNJUSTIFIED, document, True)
        assert last_line(document).data["flags"] == ["unjustified"]
        assert document.ground_label == "À justifier"
        assert outage.spans.get().until_at is None

    def test_between_an_end_and_a_reopening_is_to_be_justified(self, world: World) -> None:
        [outage] = black(world, now=NOW - 3 * DAY)
        end(world, outage, now=NOW - 2 * DAY)
        reopen(world, outage, now=NOW - HOUR)
        assert ground_of(registered(world, number(8))) == ("to_justify", "")

    def test_of_many_looks_each_dispatch_up_on_its_own(self, world: World) -> None:
        [outage] = black(world, now=NOW - 3 * DAY)
        end(world, outage, now=NOW - 2 * DAY)
        days = [(NOW - n * DAY).date() for n in (1, 2, 3, 4)]
        reports = [report(number(n + 1), on=day) for n, day in enumerate(days)]
        outcomes = register_many(reports, actor=world.actor("shipper"), now=NOW)
        grounds = [outcome.document.ground_kind if outcome.document else None for outcome in outcomes]
        assert grounds == ["to_justify", "alert", "to_justify", "to_justify"]  # 08:15 three days ago came before it

    @pytest.mark.rule("E3")
    def test_sent_again_tells_the_service_once(self, world: World) -> None:
        first = registered(world, number(8))
        assert register(world, number(8)).document == first
        assert Anomaly.objects.count() == 1


@pytest.mark.rule("E7")
class TestADepartureToJustify:
    def flagged(self, world: World) -> Anomaly:
        return registered(world, number(8)).anomalies.get()

    def test_is_justified_by_the_officer_and_says_so_from_then_on(self, world: World) -> None:
        anomaly = self.flagged(world)
        justify(anomaly.pk, actor=world.actor("officer"), now=NOW + HOUR, comment=" Alerte publiée en retard. ")
        document = FallbackDocument.objects.get()
        assert ground_of(document) == ("justified", anomaly.receipt)
        assert document.ground_label == f"Justifié par le service {anomaly.receipt}"
        anomaly.refresh_from_db()
        assert (anomaly.is_open, anomaly.resolution) == (False, "Alerte publiée en retard.")
        assert told(document) == [("register", "", "active"), ("clear_flag", "active", "active")]
        line = last_line(document)
        assert (line.comment, line.data["ground_kind"]) == ("Alerte publiée en retard.", "justified")
        assert document.history.get(position=1).data["ground_kind"] == "to_justify"
        assert chain_holds(document)

    def test_may_be_settled_without_being_justified(self, world: World) -> None:
        anomaly = self.flagged(world)
        settle(anomaly.pk, actor=world.actor("officer"), now=NOW + HOUR, comment="Procès-verbal dressé.")
        assert ground_of(FallbackDocument.objects.get()) == ("to_justify", "")
        assert not Anomaly.objects.get().is_open

    @pytest.mark.parametrize(
        ("comment", "code"),
        [("", E.COMMENT_REQUIRED), (" ", E.COMMENT_REQUIRED), ("x" * 501, E.COMMENT_TOO_LONG),
         ("a\x00b", E.COMMENT_CHARACTER)],
    )  # fmt: skip
    def test_is_justified_with_the_reason(self, world: World, comment: str, code: ErrorCode) -> None:
        anomaly = self.flagged(world)
        with refused(code):
            justify(anomaly.pk, actor=world.actor("officer"), now=NOW + HOUR, comment=comment)

    def test_is_justified_once(self, world: World) -> None:
        anomaly = self.flagged(world)
        justify(anomaly.pk, actor=world.actor("officer"), now=NOW + HOUR, comment="Vu.")
        for verb in (justify, settle):
            with refused(E.ALREADY_RESOLVED):
                verb(anomaly.pk, actor=world.actor("officer"), now=NOW + HOUR, comment="Vu.")

    def test_is_the_only_anomaly_that_is_justified(self, world: World) -> None:
        black(world, now=NOW - 2 * DAY)
        jump = registered(world, number(9000), confirmed=True).anomalies.get()
        with refused(E.ALREADY_RESOLVED):
            justify(jump.pk, actor=world.actor("officer"), now=NOW + HOUR, comment="Vu.")

    @pytest.mark.parametrize("who", ["shipper", "provider", "national", "administrator"])
    def test_is_justified_by_nobody_but_the_service(self, world: World, who: str) -> None:
        anomaly = self.flagged(world)
        with refused(E.NOT_ALLOWED):
            justify(anomaly.pk, actor=world.actor(who), now=NOW + HOUR, comment="Vu.")

    def test_is_unknown_to_another_office(self, world: World) -> None:
        anomaly = self.flagged(world)
        with pytest.raises(Anomaly.DoesNotExist):
            justify(anomaly.pk, actor=world.actor("other_officer"), now=NOW + HOUR, comment="Vu.")
        assert Anomaly.objects.get().is_open
