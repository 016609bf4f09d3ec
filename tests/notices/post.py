"""What the tests of notices do again and again: let the worker do what is due, and read what left."""

from collections.abc import Sequence
from datetime import datetime

from django.core import mail
from django.core.mail import EmailMessage

from gps.config.management.commands.worker import work_once
from gps.notices import subscriptions
from gps.notices.labels import Following
from gps.notices.models import Subscription
from tests.world import NOW

READER = "lecteur@ailleurs.invalid"
"""Somebody without an account."""


def deliver(now: datetime = NOW) -> list[EmailMessage]:
    """Let the worker do all that is due at a moment; give what left, in order."""
    before = len(mail.outbox)
    _, failed = work_once(now, "test")
    assert failed == 0
    return mail.outbox[before:]


def addresses(mails: Sequence[EmailMessage]) -> list[str]:
    """To whom they went, each once."""
    found = sorted(address for one in mails for address in one.to)
    assert len(found) == len(set(found)), found
    return [address.removesuffix("@gps.invalid") for address in found]


def to(mails: Sequence[EmailMessage], who: str) -> EmailMessage:
    """The one that went to somebody of the world, or to an address."""
    address = who if "@" in who else f"{who}@gps.invalid"
    [found] = [one for one in mails if one.to == [address]]
    return found


def words(message: EmailMessage) -> str:
    """The text, with plain spaces in single file."""
    return " ".join(str(message.body).split())


def follow(
    email: str = READER, following: Following = Following.ALL, *, asked_at: datetime = NOW, confirmed: bool = True
) -> Subscription:
    """Subscribe as a person does; the mail with the link has left."""
    subscriptions.subscribe(email, following, place="here", now=asked_at)
    row = Subscription.objects.get(email=email, confirmed_at=None, ended_at=None)
    if confirmed:
        row = subscriptions.confirm(row.token, now=asked_at)
    deliver(asked_at)
    return row
