"""What every request carries: the moment, who asks; and what every private answer carries: « do not keep me »."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gps.accounts.actors import Actor, actor_of
from gps.accounts.models import ApiKey, ExciseNumber, User
from gps.documents.models import Anomaly, EadModel, FallbackDocument
from gps.documents.verification import AWAY
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange.imports import AROUND_A_FILE
from gps.exchange.models import Import
from gps.notices.models import Delivery, Endpoint, Subscription
from gps.outages.models import AuthorisationRequest, Outage
from gps.paperwork.models import PaperLot
from gps.web.everybody import is_for_everybody, stands_alone

Handler = Callable[[HttpRequest], HttpResponse]

NOT_FOUND = (
    FallbackDocument.DoesNotExist,
    Anomaly.DoesNotExist,
    EadModel.DoesNotExist,
    PaperLot.DoesNotExist,
    AuthorisationRequest.DoesNotExist,
    Outage.DoesNotExist,
    ExciseNumber.DoesNotExist,
    Subscription.DoesNotExist,
    ApiKey.DoesNotExist,
    Endpoint.DoesNotExist,
    Delivery.DoesNotExist,
    Import.DoesNotExist,
)


LENGTH_DIGITS = 15
"""Of the length of a body that is worth reading."""


class Request(HttpRequest):
    """A request as the views of signed-in people see it."""

    now: datetime
    actor: Actor
    user: User


def clock(get_response: Handler) -> Handler:
    """Read the clock, once per request and nowhere else: ``request.now``, aware, in UTC."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def bounded(get_response: Handler) -> Handler:
    """Refuse a body that no page takes, before any of it is read or kept: files come on one page alone (I3)."""

    def handle(request: HttpRequest) -> HttpResponse:
        takes_files = request.path_info == reverse("web:imports")
        most = settings.IMPORT_MAX_BYTES + AROUND_A_FILE if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        worth_reading = length.isascii() and length.isdigit() and len(length) <= LENGTH_DIGITS
        if worth_reading and int(length) <= most:
            return get_response(request)
        limit = settings.IMPORT_MAX_BYTES if takes_files else most
        return render(request, "web/errors/413.html", {"limit": limit}, status=413)

    return handle


def actor(get_response: Handler) -> Handler:
    """Say who asks: ``request.actor``, None for somebody who is not signed in. Where the page is the same for everybody
    nobody is asked for, and no session is looked at.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if is_for_everybody(request.path_info):
            request.user = AnonymousUser()  # Django's own check of who is signed in looks no further
            request.actor, request.for_everybody = None, True  # type: ignore[attr-defined]
            return get_response(request)
        request.actor = _who(request)  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def _who(request: HttpRequest) -> Actor | None:
    """Who is signed in. While the database is away nobody can be told: the pages that stand without it then take
    whoever asks for a stranger, and leave his cookie alone (V2).
    """
    try:
        user = request.user
        return None if isinstance(user, AnonymousUser) else actor_of(user)
    except AWAY:
        if not stands_alone(request.path_info):
            raise
        request.user = AnonymousUser()
        return None


def private_pages(get_response: Handler) -> Handler:
    """Keep what a signed-in person sees out of every cache, so that « back » after signing out shows nothing."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "actor", None) is not None and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return handle


def refusals(get_response: Handler) -> Handler:
    """Answer « introuvable » for what does not exist or is somebody else's, « interdit » for what the role may not."""

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, NOT_FOUND):
            raise Http404 from exception
        if isinstance(exception, DomainError) and ErrorCode.NOT_ALLOWED in exception.codes:
            raise PermissionDenied from exception

    handle.process_exception = process_exception  # type: ignore[attr-defined]  # how Django finds it
    return handle
