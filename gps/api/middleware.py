"""What is below ``/api/`` is answered here: without session, cookie, form token or page for people.

It stands right behind the clock. What follows it in the settings is for people, and would cost a machine its time.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

from gps.api import limits, problems

Handler = Callable[[HttpRequest], HttpResponseBase]

PREFIX = "/api/"


def machines(get_response: Handler) -> Handler:
    """Serve the API, and turn whatever goes wrong into a problem of RFC 9457."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        request.actor = None  # type: ignore[attr-defined]
        request.for_everybody = True  # type: ignore[attr-defined]  # the pages of its documentation name nobody
        response = _served(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        taken = getattr(request, "taken", None)
        if taken is not None:
            limits.tell(response, taken)
        return response

    return handle


def _served(request: HttpRequest) -> HttpResponseBase:
    try:
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Exception as exception:  # noqa: BLE001  what nobody foresaw is a problem too
        return problems.answer(request, exception)
    if response.status_code == 405:
        return problems.method_not_allowed(response["Allow"])
    return response
