"""The words of a certificate of authorisation, from what GPS holds (rules F5, F9)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from gps.domain import grounds
from gps.domain.authorised import Opened
from gps.domain.grounds import GroundKind
from gps.outages.models import AuthorisationRequest
from gps.paperwork.certificate import Certificate, Kind


def told(request: AuthorisationRequest, right: Opened, now: datetime) -> Certificate:
    """Give what a certificate says of the right that a request has opened; its times are the establishment's."""
    row = request.excise_number
    office, zone = row.office, row.zone
    return Certificate(
        identifier=request.identifier,
        kind=Kind(right.kind.value),
        operator_name=row.operator.name,
        siret=row.operator.siret,
        excise_number=row.number,
        establishment=row.establishment,
        address=f"{row.address}, {row.postcode} {row.city}",
        office_name=office.name,
        office_code=office.code,
        office_phone=office.phone,
        office_email=office.email,
        failure=request.failure_label,
        asked=f"le {in_words(request.asked_at, zone)}, {request.means_label}",
        settled=_settled(request, right, zone),
        starts=in_words(right.starts_at, zone),
        ends=in_words(right.ends_at, zone),
        made=in_words(now, zone),
        site=settings.PUBLIC_URL,
    )


def _settled(request: AuthorisationRequest, right: Opened, zone: ZoneInfo) -> str:
    """When the hour ended without an answer, or when and by whom it was answered."""
    if right.kind is GroundKind.TACIT:
        return f"sans réponse du service le {in_words(grounds.tacit_at(request.asked_at), zone)}"
    answer = next(a for a in request.answers.all() if a.granted and a.counts_at == right.starts_at)
    return f"le {in_words(answer.given_at, zone)} par {answer.actor_label}"


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def in_words(at: datetime, zone: ZoneInfo) -> str:
    """« 24 novembre 2026 à 18 h 45 min 30 s (UTC+1) »: to the second, with the offset."""
    local = at.astimezone(zone)
    offset = local.utcoffset()
    hours = int(offset.total_seconds()) // 3600 if offset else 0
    day = "1er" if local.day == 1 else str(local.day)
    return (
        f"{day} {MONTHS[local.month - 1]} {local.year} à {local.hour} h {local.minute:02d} min {local.second:02d} s "
        f"(UTC{hours:+d})"
    )
