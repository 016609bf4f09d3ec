"""The paper forms as PDF: blank for everybody, prefilled from a document (rules D1–D4)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.paperwork import forms, names
from gps.web.middleware import Request


@login_not_required
def blank(request: HttpRequest, document_type: str) -> HttpResponse:
    """A blank form: it is needed when GPS is down, so it can be fetched ahead, without signing in (D1)."""
    kind = document_type.upper()
    if kind not in set(DocumentType):
        raise Http404
    response = _pdf(forms.blank(kind), f"{kind}-secours.pdf")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def prefilled(request: Request, number: str) -> HttpResponse:
    """The form with all that GPS knows, the number in its cells (D4). A cancelled number gives no paper."""
    document = visible_to(request.actor, request.now).select_related("excise_number__operator", "excise_number__office")
    found = document.get(reference=number)
    if found.status == Status.CANCELLED:
        raise Http404
    content = forms.prefilled(found.document_type, values(found))
    return _pdf(content, f"{found.document_type}-{found.reference}.pdf")


def values(document: FallbackDocument) -> dict[str, str]:
    """Give what GPS knows of a document, by the form's field names."""
    establishment = document.excise_number
    local = document.dispatch_local
    return {
        names.REFERENCE: document.reference,
        names.CONSIGNOR_EXCISE_NUMBER: establishment.number,
        names.CONSIGNOR_NAME: establishment.operator.name,
        names.CONSIGNOR_ADDRESS: establishment.address,
        names.CONSIGNOR_POSTCODE: establishment.postcode,
        names.CONSIGNOR_CITY: establishment.city,
        names.CONSIGNOR_LANGUAGE: "fr",
        names.DISPATCH_OFFICE: establishment.office.code,
        names.TRANSPORT_IDENTITY: document.transport_identity or "",
        names.DISPATCH_DATE: local.strftime("%d/%m/%Y") if local else "",
        names.DISPATCH_TIME: local.strftime("%H:%M") if local else "",
        names.GROUND: document.ground_label if document.ground_kind else "",
    }


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
