"""One outage, and how the help desk goes on with it: change, end, cancel, reopen (rules F2, F3)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.permissions import Permission, require
from gps.documents.outage_board import rows
from gps.domain.errors import DomainError
from gps.outages import operations
from gps.outages.history import past_of
from gps.outages.models import Outage
from gps.outages.phases import phase
from gps.outages.steps import possible_steps
from gps.web.forms.outages import CancelForm, ChangeForm, EndForm, OutageForm, ReopenForm
from gps.web.middleware import Request

WORDS = {
    "change": ("Modifier", "Modification publiée."),
    "end": ("Publier la fin", "Fin publiée : le droit est fermé à partir de maintenant."),
    "cancel": ("Annuler", "Annulation publiée."),
    "reopen": ("Rouvrir", "Réouverture publiée, sous le même identifiant."),
}
"""The title of each step, and what is said once it is done."""


def outage(request: Request, identifier: str) -> HttpResponse:
    """All that it is, whom it covers, what was issued under it, what became of it, what may be done."""
    found = _found(request, identifier)
    [row] = rows([found])
    context = {
        "outage": found,
        "row": row,
        "past": past_of(found),
        "spans": found.spans.all(),
        "steps": possible_steps(found, request.now),
        "phase": phase(found, request.now),
    }
    return render(request, "web/sau/outage.html", context)


def change(request: Request, identifier: str) -> HttpResponse:
    """What is published: severity, start, expected end, what to do."""
    found = _found(request, identifier)
    form = ChangeForm(request.POST or None, outage=found, now=request.now)
    return _act(request, found, "change", form, form.changed)


def end(request: Request, identifier: str) -> HttpResponse:
    """It works again."""
    form = EndForm(request.POST or None, now=request.now)
    return _act(request, _found(request, identifier), "end", form, lambda: {"ended_at": form.cleaned_data["ended_at"]})


def cancel(request: Request, identifier: str) -> HttpResponse:
    """It was published by mistake, or will not take place."""
    form = CancelForm(request.POST or None, now=request.now)
    return _act(request, _found(request, identifier), "cancel", form, lambda: {"comment": form.cleaned_data["comment"]})


def reopen(request: Request, identifier: str) -> HttpResponse:
    """It goes on after all."""
    form = ReopenForm(request.POST or None, now=request.now)
    return _act(request, _found(request, identifier), "reopen", form, lambda: {"comment": form.cleaned_data["comment"]})


_VERBS: dict[str, Callable[..., Outage]] = {
    "change": operations.change,
    "end": operations.end,
    "cancel": operations.cancel,
    "reopen": operations.reopen,
}


def _act(
    request: Request, found: Outage, step: str, form: OutageForm, arguments: Callable[[], dict[str, object]]
) -> HttpResponse:
    """The one way of these pages: show the form, send it, come back to the outage."""
    title, done = WORDS[step]
    if request.method == "POST" and form.is_valid():
        try:
            _VERBS[step](found.identifier, actor=request.actor, now=request.now, **arguments())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{found.identifier} : {done}")
            return redirect("web:outage", found.identifier)
    [row] = rows([found])
    possible = step in possible_steps(found, request.now)
    context = {"outage": found, "row": row, "form": form, "title": title, "step": step, "possible": possible}
    return render(request, "web/sau/act.html", context, status=422 if form.errors else 200)


def _found(request: Request, identifier: str) -> Outage:
    """The outage.

    Raises:
        DomainError: NOT_ALLOWED.
        Outage.DoesNotExist: answered by the page « introuvable ».
    """
    require(request.actor, Permission.STEER)
    return Outage.objects.select_related("provider", "excise_number__operator").get(identifier=identifier)
