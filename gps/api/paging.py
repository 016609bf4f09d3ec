"""Lists by pages that hold still: the addresses of the next and the previous one, in the body and as ``Link`` (R3)."""

from collections.abc import Mapping
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from django.db.models import Model
from pydantic import BaseModel, Field, WithJsonSchema

from gps.api.fields import bounded
from gps.api.requests import ApiRequest
from gps.api.schemas import Link
from gps.documents.pages import Page

Row = TypeVar("Row", bound=Model)

Cursor = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "description": "Curseur d’une page voisine : suivez les adresses « next » et « previous »."}
    ),
]
Limit = Annotated[int, *bounded(1, 200, "Nombre d’éléments par page, de 1 à 200.")]


class Paged(BaseModel):
    """What every page of a list tells besides its items."""

    next: Link | None = Field(description="Adresse de la page suivante ; null sur la dernière.")
    previous: Link | None = Field(description="Adresse de la page précédente ; null sur la première.")


def neighbours(request: ApiRequest, page: Page[Row], asked: Mapping[str, object]) -> dict[str, str | None]:
    """Give the addresses of the pages before and after, for the same question."""
    kept = {name: value for name, value in asked.items() if value not in {"", None} and name != "cursor"}

    def address(cursor: str) -> str | None:
        return f"{request.path}?{urlencode({**kept, 'cursor': cursor})}" if cursor else None

    return {"next": address(page.after), "previous": address(page.before)}


def link_header(neighbour: Mapping[str, str | None]) -> dict[str, str]:
    """Give the ``Link`` header, if there is anything to tell."""
    relations = (("next", "next"), ("previous", "prev"))
    links = [f'<{neighbour[name]}>; rel="{relation}"' for name, relation in relations if neighbour[name]]
    return {"Link": ", ".join(links)} if links else {}
