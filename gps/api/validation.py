"""What the schemas refuse, told in the shape and the words of the rules' own refusals."""

from collections.abc import Iterator, Mapping
from typing import Any

from ninja.errors import ValidationError

from gps.api.requests import pointer
from gps.domain.errors import ErrorCode, Fault

E = ErrorCode

OURS = {code.slug: code for code in ErrorCode if code.short.startswith("A")}
"""What the schemas raise themselves bears the slug of its code."""

_TYPES = {
    "string_type": "un texte",
    "bool_type": "true ou false",
    "bool_parsing": "true ou false",
    "int_type": "un nombre entier",
    "int_parsing": "un nombre entier",
    "int_parsing_size": "un nombre entier",
    "int_from_float": "un nombre entier",
    "float_type": "un nombre",
    "float_parsing": "un nombre",
    "list_type": "une liste",
    "dict_type": "un objet",
    "model_type": "un objet",
    "model_attributes_type": "un objet",
}


def faults_of(error: ValidationError) -> list[Fault]:
    """Give the faults of what a schema refused, each once, in order. A path that no address has is « introuvable »:
    an unknown number and one of another shape look alike.
    """
    if any(one["loc"][0] == "path" for one in error.errors):
        return [Fault(E.NOT_FOUND)]
    found: dict[tuple[ErrorCode, str], Fault] = {}
    for fault in _faults(error):
        found.setdefault((fault.code, fault.field), fault)
    return list(found.values())


def _faults(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors:
        source, *place = one["loc"]
        if source == "header":
            yield Fault(E.SUBMISSION_KEY)
            continue
        members = place[1:] if source == "body" else place
        code, data = _code_of(one["type"], one.get("ctx", {}))
        yield Fault(code, pointer(*members), data)


def _code_of(kind: str, context: Mapping[str, Any]) -> tuple[ErrorCode, dict[str, object]]:
    """The code of one of pydantic's kinds of error, and the facts of its sentence."""
    if kind in OURS:
        return OURS[kind], dict(context)
    if kind in _TYPES:
        return E.FIELD_TYPE, {"expected": _TYPES[kind]}
    match kind:
        case "missing":
            return E.FIELD_MISSING, {}
        case "extra_forbidden":
            return E.FIELD_UNKNOWN, {}
        case "enum" | "literal_error":
            return E.FIELD_CHOICE, {"expected": str(context["expected"]).replace("'", "").replace(" or ", ", ")}
        case _:
            return E.FIELD_FORM, {}
