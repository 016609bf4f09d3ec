"""« Régulariser dans GAMM@ »: the draft message IE815 of a document, or what it lacks; those of an outage (rule M4)."""

import tempfile
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gps.accounts.permissions import Permission
from gps.documents import ead as documents_ead
from gps.documents.models import FallbackDocument
from gps.documents.permissions import may_on, visible_to
from gps.domain.ead import table
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange import ie815
from gps.exchange.ie815 import Missing, outage
from gps.web.forms.ead_layout import WINDOW
from gps.web.forms.ead_tree import anchor
from gps.web.middleware import Request


@dataclass(frozen=True)
class Gap:
    """What is missing or wrong, and where it is filled in; "" when customs alone can."""

    missing: Missing
    address: str


@require_safe
def document(request: Request, number: str) -> HttpResponse:
    """What the message lacks, with a link to each field; the message when it lacks nothing."""
    found = _document(request, number)
    whole = documents_ead.whole(found)
    context = {
        "document": found,
        "concerned": ie815.concerns(found),
        "gaps": [Gap(missing, _address(number, missing)) for missing in ie815.missing(found, whole)],
        "left_out": ie815.left_out(whole, number),
    }
    return render(request, "web/ie815/document.html", context)


@require_safe
def file(request: Request, number: str) -> HttpResponse:
    """The message as a file; the page that says what is missing when there is none."""
    found = _document(request, number)
    try:
        content = ie815.message(found, request.now)
    except DomainError:
        return redirect("web:ie815", number)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{ie815.file_name(found)}"'
    return response


@require_safe
def of_outage(request: Request, identifier: str) -> HttpResponse:
    """The messages of the documents that an outage grounded: how many, in how many files."""
    documents = outage.of_outage(identifier, request.actor, request.now)
    parts = outage.parts(documents)
    if not parts:
        raise Http404
    context = {"identifier": identifier, "count": documents.count(), "parts": parts, "limit": outage.LIMIT}
    return render(request, "web/ie815/outage.html", context)


@require_safe
def outage_file(request: Request, identifier: str) -> HttpResponseBase:
    """One of these files. It is written to a file of its own, which goes once it is sent."""
    documents = outage.of_outage(identifier, request.actor, request.now)
    if not documents.exists():
        raise Http404
    written = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    outage.write(documents, request.GET.get("apres", "").replace("\x00", "")[:21], written, request.now)
    written.seek(0)
    name = f"IE815-{identifier}.zip"
    return FileResponse(written, as_attachment=True, filename=name, content_type="application/zip")


def _address(number: str, missing: Missing) -> str:
    """Where a datum is filled in: on the page of lines of goods that shows it."""
    if missing.is_registered:
        return ""
    if missing.is_dispatch:
        return reverse("web:complete", args=[number])
    ranks = table.indices(missing.path)
    line = ranks[0] if missing.path.startswith("17[") else 1
    lines = f"?articles={(line - 1) // WINDOW * WINDOW + 1}" if line > WINDOW else ""
    return f"{reverse('web:ead', args=[number])}{lines}#{anchor(missing.path)}"


def _document(request: Request, number: str) -> FallbackDocument:
    """The document, of somebody who may complete it; one that is not the person's is not found.

    Raises:
        FallbackDocument.DoesNotExist: answered by the page « introuvable ».
        DomainError: NOT_ALLOWED.
    """
    documents = visible_to(request.actor, request.now).select_related(
        "excise_number__operator", "excise_number__office"
    )  # fmt: skip
    found = documents.get(reference=number)
    if not may_on(request.actor, Permission.COMPLETE, found, request.now):
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action=Permission.COMPLETE.value)
    return found
