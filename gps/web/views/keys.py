"""« Clés d’API »: what a person's own software, or the provider's, opens GPS with (rule P4)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.accounts import keys as machine_keys
from gps.accounts import own_keys
from gps.domain.errors import DomainError
from gps.web.forms.keys import KeyForm
from gps.web.middleware import Request
from gps.web.one_time import FormTicket


def keys(request: Request) -> HttpResponse:
    """The keys of the account, and the form of a new one. Whoever has his from the administration is told so."""
    if not own_keys.may_have(request.user):
        return render(request, "web/keys/elsewhere.html", status=403)
    form = KeyForm(request.POST if request.method == "POST" else None, scopes=own_keys.scopes(request.user))
    if form.is_bound and form.is_valid():
        secret = _created(request, form)
        if secret:
            return _shown(request, form, secret)
    rows = [(row, [machine_keys.SCOPE_LABELS[scope] for scope in row.scopes]) for row in own_keys.of(request.user)]
    context = {"form": form, "rows": rows, "most": own_keys.MOST, "now": request.now}
    context["ticket"] = FormTicket.new(request.now).sealed(request.actor)
    return render(request, "web/keys/keys.html", context, status=422 if form.errors else 200)


def revoke(request: Request, pk: int) -> HttpResponse:
    """Ask whether a key is to be revoked, and revoke it."""
    key = own_keys.of(request.user).get(pk=pk)
    if request.method == "POST":
        own_keys.revoke(request.user, pk, request.now)
        messages.success(request, f"La clé « {key.label} » est révoquée.")
        return redirect("web:keys")
    if key.revoked_at is not None:
        return redirect("web:keys")
    return render(request, "web/keys/revoke.html", {"key": key})


def _created(request: Request, form: KeyForm) -> str:
    """The secret of the new key, or nothing when it is refused. The form's one-time key keeps « reload » from making
    another key that nobody knows of.
    """
    ticket = FormTicket.unsealed(request.POST.get("ticket", ""), request.actor)
    try:
        return own_keys.create(
            request.user,
            label=form.cleaned_data["label"],
            chosen=form.cleaned_data["scopes"],
            days=form.cleaned_data["days"],
            once=ticket.key if ticket else "",
            now=request.now,
        )
    except DomainError as error:
        form.refuse(error)
        return ""


def _shown(request: Request, form: KeyForm, secret: str) -> HttpResponse:
    """The one page that shows the secret: kept by no cache and in no session."""
    context = {"label": form.cleaned_data["label"], "secret": secret, "public_url": settings.PUBLIC_URL}
    response = render(request, "web/keys/created.html", context)
    response["Cache-Control"] = "no-store"
    return response
