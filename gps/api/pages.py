"""What tells how to use the API: the OpenAPI document, and its pages for people. The same for all, without a key."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from gps.accounts.scopes import SCOPE_LABELS
from gps.api.app import openapi
from gps.api.curl import KEY
from gps.api.documentation import chapters, refusals, things

for_everybody = cache_control(public=True, max_age=300)


@require_GET
@for_everybody
def documentation(request: HttpRequest) -> HttpResponse:
    """How to use the API, each operation with an example that works."""
    context = {
        "chapters": chapters(),
        "things": things(),
        "key": KEY,
        "scopes": SCOPE_LABELS,
        "server": settings.PUBLIC_URL,
        "per_minute": settings.API_PER_MINUTE,
    }
    return render(request, "api/documentation.html", context)


@require_GET
@for_everybody
def problems(request: HttpRequest) -> HttpResponse:
    """Every code of refusal: where the ``type`` of a problem leads."""
    return render(request, "api/problems.html", {"refusals": refusals()})


@require_GET
@for_everybody
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    del request
    response = JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
