"""One caller of the help desk: who he is, what he may, what to tell him, his incident (rules F2, F4)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, require
from gps.documents import caller as callers
from gps.domain.errors import DomainError
from gps.outages import operations
from gps.web.advice import told
from gps.web.forms.outages import OperatorIncidentForm
from gps.web.middleware import Request
from gps.wording.outages import sau_number

INCIDENT_MESSAGE = (
    "Essayez un autre accès à GAMM@ (autre connexion, autre poste). Si aucun ne fonctionne, demandez l’autorisation à "
    "votre service : {office}, {phone}."
)


def caller(request: Request, number: str) -> HttpResponse:
    """All that is known of him, and the next step in one sentence."""
    require(request.actor, Permission.STEER)
    found = callers.caller(number, request.actor, request.now)
    context = {
        "caller": found,
        "number": found.excise_number,
        "sau": sau_number(found.excise_number.access_mode),
        "told": told(found.advice, found.excise_number, found.ground_outage, found.office_open),
    }
    return render(request, "web/sau/caller.html", context)


def open_operator_incident(request: Request, number: str) -> HttpResponse:
    """Note the diagnosis of his own failure. It authorises nobody by itself."""
    require(request.actor, Permission.STEER)
    row = ExciseNumber.objects.select_related("operator", "office", "provider").get(number=number)
    initial = {"message": INCIDENT_MESSAGE.format(office=row.office.name, phone=row.office.phone)}
    form = OperatorIncidentForm(request.POST or None, initial=initial, excise_number=row, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            incident = operations.open_operator_incident(row, **form.opening(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Incident {incident.identifier} ouvert : donnez ce numéro à l’opérateur.")
            return redirect("web:caller", number)
    return render(request, "web/sau/incident.html", {"form": form, "number": row}, status=422 if form.errors else 200)
