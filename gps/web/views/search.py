"""« Rechercher »: 11 criteria, an address that can be shared, stable pages (rules R1–R3)."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gps.documents import followup, pages, search
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange import exports
from gps.paperwork.lots import LIMIT
from gps.web.downloads import sent
from gps.web.forms.search import SearchForm
from gps.web.middleware import Request


def find(request: Request) -> HttpResponse:
    """The form and, once it is sent, the results."""
    asked = any(request.GET.get(name) for name in (*search.CRITERIA, "tri", "curseur", "chercher"))
    form = SearchForm(request.GET if asked else None)
    context: dict[str, object] = {"form": form, "asked": asked}
    if not asked:
        return render(request, "web/search.html", context)
    form.is_valid()
    try:
        wanted = search.parse(request.GET)
        found = wanted.apply(visible_to(request.actor, request.now))
        rows = followup.with_needs(found, request.now)
        page = pages.page_of(rows, wanted.order, request.GET.get("curseur", ""))
    except DomainError as error:
        _refuse(form, error)
        return render(request, "web/search.html", context, status=422)
    count = pages.bounded_count(found)
    context |= {
        "page": page,
        "count": count,
        "too_many": count > pages.COUNT_LIMIT,
        "limit": pages.COUNT_LIMIT,
        "query": urlencode({**wanted.to_query(), "chercher": "1"}),
        "criteria": len(wanted.criteria),
        "lot": {"chercher": "1", **wanted.to_query()} if count <= LIMIT else {},
    }
    return render(request, "web/search.html", context)


@require_GET
def export(request: Request, kind: exports.Kind) -> HttpResponseBase:
    """All results of the same search as a file; what is wrong with it is said on the page."""
    form = SearchForm(request.GET)
    form.is_valid()
    try:
        wanted = search.parse(request.GET)
        found = wanted.apply(visible_to(request.actor, request.now))
        return sent(exports.documents(found, wanted.order, kind, actor=request.actor, now=request.now))
    except DomainError as error:
        _refuse(form, error)
        status = 429 if ErrorCode.TOO_MANY_TRIES in error.codes else 422
        return render(request, "web/search.html", {"form": form, "asked": True}, status=status)


def _refuse(form: SearchForm, error: DomainError) -> None:
    """One sentence a criterion: the form's own check of a date says the same thing as the search's."""
    seen = set(form.errors)
    form.refuse(DomainError(fault for fault in error.faults if fault.field not in seen))
