"""« Mes avis »: what one wants to be told by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gps.notices import preferences
from gps.web.forms.preferences import PreferencesForm
from gps.web.middleware import Request


def choose(request: Request) -> HttpResponse:
    """The boxes of the person's role, ticked until they are unticked."""
    kinds = preferences.kinds_of(request.user)
    if request.method == "POST":
        form = PreferencesForm(kinds, request.POST)
        form.is_valid()
        preferences.choose(request.user, form.chosen)
        messages.success(request, "Vos choix d’avis sont enregistrés.")
        return redirect("web:portal")
    form = PreferencesForm(kinds, initial=dict.fromkeys(preferences.wanted(request.user), True))
    return render(request, "web/preferences.html", {"form": form, "kinds": kinds})
