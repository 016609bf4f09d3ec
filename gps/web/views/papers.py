"""The paper forms as PDF: blank for everybody, prefilled from a document (rules D1–D4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.paperwork import forms, papers
from gps.web.middleware import Request
from gps.wording.messages import sentences


@login_not_required
def blank(request: HttpRequest, document_type: str) -> HttpResponse:
    """A blank form: it is needed when GPS is down, so it can be fetched ahead, without signing in (D1)."""
    kind = _kind(document_type)
    return _for_everybody(forms.blank(kind), f"{kind}-secours.pdf")


@login_not_required
def suite(request: HttpRequest, document_type: str) -> HttpResponse:
    """Blank continuation sheets: further lines of goods, packages, certificates, transport units (D1, D2)."""
    kind = _kind(document_type)
    return _for_everybody(forms.suite(kind), f"{kind}-secours-feuilles-suite.pdf")


def prefilled(request: Request, number: str) -> HttpResponse:
    """The form with all that GPS knows, the number in its cells (D4), flattened when the address asks for it.

    A cancelled number gives no paper.
    """
    document = visible_to(request.actor, request.now).select_related("excise_number__operator", "excise_number__office")
    found = document.get(reference=number)
    if found.status == Status.CANCELLED:
        raise Http404
    flat = request.GET.get("aplati") == "1"
    try:
        content = papers.prefilled(found, request.now, editable=not flat)
    except DomainError as error:
        for text in sentences(error):
            messages.error(request, text)
        return redirect("web:document", number)
    return _pdf(content, f"{found.document_type}-{found.reference}{'-aplati' if flat else ''}.pdf")


def _kind(document_type: str) -> str:
    kind = document_type.upper()
    if kind not in set(DocumentType):
        raise Http404
    return kind


def _for_everybody(content: bytes, name: str) -> HttpResponse:
    response = _pdf(content, name)
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
