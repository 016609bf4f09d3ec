"""How a mail leaves: once, or once more as the very same message; its headers (rule F3; RFC 3834, RFC 8058)."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.db.models import QuerySet

from gps.config import worker
from gps.config.management.commands.worker import work_once
from gps.jobs import queue
from gps.jobs.models import Job
from gps.notices import mails, subscriptions
from gps.notices.mails import Message, Recipient
from gps.notices.models import Mail
from tests.notices.post import READER, deliver, follow, to
from tests.outages import crisis
from tests.outages.crisis import HOUR, MINUTE
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

BODY = Message("test:1", "P26-0001", "Objet", "Texte")
Sender = Callable[[EmailBackend, list[EmailMessage]], int]


def write(*to_whom: str) -> None:
    mails.write(BODY, [Recipient(one, "Pied") for one in to_whom], NOW)


def headers(message: EmailMessage) -> dict[str, str]:
    return {name: str(value) for name, value in message.message().items()}


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sender], None]:
    """Put something in the place of the mail server; what it lets through goes into the box as always."""

    def replace(by: Sender) -> None:
        monkeypatch.setattr(EmailBackend, "send_messages", by)

    return replace


class TestAMail:
    def test_is_plain_text_from_gps_with_its_foot(self) -> None:
        write("x@ailleurs.invalid")
        [sent] = deliver()
        assert (sent.from_email, sent.to) == ("GPS <gps@localhost>", ["x@ailleurs.invalid"])
        assert (sent.subject, sent.body) == ("[GPS] Objet", "Texte\n\n-- \nPied\n")
        found = headers(sent)
        assert found["Content-Type"] == 'text/plain; charset="utf-8"'
        assert found["Auto-Submitted"] == "auto-generated"
        assert parsedate_to_datetime(found["Date"]) == NOW
        assert "List-Unsubscribe" not in found
        assert Mail.objects.get().sent_at == NOW

    def test_is_written_once_to_an_address_however_it_is_spelt(self) -> None:
        write("x@ailleurs.invalid", "X@ailleurs.invalid")
        write("x@ailleurs.invalid")
        assert len(deliver()) == 1

    def test_is_not_sent_again_by_a_job_that_is_done_again(self) -> None:
        write("x@ailleurs.invalid")
        deliver()
        worker.HANDLERS["send-mail"]({"mail": Mail.objects.get().pk}, NOW + HOUR)
        worker.HANDLERS["send-mail"]({"mail": 999_999}, NOW + HOUR)
        assert len(mail.outbox) == 1

    @pytest.mark.rule("F3")
    def test_to_a_subscriber_ends_in_one_click(self, world: World) -> None:
        row = follow()
        crisis.alert(world)
        found = headers(to(deliver(), READER))
        assert found["List-Unsubscribe"] == f"<http://127.0.0.1:8000/meteo/abonnement/fin/{row.token}/>"
        assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert row.end_url in str(to([m for m in mail.outbox if "alerte" in m.subject.lower()], READER).body)

    @pytest.mark.rule("F3")
    def test_that_waits_is_not_sent_to_who_has_ended(self, world: World) -> None:
        row = follow()
        crisis.alert(world)
        [job] = Job.objects.filter(kind="outage-notices")
        worker.HANDLERS[job.kind](job.payload, NOW)
        assert Mail.objects.filter(to=READER, sent_at=None).count() == 1
        subscriptions.end(row.token, now=NOW)
        assert READER not in [one for m in deliver() for one in m.to]
        assert not Mail.objects.filter(to=READER, sent_at=None).exists()


class TestAServerThatRefuses:
    def test_is_tried_again_later_and_holds_up_no_other(self, sender: Callable[[Sender], None]) -> None:
        really, refusing = EmailBackend.send_messages, [True]

        def refuse_one(backend: EmailBackend, messages: list[EmailMessage]) -> int:
            if refusing[0] and messages[0].to == ["a@ailleurs.invalid"]:
                raise smtplib.SMTPRecipientsRefused({"a@ailleurs.invalid": (450, b"plus tard")})
            return really(backend, messages)

        write("a@ailleurs.invalid", "b@ailleurs.invalid")
        sender(refuse_one)
        assert work_once(NOW, "test")[1] == 1
        assert [m.to for m in mail.outbox] == [["b@ailleurs.invalid"]]
        assert "SMTPRecipientsRefused" in Job.objects.get(kind="send-mail", done_at=None).last_error
        refusing[0] = False
        assert [m.to for m in deliver(NOW + MINUTE)] == [["a@ailleurs.invalid"]]
        assert list(Mail.objects.values_list("sent_at", flat=True).order_by("to")) == [NOW + MINUTE, NOW]

    def test_for_hours_is_given_up_and_seen(self, sender: Callable[[Sender], None]) -> None:
        def away(backend: EmailBackend, messages: list[EmailMessage]) -> int:
            raise ConnectionRefusedError("plus personne")

        write("a@ailleurs.invalid")
        sender(away)
        now = NOW
        for _ in range(queue.MOST_ATTEMPTS):
            work_once(now, "test")
            now += HOUR
        job = Job.objects.get(kind="send-mail")
        assert job.failed_at is not None
        assert job.last_error == "ConnectionRefusedError: plus personne"
        assert (mail.outbox, Mail.objects.get().sent_at) == ([], None)


class TestAWorkerThatDies:
    def test_between_sending_and_noting_it_sends_the_very_same_message(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the receiver gets twice it knows as one: Message-ID and date are those of the first time."""
        write("x@ailleurs.invalid")

        def killed(rows: QuerySet[Mail], **fields: Any) -> int:
            raise MemoryError("tué")

        with monkeypatch.context() as patch:
            patch.setattr(QuerySet, "update", killed)
            assert work_once(NOW, "test")[1] == 1
        assert (len(mail.outbox), Mail.objects.get().sent_at) == (1, None)
        [again] = deliver(NOW + MINUTE)
        first = mail.outbox[0]
        assert first.message().as_bytes() == again.message().as_bytes()
        assert headers(again)["Message-ID"] == Mail.objects.get().message_id
        assert Mail.objects.get().sent_at == NOW + MINUTE
        assert deliver(NOW + HOUR) == []

    @pytest.mark.django_db(transaction=True)
    def test_while_the_server_is_spoken_to_holds_no_lock(self, sender: Callable[[Sender], None]) -> None:
        """A slow server keeps nobody waiting: no transaction is open while it is spoken to."""
        really, states = EmailBackend.send_messages, []

        def look(backend: EmailBackend, messages: list[EmailMessage]) -> int:
            states.append(connection.in_atomic_block)
            return really(backend, messages)

        write("x@ailleurs.invalid")
        sender(look)
        deliver()
        assert states == [False]


class TestTheNameOfAMessage:
    def test_is_of_the_event_and_the_address_alone(self) -> None:
        name = mails.message_id("e", "X@y.invalid")
        assert name == mails.message_id("e", "x@y.invalid")
        assert name.startswith("<")
        assert name.endswith("@localhost>")
        others = {mails.message_id("f", "x@y.invalid"), mails.message_id("e", "z@y.invalid"), name}
        assert len(others) == 3

    def test_bears_the_domain_of_the_sender(self, settings: Any) -> None:
        settings.DEFAULT_FROM_EMAIL = "GPS <gps@douane.invalid>"
        assert mails.message_id("e", "x@y.invalid").endswith("@douane.invalid>")


def test_the_date_is_the_one_of_writing() -> None:
    write("x@ailleurs.invalid")
    [sent] = deliver(NOW + timedelta(hours=5))
    assert parsedate_to_datetime(headers(sent)["Date"]) == datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)
