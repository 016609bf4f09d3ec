"""What people do with their webhooks: create, switch off and on, renew the secret, try, send again, delete.

An operator's user has his own; a provider's users share theirs (as with keys, P4). Another's is not found.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from gps.accounts import limits, own_keys
from gps.accounts.models import User
from gps.accounts.roles import Role
from gps.domain.errors import DomainError, ErrorCode
from gps.jobs import queue
from gps.notices.labels import CHOSEN_EVENTS
from gps.notices.models import Delivery, Endpoint
from gps.notices.webhooks import events, history, places, sending, signing

MOST = 5
"""How many endpoints an account, or a provider, may have."""

BOTH_VALID = timedelta(hours=24)
"""How long the secret that was renewed goes on being used as well."""

MOST_CALLS, CALLS_PER = 20, timedelta(minutes=10)
"""How many calls a person may ask for."""


def of(user: User) -> QuerySet[Endpoint]:
    """Give a person's endpoints, the latest first: a provider's users share theirs.

    Raises:
        DomainError: NOT_ALLOWED, for whoever has none by his role.
    """
    own_keys.require(user)
    owned = Q(provider=user.provider_id) if user.role == Role.PROVIDER else Q(user=user)
    return Endpoint.objects.filter(owned).select_related("user", "provider", "created_by").order_by("-pk")


def deliveries(user: User) -> QuerySet[Delivery]:
    """Give the deliveries of a person's endpoints, the latest first."""
    return Delivery.objects.filter(endpoint__in=of(user).order_by()).select_related("endpoint").order_by("-pk")


def create(user: User, *, url: str, chosen: Collection[str], once: str, now: datetime) -> tuple[Endpoint, str]:
    """Create an endpoint, and give it with its secret.

    Args:
        once: the one-time key of the form; sent again it makes no second endpoint.

    Raises:
        DomainError: NOT_ALLOWED, WEBHOOK_EVENTS, the codes of ``places.find``, TOO_MANY_WEBHOOKS, SECRET_SHOWN.
    """
    own_keys.require(user)
    wanted = [event.value for event in CHOSEN_EVENTS if event in chosen]
    if not wanted or len(wanted) != len(set(chosen)):
        raise DomainError.of(ErrorCode.WEBHOOK_EVENTS, "events")
    places.find(url)
    secret = signing.new_secret()
    of_provider = user.role == Role.PROVIDER
    with transaction.atomic():
        own_keys.claim(user, once, now)
        if of(user).count() >= MOST:
            raise DomainError.of(ErrorCode.TOO_MANY_WEBHOOKS, most=MOST)
        history.begin()
        endpoint = Endpoint.objects.create(
            url=url, user=None if of_provider else user, provider=user.provider if of_provider else None,
            events=wanted, secret=signing.seal(secret), created_at=now, created_by=user, since=now,
        )  # fmt: skip
    return endpoint, secret


def renew(user: User, pk: int, *, once: str, now: datetime) -> str:
    """Give an endpoint another secret; the one before is used as well for a day.

    Raises:
        Endpoint.DoesNotExist: unknown, or another's.
        DomainError: NOT_ALLOWED, SECRET_SHOWN.
    """
    secret = signing.new_secret()
    with transaction.atomic():
        endpoint = _held(user, pk)
        own_keys.claim(user, once, now)
        endpoint.previous_secret, endpoint.previous_until = endpoint.secret, now + BOTH_VALID
        endpoint.secret = signing.seal(secret)
        endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    return secret


def switch(user: User, pk: int, *, on: bool, now: datetime) -> None:
    """Switch an endpoint on or off. What happens while it is off is not told; what waited goes on waiting.

    Raises:
        Endpoint.DoesNotExist: unknown, or another's.
        DomainError: NOT_ALLOWED.
    """
    with transaction.atomic():
        endpoint = _held(user, pk)
        if endpoint.is_on == on:
            return
        endpoint.since, endpoint.off_at = (now, None) if on else (None, now)
        endpoint.gave_up, endpoint.failures, endpoint.failing_since, endpoint.retry_at = False, 0, None, None
        endpoint.save(update_fields=["since", "off_at", "gave_up", "failures", "failing_since", "retry_at"])


def delete(user: User, pk: int) -> None:
    """Forget an endpoint with its deliveries.

    Raises:
        Endpoint.DoesNotExist: unknown, or another's.
        DomainError: NOT_ALLOWED.
    """
    with transaction.atomic():
        _held(user, pk).delete()


def test(user: User, pk: int, now: datetime) -> Delivery:
    """Have a message sent that tells nothing, even to an endpoint that is off.

    Raises:
        Endpoint.DoesNotExist: unknown, or another's.
        DomainError: NOT_ALLOWED, TOO_MANY_TRIES.
    """
    endpoint = of(user).get(pk=pk)
    with transaction.atomic():
        _count(user, now)
        delivery = events.test(endpoint, now)
        delivery.save()
        _send_one(delivery, now)
    return delivery


def again(user: User, pk: int, now: datetime) -> Delivery:
    """Have a delivery sent once more, with the same identifier.

    Raises:
        Delivery.DoesNotExist: unknown, or another's.
        DomainError: NOT_ALLOWED, TOO_MANY_TRIES.
    """
    delivery = deliveries(user).get(pk=pk)
    with transaction.atomic():
        _count(user, now)
        _send_one(delivery, now)
    return delivery


def _send_one(delivery: Delivery, now: datetime) -> None:
    queue.enqueue(sending.ONE, f"{delivery.pk}:{now.isoformat()}", {"delivery": delivery.pk}, now=now)


def _held(user: User, pk: int) -> Endpoint:
    return of(user).select_for_update(of=("self",)).get(pk=pk)


def _count(user: User, now: datetime) -> None:
    """Count a call that a person asked for."""
    if not limits.take(f"webhook-call:{user.pk}", MOST_CALLS, CALLS_PER, now):
        raise DomainError.of(ErrorCode.TOO_MANY_TRIES, minutes=int(CALLS_PER.total_seconds() // 60))
