"""« Vérifier un document »: for whoever holds a paper, with or without an account (rules V1 to V4)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from gps.accounts.client import client_address
from gps.documents import signing_keys
from gps.documents.checks import Asker
from gps.documents.verification import Answer, Finding, Proof, Typed, check
from gps.domain.errors import DomainError, ErrorCode
from gps.web.everybody import without_database
from gps.web.forms.base import GpsForm
from gps.web.forms.verification import PlaceForm, VerifyForm
from gps.web.verdict import verdict


@without_database
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Type a number with its registration, or let a scanner type the QR code."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _page(request, form, None)
    typed = form.cleaned_data
    if typed["payload"]:
        return _answer(request, form, Proof(typed["payload"]), typed["place"])
    return _answer(request, form, Typed(typed["reference"], typed["transport_identity"]), typed["place"])


@without_database
@never_cache
def proof(request: HttpRequest, payload: str) -> HttpResponse:
    """What a telephone's camera opens; the place may be told afterwards."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    place = form.cleaned_data["place"] if form.is_bound and form.is_valid() else ""
    return _answer(request, form, Proof(payload), place)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, for whoever verifies by himself (V3)."""
    del request
    response = JsonResponse(signing_keys.jwks(), content_type="application/jwk-set+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _answer(request: HttpRequest, form: GpsForm, asked: Proof | Typed, place: str) -> HttpResponse:
    """Ask, and show the answer; too many tries, or what is no number, is said on the form."""
    asker = Asker(client_address(request), request.actor, place)  # type: ignore[attr-defined]  # set by the middleware
    try:
        finding = check(asked, asker, request.now)  # type: ignore[attr-defined]
    except DomainError as error:
        form.refuse(error)
        return _page(request, form, None, 429 if ErrorCode.TOO_MANY_TRIES in error.codes else 422)
    return _page(request, form, finding)


def _page(request: HttpRequest, form: GpsForm, finding: Finding | None, status: int = 200) -> HttpResponse:
    if finding is not None and finding.answer is Answer.UNAVAILABLE:
        status = 503
    context = {
        "form": form,
        "verdict": verdict(finding, request.actor, request.now) if finding else None,  # type: ignore[attr-defined]
        "by_proof": isinstance(form, PlaceForm),
    }
    return render(request, "web/verify.html", context, status=422 if form.errors and status == 200 else status)
