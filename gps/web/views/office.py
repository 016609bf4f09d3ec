"""« À traiter »: the officer's desk: requests with their clocks, anomalies, what is late (rules E2–E7, M2, F4, F5)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.permissions import Permission, require
from gps.documents import followup, operations
from gps.documents.models import FOR_CUSTOMS
from gps.documents.permissions import anomalies_for, visible_to
from gps.domain.errors import DomainError
from gps.outages import desk, labels
from gps.web.forms.document import SettleForm
from gps.web.middleware import Request
from gps.web.notices import running_out
from gps.wording.messages import sentences

SHOWN = 100


def anomalies(request: Request) -> HttpResponse:
    """The requests, soonest tacit first; the open anomalies, oldest first, and the last ones settled; what is late."""
    require(request.actor, Permission.SETTLE)
    mine = anomalies_for(request.actor, Permission.SETTLE, request.now)
    documents = visible_to(request.actor, request.now)
    context = {
        "queue": desk.queue(request.actor, request.now),
        "refusals": labels.REFUSAL_REASON,
        "troubled": followup.in_trouble(documents, request.now)[:SHOWN],
        "open": mine.filter(resolved_at__isnull=True).order_by("raised_at", "pk")[:SHOWN],
        "settled": mine.filter(resolved_at__isnull=False).order_by("-resolved_at", "-pk")[:20],
        "waiting": followup.waiting(documents, request.now),
        "running_out": running_out(request),
    }
    return render(request, "web/anomalies.html", context)


def anomaly(request: Request, pk: int) -> HttpResponse:
    """One anomaly: a replacement, a confirmation, a reactivation, or what else was done about it."""
    require(request.actor, Permission.SETTLE)
    found = anomalies_for(request.actor, Permission.SETTLE, request.now).get(pk=pk)
    sent = request.POST or None if "settle" in request.POST else None
    form = SettleForm(sent, for_customs=found.kind in FOR_CUSTOMS)
    if request.method == "POST":
        try:
            if answer := _settle(request, pk, form):
                return answer
        except DomainError as error:
            for text in sentences(error):
                messages.error(request, text)
            return redirect("web:anomaly", pk)
    context = {"anomaly": found, "form": form}
    return render(request, "web/anomaly.html", context, status=422 if form.errors else 200)


def _settle(request: Request, pk: int, form: SettleForm) -> HttpResponse | None:
    """Do what the button says; None when the form lacks something."""
    actor, now = request.actor, request.now
    verbs: dict[str, Callable[[], object]] = {
        "replace": lambda: operations.replace(pk, actor=actor, now=now),
        "confirm": lambda: operations.confirm_jump(pk, actor=actor, now=now),
        "reopen": lambda: operations.reopen(pk, actor=actor, now=now),
    }
    close = operations.justify if "justify" in request.POST else operations.settle
    for name, verb in verbs.items():
        if name in request.POST:
            verb()
            messages.success(request, "C’est fait : l’anomalie est traitée.")
            return redirect("web:anomaly", pk)
    if not form.is_valid():
        return None
    try:
        close(pk, actor=actor, now=now, comment=form.cleaned_data["comment"])
    except DomainError as error:
        if not any(fault.field for fault in error.faults):
            raise
        form.refuse(error)  # on its field, with what was typed
        return None
    messages.success(request, "L’anomalie est close.")
    return redirect("web:anomalies")
