"""Pages that tell and ask nothing: help, hand-made numbers, one's own paper, what a State service owes."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for
from gps.documents import situation
from gps.web.forms.fields import LIST_LIMIT
from gps.wording.table1 import PAPER_ELEMENTS

HELP = {
    "acceder": "Accéder à GPS",
    "autorisation": "Obtenir le droit d’utiliser la procédure",
    "telecharger": "Télécharger un DAA ou un DSA",
    "generer": "Générer un numéro",
    "enregistrer": "Enregistrer a posteriori un numéro formé à la main",
    "annuler": "Annuler un numéro",
    "importer": "Importer une liste de numéros",
    "suivre": "Suivre mes procédures de secours",
    "drm": "Préparer la DRM",
    "rechercher": "Rechercher un document de secours",
    "historique": "Consulter l’historique d’un document",
    "logiciels": "Relier un logiciel à GPS",
    "bureau": "Pour les agents des douanes",
}

DUTIES = {
    "accessibilite": "Accessibilité\u00a0: non conforme",
    "mentions-legales": "Mentions légales",
    "donnees-personnelles": "Données personnelles",
    "cookies": "Gestion des cookies",
    "plan-du-site": "Plan du site",
}


@login_not_required
def help_index(request: HttpRequest) -> HttpResponse:
    """The list of help pages."""
    return render(request, "web/help/index.html", {"pages": HELP})


@login_not_required
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The help of one tab."""
    if slug not in HELP:
        raise Http404
    return render(request, f"web/help/{slug}.html", {"title": HELP[slug], "pages": HELP, "slug": slug})


@login_not_required
def duty(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the footer."""
    if slug not in DUTIES:
        raise Http404
    return render(request, f"web/duties/{slug}.html", {"title": DUTIES[slug], "help_pages": HELP})


@login_not_required
def hand_made(request: HttpRequest) -> HttpResponse:
    """When a number may be hand-made, and how (E10): with one's own next numbers for who is signed in."""
    actor, now = getattr(request, "actor", None), request.now  # type: ignore[attr-defined]
    numbers: list[ExciseNumber] = []
    if actor is not None:
        numbers = list(excise_numbers_for(actor, Permission.REGISTER, now).distinct()[: LIST_LIMIT + 1])
    following = situation.next_numbers(numbers[:LIST_LIMIT], now) if numbers else []
    return render(request, "web/hand_made.html", {"following": following, "more": len(numbers) > LIST_LIMIT})


@login_not_required
def own_paper(request: HttpRequest) -> HttpResponse:
    """The conditions for an EDI operator's own paper, and the list of its data (D6)."""
    return render(request, "web/own_paper.html", {"elements": PAPER_ELEMENTS})
