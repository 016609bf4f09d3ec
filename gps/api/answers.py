"""How the operations answer: a schema as JSON, written once."""

from collections.abc import Mapping

from django.http import HttpResponse
from pydantic import BaseModel

from gps.api.requests import JSON


def reply(shown: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Give the answer that shows something."""
    return HttpResponse(shown.model_dump_json(), status=status, content_type=JSON, headers=headers)
