"""When the procedure may be used, for machines: the outages, and the ground of an establishment (rules F1–F5, G7)."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from pydantic import BaseModel, Field, WithJsonSchema

from gps.accounts.permissions import Permission, excise_numbers_for
from gps.api.answers import reply
from gps.api.contract import WITH_QUERY, Example, operation
from gps.api.examples_of_outages import GROUND, OUTAGE
from gps.api.fields import EXCISE_NUMBER, query_flag
from gps.api.paging import Cursor, Limit, Paged, link_header, neighbours
from gps.api.requests import ApiRequest
from gps.api.routers import ground as ground_router
from gps.api.routers import outages as router
from gps.api.schemas import Ground, Local
from gps.documents import pages
from gps.documents.pages import Key
from gps.domain.errors import ErrorCode
from gps.domain.grounds import AccessMode, Failure, Service, Severity, Side
from gps.outages import advice
from gps.outages.advice import Situation, Step
from gps.outages.labels import ground_text
from gps.outages.models import Outage
from gps.outages.permissions import outages_for
from gps.outages.phases import Phase, phase
from gps.wording.outages import sau_number

E = ErrorCode
NEWEST = (Key("starts_at", True, datetime.fromisoformat), Key("id", True, int))
WithPast = Annotated[bool, *query_flag("true : celles qui sont terminées ou annulées aussi.")]
Asked = Annotated[
    str,
    WithJsonSchema(EXCISE_NUMBER | {"description": "Numéro d’accise de l’établissement."}),
]


class OutageShown(BaseModel):
    """One outage under its public identifier. Its moments are in UTC: it has no establishment."""

    identifier: str = Field(description="Identifiant public, par exemple P26-0042.")
    phase: Phase = Field(description="À venir, en cours, terminée ou annulée. Une fin prévue ne termine rien.")
    failure: Failure = Field(description="Laquelle des cinq pannes du guide.")
    service: Service | None = Field(description="Téléservice d’une alerte nationale.")
    severity: Severity | None = Field(description="Gravité d’une alerte : red et black ouvrent la procédure.")
    opens_right: bool = Field(description="Ouvre la procédure de secours à ceux qu’elle couvre, tant qu’elle dure.")
    planned: bool = Field(description="Maintenance programmée.")
    provider: str | None = Field(description="Prestataire EDI de l’incident.")
    excise_number: str | None = Field(description="Établissement de l’incident.")
    side: Side = Field(description="De quel côté est la panne.")
    starts_at: datetime = Field(description="Début, en UTC comme les autres moments d’une panne.")
    expected_end_at: datetime | None = Field(description="Fin prévue.")
    ended_at: datetime | None = Field(description="Fin constatée.")
    published_at: datetime = Field(description="Publication.")
    changed_at: datetime = Field(description="Dernière modification publiée.")
    title: str = Field(description="En français.")
    message: str = Field(description="Que faire, en français.")


class OutagePage(Paged):
    """A page of outages."""

    items: list[OutageShown] = Field(description="Les pannes de la page, la plus récente d’abord.")


class GroundShown(BaseModel):
    """What an establishment may do now, and what comes next."""

    excise_number: str = Field(description="Numéro d’accise de l’établissement.")
    access_mode: AccessMode = Field(description="Mode d’accès à GAMM@.")
    may_issue: bool = Field(description="Un numéro peut être généré maintenant.")
    ground: Ground | None = Field(description="Le fondement en vigueur ; null s’il n’y en a pas.")
    next_step: Step = Field(description="Ce qu’il faut faire maintenant.")
    request: str | None = Field(description="La demande d’autorisation qui compte, par exemple D26-0107.")
    until: Local | None = Field(
        description="Quand cela change de soi-même : le silence vaut accord, ou l’autorisation finit."
    )
    outages: list[OutageShown] = Field(description="Les pannes en cours ou à venir qui concernent l’établissement.")
    help_desk: str = Field(description="Téléphone du SAU pour ce mode d’accès.")


@router.get(
    "",
    **operation(
        "Consulter les pannes",
        "Les alertes nationales, publiées pour tous, et les incidents qui vous concernent. Par défaut celles qui ne "
        "sont pas terminées ; « with_past=true » rend aussi les autres.",
        scope="",
        answers={200: OutagePage},
        refuses=(*WITH_QUERY, E.CURSOR_WRONG),
        headers=("Link",),
        example=Example(answer={"next": None, "previous": None, "items": [OUTAGE]}),
    ),
)
def list_outages(
    request: ApiRequest, with_past: WithPast = False, cursor: Cursor = "", limit: Limit = 25
) -> HttpResponse:
    """List the outages (F3)."""
    rows = outages_for(request.actor, request.now)
    if not with_past:
        rows = rows.filter(over_at__isnull=True)
    page = pages.page_of(rows, NEWEST, cursor, limit)
    neighbour = neighbours(request, page, {"with_past": "true" if with_past else "", "limit": limit})
    shown = OutagePage(items=[outage_shown(row, request.now) for row in page.rows], **neighbour)
    return reply(shown, headers=link_header(neighbour))


@ground_router.get(
    "",
    **operation(
        "Savoir si la procédure peut être utilisée",
        "Le fondement en vigueur pour un numéro d’accise, et sinon ce qu’il faut faire pour en obtenir un. Un numéro "
        "inconnu et celui d’un autre donnent la même réponse (404).",
        scope="",
        answers={200: GroundShown},
        refuses=(*WITH_QUERY, E.NOT_FOUND, E.FIELD_MISSING),
        example=Example(query={"excise_number": "FR007328E0001"}, answer=GROUND),
    ),
)
def get_ground(request: ApiRequest, excise_number: Asked) -> HttpResponse:
    """Tell the ground in force, and the next step (F4, F5, G7)."""
    reach = excise_numbers_for(request.actor, Permission.CONSULT, request.now)
    row = reach.select_related("operator", "provider").distinct().get(number=excise_number)
    situation = Situation.fetch(row, request.now)
    told = advice.advice(situation, request.now)
    ground, in_force = None, told.ground
    if in_force:
        label = ground_text(in_force.kind, in_force.reference)
        ground = Ground(kind=in_force.kind, reference=in_force.reference, label=label)
    shown = GroundShown(
        excise_number=row.number,
        access_mode=AccessMode(row.access_mode),
        may_issue=told.step is Step.ISSUE,
        ground=ground,
        next_step=told.step,
        request=told.request.identifier if told.request else None,
        until=told.until_at and told.until_at.astimezone(row.zone),
        outages=[outage_shown(outage, request.now) for outage in advice.not_over(row)],
        help_desk=sau_number(row.access_mode),
    )
    return reply(shown)


def outage_shown(outage: Outage, now: datetime) -> OutageShown:
    """Give an outage as machines see it at a moment."""
    return OutageShown(
        identifier=outage.identifier,
        phase=phase(outage, now),
        failure=Failure(outage.failure),
        service=Service(outage.service) if outage.service else None,
        severity=Severity(outage.severity) if outage.severity else None,
        opens_right=outage.opens_right,
        planned=outage.planned,
        provider=outage.provider.name if outage.provider else None,
        excise_number=outage.excise_number.number if outage.excise_number else None,
        side=Side(outage.side),
        starts_at=outage.starts_at,
        expected_end_at=outage.expected_end_at,
        ended_at=outage.ended_at,
        published_at=outage.published_at,
        changed_at=outage.changed_at,
        title=outage.title,
        message=outage.message,
    )
