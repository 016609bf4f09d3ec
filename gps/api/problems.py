"""Every refusal as problem details (RFC 9457): the same codes as the pages' messages, in French, and no more.

What goes wrong anywhere below ``/api/`` comes through ``answer``, whoever raised it: the rules, the reading of the
request, Django, the database.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, ConfigDict, Field

from gps.accounts.keys import scopes_of
from gps.accounts.permissions import PERMISSIONS
from gps.accounts.scopes import SCOPES, Permission
from gps.api.requests import pointer
from gps.api.statuses import TITLES, status_of
from gps.api.validation import faults_of
from gps.documents.verification import AWAY
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.wording.messages import sentence_for_machines

E = ErrorCode
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds to wait when the database is away."""

_SERIOUS = (403, 409)
_HEADERS = {
    E.KEY_MISSING: ("WWW-Authenticate", 'Bearer realm="GPS"'),
    E.KEY_WRONG: ("WWW-Authenticate", 'Bearer realm="GPS", error="invalid_token"'),
    E.METHOD_NOT_ALLOWED: ("Allow", "{allowed}"),
    E.TOO_MANY_REQUESTS: ("Retry-After", "{seconds}"),
    E.UNAVAILABLE: ("Retry-After", str(RETRY_AFTER)),
    E.MEDIA_TYPE: ("Accept", "{expected}"),
}
_log = logging.getLogger(__name__)


class ProblemError(BaseModel):
    """One thing that is wrong."""

    model_config = ConfigDict(serialize_by_alias=True)

    code: str = Field(description="Code stable de l’erreur.")
    short: str = Field(description="Le même code en 3 caractères.")
    within: str = Field(
        alias="in",
        description="Où est le champ : body (corps), query (adresse), header (en-tête), ead-data (données du document, "
        "telles que cette opération les rend) ; vide pour l’ensemble.",
    )
    path: str = Field(description="Pointeur JSON du champ (RFC 6901) ; vide pour l’ensemble.")
    detail: str = Field(description="Ce qui ne va pas et que faire, en français.")
    data: dict[str, object] = Field(description="Les faits de la phrase, pour les programmes.")


class Problem(BaseModel):
    """The body of every refusal."""

    type: str = Field(description="Adresse de l’explication du code.", json_schema_extra={"format": "uri"})
    title: str = Field(description="De quelle famille d’erreur il s’agit.")
    status: int = Field(description="Le statut HTTP.")
    detail: str = Field(description="La phrase de l’erreur la plus grave.")
    code: str = Field(description="Le code de l’erreur la plus grave.")
    errors: list[ProblemError] = Field(description="Toutes les erreurs.")


def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Give the answer that an exception stands for. What nobody foresaw is logged, and told to nobody."""
    error = _refusal(request, exception)
    if error is None:
        _log.error("%s %s", request.method, request.path, exc_info=exception)
        got_request_exception.send(sender=None, request=request)
        error = DomainError.of(E.FAULT_OF_OURS)
    return respond(error, within="query" if request.method == "GET" else "body")


def respond(error: DomainError, within: str = "body") -> HttpResponse:
    """Give the answer to a refusal; its status is that of the gravest fault."""
    problem = problem_of(error, within)
    response = HttpResponse(problem.model_dump_json(), status=problem.status, content_type=MEDIA_TYPE)
    for fault in error.faults:
        for name, value in _headers(fault).items():
            response[name] = value
    return response


def problem_of(error: DomainError, within: str = "body") -> Problem:
    """Give the problem details of a refusal."""
    faults = error.faults
    gravest = min(faults, key=lambda fault: _rank(status_of(fault.code)))
    status = status_of(gravest.code)
    return Problem(
        type=address(gravest.code),
        title=TITLES[status],
        status=status,
        detail=sentence_for_machines(gravest),
        code=gravest.code.slug,
        errors=[_told(fault, within) for fault in faults],
    )


def address(code: ErrorCode) -> str:
    """Give the address that explains a code."""
    return f"{settings.PUBLIC_URL}/api/v1/problems#{code.slug}"


def method_not_allowed(allowed: str) -> HttpResponse:
    """Give the answer to a method that an address does not take."""
    return respond(DomainError.of(E.METHOD_NOT_ALLOWED, allowed=allowed))


def _rank(status: int) -> int:
    return _SERIOUS.index(status) if status in _SERIOUS else len(_SERIOUS)


def _told(fault: Fault, within: str) -> ProblemError:
    """One fault for a machine: its field is a JSON pointer, as it is or made of a name."""
    where, field = within, fault.field
    if fault.code is E.SUBMISSION_KEY:
        where, field = "header", "Idempotency-Key"
    elif where == "query" and field.startswith(("/data/", "/given/")):
        where = "ead-data"
    if field and not field.startswith("/"):
        field = pointer(field)
    return ProblemError.model_validate(
        {
            "code": fault.code.slug,
            "short": fault.code.short,
            "in": where if field else "",
            "path": field,
            "detail": sentence_for_machines(fault),
            "data": {name: _plain(value) for name, value in fault.data.items()},
        }
    )


def _plain(value: object) -> object:
    """A fact as JSON."""
    match value:
        case bool() | int() | float() | str() | None:
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(member) for name, member in value.items()}
        case Sequence():
            return [_plain(member) for member in value]
        case _:
            return str(value)


def _headers(fault: Fault) -> dict[str, str]:
    """The headers that go with a code; the facts of its sentence fill them."""
    written = _HEADERS.get(fault.code)
    return {written[0]: written[1].format_map(fault.data)} if written else {}


def _refusal(request: HttpRequest, exception: Exception) -> DomainError | None:
    """What an exception refuses; None for a fault of ours."""
    if isinstance(exception, HttpError) and isinstance(exception.__cause__, DomainError):
        exception = exception.__cause__  # the library hides what the reading of the body raised
    for kind, of in _KINDS.items():
        if isinstance(exception, kind):
            return of(request, exception)
    return None


def _of_the_rules(request: HttpRequest, exception: Exception) -> DomainError:
    """A refusal of the rules. When the role has the permission and the key has not, the scope is what is missing."""
    assert isinstance(exception, DomainError)  # noqa: S101  for the types
    actor = getattr(request, "actor", None)
    if actor is None or actor.only is None:
        return exception
    return DomainError(_scope_missing(fault, actor.role, actor.only) for fault in exception.faults)


def _scope_missing(fault: Fault, role: str, only: frozenset[str]) -> Fault:
    asked = fault.data.get("action")
    if fault.code is not E.NOT_ALLOWED or asked not in set(Permission):
        return fault
    permission = Permission(str(asked))
    if permission in only or permission not in PERMISSIONS[role]:  # type: ignore[index]  # a Role is its text
        return fault
    opening = [scope for scope in scopes_of(role) if permission in SCOPES[scope]]  # type: ignore[arg-type]
    return Fault(E.SCOPE_MISSING, "", {"scope": opening[0]}) if opening else fault


def _of_the_reading(request: HttpRequest, exception: Exception) -> DomainError:
    assert isinstance(exception, ValidationError)  # noqa: S101  for the types
    return DomainError(faults_of(exception))


def _plainly(code: ErrorCode, **data: object) -> Callable[[HttpRequest, Exception], DomainError]:
    return lambda request, exception: DomainError([Fault(code, "", data)])


_KINDS: dict[type[Exception] | tuple[type[Exception], ...], Callable[[HttpRequest, Exception], DomainError]] = {
    DomainError: _of_the_rules,
    ValidationError: _of_the_reading,
    ObjectDoesNotExist: _plainly(E.NOT_FOUND),
    Http404: _plainly(E.ADDRESS_UNKNOWN),
    RequestDataTooBig: _plainly(E.BODY_TOO_LARGE, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
    (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError, HttpError): _plainly(
        E.REQUEST_MALFORMED
    ),
    AWAY: _plainly(E.UNAVAILABLE),
}
"""What each kind of exception means; the first that fits."""
