"""The home page: the forms to download, and the way to each tab (rules D1, D5, D6; the guide's V.2)."""

from django.http import HttpResponse
from django.shortcuts import render

from gps.documents import followup
from gps.documents.permissions import visible_to
from gps.web.middleware import Request
from gps.web.notices import running_out


def home(request: Request) -> HttpResponse:
    """« Accueil »."""
    waiting = followup.waiting(visible_to(request.actor, request.now), request.now)
    return render(request, "web/home.html", {"running_out": running_out(request), "waiting": waiting})
