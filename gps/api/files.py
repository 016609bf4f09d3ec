"""A file that a machine sends: as the body itself, or in a form (rules I2, I3)."""

from typing import Any

from django.conf import settings

from gps.api.requests import ApiRequest
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.exchange.imports import AROUND_A_FILE, Stream

E = ErrorCode
XML, FORM = "application/xml", "multipart/form-data"
_XML = {XML, "text/xml"}
_CHARSETS = {"", "utf-8", "utf8"}
_DIGITS = 15
"""Of a length that is worth reading."""

FILE_CODES = (
    E.REQUEST_MALFORMED, E.LENGTH_REQUIRED, E.MEDIA_TYPE, E.BODY_TOO_LARGE, E.FIELD_MISSING, E.FIELD_UNKNOWN,
    E.FIELD_REPEATED, E.IMPORT_FILE_EMPTY,
)  # fmt: skip
"""What ``file_of`` refuses."""


def body_of(example: str) -> dict[str, Any]:
    """Tell in the document what ``file_of`` takes."""
    about = "Le fichier XML, en UTF-8."
    file = {"type": "string", "contentMediaType": XML, "description": about}
    form = {"type": "object", "properties": {"file": file}, "required": ["file"], "additionalProperties": False}
    return {XML: {"schema": file, "example": example}, FORM: {"schema": form}}


def file_of(request: ApiRequest) -> tuple[Stream, str]:
    """Give what was sent as a stream, and its name, "" when it has none. The body has not been read yet.

    Raises:
        DomainError: what is in ``FILE_CODES``; BODY_TOO_LARGE before anything is read.
    """
    if request.content_type not in {*_XML, FORM} or not _is_utf_8(request):
        raise DomainError.of(E.MEDIA_TYPE, expected=XML)
    most = settings.IMPORT_MAX_BYTES + (AROUND_A_FILE if request.content_type == FORM else 0)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise DomainError.of(E.REQUEST_MALFORMED)
    if len(length) > _DIGITS or int(length) > most:
        raise DomainError.of(E.BODY_TOO_LARGE, most=settings.IMPORT_MAX_BYTES)
    if int(length) == 0:
        raise DomainError.of(E.IMPORT_FILE_EMPTY)
    return (request, "") if request.content_type in _XML else _in_form(request)


def _is_utf_8(request: ApiRequest) -> bool:
    """The header wins over what the file says of itself (RFC 7303)."""
    return request.content_type == FORM or request.content_params.get("charset", "").lower() in _CHARSETS  # type: ignore[union-attr]  # a request has them


def _in_form(request: ApiRequest) -> tuple[Stream, str]:
    """The one file of a form. What else is in it would be ignored: « dry_run » is a parameter of the address."""
    files = request.FILES.getlist("file")
    faults = [Fault(E.FIELD_UNKNOWN, name) for name in {*request.POST, *request.FILES} - {"file"}]
    if not files:
        faults.append(Fault(E.FIELD_MISSING, "file"))
    elif len(files) > 1 or "file" in request.POST:
        faults.append(Fault(E.FIELD_REPEATED, "file"))
    if faults:
        raise DomainError(faults)
    return files[0], files[0].name or ""
