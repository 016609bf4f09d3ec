"""Reminders before the deadline, and documents that have become inactive (rule T5)."""

import threading
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from gps.accounts.actors import SYSTEM
from gps.accounts.models import Enrolment
from gps.accounts.roles import Right
from gps.config import worker
from gps.documents import operations
from gps.documents.models import FallbackDocument
from gps.documents.overdue import deactivate_all
from gps.domain.errors import ErrorCode
from gps.domain.lifecycle import ReactivationReason, Status
from gps.domain.reference import grouped
from gps.jobs import queue
from gps.jobs.models import Job
from gps.notices import documents, preferences
from gps.notices.labels import Kind
from gps.notices.models import DocumentTold, Mail
from tests.documents.register import LATE, bring, issue
from tests.notices.post import addresses, deliver, to, words
from tests.outages import crisis
from tests.outages.crisis import HOUR, MINUTE, ungrounded
from tests.world import DISTILLER, NOW, WAREHOUSE, World, request

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 11, 28, 9, tzinfo=PARIS)
"""What leaves on 20 November in the evening is due on the 30th: the reminder is due since the evening of the 27th."""


def due(document: FallbackDocument) -> datetime:
    assert document.due_at is not None
    return document.due_at


def deliver_notices(run_at: datetime) -> list[EmailMessage]:
    """Let a worker tell of the deactivations of a run, and nothing else: the run itself is still under way."""
    before = len(mail.outbox)
    while job := queue.claim(["inactive-notices", "send-mail"], now=run_at + 2 * MINUTE, worker="other"):
        assert queue.run(job, worker.HANDLERS[job.kind], now=run_at + 2 * MINUTE)
    return mail.outbox[before:]


class TestAReminder:
    @pytest.mark.rule("T5")
    def test_comes_before_the_deadline_with_numbers_and_moments(self, world: World) -> None:
        first, second = issue(world), issue(world, identity="B", at=time(20))
        assert deliver(due(first) - settings.REMIND_BEFORE) == []
        sent = deliver(MORNING)
        assert addresses(sent) == ["shipper"]
        assert sent[0].subject == (
            "[GPS] 2 documents de secours à régulariser avant l’échéance, Chais de Garonne – site 1 (FR007328E0001)"
        )
        told = words(sent[0])
        for document, until in ((first, "30/11/2026 à 19:30 (UTC+1)"), (second, "30/11/2026 à 20:00 (UTC+1)")):
            assert f"{grouped(document.reference)} à régulariser avant le {until}" in told
        assert "http://127.0.0.1:8000/suivre/" in told

    @pytest.mark.rule("T5")
    def test_is_one_mail_an_establishment_and_is_not_said_again(self, world: World) -> None:
        issue(world)
        operations.generate_many(
            [request(WAREHOUSE)],
            actor=world.actor("shipper"),
            now=NOW,
            confirmed=[ErrorCode.CONFIRM_DUTY_PAID_WAREHOUSE],
        )
        sent = deliver(MORNING)
        assert [one.to for one in sent] == [["shipper@gps.invalid"]] * 2
        assert len({one.subject for one in sent}) == 2
        for later in (HOUR, DAY, 2 * DAY):
            assert deliver(MORNING + later) == []

    @pytest.mark.rule("T5")
    def test_waits_for_the_next_morning_when_one_was_written_today(self, world: World) -> None:
        issue(world)
        issue(world, identity="B", on=date(2026, 11, 21), at=time(12))
        [first] = deliver(MORNING)
        assert "1 document de secours à régulariser" in first.subject
        assert deliver(MORNING + 8 * HOUR) == []
        [second] = deliver(MORNING + DAY)
        assert "01/12/2026 à 12:00" in words(second)
        assert "30/11/2026" not in words(second)

    @pytest.mark.rule("T5")
    def test_waits_for_the_establishments_own_morning(self, world: World) -> None:
        issue(world, "distiller", excise_number=DISTILLER, at=time(23))
        three = datetime(2026, 11, 28, 6, 30, tzinfo=ZoneInfo("Indian/Reunion"))
        assert deliver(three) == []
        [told] = deliver(three + HOUR)
        assert "30/11/2026 à 23:00 (UTC+4)" in words(told)

    @pytest.mark.rule("T5")
    def test_comes_anew_when_the_deadline_has_changed(self, world: World) -> None:
        """The outage that grounded it reopened, and ended later: the delay ran anew (T3)."""
        alert = crisis.alert(ungrounded(world))
        document = issue(world)
        crisis.end(world, alert, now=NOW + HOUR)
        deliver(NOW + HOUR)
        [first] = deliver(MORNING)
        crisis.reopen(world, alert, now=MORNING + HOUR)
        crisis.end(world, alert, now=MORNING + 2 * HOUR)
        deliver(MORNING + 2 * HOUR)
        assert [m for m in deliver(MORNING + DAY) if "régulariser" in m.subject] == []
        [second] = deliver(MORNING + 8 * DAY)
        assert words(first) != words(second)
        assert grouped(document.reference) in words(second)
        assert "08/12/2026 à 11:00 (UTC+1)" in words(second)

    @pytest.mark.rule("T3", "T5")
    def test_does_not_come_while_the_outage_lasts(self, world: World) -> None:
        crisis.alert(ungrounded(world))
        issue(world)
        deliver()
        assert deliver(MORNING) == []

    @pytest.mark.rule("T5")
    @pytest.mark.parametrize("status", [Status.CANCELLED, Status.REINTEGRATED])
    def test_does_not_come_for_what_needs_nothing_any_more(self, world: World, status: Status) -> None:
        bring(world, issue(world), status)
        assert deliver(MORNING) == []

    @pytest.mark.rule("T5")
    def test_goes_to_those_who_declare_and_want_it(self, world: World) -> None:
        Enrolment.objects.create(user=world.users["client"], excise_number=world.shipper, right=Right.DECLARE)
        preferences.choose(world.users["shipper"], {Kind.OUTAGES, Kind.REQUESTS, Kind.INACTIVE})
        issue(world)
        assert addresses(deliver(MORNING)) == ["client"]

    @pytest.mark.rule("T5")
    def test_that_nobody_wanted_is_said_to_the_first_who_does(self, world: World) -> None:
        preferences.choose(world.users["shipper"], set())
        issue(world)
        assert deliver(MORNING) == []
        assert not DocumentTold.objects.exists()
        preferences.choose(world.users["shipper"], {Kind.REMINDERS})
        assert addresses(deliver(MORNING + HOUR)) == ["shipper"]

    @pytest.mark.rule("T5")
    def test_written_twice_at_once_is_one(self, world: World) -> None:
        issue(world)
        documents.remind({}, MORNING)
        documents.remind({}, MORNING)
        assert addresses(deliver(MORNING)) == ["shipper"]


@pytest.mark.django_db(transaction=True)
class TestTwoWorkersAtOnce:
    @pytest.mark.rule("T5")
    @pytest.mark.parametrize("what", ["due", "inactive"])
    def test_tell_an_establishment_once(self, world: World, what: str) -> None:
        """Both find the documents untold; the one that comes second to the establishment finds them told."""
        for text in "ABC":
            issue(world, identity=text)
        if what == "inactive":
            deactivate_all(LATE)
        payloads = list(Job.objects.filter(kind="inactive-notices").values_list("payload", flat=True))
        start, faults = threading.Barrier(2), []

        def work() -> None:
            try:
                start.wait()
                for payload in payloads:
                    documents.tell_inactive(payload, LATE)
                if what == "due":
                    documents.remind({}, MORNING)
            except Exception as error:  # noqa: BLE001  told by the test
                faults.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert [(m.to, m.subject.split()[1]) for m in Mail.objects.all()] == [("shipper@gps.invalid", "3")]
        assert DocumentTold.objects.count() == 3


class TestDocumentsThatBecomeInactive:
    @pytest.mark.rule("T5")
    def test_are_told_in_one_mail_an_establishment_and_run(self, world: World) -> None:
        numbers = [issue(world, identity=text).reference for text in "ABC"]
        issue(world, "distiller", excise_number=DISTILLER, at=time(23))
        assert deactivate_all(LATE) == 4
        assert [m for m in deliver(LATE) if "inactif" in m.subject] == []
        sent = deliver(LATE + 2 * MINUTE)
        assert addresses(sent) == ["distiller", "shipper"]
        told = to(sent, "shipper")
        assert "3 documents de secours sont devenus inactifs" in told.subject
        for number in numbers:
            assert f"{grouped(number)} inactif depuis le 01/12/2026 à 18:45 (UTC+1)" in words(told)
        assert "Bordeaux – bureau de Bassens, 05 00 00 00 01, bordeaux@douane.invalid" in words(told)
        assert "1 document de secours est devenu inactif" in to(sent, "distiller").subject

    @pytest.mark.rule("T5")
    def test_are_told_once_however_often_the_work_is_done(self, world: World) -> None:
        issue(world)
        deactivate_all(LATE)
        payload = Job.objects.get(kind="inactive-notices").payload
        documents.tell_inactive(payload, LATE)
        assert addresses(deliver(LATE)) == ["shipper"]
        documents.tell_inactive(payload, LATE + HOUR)
        assert deliver(LATE + HOUR) == []

    @pytest.mark.rule("T5")
    def test_are_all_told_even_when_another_worker_is_quicker_than_the_run(self, world: World) -> None:
        """The first is told while the second is not written yet: the second has a job of its own."""
        first, second = issue(world), issue(world, identity="B")
        operations.deactivate(first.reference, actor=SYSTEM, now=LATE)
        [early] = [m for m in deliver_notices(LATE) if "inactif" in m.subject]
        operations.deactivate(second.reference, actor=SYSTEM, now=LATE)
        [late] = [m for m in deliver_notices(LATE) if "inactif" in m.subject]
        assert (grouped(first.reference) in words(early), grouped(second.reference) in words(early)) == (True, False)
        assert (grouped(first.reference) in words(late), grouped(second.reference) in words(late)) == (False, True)

    @pytest.mark.rule("A2", "T5")
    def test_are_told_again_after_a_reactivation(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        assert addresses(deliver(LATE + 2 * MINUTE)) == ["shipper"]
        operations.reactivate(
            document.reference, actor=world.actor("officer"), now=LATE + HOUR,
            reason=ReactivationReason.OPERATOR_OMISSION,
        )  # fmt: skip
        again = LATE + 12 * DAY
        deactivate_all(again)
        told = [m for m in deliver(again + 2 * MINUTE) if "inactif" in m.subject]
        assert addresses(told) == ["shipper"]

    @pytest.mark.rule("T5")
    def test_are_not_told_when_they_were_reactivated_meanwhile(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        operations.reactivate(
            document.reference, actor=world.actor("officer"), now=LATE + MINUTE,
            reason=ReactivationReason.OPERATOR_OMISSION,
        )  # fmt: skip
        assert deliver(LATE + 2 * MINUTE) == []

    @pytest.mark.rule("T5")
    def test_are_told_to_those_who_want_it(self, world: World) -> None:
        preferences.choose(world.users["shipper"], {Kind.REMINDERS})
        bring(world, issue(world), Status.INACTIVE)
        assert deliver(LATE + 2 * MINUTE) == []

    @pytest.mark.rule("T5")
    def test_beyond_what_a_mail_can_list_are_counted(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "SHOWN", 2)
        for text in "ABCD":
            issue(world, identity=text)
        deactivate_all(LATE)
        told = words(to(deliver(LATE + 2 * MINUTE), "shipper"))
        assert told.count("inactif depuis le") == 2
        assert "… et 2 autres, dans GPS." in told
