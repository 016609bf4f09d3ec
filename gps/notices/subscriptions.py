"""Following the teleservices by mail, without an account: ask, confirm from the mailbox, end in one click (rule F3).

Whoever asks is answered alike, known or not: nobody learns who follows. An address is written to at most three times
a day by those who ask in its name, and told nothing before its owner confirms.
"""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef

from gps.accounts import limits
from gps.domain.dates import with_offset
from gps.domain.errors import DomainError, ErrorCode
from gps.notices.labels import Following
from gps.notices.mails import message, write
from gps.notices.models import Subscription
from gps.notices.outages import NATION
from gps.notices.recipients import subscriber

CONFIRMED_WITHIN = timedelta(days=7)
ENDED_KEPT = timedelta(days=90)
"""How long the links of an ended subscription still say that it is ended."""

FROM_ONE_PLACE, PER = 10, timedelta(minutes=15)
TO_ONE_ADDRESS = 3


def subscribe(email: str, following: Following, *, place: str, now: datetime) -> None:
    """Write to an address, so that its owner may confirm. What it follows already stays as it is until then.

    Args:
        place: where the request comes from; requests are limited by it.

    Raises:
        DomainError: EMAIL_WRONG on ``email``; TOO_MANY_TRIES.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError.of(ErrorCode.EMAIL_WRONG, "email") from error
    if not limits.take(f"subscribe-from:{place}", FROM_ONE_PLACE, PER, now):
        raise DomainError.of(ErrorCode.TOO_MANY_TRIES, minutes=PER // timedelta(minutes=1))
    if not limits.take(f"subscribe-to:{email}", TO_ONE_ADDRESS, timedelta(days=1), now):
        return
    with transaction.atomic():
        row, _ = Subscription.objects.get_or_create(
            email=email, confirmed_at=None, ended_at=None,
            defaults={"following": following, "token": secrets.token_urlsafe(32), "asked_at": now},
        )  # fmt: skip
        row.following, row.asked_at = following, now
        row.save(update_fields=["following", "asked_at"])
        context = {
            "following": row.following_label,
            "confirm_url": row.confirm_url,
            "until": with_offset(now + CONFIRMED_WITHIN, NATION),
        }
        event = f"subscription:{row.pk}:{now.isoformat()}"
        write(message(event, "abonnement", "Confirmez votre abonnement", "confirm", context), [subscriber(row)], now)


def find(token: str) -> Subscription:
    """Give the subscription of a token.

    Raises:
        Subscription.DoesNotExist: nobody's.
    """
    return Subscription.objects.get(token=token)


def may_be_confirmed(row: Subscription, now: datetime) -> bool:
    """Tell whether a subscription waits for its owner, and not for too long."""
    return row.confirmed_at is None and row.ended_at is None and row.asked_at > now - CONFIRMED_WITHIN


def confirm(token: str, *, now: datetime) -> Subscription:
    """Begin to tell the owner of an address; what the address followed until now is replaced. Twice is once.

    Raises:
        Subscription.DoesNotExist: nobody's token.
        DomainError: SUBSCRIPTION_CLOSED when it was ended, or asked for too long ago.
    """
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(token=token)
        if row.confirmed_at is not None and row.ended_at is None:
            return row
        if not may_be_confirmed(row, now):
            raise DomainError.of(ErrorCode.SUBSCRIPTION_CLOSED)
        told = Subscription.objects.filter(email=row.email, confirmed_at__isnull=False, ended_at__isnull=True)
        told.update(ended_at=now)
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
        return row


def end(token: str, *, now: datetime) -> Subscription:
    """Tell an address no more, whichever of its mails the token comes from. Twice is once.

    Raises:
        Subscription.DoesNotExist: nobody's token.
    """
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(token=token)
        Subscription.objects.filter(email=row.email, ended_at__isnull=True).update(ended_at=now)
        row.refresh_from_db()
        return row


def purge(now: datetime) -> None:
    """Forget who never confirmed, and who ended long ago and follows nothing any more."""
    Subscription.objects.filter(
        confirmed_at__isnull=True, ended_at__isnull=True, asked_at__lte=now - CONFIRMED_WITHIN
    ).delete()
    living = Subscription.objects.filter(email=OuterRef("email"), ended_at__isnull=True)
    Subscription.objects.filter(~Exists(living), ended_at__lte=now - ENDED_KEPT).delete()
