"""Tags of the pages: the 21 cells, badges, moments in the establishment's time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template

from gps.documents import labels
from gps.documents.followup import Need
from gps.documents.models import FallbackDocument
from gps.domain import reference, spelling
from gps.domain.dates import with_offset
from gps.domain.grounds import Standing
from gps.domain.lifecycle import ActorKind, CancellationReason, ManualReason, Means, ReactivationReason, Status
from gps.domain.reference import DocumentType
from gps.exchange.models import EntryOutcome, Import, ImportEntry, ImportState
from gps.outages import labels as outage_labels
from gps.outages.rights import Right
from gps.wording.outages import sau_number

register = template.Library()

_BADGES = {
    Status.ACTIVE: "fr-badge--success",
    Status.INACTIVE: "fr-badge--error",
    Status.CANCELLED: "",
    Status.REINTEGRATED: "fr-badge--info",
}

_NEEDS = {
    Need.TO_COMPLETE: ("à compléter", "fr-badge--new"),
    Need.OVERDUE: ("en retard", "fr-badge--error"),
    Need.DUE_SOON: ("échéance proche", "fr-badge--warning"),
    Need.TO_REGULARISE: ("à régulariser", ""),
}


_STANDINGS = {
    Standing.WAITING: "fr-badge--warning",
    Standing.EXPLICIT: "fr-badge--success",
    Standing.TACIT: "fr-badge--success",
    Standing.REFUSED: "fr-badge--error",
}


_IMPORTS = {
    ImportState.WAITING: "fr-badge--new",
    ImportState.RUNNING: "fr-badge--info",
    ImportState.FINISHED: "fr-badge--success",
    ImportState.REFUSED: "fr-badge--error",
}

_ENTRIES = {
    EntryOutcome.ACCEPTED: "fr-badge--success",
    EntryOutcome.KNOWN: "fr-badge--info",
    EntryOutcome.REFUSED: "fr-badge--error",
}


@register.filter
def grouped(number: str) -> str:
    """``14 FR007328E0001 00008 1``: for the eye (N9)."""
    return reference.grouped(number)


@register.inclusion_tag("web/_reference.html")
def reference_cells(number: str, size: str = "") -> dict[str, object]:
    """The 21 characters as 21 cells, in four groups, with a button that copies them without spaces."""
    return {"number": number, "groups": reference.grouped(number).split(" "), "size": size}


@register.inclusion_tag("web/_badge.html")
def status_badge(document: FallbackDocument) -> dict[str, str]:
    """The status as a badge: a word, a colour and an icon."""
    status = Status(document.status)
    return {"label": labels.STATUS[status], "css": _BADGES[status], "title": labels.STATUS_MEANING[status]}


@register.inclusion_tag("web/_badge.html")
def need_badge(document: FallbackDocument) -> dict[str, str]:
    """What the document waits for, when it waits for somebody (S2)."""
    label, css = _NEEDS.get(Need(getattr(document, "need", Need.NOTHING)), ("", ""))
    return {"label": label, "css": css, "title": ""}


@register.filter
def in_zone(at: datetime | None, zone: str) -> datetime | None:
    """A moment in an establishment's or office's own time."""
    return at and at.astimezone(ZoneInfo(zone))


@register.filter
def moment(at: datetime | None, zone: str) -> str:
    """« 20/11/2026 à 18:45 (UTC+1) »: in the establishment's time, with its offset."""
    return with_offset(at, ZoneInfo(zone)) if at else ""


@register.filter
def to_the_second(at: datetime | None, zone: str) -> str:
    """« 24/11/2026 à 18:45:30 (UTC+1) »: for what is counted to the second."""
    return with_offset(at, ZoneInfo(zone), seconds=True) if at else ""


@register.inclusion_tag("web/_badge.html")
def standing_badge(value: str) -> dict[str, str]:
    """How a request stands, as a badge."""
    standing = Standing(value)
    return {"label": outage_labels.STANDING[standing], "css": _STANDINGS.get(standing, ""), "title": ""}


@register.filter
def type_label(value: str) -> str:
    """« DAA – circulation en suspension de droits »."""
    return labels.DOCUMENT_TYPE[DocumentType(value)]


@register.filter
def mode_label(value: str) -> str:
    """« normal » or « a posteriori »."""
    return labels.RECORDING_MODE[value]


@register.filter
def reason_label(value: str) -> str:
    """Any reason of the register, in French."""
    if value in set(CancellationReason):
        return labels.CANCELLATION_REASON[CancellationReason(value)]
    if value in set(ReactivationReason):
        return labels.REACTIVATION_REASON[ReactivationReason(value)]
    return labels.MANUAL_REASON[ManualReason(value)] if value in set(ManualReason) else value


@register.filter
def means_label(value: str) -> str:
    """« Mél », « Télécopie » and the others."""
    return labels.MEANS[Means(value)] if value else ""


@register.filter
def status_label(value: str) -> str:
    """« Actif », « Inactif », « Annulé », « Réintégré »."""
    return labels.STATUS[Status(value)]


@register.filter
def status_meaning(document: FallbackDocument) -> str:
    """What the status means for the goods (T1)."""
    return labels.STATUS_MEANING[Status(document.status)]


@register.inclusion_tag("web/_aloud.html")
def read_aloud(number: str) -> dict[str, object]:
    """The number in seven groups of three, with the words of the spelling alphabet (G8)."""
    return {"groups": spelling.read_aloud(number)}


@register.filter
def sau_of(right: Right) -> str:
    """The help desk's number for an establishment's access mode (F8)."""
    return sau_number(right.excise_number.access_mode)


@register.filter
def actor_kind_label(value: str) -> str:
    """« Opérateur », « Douanier », « Prestataire EDI », « Système »."""
    return labels.ACTOR_KIND[ActorKind(value)]


@register.filter
def local_date(at: datetime | None) -> str:
    """``jj/mm/aaaa`` of a moment that is already local."""
    return f"{at:%d/%m/%Y}" if at else ""


@register.filter
def local_time(at: datetime | None) -> str:
    """``hh:mm`` of a moment that is already local."""
    return f"{at:%H:%M}" if at else ""


@register.filter
def iso_date(text: str) -> str:
    """``2026-11-20`` as ``20/11/2026``."""
    return f"{date.fromisoformat(text):%d/%m/%Y}"


@register.filter
def iso_moment(text: str | None, zone: str) -> str:
    """A moment kept as text in the history, in the establishment's time."""
    return moment(datetime.fromisoformat(text), zone) if text else "sans expédition"


@register.filter
def thousands(count: int) -> str:
    """``10 000``, with a narrow no-break space."""
    return f"{count:,}".replace(",", "\u202f")


@register.inclusion_tag("web/_badge.html")
def import_badge(found: Import) -> dict[str, str]:
    """Where an import stands."""
    state = found.state
    return {"label": state.label, "css": _IMPORTS[state], "title": ""}


@register.inclusion_tag("web/_badge.html")
def entry_badge(entry: ImportEntry) -> dict[str, str]:
    """What became of an entry of a file."""
    outcome = EntryOutcome(entry.outcome)
    return {"label": outcome.label, "css": _ENTRIES[outcome], "title": ""}
