"""How a document and its history are written together: the two private steps that every verb goes through."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import repeat

from gps.accounts.actors import Actor
from gps.documents.models import FallbackDocument, HistoryEntry, Submission
from gps.documents.operations.pouring import insert
from gps.domain import chain
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Action, Status, next_status

KEY_LENGTH = 64


@dataclass(frozen=True)
class Deed:
    """What is done: by whom, when, why. ``data`` goes into the history as it is."""

    action: Action
    actor: Actor
    now: datetime
    reason: str = ""
    comment: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


def bear(
    documents: list[FallbackDocument], deed: Deed, told: Iterable[Mapping[str, object]] | None = None
) -> list[FallbackDocument]:
    """Insert new documents with their first history line; birth is a transition too (T2).

    Args:
        documents: any number of them, of one deed.
        deed: what was done.
        told: what the line of each document keeps besides the document's own data; that of the deed when it is None.
    """
    status, kind = next_status(None, deed.action, deed.actor.kind), deed.actor.kind
    for document in documents:
        document.status, document.status_actor_kind = status, kind
    insert(documents, "reference")
    each = repeat(deed.data, len(documents)) if told is None else told
    pairs = zip(documents, each, strict=True)
    insert([_entry(document, deed, None, birth_data(document, data)) for document, data in pairs])
    return documents


def change(document: FallbackDocument, deed: Deed, **fields: object) -> FallbackDocument:
    """Take a locked document to its next status, with the fields that go with it, and write the history line.

    Raises:
        DomainError: as ``lifecycle.next_status``.
    """
    before = Status(document.status)
    document.status = next_status(before, deed.action, deed.actor.kind)
    document.status_actor_kind = deed.actor.kind
    return _save(document, deed, before, {"status", "status_actor_kind"}, fields)


def amend(document: FallbackDocument, deed: Deed, **fields: object) -> FallbackDocument:
    """Change data of a locked document, not its status, and write the history line."""
    return _save(document, deed, Status(document.status), set(), fields)


def submission_of(actor: Actor, key: str, content: object, now: datetime) -> tuple[Submission | None, bool]:
    """Hold a one-time key: give its row, and whether it had been served already (rule G6).

    Args:
        actor: whose key it is.
        key: 64 characters at most; "" for none.
        content: what is asked for, in the form of ``chain.canonical``: the same key comes with the same content.

    Raises:
        DomainError: SUBMISSION_KEY when it is too long; SUBMISSION_CONFLICT when it was used for something else:
            ``data`` tells its references.
    """
    if not key:
        return None, False
    if len(key) > KEY_LENGTH:
        raise DomainError.of(ErrorCode.SUBMISSION_KEY, "key", length=len(key), most=KEY_LENGTH)
    fingerprint = fingerprint_of(content)
    row, created = Submission.objects.get_or_create(
        account=actor.account, key=key, defaults={"fingerprint": fingerprint, "at": now}
    )
    if not created and row.fingerprint != fingerprint:
        references = list(row.documents.order_by("id").values_list("reference", flat=True))
        raise DomainError.of(ErrorCode.SUBMISSION_CONFLICT, references=references)
    return row, not created


def fingerprint_of(content: object) -> str:
    """Give the SHA-256 of what was asked for."""
    return hashlib.sha256(chain.canonical({"content": content})).hexdigest()


def plain(record: object) -> dict[str, object]:
    """Give a dataclass as JSON values: dates and times as ISO 8601 text."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in asdict(record).items()  # type: ignore[call-overload]
    }


def birth_data(document: FallbackDocument, told: Mapping[str, object]) -> dict[str, object]:
    """All that was entered, for the first history line."""
    return {
        "document_type": document.document_type,
        "recording_mode": document.recording_mode,
        "excise_number": document.excise_number.number,
        "transport_identity": document.transport_identity,
        "dispatch_at": document.dispatch_at and document.dispatch_at.isoformat(),
        "ground_kind": document.ground_kind,
        "ground_reference": document.ground_reference,
        "replaces": document.replaces,
        **told,
    }


def _save(
    document: FallbackDocument, deed: Deed, before: Status, changed: set[str], fields: Mapping[str, object]
) -> FallbackDocument:
    for name, value in fields.items():
        setattr(document, name, value)
    document.save(update_fields=changed | set(fields))
    entry = _entry(document, deed, before, dict(deed.data))
    last = document.history.order_by("-position").values("position", "hash").first()
    assert last is not None  # noqa: S101  a document is born with its first line
    _chain(entry, last["position"] + 1, last["hash"])
    entry.save(force_insert=True)
    return document


def _entry(document: FallbackDocument, deed: Deed, before: Status | None, data: dict[str, object]) -> HistoryEntry:
    entry = HistoryEntry(
        document=document,
        at=deed.now.astimezone(UTC),
        actor_kind=deed.actor.kind,
        actor_id=deed.actor.account,
        actor_label=deed.actor.label,
        action=deed.action,
        from_status=before or "",
        to_status=document.status,
        reason=deed.reason,
        comment=deed.comment,
        data=data,
    )
    return _chain(entry, 1, chain.START)


def _chain(entry: HistoryEntry, position: int, previous_hash: str) -> HistoryEntry:
    entry.position, entry.previous_hash = position, previous_hash
    entry.hash = entry.computed_hash()
    return entry
