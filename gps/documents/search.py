"""« Rechercher »: the 11 criteria of the guide, from a query string to a set of documents and back (rules R1, R3).

The names and values of the query string are French: it stands in an address that people share. Pages, machines and
exports take the same path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from gps.accounts.models import ExciseNumber
from gps.documents.models import FallbackDocument, RecordingMode
from gps.documents.pages import IDENTITY, NEWEST_FIRST, RECORDED, Key
from gps.domain import reference
from gps.domain.dates import parse_french_date
from gps.domain.dispatch import transport_key
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.lifecycle import ActorKind, CancellationReason, ReactivationReason, Status
from gps.domain.reference import DocumentType

TEXT_LENGTH = 60


class Comparator(StrEnum):
    """As the guide's table has them."""

    EQUALS = "egal"
    STARTS = "commence"
    ENDS = "finit"
    CONTAINS = "contient"
    BEFORE = "avant"
    AFTER = "apres"


TEXT_COMPARATORS = (Comparator.EQUALS, Comparator.STARTS, Comparator.ENDS, Comparator.CONTAINS)
DATE_COMPARATORS = (Comparator.EQUALS, Comparator.BEFORE, Comparator.AFTER)

_LOOKUPS = {
    Comparator.EQUALS: "exact",
    Comparator.STARTS: "startswith",
    Comparator.ENDS: "endswith",
    Comparator.CONTAINS: "contains",
    Comparator.BEFORE: "lt",
    Comparator.AFTER: "gt",
}

TEXTS = ("numero", "accise", "immatriculation")
DATES = {"expedition": "dispatch_on", "enregistrement": "recorded_on"}
CHOICES: dict[str, tuple[str, type[StrEnum]]] = {
    "statut": ("status", Status),
    "acteur": ("status_actor_kind", ActorKind),
    "type": ("document_type", DocumentType),
    "mode": ("recording_mode", RecordingMode),
    "motif_annulation": ("cancellation_reason", CancellationReason),
    "motif_reactivation": ("reactivation_reason", ReactivationReason),
}
"""Criterion -> column and its values; each is compared by « égal à »."""

CRITERIA = (
    "numero",
    "expedition",
    "accise",
    "enregistrement",
    "statut",
    "acteur",
    "immatriculation",
    "type",
    "mode",
    "motif_annulation",
    "motif_reactivation",
)
"""In the guide's order."""

_NEVER = datetime(1900, 1, 1, tzinfo=UTC)
SORTS = ("-enregistrement", "enregistrement", "-expedition", "expedition", "-numero", "numero")


@dataclass(frozen=True)
class Criterion:
    """One line of the search form, parsed."""

    name: str
    comparator: Comparator
    value: str | date


@dataclass(frozen=True)
class Search:
    """Criteria that are joined by AND, and an order."""

    criteria: tuple[Criterion, ...] = ()
    sort: str = SORTS[0]
    order: tuple[Key, ...] = field(default=NEWEST_FIRST, compare=False)

    def apply(self, documents: QuerySet[FallbackDocument]) -> QuerySet[FallbackDocument]:
        """Keep the documents that meet every criterion, annotated with what the order needs."""
        for criterion in self.criteria:
            documents = _keep(documents, criterion)
        if self.sort.endswith("expedition"):
            when = Coalesce(F("dispatch_at"), Value(_NEVER), output_field=DateTimeField())
            documents = documents.annotate(dispatch_order=when)
        return documents

    def to_query(self) -> dict[str, str]:
        """Give the query string's parameters that make the same search again (R3)."""
        query: dict[str, str] = {}
        for criterion in self.criteria:
            value = criterion.value
            query[criterion.name] = _french(value) if isinstance(value, date) else value
            if criterion.name not in CHOICES:
                query[f"{criterion.name}_comparateur"] = criterion.comparator.value
        if self.sort != SORTS[0]:
            query["tri"] = self.sort
        return query


def _french(day: date) -> str:
    """``jj/mm/aaaa``, for the first thousand years too: ``strftime`` leaves their noughts out."""
    return f"{day:%d/%m}/{day.year:04d}"


def parse(query: Mapping[str, str]) -> Search:
    """Make a search of a query string's parameters; empty ones ask for nothing.

    Raises:
        DomainError: every fault, each on its criterion: SEARCH_COMPARATOR, SEARCH_DATE, SEARCH_VALUE, SEARCH_TEXT;
            SEARCH_SORT on ``tri``.
    """
    faults: list[Fault] = []
    criteria: list[Criterion] = []
    for name in CRITERIA:
        text = query.get(name, "").strip()
        if not text:
            continue
        try:
            criteria.append(_criterion(name, text, query.get(f"{name}_comparateur", "")))
        except DomainError as error:
            faults += error.faults
    sort = query.get("tri") or SORTS[0]
    if sort not in SORTS:
        faults.append(Fault(ErrorCode.SEARCH_SORT, "tri"))
    if faults:
        raise DomainError(faults)
    return Search(tuple(criteria), sort, _order(sort))


def _criterion(name: str, text: str, comparator: str) -> Criterion:
    """Parse one criterion; without a comparator it is « égal à »."""
    if name in CHOICES:
        if text not in {member.value for member in CHOICES[name][1]}:
            raise DomainError.of(ErrorCode.SEARCH_VALUE, name)
        return Criterion(name, Comparator.EQUALS, text)
    allowed = TEXT_COMPARATORS if name in TEXTS else DATE_COMPARATORS
    if comparator not in {"", *(c.value for c in allowed)}:
        raise DomainError.of(ErrorCode.SEARCH_COMPARATOR, name)
    compared = Comparator(comparator or Comparator.EQUALS)
    if name in DATES:
        day = parse_french_date(text)
        if day is None:
            raise DomainError.of(ErrorCode.SEARCH_DATE, name, found=text[:20])
        return Criterion(name, compared, day)
    if len(text) > TEXT_LENGTH or not _compared_text(name, text):
        raise DomainError.of(ErrorCode.SEARCH_TEXT, name, length=len(text), most=TEXT_LENGTH)
    return Criterion(name, compared, text)


def _compared_text(name: str, text: str) -> str:
    """What is compared: numbers without separators (N9), registrations without accents either."""
    if name == "immatriculation":
        return transport_key(text)
    compared = reference.canonical(text)
    return compared if compared.isascii() and compared.isalnum() else ""


def _keep(documents: QuerySet[FallbackDocument], criterion: Criterion) -> QuerySet[FallbackDocument]:
    lookup = _LOOKUPS[criterion.comparator]
    if isinstance(criterion.value, date):
        return documents.filter(**{f"{DATES[criterion.name]}__{lookup}": criterion.value})
    if criterion.name in CHOICES:
        return documents.filter(**{CHOICES[criterion.name][0]: criterion.value})
    text = _compared_text(criterion.name, criterion.value)
    if criterion.name == "accise":
        return documents.filter(excise_number__in=ExciseNumber.objects.filter(**{f"number__{lookup}": text}))
    column = "reference" if criterion.name == "numero" else "transport_key"
    return documents.filter(**{f"{column}__{lookup}": text})


def _order(sort: str) -> tuple[Key, ...]:
    """The keys of an order; the last one is unique."""
    down = sort.startswith("-")
    match sort.removeprefix("-"):
        case "expedition":
            return (Key("dispatch_order", down, datetime.fromisoformat), Key("id", down, int))
        case "numero":
            return (Key("reference", down),)
        case _:
            return (Key(RECORDED.name, down, RECORDED.read), Key(IDENTITY.name, down, IDENTITY.read))
