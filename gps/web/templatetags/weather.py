"""Tags of the météo: the state of a service as icon, word and colour, and moments in national time (rule F3)."""

from datetime import datetime

from django import template

from gps.domain.grounds import Severity
from gps.outages import labels
from gps.outages.models import Outage
from gps.outages.phases import Phase
from gps.outages.weather import right_sentence, right_sentence_en
from gps.web.templatetags.gps import moment

register = template.Library()

NATION = "Europe/Paris"

_BLACK = "gps-badge--black"
_SEVERITIES = {
    "": ("Fonctionne normalement", "fr-badge--success"),
    Severity.NOTICE: (labels.SEVERITY[Severity.NOTICE], "fr-badge--info"),
    Severity.RED: (labels.SEVERITY[Severity.RED], "fr-badge--error"),
    Severity.BLACK: (labels.SEVERITY[Severity.BLACK], f"fr-badge--icon-left fr-icon-alarm-warning-fill {_BLACK}"),
}

_PHASES = {
    Phase.TO_COME: ("à venir", "fr-badge--new"),
    Phase.UNDER_WAY: ("en cours", "fr-badge--warning"),
    Phase.ENDED: ("terminée", ""),
    Phase.CANCELLED: ("annulée", ""),
}


@register.inclusion_tag("web/weather/_badge.html")
def severity_badge(severity: str) -> dict[str, str]:
    """The word of a state, with its icon and colour; "" is a service that works."""
    label, css = _SEVERITIES[severity]
    return {"label": label, "css": css}


@register.inclusion_tag("web/weather/_badge.html")
def phase_badge(standing: str) -> dict[str, str]:
    """Where an alert stands."""
    label, css = _PHASES[Phase(standing)]
    return {"label": label, "css": css}


@register.filter
def right_at(outage: Outage, at: datetime) -> str:
    """Whether it opens the procedure, and to whom."""
    return right_sentence(outage, at)


@register.filter
def right_at_en(outage: Outage, at: datetime) -> str:
    """The same in English."""
    return right_sentence_en(outage, at)


@register.filter
def national(at: datetime | str | None) -> str:
    """« 20/11/2026 à 18:45 (UTC+1) », in the nation's time; a text stays what it is."""
    return at if isinstance(at, str) else moment(at, NATION)


@register.filter
def national_en(at: datetime | None) -> str:
    """« 20/11/2026, 18:45 (UTC+1) »."""
    return moment(at, NATION).replace(" à ", ", ")
