"""What every template may show: the brand, the menu of the person's role, the help desk's numbers."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from gps.accounts import own_keys
from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, usable
from gps.accounts.roles import Role
from gps.exchange import imports


@dataclass(frozen=True)
class Tab:
    """One entry of the menu."""

    label: str
    url: str
    current: bool
    about: str


_TABS = (
    ("Accueil", "home", Permission.CONSULT, ""),
    ("Générer", "generate", Permission.ISSUE, "Obtenir un numéro de DAA ou de DSA"),
    ("Enregistrer", "register", Permission.REGISTER, "Intégrer un numéro formé à la main"),
    ("Annuler", "cancel", Permission.CANCEL, "Justifier qu’un numéro ne servira pas"),
    ("Importer", "imports", Permission.REGISTER, "Intégrer un fichier de numéros formés à la main"),
    ("Suivre mes procédures de secours", "followup", Permission.CONSULT, "Voir ce qui reste à régulariser"),
    ("Rechercher", "search", Permission.CONSULT, "Retrouver un document et son historique"),
    ("À traiter", "anomalies", Permission.SETTLE, "Anomalies des opérateurs du service"),
    ("Pannes et appels", "sau", Permission.STEER, "Répondre à un appelant, publier une alerte, ouvrir un incident"),
)
"""P3: label, name of the page, what the role must be allowed to, what it is for."""


def site(request: HttpRequest) -> dict[str, object]:
    """The variables of every page."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "state_brand": settings.STATE_BRAND,
        "demo": settings.DEMO,
        "gamma_url": settings.GAMMA_URL,
        "sau_dti": settings.SAU_DTI,
        "sau_edi": settings.SAU_EDI,
        "actor": actor,
        "tabs": _tabs(actor, request) if actor else [],
        "for_everybody": getattr(request, "for_everybody", False),
        "static_copy": getattr(request, "static_copy", False),
        "has_machines": actor is not None and own_keys.may_have(actor),
        "is_administrator": actor is not None and actor.role is Role.ADMINISTRATOR,
    }


def _tabs(actor: Actor, request: HttpRequest) -> list[Tab]:
    """What the person may do; the rest is not shown, and refused if forced."""
    held = usable(actor, {needed for _, _, needed, _ in _TABS}, request.now)  # type: ignore[attr-defined]
    by_file = Permission.REGISTER in held and imports.may_import(actor, request.now)  # type: ignore[attr-defined]
    shown = [tab for tab in _TABS if tab[2] in held and (by_file or tab[1] != "imports")]
    tabs = [(label, reverse(f"web:{name}"), about) for label, name, _, about in shown]
    return [Tab(label, url, request.path.startswith(url), about) for label, url, about in tabs]
