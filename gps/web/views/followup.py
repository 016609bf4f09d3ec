"""« Suivre mes procédures de secours » (rules S1, S2)."""

from django.http import HttpResponse
from django.shortcuts import render

from gps.accounts.permissions import Permission, excise_numbers_for
from gps.documents import duties, followup, pages
from gps.documents.permissions import visible_to
from gps.domain import excise_number as excise
from gps.domain.errors import DomainError
from gps.paperwork.lots import LIMIT
from gps.web.forms.fields import LIST_LIMIT
from gps.web.middleware import Request
from gps.wording.messages import sentences


def follow(request: Request) -> HttpResponse:
    """The table, for all excise numbers or the one that was chosen."""
    actor, now = request.actor, request.now
    choices = list(excise_numbers_for(actor, Permission.CONSULT, now).distinct()[: LIST_LIMIT + 1])
    chosen = excise.canonical(request.GET.get("accise", ""))[:20].replace("\x00", "")
    documents = visible_to(actor, now)
    if chosen:
        documents = documents.filter(excise_number__number=chosen)
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
    context["restored"] = duties.restored(documents)
    return render(request, "web/followup.html", context)
