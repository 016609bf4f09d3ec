"""Many papers as one file: asked for on a page, prepared by the worker, fetched by its owner within a day (rule D4).

The file is flattened, made to be printed: each document in all its copies, in order, with an entry of the outline. A
document that cannot be printed, or that was cancelled meanwhile, is left out by name; the others are there.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gps.accounts.actors import Actor
from gps.documents import signing_keys
from gps.documents.models import FallbackDocument
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.jobs import queue
from gps.paperwork import forms, papers
from gps.paperwork.forms import Paper
from gps.paperwork.models import PaperLot

KIND = "paper-lot"
LIMIT = 500
"""Papers of one lot."""
KEPT = timedelta(days=1)
MOST_OF_ONE = 5
"""Lots that one account keeps; asking for more drops its oldest."""
STEP = 10
"""Papers between two signs of progress."""


class LotState(StrEnum):
    """How a lot stands: being prepared, to be fetched, without any paper that could be printed, or over."""

    PREPARED = "prepared"
    READY = "ready"
    EMPTY = "empty"
    OVER = "over"


def ask(documents: QuerySet[FallbackDocument], title: str, *, actor: Actor, now: datetime) -> PaperLot:
    """Have the papers of documents prepared as one file, in their order; those that are cancelled have none.

    Args:
        documents: what the actor may see.

    Raises:
        DomainError: PAPER_LOT_SIZE, when there is none or more than 500.
    """
    keys = list(documents.exclude(status=Status.CANCELLED).values_list("pk", flat=True)[: LIMIT + 1])
    if not 0 < len(keys) <= LIMIT:
        raise DomainError.of(ErrorCode.PAPER_LOT_SIZE, count=len(keys), limit=LIMIT)
    with transaction.atomic():
        lot = PaperLot.objects.create(
            account=actor.account, title=title[:120], documents=keys, asked_at=now, expires_at=now + KEPT
        )
        older = PaperLot.objects.filter(account=actor.account).order_by("-id").values_list("pk", flat=True)
        PaperLot.objects.filter(pk__in=list(older[MOST_OF_ONE:])).delete()
        queue.enqueue(KIND, str(lot.pk), {"lot": lot.pk}, now=now)
    return lot


def of(actor: Actor, now: datetime) -> QuerySet[PaperLot]:
    """Give the lots that an account asked for and can still fetch, without their content."""
    return PaperLot.objects.filter(account=actor.account, expires_at__gt=now).defer("content")


def asked_by(actor: Actor, now: datetime) -> list[tuple[PaperLot, LotState]]:
    """Give all lots that an account asked for, the latest first, each with how it stands; the last ones are over."""
    found = PaperLot.objects.filter(account=actor.account).order_by("-id").defer("content")
    return [(lot, _state(lot, now)) for lot in found]


def prepare(payload: Mapping[str, Any], now: datetime) -> None:
    """Make the file of a lot. Repeatable: it may be stopped anywhere, and begins anew."""
    lot = PaperLot.objects.filter(pk=payload["lot"], ready_at__isnull=True, expires_at__gt=now).first()
    if lot is None:
        return
    left_out: list[dict[str, Any]] = []
    file = io.BytesIO()

    def leave_out(number: str, error: DomainError) -> None:
        fault = error.faults[0]
        left_out.append({"number": number, "code": fault.code.name, "data": dict(fault.data)})

    forms.lot(
        _papers(lot, leave_out, now),
        file,
        lambda paper, error: leave_out(paper.bookmark, papers.refusal(paper.document_type, error)),
    )
    PaperLot.objects.filter(pk=lot.pk).update(content=file.getvalue(), left_out=left_out, done=lot.count, ready_at=now)


def why_left_out(lot: PaperLot) -> Iterator[tuple[str, DomainError]]:
    """Give the numbers that are not in the file, each with why."""
    for row in lot.left_out:
        yield row["number"], DomainError.of(ErrorCode[row["code"]], **row["data"])


def purge(payload: Mapping[str, Any], now: datetime) -> None:
    """Forget the lots whose day is over."""
    del payload
    PaperLot.objects.filter(expires_at__lte=now).delete()


def _state(lot: PaperLot, now: datetime) -> LotState:
    if lot.expires_at <= now:
        return LotState.OVER
    if lot.ready_at is None:
        return LotState.PREPARED
    return LotState.READY if lot.printed else LotState.EMPTY


def _papers(lot: PaperLot, leave_out: Callable[[str, DomainError], None], now: datetime) -> Iterator[Paper]:
    """Give the papers of a lot one by one, and tell how far it is."""
    signer = signing_keys.signer(now)
    documents = FallbackDocument.objects.select_related("excise_number__operator", "excise_number__office")
    for place, pk in enumerate(lot.documents, start=1):
        document = documents.get(pk=pk)
        if document.status == Status.CANCELLED:
            leave_out(document.reference, DomainError.of(ErrorCode.PAPER_CANCELLED))
        else:
            yield papers.paper(document, signer)
        if place % STEP == 0:
            PaperLot.objects.filter(pk=lot.pk).update(done=place)
