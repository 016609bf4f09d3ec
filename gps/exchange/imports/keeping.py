"""Files as they were received: kept in the database, in pieces, so that any worker on any machine can read them and
none ever holds a whole one (rules I3–I5).
"""

import hashlib
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import transaction

from gps.accounts import limits
from gps.accounts.actors import Actor
from gps.accounts.roles import Role
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange.imports import rights
from gps.exchange.models import Import, ImportPart, ImportState
from gps.jobs import queue
from gps.outages.operations.writing import next_identifier

KIND = "import"
PREFIX = "I"
"""Of the public identifiers: ``I26-0042`` is import 42 of 2026."""

PART = 256 * 1024
"""Bytes of a piece, and what is held in memory of a file."""

AROUND_A_FILE = 64 * 1024
"""Bytes of a form besides the file that it sends."""

MOST, WINDOW = 200, timedelta(hours=1)
"""Files that one account sends."""

_NAMELESS = "fichier.xml"


class Stream(Protocol):
    """What a file is read from: an upload, a request, a file."""

    def read(self, size: int, /) -> bytes:
        """Give at most so many bytes; none at the end."""


@dataclass(frozen=True)
class _Kept:
    """A kept file as a stream: a piece at a time."""

    pieces: Iterator[bytes]

    def read(self, size: int, /) -> bytes:
        """Give the next piece, none at the end."""
        del size  # a piece is no longer
        return next(self.pieces, b"")


@dataclass(frozen=True)
class _Spooled:
    """A file that was taken in: out of the sender's hands before the database is touched."""

    content: IO[bytes]
    size: int
    sha256: str


def receive(stream: Stream, file_name: str, *, actor: Actor, now: datetime, dry_run: bool = False) -> Import:
    """Take a file in and hand it to the worker, which reads it and registers what it holds.

    The file that the account already sent is named in ``same_as``: sent again it registers nothing twice (I4).

    Args:
        stream: the content; it is read to its end, or to one byte more than is allowed.
        file_name: as the sender calls it.
        actor: who sends it.
        now: the moment.
        dry_run: tell what would become of it, and register nothing.

    Raises:
        DomainError: NOT_ALLOWED, IMPORT_RESERVED, TOO_MANY_TRIES, IMPORT_FILE_EMPTY, IMPORT_TOO_LARGE. What is wrong
            with the content is told by the import itself, once the worker has read it.
    """
    rights.require_import(actor, now)
    if not limits.take(f"import:{actor.account}", MOST, WINDOW, now):
        raise DomainError.of(ErrorCode.TOO_MANY_TRIES, minutes=int(WINDOW.total_seconds() // 60))
    with _taken_in(stream) as taken, transaction.atomic():
        found = Import(
            identifier=next_identifier(PREFIX, now),
            account=actor.account,
            label=actor.label[:320],
            role=actor.role,
            user_id=actor.user_id,
            provider_id=actor.provider_id if actor.role == Role.PROVIDER else None,
            file_name=_shown(file_name),
            size=taken.size,
            sha256=taken.sha256,
            dry_run=dry_run,
            received_at=now,
        )
        found.same_as = rights.of(actor, now).filter(sha256=taken.sha256, size=taken.size, dry_run=False).first()
        found.save(force_insert=True)
        for position, piece in enumerate(_pieces(taken.content)):
            ImportPart.objects.create(file=found, position=position, content=piece)
        queue.enqueue(KIND, str(found.pk), {"import": found.pk}, now=now)
    return found


def again(found: Import, *, actor: Actor, now: datetime) -> Import:
    """Register for good what a trial told of: the file that is kept is sent anew, with the same checks. An import that
    is no trial, or is not over, is given as it stands.

    Raises:
        DomainError: as ``receive``.
    """
    if not found.dry_run or found.state != ImportState.FINISHED:
        return found
    return receive(_Kept(content(found)), found.file_name, actor=actor, now=now)


def content(found: Import, offset: int = 0) -> Iterator[bytes]:
    """Give the content of a file as it was received, from a byte on, piece by piece."""
    position, skipped = divmod(offset, PART)
    while part := ImportPart.objects.filter(file_id=found.pk, position=position).values_list("content").first():
        yield bytes(part[0])[skipped:]
        position, skipped = position + 1, 0


def purge(payload: Mapping[str, Any], now: datetime) -> None:
    """Forget the files that were received long ago, with their reports, one in a transaction: a big one is long."""
    del payload
    for found in Import.objects.filter(received_at__lt=now - settings.IMPORTS_KEPT).only("pk").order_by("pk"):
        with transaction.atomic():
            found.delete()


@contextmanager
def _taken_in(stream: Stream) -> Iterator[_Spooled]:
    """Take a whole file in, in memory when it is small: a slow sender holds no lock."""
    most = settings.IMPORT_MAX_BYTES
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=4 * PART) as kept:
        while piece := stream.read(PART):
            size += len(piece)
            if size > most:
                raise DomainError.of(ErrorCode.IMPORT_TOO_LARGE, "file", most=most // (1024 * 1024))
            digest.update(piece)
            kept.write(piece)
        if size == 0:
            raise DomainError.of(ErrorCode.IMPORT_FILE_EMPTY, "file")
        kept.seek(0)
        yield _Spooled(kept, size, digest.hexdigest())


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PART):
        yield piece


def _shown(file_name: str) -> str:
    """A file's name that people can read: no folder, nothing that cannot be seen."""
    name = PurePath(file_name.replace("\\", "/")).name
    visible = "".join(c for c in name if c.isprintable() and unicodedata.category(c) != "Cf")
    return visible.strip()[:120] or _NAMELESS
