"""How often a key may ask, and how that is told: ``RateLimit-Policy`` and ``RateLimit``, after the IETF's draft."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gps.accounts import limits
from gps.accounts.actors import Actor
from gps.accounts.client import client_address
from gps.accounts.limits import Taken
from gps.domain.errors import DomainError, ErrorCode

MINUTE = timedelta(minutes=1)


def count_request(actor: Actor, now: datetime) -> Taken:
    """Count one request of a key, and give what is left. Whoever asks for it refuses it when it is beyond."""
    return limits.count(f"api:{actor.account}", settings.API_PER_MINUTE, MINUTE, now)


def count_refusal(request: HttpRequest, now: datetime) -> None:
    """Count one request without a key that opens anything, by where it comes from.

    Raises:
        DomainError: TOO_MANY_REQUESTS.
    """
    bucket = f"api-refused:{client_address(request)}"
    check(limits.count(bucket, settings.API_REFUSED_PER_MINUTE, MINUTE, now))


def check(taken: Taken) -> None:
    """Refuse what is beyond the limit.

    Raises:
        DomainError: TOO_MANY_REQUESTS.
    """
    if not taken.is_within:
        raise DomainError.of(ErrorCode.TOO_MANY_REQUESTS, seconds=_seconds(taken))


def tell(response: HttpResponseBase, taken: Taken) -> None:
    """Tell the policy, what is left and for how long, on every answer to a key."""
    response["RateLimit-Policy"] = f'"key";q={taken.most};w={int(taken.per.total_seconds())}'
    response["RateLimit"] = f'"key";r={taken.left};t={_seconds(taken)}'


def _seconds(taken: Taken) -> int:
    return max(1, math.ceil(taken.runs_for.total_seconds()))
