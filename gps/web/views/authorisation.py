"""Requests for authorisation: ask, follow the clock, answer, certify (rules F4, F5, F9, G7)."""

import math

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.domain import grounds
from gps.domain.authorised import opened
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import IN_FORCE, Standing
from gps.outages import operations
from gps.outages.models import GPS, AuthorisationRequest, Change
from gps.outages.permissions import requests_for
from gps.paperwork.certificate import certificate as make_certificate
from gps.web.certificates import told
from gps.web.forms.authorisation import AnswerForm, AskForm
from gps.web.middleware import Request
from gps.wording.messages import sentences

SHOWN = 50


def requests(request: Request) -> HttpResponse:
    """The requests that concern the person, newest first."""
    require(request.actor, Permission.CONSULT)
    rows = requests_for(request.actor, Permission.CONSULT, request.now).distinct()[:SHOWN]
    context = {"rows": [(row, grounds.standing(row.facts, request.now)) for row in rows]}
    return render(request, "web/requests.html", context)


def ask(request: Request) -> HttpResponse:
    """« Demander l’autorisation à mon service »."""
    require(request.actor, Permission.ASK)
    reach = excise_numbers_for(request.actor, Permission.ASK, request.now).select_related("office")
    entitled = list(reach.distinct())
    initial = {"excise_number": request.GET.get("accise", "")[:20], "incident": request.GET.get("incident", "")[:16]}
    form = AskForm(request.POST or None, initial=initial, entitled=entitled, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.ask(form.asking(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("web:authorisation", made.identifier)
    context = {"form": form, "entitled": entitled}
    return render(request, "web/ask.html", context, status=422 if form.errors else 200)


def authorisation(request: Request, identifier: str) -> HttpResponse:
    """One request: its clock, its answer, its past; the officer answers here, the operator notes what he was told."""
    found = _found(request, identifier)
    return _page(request, found, _form(request, found, None))


def answer(request: Request, identifier: str) -> HttpResponse:
    """The service's answer, from its page or in one click from the desk."""
    found = _found(request, identifier)
    if request.method != "POST":
        return redirect("web:authorisation", identifier)
    form = _form(request, found, request.POST)
    if form.is_valid():
        try:
            operations.answer(identifier, actor=request.actor, now=request.now, **form.answered())
        except DomainError as error:
            form.refuse(error)
        else:
            granted = form.cleaned_data["verdict"] == "grant"
            messages.success(request, f"{identifier} : {'autorisation donnée' if granted else 'refus enregistré'}.")
            return _back(request, identifier)
    return _page(request, found, form)


def withdraw(request: Request, identifier: str) -> HttpResponse:
    """Take the request back."""
    _found(request, identifier)
    if request.method == "POST":
        try:
            operations.withdraw(identifier, actor=request.actor, now=request.now)
        except DomainError as error:
            if ErrorCode.NOT_ALLOWED in error.codes:
                raise
            return _refused(request, identifier, error)
        messages.success(request, f"La demande {identifier} est retirée.")
    return redirect("web:authorisation", identifier)


def certificate(request: Request, identifier: str) -> HttpResponse:
    """The dated certificate of what the request opened; there is none before it has opened a right (F5)."""
    found = _found(request, identifier)
    right = opened(found.facts, request.now)
    if right is None:
        raise Http404
    pdf = make_certificate(told(found, right, request.now))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="autorisation-{identifier}.pdf"'
    return response


def _found(request: Request, identifier: str) -> AuthorisationRequest:
    """The request; one that is not the person's is not found.

    Raises:
        AuthorisationRequest.DoesNotExist: answered by the page « introuvable ».
    """
    reach = requests_for(request.actor, Permission.CONSULT, request.now)
    return reach.filter(identifier=identifier).distinct().get()


def _form(request: Request, found: AuthorisationRequest, sent: QueryDict | None) -> AnswerForm:
    """The officer's form, or the operator's for an answer that he was given by other means."""
    last = found.last_answer
    initial = {"seen": last.position if last else 0, "means": GPS}
    outside = not request.actor.is_customs
    return AnswerForm(sent, initial=initial, request=found, now=request.now, outside=outside)


def _page(request: Request, found: AuthorisationRequest, form: AnswerForm) -> HttpResponse:
    now = request.now
    stands = grounds.standing(found.facts, now)
    lives = stands in {Standing.WAITING, *IN_FORCE}
    tacit = grounds.tacit_at(found.asked_at)
    permission = Permission.ANSWER if request.actor.is_customs else Permission.ASK
    may_answer = requests_for(request.actor, permission, now).filter(pk=found.pk).exists()
    answered = found.last_answer
    context = {
        "request_": found,
        "standing": stands.value,
        "waits": stands is Standing.WAITING,
        "in_force": stands in IN_FORCE,
        "tacit_at": tacit,
        "seconds_left": max(0, math.ceil((tacit - now).total_seconds())),
        "opened": opened(found.facts, now),
        "answers": sorted(found.answers.all(), key=lambda row: row.position),
        "past": Change.objects.filter(subject=found.identifier),
        "form": form,
        "may_answer": may_answer and (request.actor.is_customs or answered is None) and found.withdrawn_at is None,
        "may_withdraw": lives
        and not request.actor.is_customs
        and requests_for(request.actor, Permission.ASK, now).filter(pk=found.pk).exists(),
    }
    return render(request, "web/authorisation.html", context, status=422 if form.errors else 200)


def _back(request: Request, identifier: str) -> HttpResponse:
    return redirect("web:anomalies") if "desk" in request.POST else redirect("web:authorisation", identifier)


def _refused(request: Request, identifier: str, error: DomainError) -> HttpResponse:
    for text in sentences(error):
        messages.error(request, text)
    return redirect("web:authorisation", identifier)
