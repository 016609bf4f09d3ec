"""The papers of many documents as one file: asked for, waited for, found again, fetched (rule D4)."""

import re

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gps.documents import followup, search
from gps.documents.models import FallbackDocument
from gps.documents.pages import ordered
from gps.documents.permissions import visible_to
from gps.domain import excise_number as excise
from gps.domain.errors import DomainError, ErrorCode
from gps.paperwork import lots
from gps.paperwork.lots import LotState
from gps.web.middleware import Request
from gps.wording.messages import sentences

NUMBER = re.compile(r"[0-9]{1,18}")
REFRESH = "3"
"""Seconds between two looks at a lot that is being made."""


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    """The lots that one asked for; by POST, the papers of a batch, of a search or of the follow-up are asked for."""
    if request.method == "POST":
        return _ask(request)
    rows = lots.asked_by(request.actor, request.now)
    response = render(request, "web/paper_lots.html", {"rows": rows, "most": lots.MOST_OF_ONE})
    if LotState.PREPARED in {state for _, state in rows}:
        response["Refresh"] = REFRESH
    return response


def _ask(request: Request) -> HttpResponse:
    try:
        documents, title = _chosen(request)
        lot = lots.ask(documents, title, actor=request.actor, now=request.now)
    except DomainError as error:
        for text in sentences(error):
            messages.error(request, text)
        return redirect("web:followup")
    return redirect("web:paper_lot", lot.pk)


@require_safe
def lot(request: Request, pk: int) -> HttpResponse:
    """How far a lot is; the page is fetched anew until it is ready."""
    found = lots.of(request.actor, request.now).get(pk=pk)
    left_out = [(number, sentences(error)[0]) for number, error in lots.why_left_out(found)]
    response = render(request, "web/paper_lot.html", {"lot": found, "left_out": left_out})
    if found.ready_at is None:
        response["Refresh"] = REFRESH
    return response


@require_safe
def file(request: Request, pk: int) -> HttpResponse:
    """The file of a lot, once it is ready."""
    found = lots.of(request.actor, request.now).defer(None).get(pk=pk)
    if found.content is None or not found.printed:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="documents-de-secours-{pk}.pdf"'
    return response


def _chosen(request: Request) -> tuple[QuerySet[FallbackDocument], str]:
    """Which documents the person asks for, in the order in which the page showed them, and what to call them."""
    visible = visible_to(request.actor, request.now)
    match request.POST.get("source"):
        case "lot":
            submission = request.POST.get("lot", "")
            mine = visible.filter(submission__account=request.actor.account)
            chosen = mine.filter(submission_id=int(submission)) if NUMBER.fullmatch(submission) else mine.none()
            return chosen.order_by("id"), "Numéros délivrés ensemble"
        case "suivi":
            number = excise.canonical(request.POST.get("accise", ""))[:20].replace("\x00", "")
            chosen = visible.filter(excise_number__number=number) if number else visible
            return ordered(followup.with_needs(chosen, request.now), followup.ORDER), "Suivi de mes procédures"
        case "recherche":
            wanted = search.parse(request.POST)
            return ordered(wanted.apply(visible), wanted.order), "Résultats d’une recherche"
    raise DomainError.of(ErrorCode.PAPER_LOT_SIZE, count=0, limit=lots.LIMIT)
