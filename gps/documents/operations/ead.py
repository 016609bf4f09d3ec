"""« Compléter le document »: the e-AD data of a number are typed once and kept (rules D2, D4).

A draft is judged by its form alone, a complete one whole. Nobody overwrites what he has not seen. The history says that
data were saved, by whom, and their hash; the data themselves are the draft's.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission
from gps.documents import ead as documents_ead
from gps.documents.code_lists import CODES
from gps.documents.models import EadDraft, EadModel, FallbackDocument
from gps.documents.models.ead import NAME_LENGTH
from gps.documents.operations.changing import locked
from gps.documents.operations.writing import Deed, amend
from gps.documents.permissions import visible_to
from gps.domain import chain, ead
from gps.domain.characters import unprintable
from gps.domain.ead import Data
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Action, Status
from gps.domain.reference import DocumentType


def save_ead(
    number: str, data: object, *, actor: Actor, now: datetime, complete: bool, revision: int | None = None
) -> EadDraft:
    """Save the data of a document: as a draft, or as complete. To save again what is there changes nothing.

    Args:
        number: the canonical reference.
        data: hostile input, of the shape of ``domain.ead.reading``.
        complete: whether all that Table 1 asks for must be there, and in agreement.
        revision: the one that was seen when the data were typed, 0 when there was none; None to overwrite any.

    Raises:
        FallbackDocument.DoesNotExist: unknown, or none of the actor's.
        DomainError: NOT_ALLOWED, TRANSITION_FORBIDDEN for a cancelled document, EAD_CHANGED, the codes of
            ``domain.ead.read``; when ``complete``, DISPATCH_INCOMPLETE and those of ``domain.ead.judge``.
    """
    with transaction.atomic():
        document = _open(number, actor, now)
        draft = documents_ead.draft_of(document)
        read = ead.read(data, CODES, documents_ead.given(document))
        if draft is not None and draft.data == read and draft.complete >= complete:
            return draft
        if revision is not None and draft is not None and draft.revision != revision:
            at = draft.saved_at.astimezone(document.excise_number.zone)
            raise DomainError.of(ErrorCode.EAD_CHANGED, by=draft.saved_by, at=at, revision=draft.revision)
        if complete:
            _judge(document, read)
        return _save(document, draft, read, actor, now, complete=complete)


def start_from_model(number: str, model: int, *, actor: Actor, now: datetime) -> EadDraft:
    """Put the data of a model in the place of a document's, as a draft.

    Args:
        model: of the document's establishment and type.

    Raises:
        EadModel.DoesNotExist: unknown, or another establishment's or type's.
        DomainError: as ``save_ead``.
    """
    with transaction.atomic():
        document = _open(number, actor, now)
        found = documents_ead.models_of(document.excise_number, document.document_type).get(pk=model)
        return _start(document, found.data, actor, now)


def start_from_document(number: str, source: str, *, actor: Actor, now: datetime) -> EadDraft:
    """Put the data of a past document in the place of a document's, as a draft, without what was of that movement.

    Args:
        source: the canonical reference of another document of the same establishment and type.

    Raises:
        FallbackDocument.DoesNotExist: unknown, not the actor's, or of another establishment or type.
        DomainError: EAD_NOTHING when it has no data; otherwise as ``save_ead``.
    """
    with transaction.atomic():
        document = _open(number, actor, now)
        past = visible_to(actor, now).filter(
            excise_number=document.excise_number_id, document_type=document.document_type
        )
        return _start(document, _reusable(past.get(reference=source)), actor, now)


def save_model(number: str, name: str, *, actor: Actor, now: datetime) -> EadModel:
    """Keep the data of a document as a model of its establishment; one of the same name gives way.

    Raises:
        DomainError: EAD_MODEL_NAME on ``name``; EAD_NOTHING when the document has no data; NOT_ALLOWED.
    """
    name = " ".join(name.split())
    with transaction.atomic():
        document = _open(number, actor, now)
        if not name or len(name) > NAME_LENGTH or unprintable(name):
            raise DomainError.of(ErrorCode.EAD_MODEL_NAME, "name", most=NAME_LENGTH)
        values: dict[str, Any] = {"data": _reusable(document), "saved_at": now, "saved_by": actor.label}
        return EadModel.objects.update_or_create(
            defaults=values, excise_number=document.excise_number, document_type=document.document_type, name=name
        )[0]


def delete_model(number: str, model: int, *, actor: Actor, now: datetime) -> None:
    """Forget a model of the establishment of a document.

    Raises:
        EadModel.DoesNotExist: unknown, or another establishment's or type's.
        DomainError: NOT_ALLOWED.
    """
    with transaction.atomic():
        document = _open(number, actor, now)
        documents_ead.models_of(document.excise_number, document.document_type).get(pk=model).delete()


def _open(number: str, actor: Actor, now: datetime) -> FallbackDocument:
    """Hold a document that data may be typed for: none that is cancelled."""
    document = locked(number, actor, Permission.COMPLETE, now)
    if document.status == Status.CANCELLED:
        raise DomainError.of(ErrorCode.TRANSITION_FORBIDDEN, status=document.status, action=Action.DESCRIBE.value)
    return document


def _judge(document: FallbackDocument, data: Mapping[str, Any]) -> None:
    """Refuse what is not whole."""
    if document.dispatch_at is None:
        raise DomainError.of(ErrorCode.DISPATCH_INCOMPLETE)
    whole = documents_ead.whole(document, data)
    faults = ead.judge(whole, DocumentType(document.document_type), CODES)
    if faults:
        raise DomainError(faults)


def _reusable(document: FallbackDocument) -> Data:
    """The data of a document that hold for another movement."""
    data = documents_ead.reusable(documents_ead.typed(document))
    if not data:
        raise DomainError.of(ErrorCode.EAD_NOTHING)
    return data


def _start(document: FallbackDocument, data: Data, actor: Actor, now: datetime) -> EadDraft:
    draft = documents_ead.draft_of(document)
    return _save(document, draft, data, actor, now, complete=False)


def _save(
    document: FallbackDocument, draft: EadDraft | None, data: Data, actor: Actor, now: datetime, *, complete: bool
) -> EadDraft:
    """Write the data and the history line."""
    draft = draft or EadDraft(document=document, revision=0)
    draft.data, draft.complete, draft.revision = data, complete, draft.revision + 1
    draft.saved_at, draft.saved_by = now, actor.label
    draft.save()
    amend(document, Deed(Action.DESCRIBE, actor, now, data={"sha256": fingerprint(data), "complete": complete}))
    return draft


def fingerprint(data: Data) -> str:
    """Give the SHA-256 of data in the form of ``chain.canonical``: what the history keeps of them."""
    return hashlib.sha256(chain.canonical(data)).hexdigest()
