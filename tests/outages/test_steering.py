"""What the help desk publishes (rules F2, F3, F6): open, change, end, cancel, reopen; each refusal leaves no trace."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from gps.accounts.actors import SYSTEM
from gps.domain.errors import ErrorCode
from gps.domain.grounds import Failure, Service, Severity, Side
from gps.outages import operations
from gps.outages.models import MESSAGE_LENGTH, Identifier, Outage
from tests.outages.crisis import (
    DAY,
    HOUR,
    INSTANT,
    MINUTE,
    SECOND,
    WHAT_TO_DO,
    alert,
    black,
    cancel,
    census,
    chain_of,
    change,
    end,
    ground_of,
    jobs,
    last_change,
    lines,
    operator_down,
    provider_down,
    refused,
    reopen,
    ungrounded,
)
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

E = ErrorCode
DTI, EDI, MAREVA = Service


def spans(outage: Outage) -> list[tuple[datetime, datetime | None]]:
    return list(outage.spans.values_list("from_at", "until_at"))


def covered(world: World, at: datetime) -> set[str]:
    """Who has a ground at a moment."""
    everybody = ("shipper", "distiller", "client", "warehouse", "strange")
    return {name for name in everybody if ground_of(getattr(world, name), at)}


BY_PORTAL, BY_EDI = {"shipper", "distiller", "warehouse", "strange"}, {"client"}


@pytest.mark.rule("F2", "F3")
class TestANationalAlert:
    @pytest.mark.parametrize("severity", [Severity.RED, Severity.BLACK])
    @pytest.mark.parametrize(("service", "who"), [(DTI, BY_PORTAL), (EDI, BY_EDI), (MAREVA, BY_EDI)])
    def test_red_or_black_authorises_at_once_whomever_it_covers(
        self, world: World, service: Service, who: set[str], severity: Severity
    ) -> None:
        made = alert(ungrounded(world), service, severity)
        assert [covered(world, at) for at in (NOW - INSTANT, NOW, NOW + 400 * DAY)] == [set(), who, who]
        [one] = [ground_of(getattr(world, name), NOW) for name in who][:1]
        assert one == ("alert", made.identifier)
        assert (made.side, made.is_alert, spans(made)) == ("customs", True, [(NOW, None)])

    @pytest.mark.rule("F6")
    @pytest.mark.parametrize("service", Service)
    def test_that_is_a_mere_notice_authorises_nobody(self, world: World, service: Service) -> None:
        made = alert(ungrounded(world), service, Severity.NOTICE)
        assert (covered(world, NOW), spans(made)) == (set(), [])

    def test_says_all_that_was_published(self, world: World) -> None:
        made = alert(
            world, message=" À faire. ", message_en=" To do. ", starts_at=NOW - HOUR, expected_end_at=NOW + HOUR
        )
        kept = Outage.objects.get()
        assert kept.identifier == made.identifier == "P26-0001"
        assert (kept.failure, kept.service, kept.severity) == (Failure.GAMMA_DTI, "gamma_dti", "black")
        assert (kept.message, kept.message_en) == ("À faire.", "To do.")
        assert (kept.starts_at, kept.expected_end_at, kept.published_at) == (NOW - HOUR, NOW + HOUR, NOW)
        assert (kept.ended_at, kept.over_at, kept.cancelled) == (None, None, False)

    def test_that_began_before_it_was_published_authorises_from_its_publication(self, world: World) -> None:
        alert(ungrounded(world), starts_at=NOW - HOUR)
        assert [covered(world, at) for at in (NOW - HOUR, NOW - INSTANT, NOW)] == [set(), set(), BY_PORTAL]

    def test_is_not_ended_by_its_expected_end(self, world: World) -> None:
        alert(ungrounded(world), expected_end_at=NOW + HOUR)
        assert covered(world, NOW + 2 * HOUR) == BY_PORTAL

    def test_on_several_services_is_one_alert_each_all_or_none(self, world: World) -> None:
        given: dict[str, Any] = {
            "actor": world.actor("national"), "now": NOW, "severity": Severity.RED, "message": WHAT_TO_DO,
        }  # fmt: skip
        made = operations.open_alerts([DTI, EDI, DTI], **given)
        assert [(one.identifier, one.service) for one in made] == [("P26-0001", "gamma_dti"), ("P26-0002", "gamma_edi")]
        with refused(E.OUTAGE_STANDS):
            operations.open_alerts([MAREVA, EDI], **given)
        assert operations.open_alerts([MAREVA], **given)[0].identifier == "P26-0003"

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"message": ""}, E.OUTAGE_MESSAGE, "message"),
            ({"message": " \n"}, E.OUTAGE_MESSAGE, "message"),
            ({"message": "x" * (MESSAGE_LENGTH + 1)}, E.OUTAGE_MESSAGE, "message"),
            ({"message": "a\x00b"}, E.OUTAGE_MESSAGE, "message"),
            ({"message_en": "x" * (MESSAGE_LENGTH + 1)}, E.OUTAGE_MESSAGE, "message_en"),
            ({"starts_at": NOW - 31 * DAY - SECOND}, E.OUTAGE_TOO_FAR, "starts"),
            ({"starts_at": NOW + 366 * DAY + SECOND}, E.OUTAGE_TOO_FAR, "starts"),
            ({"expected_end_at": NOW}, E.END_BEFORE_START, "expected_end"),
            ({"starts_at": NOW + DAY, "expected_end_at": NOW + HOUR}, E.END_BEFORE_START, "expected_end"),
        ],
    )
    def test_is_refused_with_its_fault(self, world: World, fields: dict[str, Any], code: ErrorCode, field: str) -> None:
        with refused(code) as caught:
            alert(world, **{"message": WHAT_TO_DO} | fields)
        assert caught.value.faults[0].field == field

    def test_without_a_service_is_refused(self, world: World) -> None:
        with refused(E.OUTAGE_TARGET):
            operations.open_alerts([], actor=world.actor("national"), now=NOW, severity=Severity.RED, message="x")

    def test_is_the_only_one_under_way_on_its_service(self, world: World) -> None:
        first = alert(world, severity=Severity.NOTICE)
        given: list[dict[str, Any]] = [{}, {"starts_at": NOW - HOUR}]
        for fields in given:
            with refused(E.OUTAGE_STANDS) as caught:
                alert(world, now=NOW + HOUR, **fields)
            assert caught.value.faults[0].data == {"identifier": first.identifier, "to_come": False}
        end(world, first, now=NOW + HOUR)
        assert alert(world, now=NOW + HOUR).identifier == "P26-0002"


@pytest.mark.rule("F3")
class TestAPlannedMaintenance:
    def planned(self, world: World, severity: Severity = Severity.BLACK) -> Outage:
        return alert(
            ungrounded(world), severity=severity, planned=True, starts_at=NOW + DAY, expected_end_at=NOW + 2 * DAY
        )

    def test_opens_the_right_at_its_start_without_any_job(self, world: World) -> None:
        made = self.planned(world)
        assert jobs() == [("outage-notices", f"{made.identifier}:1")]
        assert [covered(world, at) for at in (NOW, NOW + DAY - INSTANT, NOW + DAY)] == [set(), set(), BY_PORTAL]

    @pytest.mark.rule("F6")
    def test_published_as_a_notice_opens_none(self, world: World) -> None:
        self.planned(world, Severity.NOTICE)
        assert covered(world, NOW + DAY) == set()

    def test_may_be_published_while_another_outage_is_under_way(self, world: World) -> None:
        alert(world)
        assert self.planned(world).identifier == "P26-0002"

    def test_is_published_once_for_the_same_start(self, world: World) -> None:
        made = self.planned(world)
        with refused(E.OUTAGE_STANDS) as caught:
            self.planned(world)
        assert caught.value.faults[0].data == {"identifier": made.identifier, "to_come": True}
        assert alert(world, planned=True, starts_at=NOW + 3 * DAY).identifier == "P26-0002"

    @pytest.mark.parametrize("to", [NOW + 2 * HOUR, NOW + 3 * DAY])
    def test_that_is_moved_opens_the_right_at_its_new_start(self, world: World, to: datetime) -> None:
        made = self.planned(world)
        change(world, made, now=NOW + HOUR, starts_at=to, expected_end_at=to + HOUR)
        assert [covered(world, at) for at in (to - INSTANT, to)] == [set(), BY_PORTAL]
        assert spans(made) == [(to, None)]

    def test_that_is_moved_into_the_past_opens_the_right_now(self, world: World) -> None:
        made = self.planned(world)
        moved = NOW + HOUR
        change(world, made, now=moved, starts_at=NOW - HOUR)
        assert [covered(world, at) for at in (moved - INSTANT, moved)] == [set(), BY_PORTAL]

    def test_cancelled_before_it_begins_never_opens(self, world: World) -> None:
        made = self.planned(world)
        cancel(world, made, now=NOW + HOUR)
        assert [covered(world, at) for at in (NOW + HOUR, NOW + DAY, NOW + 2 * DAY)] == [set()] * 3

    def test_that_has_not_begun_is_cancelled_and_not_ended(self, world: World) -> None:
        made = self.planned(world)
        with refused(E.END_BEFORE_START) as caught:
            end(world, made, now=NOW + HOUR)
        assert caught.value.faults[0].field == "ended"

    def test_that_comes_to_have_no_effect_never_opens_and_may_come_to_have_one(self, world: World) -> None:
        made = self.planned(world)
        change(world, made, now=NOW + HOUR, severity=Severity.NOTICE)
        assert covered(world, NOW + DAY) == set()
        change(world, made, now=NOW + 2 * HOUR, severity=Severity.RED)
        assert [covered(world, at) for at in (NOW + DAY - INSTANT, NOW + DAY)] == [set(), BY_PORTAL]

    def test_that_has_begun_is_not_put_off(self, world: World) -> None:
        """The right that it opened would be open before its start, and another alert could stand beside it."""
        made = self.planned(world)
        with refused(E.OUTAGE_BEGUN) as caught:
            change(world, made, now=NOW + DAY, starts_at=NOW + DAY + HOUR)
        assert caught.value.faults[0].field == "starts"


@pytest.mark.rule("F2", "F3")
class TestAChange:
    def test_of_severity_opens_and_closes_the_right_from_its_own_moment(self, world: World) -> None:
        made = alert(ungrounded(world), severity=Severity.NOTICE)
        red, notice, black_again = NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR
        change(world, made, now=red, severity=Severity.RED)
        change(world, made, now=notice, severity=Severity.NOTICE)
        change(world, made, now=black_again, severity=Severity.BLACK)
        at = [NOW, red - INSTANT, red, notice - INSTANT, notice, black_again - INSTANT, black_again]
        open_or_not = [bool(covered(world, moment)) for moment in at]
        assert open_or_not == [False, False, True, True, False, False, True]
        assert spans(made) == [(red, notice), (black_again, None)]
        assert lines(made.identifier) == ["open", "change", "change", "change"]

    def test_from_red_to_black_leaves_the_right_as_it_was(self, world: World) -> None:
        made = alert(ungrounded(world), severity=Severity.RED)
        change(world, made, now=NOW + HOUR, severity=Severity.BLACK)
        assert spans(made) == [(NOW, None)]

    def test_of_words_and_expected_end_touches_no_right(self, world: World) -> None:
        made = alert(ungrounded(world))
        changed = change(
            world, made, now=NOW + HOUR, message=" Autre. ", message_en="Other.", expected_end_at=NOW + DAY
        )
        kept = Outage.objects.get()
        assert (kept.message, kept.message_en, kept.expected_end_at) == ("Autre.", "Other.", NOW + DAY)
        assert kept.changed_at == changed.changed_at == NOW + HOUR
        assert kept.published_at == NOW
        assert spans(made) == [(NOW, None)]

    def test_of_a_start_that_was_earlier_keeps_the_right_from_the_publication(self, world: World) -> None:
        made = alert(ungrounded(world))
        change(world, made, now=NOW + HOUR, starts_at=NOW - HOUR)
        assert Outage.objects.get().starts_at == NOW - HOUR
        assert spans(made) == [(NOW, None)]

    def test_of_an_incident_has_no_severity(self, world: World) -> None:
        made = provider_down(world)
        change(world, made, now=NOW + HOUR, severity=Severity.RED, message="Autre.")
        assert Outage.objects.get().severity == ""

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({}, E.OUTAGE_UNCHANGED),
            ({"severity": Severity.BLACK, "message": f" {WHAT_TO_DO} "}, E.OUTAGE_UNCHANGED),
            ({"message": ""}, E.OUTAGE_MESSAGE),
            ({"message_en": "x" * (MESSAGE_LENGTH + 1)}, E.OUTAGE_MESSAGE),
            ({"expected_end_at": NOW - SECOND}, E.END_BEFORE_START),
            ({"expected_end_at": NOW}, E.END_BEFORE_START),
            ({"starts_at": NOW - 40 * DAY}, E.OUTAGE_TOO_FAR),
            ({"starts_at": NOW + 2 * DAY}, E.OUTAGE_BEGUN),
        ],
    )
    def test_is_refused_with_its_fault(self, world: World, fields: dict[str, Any], code: ErrorCode) -> None:
        made = alert(world)
        with refused(code):
            change(world, made, now=NOW + HOUR, **fields)


@pytest.mark.rule("F3")
class TestAnEnd:
    def test_closes_the_right_from_its_publication(self, world: World) -> None:
        made = alert(ungrounded(world))
        over = NOW + 2 * HOUR
        ended = end(world, made, now=over)
        assert [bool(covered(world, at)) for at in (over - INSTANT, over)] == [True, False]
        assert (ended.ended_at, ended.over_at, ended.cancelled) == (over, over, False)

    def test_noted_afterwards_says_since_when_and_closes_the_right_from_now_on_alone(self, world: World) -> None:
        made = alert(ungrounded(world))
        works_again, over = NOW + HOUR, NOW + 2 * HOUR
        ended = end(world, made, now=over, ended_at=works_again)
        assert (ended.ended_at, ended.over_at) == (works_again, over)
        assert [bool(covered(world, at)) for at in (works_again, over - INSTANT, over)] == [True, True, False]

    @pytest.mark.parametrize(
        ("ended_at", "code"), [(NOW - SECOND, E.END_BEFORE_START), (NOW + HOUR + SECOND, E.MOMENT_TO_COME)]
    )
    def test_lies_between_the_start_and_now(self, world: World, ended_at: datetime, code: ErrorCode) -> None:
        made = alert(world)
        with refused(code) as caught:
            end(world, made, now=NOW + HOUR, ended_at=ended_at)
        assert caught.value.faults[0].field == "ended"
        assert end(world, made, now=NOW + HOUR, ended_at=NOW).ended_at == NOW

    def test_comes_once(self, world: World) -> None:
        made = alert(world)
        end(world, made, now=NOW + HOUR)
        for verb in (end, cancel):
            with refused(E.OUTAGE_OVER):
                verb(world, made, now=NOW + 2 * HOUR)
        with refused(E.OUTAGE_OVER):
            change(world, made, now=NOW + 2 * HOUR, message="Autre.")


@pytest.mark.rule("F3")
class TestAWithdrawnAlert:
    def test_closes_the_right_from_then_on_and_not_before(self, world: World) -> None:
        made = alert(ungrounded(world))
        withdrawn = cancel(world, made, now=NOW + HOUR, comment=" Fausse alerte. ")
        assert [bool(covered(world, at)) for at in (NOW + HOUR - INSTANT, NOW + HOUR)] == [True, False]
        assert (withdrawn.cancelled, withdrawn.ended_at, withdrawn.over_at) == (True, None, NOW + HOUR)
        assert last_change(made.identifier).data["comment"] == "Fausse alerte."

    @pytest.mark.parametrize(
        ("comment", "code"),
        [
            ("", E.COMMENT_REQUIRED),
            (" ", E.COMMENT_REQUIRED),
            ("x" * (MESSAGE_LENGTH + 1), E.COMMENT_TOO_LONG),
            ("a\x00b", E.COMMENT_CHARACTER),
        ],
    )
    def test_says_why(self, world: World, comment: str, code: ErrorCode) -> None:
        made = alert(world)
        with refused(code):
            cancel(world, made, now=NOW + HOUR, comment=comment)

    def test_is_final(self, world: World) -> None:
        made = alert(world)
        cancel(world, made, now=NOW + HOUR)
        for verb, code in ((cancel, E.OUTAGE_OVER), (end, E.OUTAGE_OVER), (reopen, E.OUTAGE_NOT_OVER)):
            with refused(code):
                verb(world, made, now=NOW + 2 * HOUR)


@pytest.mark.rule("F3")
class TestAnOutageThatReopens:
    def test_goes_on_under_its_identifier_and_leaves_the_time_between_uncovered(self, world: World) -> None:
        made = alert(ungrounded(world), expected_end_at=NOW + HOUR)
        over, again = NOW + HOUR, NOW + 2 * HOUR
        end(world, made, now=over)
        reopened = reopen(world, made, now=again, comment="Rechute.")
        assert reopened.identifier == made.identifier
        assert (reopened.ended_at, reopened.over_at, reopened.expected_end_at) == (None, None, None)
        at = [over - INSTANT, over, again - INSTANT, again, again + DAY]
        assert [bool(covered(world, moment)) for moment in at] == [True, False, False, True, True]
        assert ground_of(world.shipper, again) == ("alert", made.identifier)
        assert spans(made) == [(NOW, over), (again, None)]
        assert lines(made.identifier) == ["open", "end", "reopen"]
        end(world, made, now=again + HOUR)
        assert spans(made)[1] == (again, again + HOUR)

    def test_keeps_an_expected_end_that_is_still_to_come(self, world: World) -> None:
        made = alert(world, expected_end_at=NOW + DAY)
        end(world, made, now=NOW + HOUR)
        assert reopen(world, made, now=NOW + 2 * HOUR).expected_end_at == NOW + DAY

    def test_as_a_notice_opens_no_right(self, world: World) -> None:
        made = alert(ungrounded(world), severity=Severity.NOTICE)
        end(world, made, now=NOW + HOUR)
        reopen(world, made, now=NOW + 2 * HOUR)
        assert spans(made) == []

    @pytest.mark.parametrize("down", [alert, provider_down, lambda w, now=NOW: operator_down(w, w.shipper, now=now)])
    def test_has_no_other_beside_it(self, world: World, down: Callable[..., Outage]) -> None:
        first = down(world)
        end(world, first, now=NOW + HOUR)
        second = down(world, now=NOW + HOUR)
        with refused(E.OUTAGE_STANDS) as caught:
            reopen(world, first, now=NOW + 2 * HOUR)
        assert caught.value.faults[0].data == {"identifier": second.identifier}

    def test_was_over(self, world: World) -> None:
        made = alert(world)
        with refused(E.OUTAGE_NOT_OVER):
            reopen(world, made, now=NOW + HOUR)


@pytest.mark.rule("F2", "F4")
class TestAnIncident:
    def test_of_a_provider_authorises_its_clients(self, world: World) -> None:
        made = provider_down(ungrounded(world))
        assert covered(world, NOW) == BY_EDI
        assert ground_of(world.client, NOW) == ("provider_incident", made.identifier)
        assert (made.failure, made.side, made.provider) == (Failure.PROVIDER, "provider", world.provider)
        end(world, made, now=NOW + HOUR)
        assert covered(world, NOW + HOUR) == set()

    @pytest.mark.parametrize(("name", "failure"), [("shipper", 1), ("distiller", 1), ("client", 2)])
    def test_of_an_operator_authorises_nobody_and_is_kept(self, world: World, name: str, failure: int) -> None:
        made = operator_down(ungrounded(world), getattr(world, name))
        assert covered(world, NOW) == set()
        assert (made.failure, made.side, spans(made)) == (failure, "operator", [(NOW, None)])

    @pytest.mark.parametrize(
        ("name", "side", "right"),
        [
            ("shipper", Side.OPERATOR, True),
            ("shipper", Side.PROVIDER, False),
            ("shipper", Side.CUSTOMS, False),
            ("client", Side.OPERATOR, True),
            ("client", Side.PROVIDER, True),
            ("client", Side.CUSTOMS, False),
        ],
    )
    def test_says_on_whose_side_the_failure_is(self, world: World, name: str, side: Side, right: bool) -> None:
        if right:
            assert operator_down(world, getattr(world, name), side=side).side == side
            return
        with refused(E.OUTAGE_TARGET) as caught:
            operator_down(world, getattr(world, name), side=side)
        assert caught.value.faults[0].field == "side"

    @pytest.mark.parametrize("down", [provider_down, lambda w, **f: operator_down(w, w.client, **f)])
    def test_is_one_at_a_time_and_well_said(self, world: World, down: Callable[..., Outage]) -> None:
        faults: list[tuple[dict[str, Any], ErrorCode]] = [
            ({"message": " "}, E.OUTAGE_MESSAGE),
            ({"starts_at": NOW + 400 * DAY}, E.OUTAGE_TOO_FAR),
            ({"expected_end_at": NOW - SECOND}, E.END_BEFORE_START),
        ]
        for fields, code in faults:
            with refused(code):
                down(world, **fields)
        down(world)
        with refused(E.OUTAGE_STANDS):
            down(world)

    def test_of_one_operator_stands_beside_those_of_others(self, world: World) -> None:
        made = [operator_down(world, row) for row in (world.shipper, world.warehouse, world.client)]
        assert [one.identifier for one in [*made, provider_down(world), alert(world)]] == [
            f"P26-000{n}" for n in (1, 2, 3, 4, 5)
        ]


VERBS: dict[str, Callable[[World, Outage, str], object]] = {
    "alert": lambda w, o, who: alert(w, Service.MAREVA, who=who),
    "provider": lambda w, o, who: provider_down(w, who=who),
    "operator": lambda w, o, who: operator_down(w, w.shipper, who=who),
    "change": lambda w, o, who: change(w, o, now=NOW, who=who, message="x"),
    "end": lambda w, o, who: end(w, o, now=NOW, who=who),
    "cancel": lambda w, o, who: cancel(w, o, now=NOW, who=who),
    "reopen": lambda w, o, who: reopen(w, o, now=NOW, who=who),
}


@pytest.mark.rule("F2", "P4")
class TestWhoeverIsNotTheHelpDesk:
    @pytest.mark.parametrize("verb", VERBS)
    @pytest.mark.parametrize("who", ["shipper", "reader", "client", "provider", "officer", "administrator"])
    def test_may_do_nothing_to_an_outage(self, world: World, verb: str, who: str) -> None:
        made = alert(world)
        with refused(E.NOT_ALLOWED):
            VERBS[verb](world, made, who)

    def test_not_even_the_system(self, world: World) -> None:
        with refused(E.NOT_ALLOWED):
            operations.open_alerts([DTI], actor=SYSTEM, now=NOW, severity=Severity.RED, message="x")

    @pytest.mark.parametrize("verb", ["change", "end", "cancel", "reopen"])
    def test_and_the_help_desk_itself_does_nothing_to_what_does_not_exist(self, world: World, verb: str) -> None:
        before = census()
        with pytest.raises(Outage.DoesNotExist):
            VERBS[verb](world, Outage(identifier="P26-0042", message="x"), "national")
        assert census() == before


@pytest.mark.rule("F2")
class TestAnIdentifier:
    def test_counts_up_without_a_gap_after_a_refusal(self, world: World) -> None:
        first = alert(world)
        with refused(E.OUTAGE_STANDS):
            alert(world)
        with transaction.atomic():
            assert alert(world, EDI).identifier == "P26-0002"
            transaction.set_rollback(True)
        assert [first.identifier, provider_down(world).identifier] == ["P26-0001", "P26-0002"]

    def test_starts_anew_each_year_of_paris(self, world: World) -> None:
        last = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
        made = [alert(world, DTI, now=last), alert(world, EDI, now=last + SECOND), alert(world, MAREVA, now=last + DAY)]
        assert [one.identifier for one in made] == ["P26-0001", "P27-0001", "P27-0002"]

    def test_may_pass_9999(self, world: World) -> None:
        Identifier.objects.create(prefix="P", year=2026, last=9999)
        assert alert(world).identifier == "P26-10000"


@pytest.mark.rule("F2", "H2")
class TestThePastOfAnOutage:
    def test_tells_every_change_with_its_actor_and_is_chained(self, world: World) -> None:
        made = alert(world)
        change(world, made, now=NOW + HOUR, message="Autre.")
        end(world, made, now=NOW + 2 * HOUR)
        reopen(world, made, now=NOW + 3 * HOUR, comment="Rechute.")
        cancel(world, made, now=NOW + 4 * HOUR)
        assert lines(made.identifier) == ["open", "change", "end", "reopen", "cancel"]
        assert chain_of(made.identifier)
        last = last_change(made.identifier)
        assert (last.at, last.actor_kind, last.actor_label) == (NOW + 4 * HOUR, "customs", "National Exemple")
        assert last.data["cancelled"] is True

    def test_keeps_all_that_the_outage_was(self, world: World) -> None:
        made = provider_down(world, expected_end_at=NOW + DAY)
        assert last_change(made.identifier).data == {
            "failure": 3, "service": "", "severity": "", "planned": False, "provider": "Liaisons EDI",
            "excise_number": "", "side": "provider", "starts_at": NOW.isoformat(), "ended_at": None,
            "expected_end_at": (NOW + DAY).isoformat(), "cancelled": False, "message": WHAT_TO_DO, "message_en": "",
        }  # fmt: skip

    def test_of_another_outage_is_another_chain(self, world: World) -> None:
        made = black(world, DTI, EDI)
        end(world, made[0], now=NOW + MINUTE)
        assert [lines(one.identifier) for one in made] == [["open", "end"], ["open"]]
        assert all(chain_of(one.identifier) for one in made)


@pytest.mark.rule("F3")
class TestWhatIsToBeTold:
    def test_is_handed_on_once_for_each_change(self, world: World) -> None:
        made = alert(world)
        change(world, made, now=NOW + HOUR, message="Autre.")
        end(world, made, now=NOW + 2 * HOUR)
        reopen(world, made, now=NOW + 3 * HOUR)
        cancel(world, made, now=NOW + 4 * HOUR)
        assert jobs() == [("outage-notices", f"{made.identifier}:{n}") for n in (1, 2, 3, 4, 5)]

    def test_is_rolled_back_with_its_cause(self, world: World) -> None:
        before = census()
        with transaction.atomic():
            alert(world)
            assert jobs() == [("outage-notices", "P26-0001:1")]
            transaction.set_rollback(True)
        assert census() == before
        assert jobs() == []
