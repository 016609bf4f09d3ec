"""The OpenAPI document, as its page in French reads it: one way from the operations to what people are told."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gps.accounts.scopes import SCOPE_LABELS
from gps.api.app import openapi
from gps.api.problems import MEDIA_TYPE
from gps.api.requests import JSON
from gps.api.samples import sample
from gps.api.statuses import TITLES, status_of
from gps.domain.errors import ErrorCode
from gps.wording.messages import sentence_for_machines

_WHERE = {"path": "adresse", "query": "paramètre", "header": "en-tête", "body": "corps"}
_TYPES = {
    "string": "texte", "integer": "nombre entier", "number": "nombre", "boolean": "vrai ou faux", "array": "liste",
    "object": "objet", "null": "null",
}  # fmt: skip
_FORMATS = {"date": "date AAAA-MM-JJ", "date-time": "moment ISO 8601 avec décalage", "uri-reference": "adresse"}


_THINGS = {
    "document": ("Le document", "Document"),
    "donnees": ("Les données du document", "DataShown"),
    "import": ("L’import", "ImportShown"),
    "entree": ("L’entrée d’un import", "EntryShown"),
    "motif": ("Le motif de refus d’un import ou d’une entrée", "Refusal"),
    "panne": ("La panne", "OutageShown"),
    "fondement": ("Le fondement d’un établissement", "GroundShown"),
    "demande": ("La demande d’autorisation", "RequestShown"),
    "reponse": ("La réponse du service à une demande", "AnswerShown"),
}
"""What the page tells field by field: anchor -> title, schema."""


@dataclass(frozen=True)
class Field:
    """One thing to send, or one that comes back."""

    name: str
    where: str
    about: str
    kind: str
    required: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """One code, its status, its sentence."""

    code: ErrorCode
    status: int
    title: str
    sentence: str


@dataclass(frozen=True)
class Answer:
    """What comes back when all is well."""

    status: int
    title: str
    kind: str
    example: str


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    scope_label: str
    fields: list[Field]
    answers: list[Answer]
    refusals: list[tuple[int, str, list[str]]]
    curls: list[str]


@dataclass(frozen=True)
class Chapter:
    """The operations about one thing."""

    title: str
    anchor: str
    operations: list[Operation]


@dataclass(frozen=True)
class Thing:
    """What several operations answer with."""

    title: str
    anchor: str
    fields: list[Field]


@cache
def chapters() -> list[Chapter]:
    """Give the whole documentation."""
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in openapi()["paths"].items():
        for method, promised in methods.items():
            by_tag.setdefault(promised["tags"][0], []).append(_operation(method.upper(), path, promised))
    return [Chapter(title, re.sub(r"\W+", "-", title.lower()), rows) for title, rows in by_tag.items()]


@cache
def refusals() -> list[Refusal]:
    """Give every code that some operation may answer, and those of addresses that are none's."""
    told = {
        code for chapter in chapters() for one in chapter.operations for _, _, codes in one.refusals for code in codes
    }
    told |= {ErrorCode.ADDRESS_UNKNOWN.slug, ErrorCode.METHOD_NOT_ALLOWED.slug}
    return [_refusal(code) for code in ErrorCode if code.slug in told]


@cache
def things() -> list[Thing]:
    """Give what comes back, field by field."""
    return [Thing(title, anchor, list(_fields(_named(schema), ""))) for anchor, (title, schema) in _THINGS.items()]


def _operation(method: str, path: str, promised: Mapping[str, Any]) -> Operation:
    return Operation(
        name=promised["operationId"],
        method=method,
        path=path,
        summary=promised["summary"],
        about=promised["description"],
        scope=promised["x-scope"],
        scope_label=SCOPE_LABELS.get(promised["x-scope"], ""),
        fields=[*map(_parameter, promised["parameters"]), *_body(promised)],
        answers=[_answer(int(status), told) for status, told in promised["responses"].items() if int(status) < 400],
        refusals=list(_refused(promised)),
        curls=[sample["source"] for sample in promised["x-codeSamples"]],
    )


def _parameter(parameter: Mapping[str, Any]) -> Field:
    schema = _schema(parameter["schema"])
    where, about = _WHERE[parameter["in"]], parameter.get("description", "")
    return Field(parameter["name"], where, about, _kind(schema), parameter["required"], _values(schema))


def _body(promised: Mapping[str, Any]) -> Iterator[Field]:
    content = promised.get("requestBody", {}).get("content", {})
    for kind, told in content.items():
        schema = _schema(told["schema"])
        if "properties" in schema:
            yield from _fields(schema, _WHERE["body"] if kind == JSON else f"{_WHERE['body']} {kind}")
        else:
            yield Field(kind, _WHERE["body"], schema["description"], _kind(schema), required=True)


def _fields(schema: Mapping[str, Any], where: str) -> Iterator[Field]:
    for name, member in schema.get("properties", {}).items():
        found = _schema(member)
        required = name in schema.get("required", [])
        yield Field(name, where, member.get("description", ""), _kind(found), required, _values(found))


def _answer(status: int, told: Mapping[str, Any]) -> Answer:
    contents: Mapping[str, Any] = told.get("content", {})
    kind = next(iter(contents), "")
    content = contents.get(kind, {})
    example = json.dumps(content["example"], ensure_ascii=False, indent=2) if "example" in content else ""
    return Answer(status, told["description"], kind, example)


def _refused(promised: Mapping[str, Any]) -> Iterator[tuple[int, str, list[str]]]:
    for status, told in promised["responses"].items():
        if int(status) >= 400:
            yield int(status), TITLES[int(status)], list(told["content"][MEDIA_TYPE]["examples"])


def _refusal(code: ErrorCode) -> Refusal:
    return Refusal(code, status_of(code), TITLES[status_of(code)], sentence_for_machines(sample(code)))


def _schema(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a schema is: references are followed, and what may be null is told of as what it is otherwise."""
    if "$ref" in schema:
        return _schema(_named(str(schema["$ref"]).rpartition("/")[2]))
    for several in ("anyOf", "allOf"):
        if several in schema:
            return _schema(next(one for one in schema[several] if one.get("type") != "null"))
    return schema


def _named(name: str) -> Mapping[str, Any]:
    named: Mapping[str, Any] = openapi()["components"]["schemas"][name]
    return named


def _kind(schema: Mapping[str, Any]) -> str:
    if "items" in schema:
        return "liste"
    return _FORMATS.get(schema.get("format", ""), _TYPES[schema.get("type", "object")])


def _values(schema: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(value for value in schema.get("enum", ()) if value)
