"""How what is to be told leaves: tried again, in order, to an end; nobody holds up anybody (rule P4)."""

import json
import sys
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction

from gps.documents.models import FallbackDocument
from gps.domain.lifecycle import Status
from gps.jobs import queue
from gps.jobs.models import Job
from gps.notices.models import Delivery, Endpoint
from gps.notices.webhooks import endpoints, history, sending
from tests.concurrency import at_once
from tests.documents.register import bring, issue
from tests.notices.hooks import event_of, listen, run, told
from tests.notices.post import addresses, deliver, words
from tests.notices.receiver import Receiver, receiving
from tests.world import CLIENT, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=s) for s in (1, 60, 3600, 86400))


@pytest.fixture
def receiver() -> Generator[Receiver]:
    with receiving() as receiver:
        yield receiver


def the_only() -> Delivery:
    return Delivery.objects.get()


def births(receiver: Receiver) -> list[str]:
    return [reference for reference, *_ in told(receiver)]


class TestWhatFails:
    def test_is_tried_again_with_the_same_name_until_it_is_received(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        receiver.answers = [500, 302]
        run()
        found = the_only()
        assert (found.attempts, found.code, found.is_pending, found.due_at) == (1, 500, True, NOW + MINUTE)
        run(NOW + MINUTE - SECOND)
        assert len(receiver.calls) == 1
        run(NOW + MINUTE)
        assert the_only().due_at == NOW + 3 * MINUTE
        run(NOW + 3 * MINUTE)
        run(NOW + HOUR)
        found = the_only()
        assert (found.attempts, found.code, found.delivered_at) == (3, 204, NOW + 3 * MINUTE)
        assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
        assert [int(call.headers["webhook-timestamp"]) - int(NOW.timestamp()) for call in receiver.calls] == [
            0, 60, 180,
        ]  # fmt: skip

    def test_is_tried_after_delays_that_grow_and_then_abandoned(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        receiver.answers = [500] * 99
        now, delays = NOW, []
        while the_first_is_pending(now):
            delays.append(round((the_only().due_at - now) / MINUTE))
            now = the_only().due_at
        assert [*delays, queue.MOST_ATTEMPTS] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 12]
        found = the_only()
        assert (found.attempts, found.abandoned_at, found.delivered_at) == (12, now, None)
        run(now + DAY)
        assert len(receiver.calls) == 12

    def test_tells_why_when_there_is_no_answer(self, world: World) -> None:
        with receiving() as gone:
            endpoint, _ = listen(world, gone)
        issue(world)
        run()
        found = the_only()
        assert (found.code, found.error) == (None, "Connexion refusée.")
        assert found.duration_ms is not None
        endpoint.refresh_from_db()
        assert (endpoint.failures, endpoint.failing_since, endpoint.retry_at) == (1, NOW, NOW + MINUTE)

    def test_is_judged_anew_at_each_call(self, world: World, receiver: Receiver, settings: Any) -> None:
        listen(world, receiver)
        issue(world)
        settings.DEMO = False
        run()
        assert receiver.calls == []
        assert the_only().error.startswith("Saisissez une adresse complète qui commence par https://")

    def test_makes_the_endpoint_well_again_when_it_succeeds(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        issue(world)
        receiver.answers = [503]
        run()
        run(NOW + MINUTE)
        endpoint.refresh_from_db()
        assert (endpoint.failures, endpoint.failing_since, endpoint.retry_at) == (0, None, None)


def the_first_is_pending(now: datetime) -> bool:
    run(now)
    return the_only().is_pending


class TestTheOrder:
    def test_of_what_is_about_one_document_is_kept_while_the_others_go_on(
        self, world: World, receiver: Receiver
    ) -> None:
        listen(world, receiver)
        first, second = issue(world), issue(world)
        bring(world, first, Status.CANCELLED)
        receiver.answers = [500]
        run()
        assert births(receiver) == [first.reference]  # and the endpoint is left in peace for a minute
        Delivery.objects.filter(stream=first.reference).update(due_at=NOW + HOUR)
        run(NOW + MINUTE)
        assert births(receiver) == [first.reference, second.reference]
        run(NOW + HOUR)
        assert told(receiver)[2:] == [(first.reference, "", "active"), (first.reference, "active", "cancelled")]

    def test_goes_on_after_what_is_abandoned(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        made = issue(world)
        bring(world, made, Status.CANCELLED)
        receiver.answers = [500]
        run()
        Delivery.objects.filter(attempts=1).update(attempts=queue.MOST_ATTEMPTS - 1)
        receiver.answers = [500]
        run(NOW + MINUTE)
        run(NOW + 2 * HOUR)
        assert [row.abandoned_at is not None for row in Delivery.objects.order_by("pk")] == [True, False]
        assert told(receiver)[-1] == (made.reference, "active", "cancelled")

    def test_is_kept_over_many_slices(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        made = [issue(world).reference for _ in range(45)]
        run()
        assert births(receiver) == made
        assert Job.objects.filter(kind=sending.SLICE).count() == 3


class TestAnEndpointThatFails:
    def test_is_called_once_and_holds_up_no_other_and_no_mail(self, world: World) -> None:
        with receiving() as bad, receiving() as good:
            listen(world, bad), listen(world, good)
            bad.answers = [500] * 99
            made = [issue(world).reference for _ in range(30)]
            run()
            assert births(good) == made
            assert len(bad.calls) == 1

    def test_is_switched_off_after_three_days_and_its_owner_told(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        for _ in range(9):
            issue(world)
        receiver.answers = [500] * 999
        now = NOW
        history.collect({}, now)
        while now < NOW + 3 * DAY - HOUR:
            sending.send({"endpoint": endpoint.pk}, now)
            endpoint.refresh_from_db()
            assert endpoint.is_on
            assert endpoint.retry_at is not None
            now = endpoint.retry_at
        before = len(mail.outbox)
        run(NOW + 3 * DAY)
        endpoint.refresh_from_db()
        assert (endpoint.is_on, endpoint.gave_up, endpoint.off_at) == (False, True, NOW + 3 * DAY)
        sent = mail.outbox[before:]
        assert addresses(sent) == ["shipper"]
        assert sent[0].subject == "[GPS] un webhook ne répond plus"
        for said in (
            receiver.url, "depuis le 20/11/2026 à 18:45 (UTC+1)", f"http://127.0.0.1:8000/webhooks/{endpoint.pk}/",
        ):  # fmt: skip
            assert said in words(sent[0])
        calls = len(receiver.calls)
        issue(world)
        run(NOW + 3 * DAY + HOUR)
        assert len(receiver.calls) == calls

    def test_goes_on_where_it_was_when_it_is_switched_on_again(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        made = issue(world)
        receiver.answers = [500]
        run()
        user = world.users["shipper"]
        endpoints.switch(user, endpoint.pk, on=False, now=NOW)
        run(NOW + HOUR)
        assert len(receiver.calls) == 1
        endpoints.switch(user, endpoint.pk, on=True, now=NOW + HOUR)
        run(NOW + HOUR + MINUTE)
        assert births(receiver) == [made.reference] * 2

    def test_of_a_provider_is_told_to_its_users(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver, "provider")
        issue(world, "client", excise_number=CLIENT)
        Endpoint.objects.update(failing_since=NOW - 3 * DAY, failures=9)
        receiver.answers = [500]
        history.collect({}, NOW)
        assert addresses(deliver()) == ["provider"]


class TestAskedFor:
    def test_a_test_is_sent_at_once_even_to_an_endpoint_that_is_off_or_ill(
        self, world: World, receiver: Receiver
    ) -> None:
        endpoint, _ = listen(world, receiver)
        user = world.users["shipper"]
        Endpoint.objects.update(retry_at=NOW + HOUR, failing_since=NOW, failures=3)
        endpoints.test(user, endpoint.pk, NOW)
        deliver()
        endpoints.switch(user, endpoint.pk, on=False, now=NOW)
        endpoints.test(user, endpoint.pk, NOW + SECOND)
        deliver(NOW + SECOND)
        assert [event_of(call)["type"] for call in receiver.calls] == ["webhook.test"] * 2
        assert "signature" in " ".join(receiver.calls[0].headers)
        assert Delivery.objects.filter(delivered_at=None).count() == 0

    def test_a_test_that_fails_is_not_tried_again(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        receiver.answers = [404]
        endpoints.test(world.users["shipper"], endpoint.pk, NOW)
        deliver()
        run(NOW + HOUR)
        found = the_only()
        assert (found.code, found.abandoned_at, len(receiver.calls)) == (404, NOW, 1)
        endpoint.refresh_from_db()
        assert endpoint.failing_since is None

    def test_a_delivery_is_sent_again_under_its_name(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        run()
        endpoints.again(world.users["shipper"], the_only().pk, NOW + HOUR)
        deliver(NOW + HOUR)
        first, second = receiver.calls
        assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
        assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
        found = the_only()
        assert (found.attempts, found.delivered_at, found.tried_at) == (2, NOW, NOW + HOUR)

    def test_an_abandoned_delivery_is_received_at_last(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        history.collect({}, NOW)
        Delivery.objects.update(abandoned_at=NOW)
        endpoints.again(world.users["shipper"], the_only().pk, NOW + HOUR)
        deliver(NOW + HOUR)
        assert (the_only().delivered_at, the_only().abandoned_at) == (NOW + HOUR, None)

    def test_a_delivery_that_is_gone_is_nothing_to_send(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        endpoints.test(world.users["shipper"], endpoint.pk, NOW)
        endpoints.delete(world.users["shipper"], endpoint.pk)
        deliver()
        assert receiver.calls == []


class TestAWorker:
    def test_leaves_an_endpoint_to_the_one_that_is_calling_it(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        issue(world)
        history.collect({}, NOW)
        Endpoint.objects.update(busy_until=NOW + MINUTE)
        sending.send({"endpoint": endpoint.pk}, NOW)
        assert receiver.calls == []
        sending.send({"endpoint": endpoint.pk}, NOW + MINUTE)
        assert len(receiver.calls) == 1
        endpoint.refresh_from_db()
        assert endpoint.busy_until is None

    def test_that_was_killed_before_its_note_sends_the_same_once_more(
        self, world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        endpoint, _ = listen(world, receiver)
        issue(world)
        history.collect({}, NOW)
        monkeypatch.setattr(sending, "note", lambda *arguments: sys.exit(1))
        with pytest.raises(SystemExit):
            sending.send({"endpoint": endpoint.pk}, NOW)
        monkeypatch.undo()
        sending.send({"endpoint": endpoint.pk}, NOW + SECOND)
        assert [call.headers["webhook-id"] for call in receiver.calls] == [the_only().identifier] * 2

    def test_goes_on_with_the_next_slice_when_its_time_is_over(
        self, world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BUDGET", -1.0)
        listen(world, receiver)
        made = [issue(world).reference for _ in range(3)]
        history.collect({}, NOW)
        monkeypatch.setattr(time, "monotonic", iter([0.0, *[5.0] * 99]).__next__)
        sending.send({"endpoint": Endpoint.objects.get().pk}, NOW)
        assert births(receiver) == []
        monkeypatch.undo()
        deliver()
        assert births(receiver) == made

    def test_forgets_its_many_jobs_soon(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        run()
        run(NOW + HOUR + MINUTE)
        kinds = [history.KIND, sending.SLICE, sending.ONE]
        assert not Job.objects.filter(kind__in=kinds, done_at__lte=NOW).exists()


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_a_line_that_commits_after_a_greater_one_is_not_lost(self, world: World, receiver: Receiver) -> None:
        """On SQLite the second writer waits, so that the order of numbers is that of commits: told all the same."""
        listen(world, receiver)
        written, go_on = Event(), Event()

        def slow() -> FallbackDocument:
            try:
                with transaction.atomic():
                    made = issue(world, "stranger", excise_number=world.strange.number)
                    written.set()
                    assert connection.vendor == "sqlite" or go_on.wait(20)
                    return made
            finally:
                connection.close()

        listen(world, receiver, "stranger")
        with ThreadPoolExecutor(1) as thread:
            held = thread.submit(slow)
            assert written.wait(20)
            fast = issue(world)
            run()
            run(NOW + SECOND)
            go_on.set()
            late = held.result(20)
        run(NOW + MINUTE)
        assert sorted(births(receiver)) == sorted([fast.reference, late.reference])

    def test_two_collectors_and_two_senders_tell_each_event_once(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        made = [issue(world).reference for _ in range(12)]
        at_once([lambda: history.collect({}, NOW)] * 3)
        at_once([lambda: sending.send({"endpoint": endpoint.pk}, NOW)] * 3)
        sending.send({"endpoint": endpoint.pk}, NOW)
        assert births(receiver) == made
        assert [json.loads(row.body)["data"]["reference"] for row in Delivery.objects.order_by("pk")] == made
