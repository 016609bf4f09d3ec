"""Requests for authorisation, for machines: ask, and follow the hour (rules F4, F5, F9, G7)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Path
from pydantic import BaseModel, Field

from gps.accounts.permissions import Permission
from gps.api.answers import reply
from gps.api.contract import COMMENTS, WITH_BODY, Example, operation
from gps.api.examples_of_outages import REQUEST
from gps.api.fields import Comment, ExciseNumberText, Flag, Moment, Sent, identifier_path, one_of
from gps.api.requests import ApiRequest
from gps.api.routers import authorisations as router
from gps.api.schemas import Link, Local
from gps.domain import grounds
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Failure, Side, Standing
from gps.outages import operations
from gps.outages.advice import changes_at
from gps.outages.labels import ASKED_MEANS
from gps.outages.models import GPS, AuthorisationRequest
from gps.outages.operations import Asking
from gps.outages.permissions import requests_for

E = ErrorCode
IdentifierPath = Path[Annotated[str, *identifier_path("D", "Identifiant de la demande.")]]
_MOMENT = ("asked_date", "asked_time")
"""What the rules call the two halves of ``asked_at``, as the page has them."""


class NewRequest(Sent):
    """What an operator tells his service (F4)."""

    excise_number: ExciseNumberText = Field(description="Numéro d’accise de l’établissement en panne.")
    circumstances: Comment = Field(description="Ce qui ne fonctionne plus, depuis quand, ce qui a été essayé.")
    tried_other_access: Flag = Field(description="true : tout autre accès à GAMM@ a été essayé, sans succès.")
    contact: str = Field("", description="Où vous joindre.", json_schema_extra={"maxLength": 80})
    incident: str = Field("", description="Incident ouvert par le SAU, par exemple P26-0042.")
    reintegrated_by: Literal["operator", "provider"] | None = Field(
        None, description="En EDI : qui saisira les mouvements dans GAMM@ ensuite."
    )
    means: Annotated[str, one_of(ASKED_MEANS)] = Field(
        GPS, description="« gps », ou par quel autre moyen la demande a déjà été faite ; alors donnez « asked_at »."
    )
    asked_at: Moment | None = Field(None, description="Quand la demande a été faite hors de GPS : l’heure court de là.")


class AnswerShown(BaseModel):
    """The service's yes or no."""

    granted: bool = Field(description="Accord, ou refus.")
    given_at: Local = Field(description="Quand le service l’a donnée.")
    counts_at: Local = Field(description="À partir de quand elle compte.")
    ends_at: Local | None = Field(description="Fin de l’autorisation.")
    reason: str = Field(description="Motif, en français.")
    comment: str = Field(description="Ce que le service ajoute.")


class RequestLinks(BaseModel):
    """Where it is."""

    self: Link


class RequestShown(BaseModel):
    """A request, its clock and its answers."""

    identifier: str = Field(description="Identifiant public, par exemple D26-0107.")
    excise_number: str = Field(description="Numéro d’accise de l’établissement.")
    standing: Standing = Field(description="Où elle en est : explicit et tacit ouvrent la procédure.")
    failure: Failure = Field(description="La panne : 1 en DTI, 2 en EDI.")
    circumstances: str = Field(description="Ce qui a été dit au service.")
    contact: str = Field(description="Où joindre l’opérateur.")
    incident: str | None = Field(description="Incident ouvert par le SAU.")
    reintegrated_by: Side | None = Field(description="En EDI : qui saisira les mouvements dans GAMM@.")
    asked_at: Local = Field(description="Quand la demande a été faite : l’heure court de là.")
    asked_means: str = Field(description="Par quel moyen.")
    tacit_at: Local = Field(description="Quand le silence vaut accord : une heure, à la seconde.")
    until: Local | None = Field(description="Quand cela change de soi-même.")
    answers: list[AnswerShown] = Field(description="Les réponses du service, dans l’ordre ; la dernière compte.")
    withdrawn_at: Local | None = Field(description="Quand l’opérateur l’a retirée.")
    links: RequestLinks = Field(description="Où elle est.")


@router.post(
    "",
    **operation(
        "Demander l’autorisation au service",
        "Pour une panne de l’opérateur lui-même (pannes 1 et 2). Le service répond oui ou non ; sans réponse dans "
        "l’heure, l’opérateur est autorisé. Une demande qui attend encore est rendue telle quelle (200) : l’envoyer "
        "deux fois ne lance pas deux heures.",
        scope="requests",
        answers={201: RequestShown, 200: RequestShown},
        refuses=(
            *WITH_BODY, *COMMENTS, E.EXCISE_NUMBER_NOT_ENTITLED, E.OTHER_ACCESS_FIRST, E.REINTEGRATION_UNSAID,
            E.INCIDENT_UNKNOWN, E.MEANS_MISSING, E.MOMENT_TO_COME, E.REQUEST_TOO_OLD, E.REQUEST_STANDS,
            E.REQUEST_REFUSED, E.FIELD_MOMENT,
        ),
        headers=("Location",),
        example=Example(
            body={
                "excise_number": "FR007328E0001",
                "circumstances": REQUEST["circumstances"],
                "tried_other_access": True,
                "contact": REQUEST["contact"],
            },
            status=201,
            answer=REQUEST,
        ),
    ),
)  # fmt: skip
def ask_authorisation(request: ApiRequest, asked: NewRequest) -> HttpResponse:
    """Ask the service (F4, F9)."""
    told = asked.model_dump() | {"reintegrated_by": Side(asked.reintegrated_by) if asked.reintegrated_by else None}
    try:
        made = operations.ask(Asking(**told), actor=request.actor, now=request.now)
    except DomainError as error:
        raise DomainError(
            replace(fault, field="asked_at") if fault.field in _MOMENT else fault for fault in error.faults
        ) from error
    shown = request_shown(_found(request, made.identifier), request.now)
    is_new = made.recorded_at == request.now
    return reply(shown, 201, {"Location": shown.links.self}) if is_new else reply(shown)


@router.get(
    "/{identifier}",
    **operation(
        "Suivre une demande d’autorisation",
        "L’heure qui court, la réponse du service, la fin de l’autorisation.",
        scope="",
        answers={200: RequestShown},
        refuses=(E.NOT_FOUND,),
        example=Example(path={"identifier": "D26-0001"}, answer=REQUEST),
    ),
)
def get_authorisation(request: ApiRequest, identifier: IdentifierPath) -> HttpResponse:
    """Show one request (F5)."""
    return reply(request_shown(_found(request, identifier), request.now))


def request_shown(row: AuthorisationRequest, now: datetime) -> RequestShown:
    """Give a request as its reader sees it at a moment, on the establishment's clock."""
    zone, facts = row.excise_number.zone, row.facts

    def local(at: datetime | None) -> datetime | None:
        return at and at.astimezone(zone)

    answers = [
        {
            "granted": answer.granted,
            "given_at": local(answer.given_at),
            "counts_at": local(answer.counts_at),
            "ends_at": local(answer.ends_at),
            "reason": answer.reason_label,
            "comment": answer.comment,
        }
        for answer in sorted(row.answers.all(), key=lambda answer: answer.position)
    ]
    return RequestShown.model_validate(
        {
            "identifier": row.identifier,
            "excise_number": row.excise_number.number,
            "standing": grounds.standing(facts, now),
            "failure": row.failure,
            "circumstances": row.circumstances,
            "contact": row.contact,
            "incident": row.incident.identifier if row.incident else None,
            "reintegrated_by": row.reintegrated_by or None,
            "asked_at": local(row.asked_at),
            "asked_means": row.asked_means,
            "tacit_at": local(grounds.tacit_at(row.asked_at)),
            "until": local(changes_at(facts, now)),
            "answers": answers,
            "withdrawn_at": local(row.withdrawn_at),
            "links": {"self": f"/api/v1/authorisation-requests/{row.identifier}"},
        }
    )


def _found(request: ApiRequest, identifier: str) -> AuthorisationRequest:
    """One of the requests that the caller may see."""
    return requests_for(request.actor, Permission.CONSULT, request.now).get(identifier=identifier)
