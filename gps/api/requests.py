"""A request as the operations of the API see it, and how its JSON is read: strictly, for it comes from anywhere."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from gps.accounts.actors import Actor
from gps.accounts.limits import Taken
from gps.domain.errors import DomainError, ErrorCode, Fault

JSON = "application/json"
DEEPEST = 32
"""No body of the API is nested deeper than this by a long way."""


class ApiRequest(HttpRequest):
    """``actor`` is who holds the key, ``taken`` what is left of his rate limit, ``parameters`` the names that the
    operation takes in its address.
    """

    now: datetime
    actor: Actor
    taken: Taken
    parameters: frozenset[str]


class StrictParser(Parser):
    """JSON without what its readers disagree about: repeated names, NaN, halves of characters, null characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body.

        Raises:
            DomainError: MEDIA_TYPE, JSON_MALFORMED; FIELD_CHARACTER for each text that no database takes.
        """
        if request.content_type != JSON:
            raise DomainError.of(ErrorCode.MEDIA_TYPE, expected=JSON)
        try:
            body = json.loads(
                request.body.decode(), object_pairs_hook=_without_repeats, parse_constant=_refused, parse_float=_finite
            )
        except (ValueError, RecursionError) as error:
            raise DomainError.of(ErrorCode.JSON_MALFORMED) from error
        faults = [Fault(ErrorCode.FIELD_CHARACTER, pointer) for pointer in _unfit(body, "", 0)]
        if faults:
            raise DomainError(faults)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Read the parameters of an address, or the fields of a form.

        Raises:
            DomainError: FIELD_REPEATED, FIELD_CHARACTER; FIELD_FORM for one that is empty: a machine that meant
                something by it would get the answer to another question.
        """
        faults = []
        for name, values in data.lists():
            if len(values) > 1 and name not in list_fields:
                faults.append(Fault(ErrorCode.FIELD_REPEATED, name))
            elif any(isinstance(value, str) and not value.strip() for value in values):
                faults.append(Fault(ErrorCode.FIELD_FORM, name))
            elif not all(fits(value) for value in values if isinstance(value, str)):
                faults.append(Fault(ErrorCode.FIELD_CHARACTER, name))
        if faults:
            raise DomainError(faults)
        return super().parse_querydict(data, list_fields, request)


def require_length(request: HttpRequest) -> None:
    """Refuse a body that comes in pieces, without its length: nothing of it would be read.

    Raises:
        DomainError: LENGTH_REQUIRED.
    """
    in_pieces = "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH")
    if in_pieces and request.method in {"POST", "PUT"}:
        raise DomainError.of(ErrorCode.LENGTH_REQUIRED)


def fits(text: str) -> bool:
    """Tell whether a database takes a text: no null character, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def pointer(*parts: object) -> str:
    """Give the JSON pointer (RFC 6901) of a place."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated name")
    return found


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(text)
    return number


def _unfit(value: object, at: str, depth: int) -> Iterator[str]:
    """The places whose text does not fit; what is nested too deeply is no body of ours.

    Raises:
        DomainError: JSON_MALFORMED.
    """
    if depth > DEEPEST:
        raise DomainError.of(ErrorCode.JSON_MALFORMED)
    if isinstance(value, str) and not fits(value):
        yield at
    elif isinstance(value, dict):
        for name, member in value.items():
            if not fits(name):
                yield at
            else:
                yield from _unfit(member, at + pointer(name), depth + 1)
    elif isinstance(value, list):
        for position, member in enumerate(value):
            yield from _unfit(member, at + pointer(position), depth + 1)
