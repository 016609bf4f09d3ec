"""« Suivre mes procédures de secours » (rules S1, S2)."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gps.accounts.permissions import Permission, excise_numbers_for, usable
from gps.documents import duties, followup, pages
from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain import excise_number as excise
from gps.domain.errors import DomainError
from gps.exchange import exports
from gps.paperwork.lots import LIMIT
from gps.web.downloads import sent
from gps.web.forms.fields import LIST_LIMIT
from gps.web.middleware import Request
from gps.wording.messages import sentences


def follow(request: Request) -> HttpResponse:
    """The table, for all excise numbers or the one that was chosen."""
    actor, now = request.actor, request.now
    choices = list(excise_numbers_for(actor, Permission.CONSULT, now).distinct()[: LIST_LIMIT + 1])
    chosen, documents = _chosen(request)
    context: dict[str, object] = {
        "restored": [],
        "lot": {},
        "choices": choices[:LIST_LIMIT],
        "chosen": chosen,
        "many": len(choices) > LIST_LIMIT,
    }
    try:
        rows = followup.with_needs(documents, now)
        context["page"] = pages.page_of(rows, followup.ORDER, request.GET.get("curseur", ""))
    except DomainError as error:
        context["problem"] = sentences(error)[0]
        return render(request, "web/followup.html", context, status=422)
    if pages.bounded_count(documents, LIMIT) <= LIMIT:
        context["lot"] = {"accise": chosen}
    context["waiting"] = followup.waiting(documents, now)
    context["restored"] = restored = duties.restored(documents)
    context["regularises"] = bool(restored and usable(actor, {Permission.COMPLETE}, now))
    return render(request, "web/followup.html", context)


@require_GET
def export(request: Request, kind: exports.Kind) -> HttpResponseBase:
    """The whole table as a file."""
    actor, now = request.actor, request.now
    _, documents = _chosen(request)
    try:
        rows = followup.with_needs(documents, now)
        return sent(exports.documents(rows, followup.ORDER, kind, actor=actor, now=now))
    except DomainError as error:
        context = {"restored": [], "choices": [], "chosen": "", "many": False, "problem": sentences(error)[0]}
        return render(request, "web/followup.html", context, status=429)


def _chosen(request: Request) -> tuple[str, QuerySet[FallbackDocument]]:
    """The excise number that is asked for, "" for all, and the documents."""
    chosen = excise.canonical(request.GET.get("accise", ""))[:20].replace("\x00", "")
    documents = visible_to(request.actor, request.now)
    return chosen, documents.filter(excise_number__number=chosen) if chosen else documents
