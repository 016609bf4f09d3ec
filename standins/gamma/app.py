"""The stand-in's own small site: one page, two deeds. Served by ``granian standins.gamma.app:application``.

====================  =============================================================================================
variable              meaning
====================  =============================================================================================
GAMMA_GPS_URL         where GPS answers; ``http://127.0.0.1:8000`` by default
GAMMA_GPS_KEY         GAMM@'s key to GPS's API, see ``python -m gps demo_gamma_key``
====================  =============================================================================================
"""

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from standins.gamma import arcs
from standins.gamma.gps import Answer, Gps
from standins.gamma.memory import Memory

HERE = Path(__file__).parent
TYPES = {"DAA": "DAE : circulation en suspension de droits (DAA de secours)", "DSA": "DSA : droits acquittés"}
FACTS = {
    "reference": "Numéro du document de secours",
    "document_type": "Type",
    "excise_number": "Numéro d’accise de l’expéditeur",
    "transport_identity": "Immatriculation du 1er moyen de transport",
    "dispatch_at": "Expédition",
    "recorded_at": "Enregistrement dans GPS",
    "due_at": "À régulariser au plus tard",
    "arc": "CRA",
}
"""What is shown of GPS's answer, if it is there."""
STATUSES = {"active": "Actif", "inactive": "Inactif", "cancelled": "Annulé", "reintegrated": "Réintégré"}
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REFUSED, UNREACHABLE = 422, 502

settings.configure(
    SECRET_KEY=secrets.token_urlsafe(50),  # nothing outlives the run
    ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        f"{__name__}.content_policy",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]}],
    CSRF_COOKIE_NAME="gamma_csrf",  # GPS has a cookie of its own on the same host
    CSRF_COOKIE_HTTPONLY=True,
    LANGUAGE_CODE="fr",
    TIME_ZONE="Europe/Paris",
)

gps = Gps(os.environ.get("GAMMA_GPS_URL", "http://127.0.0.1:8000"), os.environ.get("GAMMA_GPS_KEY", ""))
memory = Memory()


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Nothing but our own style sheet is loaded, and no answer is kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        response["Cache-Control"] = "no-store"
        return response

    return answer


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """« Régulariser DAE/DSA secours »: the form; with a number, what GPS knows of it; what was done in this run."""
    document_type, number = request.GET.get("type", ""), canonical(request.GET.get("numero", ""))
    if "numero" not in request.GET:
        return page(request)
    if wrong := mistake(document_type, number):
        return page(request, document_type, number, mistake=wrong, status=REFUSED)
    found = gps.look_up(number)
    context = {"found": found, "news": request.GET.get("fait", "") if found.is_right else ""}
    return page(request, document_type, number, **context, status=http_status(found))


@require_POST
def regularise(request: HttpRequest) -> HttpResponse:
    """« Valider »: GAMM@ attributes the ARC, then tells GPS."""
    document_type, number = request.POST.get("type", ""), canonical(request.POST.get("numero", ""))
    if wrong := mistake(document_type, number):
        return page(request, document_type, number, mistake=wrong, status=REFUSED)
    now = datetime.now(UTC)
    arc = memory.arc_of(number, document_type, arcs.attribute(document_type, now.year))
    answer = gps.regularise(number, document_type, arc)
    if not answer.is_right:
        return page(request, document_type, number, refused=answer, arc=arc, status=http_status(answer))
    memory.regularised(number, document_type, arc, now)
    return back_to(document_type, number, "regularise")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """« Retirer la régularisation » (A3)."""
    document_type, number = request.POST.get("type", ""), canonical(request.POST.get("numero", ""))
    if wrong := mistake(document_type, number):
        return page(request, document_type, number, mistake=wrong, status=REFUSED)
    answer = gps.withdraw(number)
    if not answer.is_right:
        return page(request, document_type, number, not_withdrawn=answer, status=http_status(answer))
    memory.withdrew(number)
    return back_to(document_type, number, "retire")


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """The one style sheet."""
    return HttpResponse((HERE / "gamma.css").read_bytes(), content_type="text/css; charset=utf-8")


def page(
    request: HttpRequest, document_type: str = "", number: str = "", *, status: int = 200, **context: object
) -> HttpResponse:
    """The one page, with whatever there is to say on it."""
    found = context.get("found")
    body = found.body if isinstance(found, Answer) and found.is_right else {}
    known = {
        "types": TYPES,
        "chosen": document_type,
        "number": number,
        "mistake": None,
        "found": None,
        "facts": [(label, shown(body[name])) for name, label in FACTS.items() if body.get(name)],
        "document_status": STATUSES.get(str(body.get("status")), body.get("status", "")),
        "news": "",
        "refused": None,
        "not_withdrawn": None,
        "arc": "",
        "done": memory.latest_first(),
        "gps": gps.url,
    }
    return render(request, "gamma.html", known | context, status=status)


def shown(value: object) -> str:
    """A fact as people read it: moments have their offset, as everywhere in GPS."""
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", text):
        with suppress(ValueError):
            moment = datetime.fromisoformat(text)
            hours = (moment.utcoffset() or timedelta()) / timedelta(hours=1)
            return f"{moment:%d/%m/%Y à %H:%M} (UTC{hours:+g})"
    return text


def back_to(document_type: str, number: str, news: str) -> HttpResponse:
    """To the page of the number, so that a reload does nothing again."""
    query = urlencode({"type": document_type, "numero": number, "fait": news})
    response = HttpResponseRedirect(f"/?{query}")
    response.status_code = 303
    return response


def canonical(text: str) -> str:
    """A number as it is stored: upper case, without spaces, dots and dashes."""
    return re.sub(r"[\s.\-–]", "", text).upper()


def mistake(document_type: str, number: str) -> str:
    """What is wrong with what was typed, before GPS is asked at all; "" for nothing."""
    if document_type not in TYPES:
        return "Choisissez le type du document."
    if not re.fullmatch(r"[0-9A-Z]{1,40}", number):
        return "Saisissez le numéro du document de secours : 21 chiffres et lettres."
    return ""


def http_status(answer: Answer) -> int:
    """The page's own status: 422 for a refusal, 502 for silence and for what GPS itself got wrong."""
    if answer.is_right:
        return 200
    return REFUSED if 400 <= answer.status < 500 else UNREACHABLE


urlpatterns = [
    path("", home),
    path("regulariser/", regularise),
    path("retirer/", withdraw),
    path("gamma.css", style),
]

application = get_wsgi_application()
