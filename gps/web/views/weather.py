"""« Météo des téléservices »: the state of each, each alert with its past, and the feed (rule F3)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gps.documents import pages
from gps.documents.pages import IDENTITY, Key
from gps.domain.errors import DomainError
from gps.outages import telling, weather
from gps.web import feed
from gps.web.everybody import for_everybody
from gps.wording.messages import sentences

NEWEST_FIRST = (Key("starts_at", True, datetime.fromisoformat), IDENTITY)


@for_everybody
def meteo(request: HttpRequest) -> HttpResponse:
    """What works, what is under way, to come and past."""
    now = request.now  # type: ignore[attr-defined]  # set by the middleware
    context: dict[str, object] = {"weather": weather.weather(now)}
    try:
        context["page"] = pages.page_of(weather.past(now), NEWEST_FIRST, request.GET.get("curseur", ""))
    except DomainError as error:
        context["problem"] = sentences(error)[0]
        return render(request, "web/weather/index.html", context, status=422)
    return render(request, "web/weather/index.html", context)


@for_everybody
def alert(request: HttpRequest, identifier: str) -> HttpResponse:
    """One alert, with all its dated changes; an incident is not public, and not found."""
    story = weather.story(identifier, request.now)  # type: ignore[attr-defined]
    return render(request, "web/weather/alert.html", {"story": story, "outage": story.outage})


@for_everybody
def atom(request: HttpRequest) -> HttpResponse:
    """The last changes, for feed readers."""
    now = request.now  # type: ignore[attr-defined]
    return HttpResponse(feed.atom(telling.latest(feed.LENGTH, now), now), content_type=feed.CONTENT_TYPE)
