"""The types of what machines send: dates and times strictly as documented (rule G3), nothing converted silently."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from ninja import Path
from ninja.params import functions
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StrictBool, WithJsonSchema
from pydantic_core import PydanticCustomError

from gps.domain import dates
from gps.domain.errors import ErrorCode

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


class Sent(BaseModel):
    """The body of a request: a field that is not in the schema is an error, not an accident."""

    model_config = ConfigDict(extra="forbid")


def refused(code: ErrorCode, **facts: object) -> PydanticCustomError:
    """Give what a validator raises to refuse with a code."""
    return PydanticCustomError(code.slug, "refused", facts)


def read_flag(value: object) -> bool:
    """Read ``true`` or ``false`` in an address."""
    if value in {"true", "false"}:
        return value == "true"
    raise refused(ErrorCode.FIELD_TYPE, expected="true ou false")


def read_date(value: object) -> date:
    """Read ``AAAA-MM-JJ``, and nothing else."""
    try:
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise refused(ErrorCode.FIELD_DATE)


def read_time(value: object) -> time:
    """Read ``HH:MM``, and nothing else."""
    at = dates.parse_time(value) if isinstance(value, str) and value == value.strip() else None
    if at is None:
        raise refused(ErrorCode.FIELD_TIME)
    return at


def read_moment(value: object) -> datetime:
    """Read a moment of RFC 3339, with its offset, and give it in UTC."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise refused(ErrorCode.FIELD_MOMENT)


Day = Annotated[
    date,
    BeforeValidator(read_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-20"]}),
]
TimeOfDay = Annotated[
    time,
    BeforeValidator(read_time),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["19:30"]}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(read_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-20T18:45:00+01:00"]}),
]
Flag = StrictBool


def query_flag(about: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """Give what reads a parameter that is true or false, and says in French what it is."""
    return BeforeValidator(read_flag), WithJsonSchema({"type": "boolean", "description": about})


EXCISE_NUMBER: dict[str, Any] = {
    "type": "string",
    "pattern": "^[A-Z]{2}[0-9A-Z]{11}$",
    "examples": ["FR007328E0001"],
}
ExciseNumberText = Annotated[str, WithJsonSchema(EXCISE_NUMBER)]
"""Whether it is the caller's is the rules' matter (G2)."""

TransportIdentity = Annotated[
    str, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 35, "examples": ["AB-123-CD"]})
]
"""What may stand in it is the rules' matter (G1)."""

Comment = Annotated[str, WithJsonSchema({"type": "string", "maxLength": 500})]

ReferencePath = Path[
    Annotated[
        str,
        AfterValidator(lambda text: whole(text, r"[0-9A-Z]{21}")),
        WithJsonSchema(
            {
                "type": "string",
                "pattern": "^[0-9A-Z]{21}$",
                "description": "Les 21 caractères du numéro, sans espace, en capitales.",
            }
        ),
    ]
]
"""The number in an address; one of another shape is as unknown as one that GPS does not know."""


def identifier_path(letter: str, about: str) -> tuple[AfterValidator, WithJsonSchema]:
    """Give what reads a public identifier in an address, such as ``I26-0042``, and says in French whose it is."""
    form = f"{letter}[0-9]{{2}}-[0-9]{{4,8}}"
    schema = {"type": "string", "pattern": f"^{form}$", "description": about}
    return AfterValidator(lambda text: whole(text, form)), WithJsonSchema(schema)


IdempotencyKey = Annotated[
    str,
    AfterValidator(lambda text: whole(text, r"[!-~]{1,64}")),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[!-~]{1,64}$",
            "description": "Clé à usage unique de la demande, choisie par l’appelant : renvoyée, elle rend la première "
            "réponse.",
        }
    ),
]
NO_KEY: Any = functions.Header("", alias="Idempotency-Key")
"""The default of the header."""


def whole(text: str, pattern: str) -> str:
    """Refuse a text that is not wholly of a pattern."""
    if not re.fullmatch(pattern, text):
        raise refused(ErrorCode.FIELD_FORM)
    return text


def one_of(values: Iterable[str]) -> WithJsonSchema:
    """Give the schema of a text that the rules hold against a list."""
    return WithJsonSchema({"type": "string", "enum": [str(value) for value in values]})


def bounded(least: int, most: int, about: str) -> tuple[AfterValidator, WithJsonSchema]:
    """Give what keeps a whole number between two bounds, and says in French what it is."""

    def check(value: int) -> int:
        if not least <= value <= most:
            raise refused(ErrorCode.FIELD_RANGE, least=least, most=most)
        return value

    return AfterValidator(check), WithJsonSchema(
        {"type": "integer", "minimum": least, "maximum": most, "description": about}
    )
