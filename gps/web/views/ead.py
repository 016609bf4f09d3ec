"""« Compléter le document »: the data of Table 1, typed once and kept; models and past documents to start from (D2)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gps.accounts.permissions import Permission
from gps.documents import ead as documents_ead
from gps.documents import operations
from gps.documents.code_lists import CODES
from gps.documents.models import FallbackDocument
from gps.documents.operations.changing import possible_actions
from gps.documents.permissions import may_on, visible_to
from gps.domain.ead import schema as ead_schema
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Action
from gps.web.forms.ead import EadForm
from gps.web.forms.ead_reading import chapters
from gps.web.middleware import Request

PAST = 10
"""How many past documents are offered to start from."""
DRAFT_SAVED = "Le brouillon est enregistré."
COMPLETE = "Les données sont complètes et enregistrées : le formulaire prérempli les porte."


def data(request: Request, number: str) -> HttpResponse:
    """The page: to fill in for whoever may, to read for the others."""
    document = _document(request, number)
    if request.method != "POST":
        return _page(request, document, EadForm(document, first=_first(request.GET.get("articles", ""))))
    _require(request, document)
    form, action = EadForm(document, request.POST.dict()), request.POST.get("action", "")
    if form.edit(action) or not action:
        return _page(request, document, form)
    complete = action == "check"
    try:
        operations.save_ead(
            number, form.raw, actor=request.actor, now=request.now, complete=complete, revision=form.seen
        )
    except DomainError as error:
        return _refused(request, document, form, error)
    messages.success(request, COMPLETE if complete else DRAFT_SAVED)
    return redirect("web:document", number) if complete else redirect(_here(number, form, action))


@login_not_required
def schema(request: HttpRequest) -> HttpResponse:
    """The shape of the data for machines, as a JSON Schema."""
    made = ead_schema.schema(CODES, f"{settings.PUBLIC_URL}{reverse('web:ead_schema')}")
    response = JsonResponse(made, content_type="application/schema+json", json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_POST
def start(request: Request, number: str) -> HttpResponse:
    """Put the data of a model or of a past document in the place of this one's."""
    document = _document(request, number)
    kind, _, which = request.POST.get("source", "").partition(":")
    try:
        if kind == "modele" and which.isascii() and which.isdigit() and len(which) <= 18:
            operations.start_from_model(number, int(which), actor=request.actor, now=request.now)
        else:
            source = which if kind == "document" else number
            operations.start_from_document(
                number, source.replace("\x00", "")[:40], actor=request.actor, now=request.now
            )
    except DomainError as error:
        return _refused(request, document, EadForm(document), error)
    messages.success(request, "Les données sont reprises : complétez-les, puis vérifiez-les.")
    return redirect("web:ead", number)


@require_POST
def save_model(request: Request, number: str) -> HttpResponse:
    """Keep the data of the document as a model."""
    document, name = _document(request, number), request.POST.get("name", "")
    try:
        operations.save_model(number, name, actor=request.actor, now=request.now)
    except DomainError as error:
        form = EadForm(document)
        form.name = name
        return _refused(request, document, form, error)
    messages.success(request, "Le modèle est enregistré.")
    return redirect("web:ead", number)


@require_POST
def delete_model(request: Request, number: str, pk: int) -> HttpResponse:
    """Forget a model."""
    document = _document(request, number)
    try:
        operations.delete_model(number, pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return _refused(request, document, EadForm(document), error)
    messages.success(request, "Le modèle est supprimé.")
    return redirect("web:ead", number)


def _refused(request: Request, document: FallbackDocument, form: EadForm, error: DomainError) -> HttpResponse:
    """The page with what is wrong; who may not write is answered « interdit »."""
    if ErrorCode.NOT_ALLOWED in error.codes:
        raise error
    form.refuse(error)
    return _page(request, document, form)


def _page(request: Request, document: FallbackDocument, form: EadForm) -> HttpResponse:
    possible = Action.DESCRIBE in possible_actions(document, request.actor, request.now)
    past = visible_to(request.actor, request.now).filter(
        excise_number=document.excise_number_id, document_type=document.document_type, ead__isnull=False
    )
    context = {
        "document": document,
        "form": form,
        "possible": possible,
        "chapters": chapters(documents_ead.whole(document)),
        "models": documents_ead.models_of(document.excise_number, document.document_type) if possible else [],
        "past": past.exclude(pk=document.pk).order_by("-recorded_at", "-id")[:PAST] if possible else [],
    }
    return render(request, "web/ead.html", context, status=422 if form.errors else 200)


def _require(request: Request, document: FallbackDocument) -> None:
    """Refuse whoever may read the data alone.

    Raises:
        DomainError: NOT_ALLOWED.
    """
    if not may_on(request.actor, Permission.COMPLETE, document, request.now):
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action=Permission.COMPLETE.value)


def _document(request: Request, number: str) -> FallbackDocument:
    """The document; one that is not the person's is not found.

    Raises:
        FallbackDocument.DoesNotExist: answered by the page « introuvable ».
    """
    documents = visible_to(request.actor, request.now)
    return documents.select_related("excise_number__operator", "excise_number__office").get(reference=number)


def _here(number: str, form: EadForm, action: str) -> str:
    """The same page of lines of goods, or the one that was asked for."""
    asked = _first(action.removeprefix("go:")) if action.startswith("go:") else form.start
    return reverse("web:ead", args=[number]) + (
        f"?articles={asked + 1}#marchandises" if asked or "go:" in action else ""
    )


def _first(text: str) -> int:
    """The first line of goods of a page, counted from 0; it is typed counted from 1."""
    return max(int(text) - 1, 0) if text.isascii() and text.isdigit() and len(text) < 5 else 0
