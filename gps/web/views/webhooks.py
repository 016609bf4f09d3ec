"""« Webhooks »: the addresses that GPS calls, what it told them, and what they answered (rule P4)."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts import own_keys
from gps.domain.errors import DomainError
from gps.notices.labels import Event
from gps.notices.models import Endpoint
from gps.notices.webhooks import endpoints
from gps.web.forms.webhooks import WebhookForm
from gps.web.middleware import Request
from gps.web.one_time import FormTicket
from gps.wording.messages import sentences

SHOWN = 50
REFRESH = "3"
"""Seconds between two looks at a test that is on its way."""


def webhooks(request: Request) -> HttpResponse:
    """The webhooks of the account, and the form of a new one."""
    if not own_keys.may_have(request.user):
        return render(request, "web/webhooks/elsewhere.html", status=403)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            endpoint, secret = endpoints.create(
                request.user,
                url=form.cleaned_data["url"],
                chosen=form.cleaned_data["events"],
                once=_once(request),
                now=request.now,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _shown(request, endpoint, secret, renewed=False)
    context = {"form": form, "rows": endpoints.of(request.user), "most": endpoints.MOST, "ticket": _ticket(request)}
    return render(request, "web/webhooks/webhooks.html", context, status=422 if form.errors else 200)


def webhook(request: Request, pk: int) -> HttpResponse:
    """One webhook: what it is, what may be done with it, and the log of what was sent."""
    endpoint = endpoints.of(request.user).get(pk=pk)
    if request.method == "POST":
        return _done(request, endpoint)
    rows = list(endpoints.deliveries(request.user).filter(endpoint=endpoint).defer("body")[:SHOWN])
    context = {"endpoint": endpoint, "rows": rows, "shown": SHOWN, "now": request.now, "ticket": _ticket(request)}
    response = render(request, "web/webhooks/webhook.html", context)
    if any(row.is_pending and row.kind == Event.TEST for row in rows):
        response["Refresh"] = REFRESH
    return response


def delete(request: Request, pk: int) -> HttpResponse:
    """Ask whether a webhook is to be deleted, and delete it."""
    endpoint = endpoints.of(request.user).get(pk=pk)
    if request.method == "POST":
        endpoints.delete(request.user, pk)
        messages.success(request, f"Le webhook {endpoint.url} est supprimé.")
        return redirect("web:webhooks")
    return render(request, "web/webhooks/delete.html", {"endpoint": endpoint})


def delivery(request: Request, pk: int) -> HttpResponse:
    """One delivery: what was said, what was answered; to be sent again."""
    found = endpoints.deliveries(request.user).get(pk=pk)
    if request.method == "POST":
        try:
            endpoints.again(request.user, pk, request.now)
            messages.success(request, "L’envoi repart dans quelques secondes, avec le même identifiant.")
        except DomainError as error:
            messages.error(request, sentences(error)[0])
        return redirect("web:webhook_delivery", pk)
    body = json.dumps(json.loads(found.body), ensure_ascii=False, indent=2)
    return render(request, "web/webhooks/delivery.html", {"delivery": found, "body": body})


def _done(request: Request, endpoint: Endpoint) -> HttpResponse:
    """What a button of the page asks for."""
    try:
        match request.POST.get("do"):
            case "test":
                endpoints.test(request.user, endpoint.pk, request.now)
                messages.success(request, "L’essai part dans quelques secondes : son résultat paraît dans le journal.")
            case "on" | "off" as do:
                endpoints.switch(request.user, endpoint.pk, on=do == "on", now=request.now)
                messages.success(request, f"Le webhook est {'en service' if do == 'on' else 'arrêté'}.")
            case "renew":
                secret = endpoints.renew(request.user, endpoint.pk, once=_once(request), now=request.now)
                return _shown(request, endpoint, secret, renewed=True)
    except DomainError as error:
        messages.error(request, sentences(error)[0])
    return redirect("web:webhook", endpoint.pk)


def _shown(request: Request, endpoint: Endpoint, secret: str, *, renewed: bool) -> HttpResponse:
    """The one page that shows the secret: kept by no cache and in no session."""
    context = {"endpoint": endpoint, "secret": secret, "renewed": renewed}
    response = render(request, "web/webhooks/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _ticket(request: Request) -> str:
    return FormTicket.new(request.now).sealed(request.actor)


def _once(request: Request) -> str:
    """The one-time key of the form, which keeps « reload » from making another secret that nobody looks at."""
    ticket = FormTicket.unsealed(request.POST.get("ticket", ""), request.actor)
    return ticket.key if ticket else ""
