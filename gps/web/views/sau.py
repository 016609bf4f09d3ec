"""« Pannes et appels »: the help desk's own page, and what it publishes for many (rules F2, F3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.callers import SHOWN, TEXT_LENGTH, find_callers
from gps.accounts.models import EdiProvider
from gps.accounts.permissions import Permission, require
from gps.documents.outage_board import INCIDENTS_SHOWN, board
from gps.domain.errors import DomainError
from gps.outages import operations
from gps.web.forms.outages import AlertForm, ProviderIncidentForm
from gps.web.middleware import Request


def sau(request: Request) -> HttpResponse:
    """Find the caller; straight to him when there is but one. Below, what is published."""
    require(request.actor, Permission.STEER)
    text = request.GET.get("appelant", "").strip()
    found = find_callers(text) if text else None
    if found and len(found.rows) == 1:
        return redirect("web:caller", found.rows[0].number)
    context = {
        "text": text[:TEXT_LENGTH],
        "found": found,
        "limit": SHOWN,
        "board": board(request.now),
        "incidents_shown": INCIDENTS_SHOWN,
    }
    return render(request, "web/sau/desk.html", context)


def open_alerts(request: Request) -> HttpResponse:
    """Publish a national alert on one or several services."""
    require(request.actor, Permission.STEER)
    form = AlertForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            alerts = operations.open_alerts(**form.opening(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            identifiers = ", ".join(alert.identifier for alert in alerts)
            messages.success(request, f"Publié : {identifiers}.")
            return redirect("web:outage", alerts[0].identifier) if len(alerts) == 1 else redirect("web:sau")
    context = {"form": form, "title": "Publier une alerte", "about": "alert"}
    return render(request, "web/sau/open.html", context, status=422 if form.errors else 200)


def open_provider_incident(request: Request) -> HttpResponse:
    """Confirm that an EDI provider cannot carry messages."""
    require(request.actor, Permission.STEER)
    initial, providers = {"provider": request.GET.get("prestataire", "")}, list(EdiProvider.objects.all())
    form = ProviderIncidentForm(request.POST or None, initial=initial, providers=providers, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            incident = operations.open_provider_incident(**form.opening(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"Incident {incident.identifier} ouvert : les clients du prestataire y ont droit."
            )
            return redirect("web:outage", incident.identifier)
    context = {"form": form, "title": "Ouvrir l’incident d’un prestataire EDI", "about": "provider"}
    return render(request, "web/sau/open.html", context, status=422 if form.errors else 200)
