"""Following the teleservices by mail: ask, confirm, end. For everybody, without an account (rule F3)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gps.accounts.client import client_address
from gps.domain.errors import DomainError
from gps.notices import subscriptions
from gps.notices.labels import Following
from gps.web.forms.subscription import SubscriptionForm
from gps.wording.messages import sentences


@login_not_required
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form. Whoever sends it is answered alike, whether or not the address is known."""
    form = SubscriptionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            subscriptions.subscribe(
                form.cleaned_data["email"],
                Following(form.cleaned_data["following"]),
                place=client_address(request),
                now=request.now,  # type: ignore[attr-defined]  # set by the middleware
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("web:subscription_asked")
    return render(request, "web/subscription/ask.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def asked(request: HttpRequest) -> HttpResponse:
    """A mail is on its way: what to do with it."""
    return render(request, "web/subscription/asked.html")


@login_not_required
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the first mail opens. Robots open links too: it takes a button to confirm."""
    now = request.now  # type: ignore[attr-defined]
    problem = ""
    if request.method == "POST":
        try:
            subscriptions.confirm(token, now=now)
        except DomainError as error:
            problem = sentences(error)[0]
    row = subscriptions.find(token)
    waits = subscriptions.may_be_confirmed(row, now)
    context = {"subscription": row, "waits": waits, "problem": problem}
    return render(request, "web/subscription/confirm.html", context, status=422 if problem else 200)


@csrf_exempt  # a mail reader sends this POST by itself, with neither cookie nor token (RFC 8058)
@login_not_required
@never_cache
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The end of a subscription: a button for people, one POST for mail readers. Who has the token may."""
    if request.method == "POST":
        subscriptions.end(token, now=request.now)  # type: ignore[attr-defined]
    return render(request, "web/subscription/end.html", {"subscription": subscriptions.find(token)})
