"""The home page: the forms to download, and the way to each tab (rules D1, D5, D6; the guide's V.2), and the duties
once an outage is over (M3).
"""

from django.http import HttpResponse
from django.shortcuts import render

from gps.accounts.permissions import Permission, usable
from gps.documents import duties, followup
from gps.documents.permissions import visible_to
from gps.web.middleware import Request
from gps.web.notices import running_out


def home(request: Request) -> HttpResponse:
    """« Accueil »."""
    mine = visible_to(request.actor, request.now)
    restored = duties.restored(mine)
    context = {
        "running_out": running_out(request),
        "waiting": followup.waiting(mine, request.now),
        "restored": restored,
        "regularises": bool(restored and usable(request.actor, {Permission.COMPLETE}, request.now)),
    }
    return render(request, "web/home.html", context)
