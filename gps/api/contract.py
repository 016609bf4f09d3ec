"""What an operation promises, said once beside it: what it is for, what it answers, all that it refuses, an example.

The OpenAPI document and the page of the documentation are made of it; the tests hold every answer to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from gps.api.problems import MEDIA_TYPE, problem_of
from gps.api.requests import JSON
from gps.api.samples import sample
from gps.api.statuses import DONE, TITLES, status_of
from gps.domain.errors import DomainError, ErrorCode

E = ErrorCode
Headers = Mapping[str, str]

ALWAYS = (
    E.KEY_MISSING, E.KEY_WRONG, E.SCOPE_MISSING, E.NOT_ALLOWED, E.FIELD_UNKNOWN, E.TOO_MANY_REQUESTS,
    E.FAULT_OF_OURS, E.UNAVAILABLE,
)  # fmt: skip
"""What every operation may refuse."""

WITH_BODY = (
    E.JSON_MALFORMED, E.REQUEST_MALFORMED, E.LENGTH_REQUIRED, E.BODY_TOO_LARGE, E.MEDIA_TYPE, E.FIELD_MISSING,
    E.FIELD_TYPE, E.FIELD_CHOICE, E.FIELD_CHARACTER,
)  # fmt: skip
"""What every operation with a JSON body may refuse."""

WITH_QUERY = (E.FIELD_REPEATED, E.FIELD_CHARACTER, E.FIELD_FORM, E.FIELD_TYPE, E.FIELD_CHOICE, E.FIELD_RANGE)
"""What every operation with parameters in its address may refuse."""

MOVEMENT = (
    E.EXCISE_NUMBER_NOT_ENTITLED, E.TRANSPORT_EMPTY, E.TRANSPORT_TOO_LONG, E.TRANSPORT_CHARACTER,
    E.DISPATCH_TIME_MISSING_HOUR, E.DISPATCH_DATE_TOO_FAR, E.FIELD_DATE, E.FIELD_TIME,
)  # fmt: skip
"""What is wrong with an establishment, a means of transport and a dispatch."""

COMMENTS = (E.COMMENT_REQUIRED, E.COMMENT_TOO_LONG, E.COMMENT_CHARACTER)

HEADER_WORDS = {
    "Location": "Adresse de ce qui a été créé.",
    "Idempotency-Replayed": "« true » quand la clé d’idempotence avait déjà servi : c’est la première réponse.",
    "Link": 'Pages voisines (RFC 8288), rel="next" et rel="prev".',
    "Content-Disposition": "Nom du fichier.",
    "Retry-After": "Secondes à attendre.",
    "WWW-Authenticate": "Ce que l’API attend.",
    "Accept": "Format attendu.",
    "RateLimit-Policy": "Limite de la clé : demandes (q) par durée en secondes (w).",
    "RateLimit": "Ce qu’il en reste : demandes (r), et secondes avant qu’elle reparte (t).",
}
_OF_STATUS = {401: ("WWW-Authenticate",), 415: ("Accept",), 429: ("Retry-After",), 503: ("Retry-After",)}


@dataclass(frozen=True)
class Example:
    """One call that works, as the documentation shows it and the tests run it."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    body: Any = None
    status: int = 200
    answer: Any = None


def operation(
    summary: str,
    about: str,
    *,
    scope: str,
    answers: Mapping[int, type[BaseModel] | str],
    refuses: Collection[ErrorCode],
    example: Example,
    headers: Collection[str] = (),
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give the arguments of a router's ``get``, ``post``….

    Args:
        summary: what it does, in a few French words.
        about: what one must know to use it, in French.
        scope: the scope that a key needs; "" for any.
        answers: status -> the schema of the answer, or the media type of a file.
        refuses: what it may refuse besides ``ALWAYS``.
        example: a call that works.
        headers: what its answers may bear besides the headers of the rate limit.
        body: what it takes, media type -> content, when it reads the body by itself.
    """
    files = {status: kind for status, kind in answers.items() if isinstance(kind, str)}
    schemas = {status: kind for status, kind in answers.items() if not isinstance(kind, str)}
    responses: dict[int, Any] = {status: _success(status, files, headers, example) for status in answers}
    responses |= _refusals({*ALWAYS, *refuses})
    extra: dict[str, Any] = {"responses": responses, "x-scope": scope, "x-example": example}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": body}
    elif example.body is not None:
        extra["requestBody"] = {"content": {JSON: {"example": example.body}}}
    return {
        "summary": summary,
        "description": about,
        "response": schemas or dict.fromkeys(files),
        "openapi_extra": extra,
        "tags": ["GAMM@"] if scope == "gamma" else None,
    }


def _success(status: int, files: Mapping[int, str], headers: Collection[str], example: Example) -> dict[str, Any]:
    told = {"description": DONE[status], "headers": _headers((*headers, "RateLimit-Policy", "RateLimit"))}
    if status in files:
        return told | {"content": {files[status]: {"schema": {"type": "string", "contentMediaType": files[status]}}}}
    if status == example.status and example.answer is not None:
        return told | {"content": {JSON: {"example": example.answer}}}
    return told


def _refusals(codes: Collection[ErrorCode]) -> dict[int, Any]:
    """The responses of the refusals, each code an example of its status."""
    by_status: dict[int, list[ErrorCode]] = {}
    for code in sorted(codes, key=lambda code: code.short):
        by_status.setdefault(status_of(code), []).append(code)
    return {status: _refusal(status, members) for status, members in sorted(by_status.items())}


def _refusal(status: int, codes: Collection[ErrorCode]) -> dict[str, Any]:
    examples = {code.slug: {"value": problem_of(DomainError([sample(code)])).model_dump()} for code in codes}
    schema = {"$ref": "#/components/schemas/Problem"}
    told: dict[str, Any] = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }
    if status in _OF_STATUS:
        told["headers"] = _headers(_OF_STATUS[status])
    return told


def _headers(names: Collection[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
