"""How mails are written: one row for each recipient, each with the job that sends it, set by set.

Told once: the event's name and the address are unique together, so that a job that is done again writes nothing twice.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from gps.jobs import queue
from gps.notices.models import SUBJECT_LENGTH, Mail

SEND = "send-mail"
_BLANK = re.compile(r"\n(?:[ \t]*\n){2,}")
AT_ONCE = 500
"""How many mails one transaction writes: a national alert goes to everybody, and nobody waits for all of it."""


@dataclass(frozen=True)
class Recipient:
    """An address, why it is written to (the foot of the mail), and the subscription that this comes from, if any."""

    to: str
    foot: str
    subscription_id: int | None = None


@dataclass(frozen=True)
class Message:
    """What is told, to whomever. ``event`` names it, ``about`` is the identifier that people say."""

    event: str
    about: str
    subject: str
    text: str


def message(event: str, about: str, subject: str, template: str, context: Mapping[str, object]) -> Message:
    """Write a message by its template: ``notices/<template>.txt``, plain text."""
    written = render_to_string(f"notices/{template}.txt", dict(context) | {"identifier": about})
    return Message(event, about, subject, _BLANK.sub("\n\n", written).strip())


def write(told: Message, recipients: Iterable[Recipient], now: datetime) -> int:
    """Write a message to each address once, and hand on that it is to be sent; give how many addresses there are.

    Of several recipients with one address the first counts.
    """
    wanted: dict[str, Recipient] = {}
    for recipient in recipients:
        wanted.setdefault(recipient.to.lower(), recipient)
    everybody = list(wanted.values())
    for start in range(0, len(everybody), AT_ONCE):
        with transaction.atomic():
            _write_set(told, everybody[start : start + AT_ONCE], now)
    return len(everybody)


def _write_set(told: Message, recipients: Sequence[Recipient], now: datetime) -> None:
    subject = one_line(f"[GPS] {told.subject}")
    rows = [
        Mail(
            event=told.event, about=told.about, to=recipient.to, subject=subject,
            text=f"{told.text}\n\n-- \n{recipient.foot.strip()}\n", subscription_id=recipient.subscription_id,
            message_id=message_id(told.event, recipient.to), made_at=now,
        )
        for recipient in recipients
    ]  # fmt: skip
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    waiting = Mail.objects.filter(event=told.event, to__in=[row.to for row in rows], sent_at__isnull=True)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        queue.enqueue(SEND, str(pk), {"mail": pk}, now=now)


def one_line(subject: str) -> str:
    """Give a subject that is one line of a header, whatever was typed into what it names."""
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def message_id(event: str, to: str) -> str:
    """Give the name of a message, the same whenever it is asked for: a receiver knows a repeat by it."""
    digest = hashlib.sha256(f"{event}\n{to.lower()}".encode()).hexdigest()[:40]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"
