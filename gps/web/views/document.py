"""One document: its page with the history, its recap, its paper, what may be done to it (rules G5, H1, A2–A4, E9)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.documents import followup, operations
from gps.documents.ead import draft_of, whole
from gps.documents.models import FallbackDocument
from gps.documents.operations.changing import possible_actions
from gps.documents.permissions import anomalies_of, visible_to
from gps.domain.errors import DomainError
from gps.domain.lifecycle import Action, Means, Status
from gps.exchange import ie815
from gps.web.forms.base import GpsForm
from gps.web.forms.document import CorrectForm, DispatchForm, ReactivateForm, ReceiptForm, WithdrawForm
from gps.web.middleware import Request


def document(request: Request, number: str) -> HttpResponse:
    """The document with the history of the actions (H1)."""
    found = _document(request, number)
    actions, draft = possible_actions(found, request.actor, request.now), draft_of(found)
    regularises = Action.DESCRIBE in actions and ie815.concerns(found)
    context = {
        "document": found,
        "history": found.history.all(),
        "anomalies": anomalies_of(found, request.actor),
        "actions": {action.value for action in actions},
        "overdue": found.is_overdue(request.now),
        "ead": draft,
        "regularises": regularises,
        "lacking": len(ie815.missing(found, whole(found, draft.data if draft else {}))) if regularises else 0,
    }
    return render(request, "web/document.html", context)


def recap(request: Request, number: str) -> HttpResponse:
    """All that was entered, and the number to carry over onto the paper (G5, E8)."""
    found = _document(request, number)
    describe = Action.DESCRIBE in possible_actions(found, request.actor, request.now)
    context = {"document": found, "anomalies": anomalies_of(found, request.actor), "describe": describe}
    return render(request, "web/recap.html", context)


def complete(request: Request, number: str) -> HttpResponse:
    """Give a number « à compléter » its movement (G8)."""

    def send(form: GpsForm) -> FallbackDocument:
        return operations.complete(number, actor=request.actor, now=request.now, **form.cleaned_data)

    return _act(request, number, Action.COMPLETE, "Compléter", DispatchForm(request.POST or None), send)


def correct(request: Request, number: str) -> HttpResponse:
    """Correct a registration, date or time (A4)."""
    found = _document(request, number)
    local = found.dispatch_local
    initial = {
        "transport_identity": found.transport_identity,
        "dispatch_date": local and local.strftime("%d/%m/%Y"),
        "dispatch_time": local and local.strftime("%H:%M"),
    }

    def send(form: GpsForm) -> FallbackDocument:
        return operations.correct(number, actor=request.actor, now=request.now, **form.cleaned_data)

    return _act(request, number, Action.CORRECT, "Corriger", CorrectForm(request.POST or None, initial=initial), send)


def reactivate(request: Request, number: str) -> HttpResponse:
    """Give its cover back to an inactive document, or to one whose regularisation was withdrawn (A2, A3)."""
    withdrawn = _document(request, number).status == Status.REINTEGRATED
    verb = operations.withdraw if withdrawn else operations.reactivate
    kind = WithdrawForm if withdrawn else ReactivateForm
    action = Action.WITHDRAW if withdrawn else Action.REACTIVATE

    def send(form: GpsForm) -> FallbackDocument:
        return verb(number, actor=request.actor, now=request.now, **form.cleaned_data)

    title = "Retirer la régularisation" if withdrawn else "Réactiver"
    return _act(request, number, action, title, kind(request.POST or None), send)


def note_receipt(request: Request, number: str) -> HttpResponse:
    """Note on the officer's side that the number had been told (E9)."""
    zone = _document(request, number).excise_number.zone
    form = ReceiptForm(request.POST or None, zone=zone, now=request.now)

    def send(sent: GpsForm) -> FallbackDocument:
        means, at = Means(sent.cleaned_data["means"]), sent.cleaned_data["received_at"]
        return operations.note_receipt(number, actor=request.actor, now=request.now, means=means, received_at=at)

    return _act(request, number, Action.NOTE_RECEIPT, "Noter la communication du numéro", form, send)


DONE = {
    Action.COMPLETE: "Le document est complété.",
    Action.CORRECT: "La correction est enregistrée.",
    Action.REACTIVATE: "Le document est de nouveau actif ; le délai de régularisation repart.",
    Action.WITHDRAW: "La régularisation est retirée : le document est de nouveau actif.",
    Action.NOTE_RECEIPT: "La communication est notée.",
}


def _act(
    request: Request,
    number: str,
    action: Action,
    title: str,
    form: GpsForm,
    send: Callable[[GpsForm], FallbackDocument],
) -> HttpResponse:
    """The one way of these pages: show the form, send it, come back to the document."""
    found = _document(request, number)
    possible = action in possible_actions(found, request.actor, request.now)
    if request.method == "POST" and form.is_valid():
        try:
            send(form)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, DONE[action])
            return redirect("web:document", number)
    context = {"document": found, "form": form, "title": title, "possible": possible}
    return render(request, "web/act.html", context, status=422 if form.errors else 200)


def _document(request: Request, number: str) -> FallbackDocument:
    """The document, with what it waits for; one that is not the person's is not found.

    Raises:
        FallbackDocument.DoesNotExist: answered by the page « introuvable ».
    """
    return followup.with_needs(visible_to(request.actor, request.now), request.now).get(reference=number)
