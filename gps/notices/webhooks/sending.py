"""How what is to be told leaves: in order, in slices, with growing delays, to an end.

An endpoint is called by one worker at a time (``busy_until``), one delivery after the other; of two about the same
document the second waits for the first. After a failure it is left in peace for a while that doubles, an hour at most,
so that one that is away costs one call an hour. A slice ends after twenty deliveries or ten seconds, and the next one
is a job of its own: mails and other endpoints come in between. What leaves cannot be taken back: a worker killed
between the answer and its note calls again, with the same ``webhook-id``.
"""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from gps.domain.errors import DomainError
from gps.jobs import queue
from gps.notices.addresses import link
from gps.notices.labels import Event
from gps.notices.models import Delivery, Endpoint
from gps.notices.models.webhooks import PENDING
from gps.notices.webhooks import calling, giving_up, places, signing
from gps.notices.webhooks.calling import Answer
from gps.wording.messages import sentences

SLICE, ONE = "webhook-send", "webhook-send-one"
AT_ONCE, BUDGET = 20, 10.0
"""How many deliveries, and how many seconds, a slice takes at most; the call under way is finished."""

LEASE = timedelta(minutes=2)


def hand_on(endpoint: int, now: datetime) -> None:
    """Hand on that an endpoint is to be called, unless that waits to be done already."""
    if endpoint not in {payload.get("endpoint") for payload in queue.waiting(SLICE)}:
        queue.enqueue(SLICE, f"{endpoint}:{now.isoformat()}", {"endpoint": endpoint}, now=now)


def send(payload: Mapping[str, Any], now: datetime) -> None:
    """Call an endpoint with what is due, in order. Repeatable: a delivery that was answered for is not sent again."""
    pk = payload["endpoint"]
    if not _take(pk, now):
        return
    start, sent, more = time.monotonic(), 0, False
    try:
        endpoint = Endpoint.objects.get(pk=pk)
        while (delivery := _next(endpoint, now)) is not None:
            if sent == AT_ONCE or time.monotonic() - start > BUDGET:
                more = True
                break
            answer = call(endpoint, delivery, now)
            sent += 1
            if not note(delivery, answer, now):
                break
    finally:
        Endpoint.objects.filter(pk=pk).update(busy_until=None)
    if more:
        rest = f"{pk}:{now.isoformat()}:{delivery.pk if delivery else 0}"
        queue.enqueue(SLICE, rest, {"endpoint": pk}, now=now)


def send_one(payload: Mapping[str, Any], now: datetime) -> None:
    """Send one delivery because somebody asked for it, whatever became of it before, and whether the endpoint is on."""
    delivery = Delivery.objects.select_related("endpoint").filter(pk=payload["delivery"]).first()
    if delivery is None:
        return
    answer = call(delivery.endpoint, delivery, now)
    with transaction.atomic():
        _write(delivery, answer, now)
        if answer.received:
            _is_well(delivery.endpoint_id)
        elif delivery.kind == Event.TEST:
            delivery.abandoned_at = now
            delivery.save(update_fields=["abandoned_at"])


def call(endpoint: Endpoint, delivery: Delivery, now: datetime) -> Answer:
    """Judge where the address leads now, sign the message, and send it."""
    body = delivery.body.encode()
    try:
        place = places.find(endpoint.url)
        signed = signing.headers(_secrets(endpoint, now), delivery.identifier, int(now.timestamp()), body)
    except DomainError as error:
        return Answer(None, sentences(error)[0][:200], 0)
    except InvalidTag:
        return Answer(None, "Le secret ne peut plus être lu : renouvelez-le.", 0)
    told = {"Content-Type": "application/json", "User-Agent": f"GPS-Webhooks/1 (+{link('web:help')})"}
    return calling.post(place, {**told, **signed}, body)


def note(delivery: Delivery, answer: Answer, now: datetime) -> bool:
    """Write what came of a call, for the delivery and its endpoint; tell whether it was received."""
    with transaction.atomic():
        _write(delivery, answer, now)
        if answer.received:
            _is_well(delivery.endpoint_id)
            return True
        if delivery.attempts >= queue.MOST_ATTEMPTS:
            delivery.abandoned_at = now
        delivery.due_at = now + queue.delay_after(delivery.attempts)
        delivery.save(update_fields=["abandoned_at", "due_at"])
        _is_ill(delivery.endpoint_id, now)
        return False


def _next(endpoint: Endpoint, now: datetime) -> Delivery | None:
    """The first delivery that is due and waits for no other one; none once the endpoint is off."""
    if not Endpoint.objects.filter(pk=endpoint.pk, since__isnull=False).exists():
        return None
    before = Delivery.objects.filter(
        PENDING, endpoint=endpoint, stream=OuterRef("stream"), pk__lt=OuterRef("pk")
    )  # fmt: skip
    due = Delivery.objects.filter(PENDING, endpoint=endpoint, due_at__lte=now).exclude(kind=Event.TEST)
    return due.filter(~Exists(before)).order_by("pk").first()


def _take(pk: int, now: datetime) -> bool:
    """Take the lease of an endpoint, unless it is off, left in peace, or another worker has it."""
    free = (Q(busy_until=None) | Q(busy_until__lte=now)) & (Q(retry_at=None) | Q(retry_at__lte=now))
    taken = Endpoint.objects.filter(free, pk=pk, since__isnull=False).update(busy_until=now + LEASE)
    return bool(taken)


def _secrets(endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets that are valid: two for a day after a renewal."""
    sealed = [endpoint.secret]
    if endpoint.previous_secret is not None and endpoint.previous_until and endpoint.previous_until > now:
        sealed.append(endpoint.previous_secret)
    return [signing.unseal(bytes(one)) for one in sealed]


def _write(delivery: Delivery, answer: Answer, now: datetime) -> None:
    delivery.attempts += 1
    delivery.tried_at, delivery.code, delivery.duration_ms = now, answer.code, answer.duration_ms
    delivery.error = answer.error
    if answer.received:
        delivery.delivered_at, delivery.abandoned_at = delivery.delivered_at or now, None
    delivery.save(
        update_fields=["attempts", "tried_at", "code", "duration_ms", "error", "delivered_at", "abandoned_at"]
    )


def _is_well(pk: int) -> None:
    ill = Endpoint.objects.filter(pk=pk, failing_since__isnull=False)
    ill.update(failures=0, failing_since=None, retry_at=None)


def _is_ill(pk: int, now: datetime) -> None:
    endpoint = Endpoint.objects.select_for_update(of=("self",)).select_related("user", "provider").get(pk=pk)
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.retry_at = now + queue.delay_after(min(endpoint.failures, queue.MOST_ATTEMPTS))
    endpoint.save(update_fields=["failures", "failing_since", "retry_at"])
    giving_up.consider(endpoint, now)
