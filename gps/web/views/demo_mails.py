"""The mails of the demonstration, which go nowhere: to be read here, their links to be clicked."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gps.notices.models import Mail

SHOWN = 50


@login_not_required
def mails(request: HttpRequest) -> HttpResponse:
    """The latest mails, for anybody; only in the demonstration."""
    if not settings.DEMO:
        raise Http404
    rows = Mail.objects.select_related("subscription").order_by("-made_at", "-pk")[:SHOWN]
    return render(request, "web/demo_mails.html", {"mails": rows, "limit": SHOWN})
