"""The worker's side of an import: read through, then judged chunk by chunk (rules I3–I5).

**Guarantee:** a chunk's registrations, its lines of the report and the progress are one transaction that holds the
import's row: whatever process is killed at whatever moment, however many work at once, each entry is judged once, in
order, and the end is that of an undisturbed run. **Condition:** the kept file never changes.

Nothing is registered from a file before all of it was read. A job judges a few thousand entries, then hands the rest
on: whatever else is due comes in between (I5).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from gps.accounts.actors import Actor
from gps.documents.operations import Outcome, Rehearsal, register_many
from gps.documents.operations.checking import check_many
from gps.documents.operations.pouring import insert
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.exchange.imports import keeping, reading, rights
from gps.exchange.imports.faults import stored
from gps.exchange.imports.layout import LONGEST
from gps.exchange.imports.reading import CHUNK, RawEntry, Survey
from gps.exchange.imports.values import ReadEntry, collapsed, understand
from gps.exchange.models import EntryOutcome, Import, ImportEntry
from gps.jobs import queue

SLICE = 4 * CHUNK
"""Entries of one job."""


def run(payload: Mapping[str, Any], now: datetime) -> None:
    """Do the next piece of an import. Repeatable: it goes on where the last committed chunk ended."""
    found = Import.objects.filter(pk=payload["import"], finished_at=None).first()
    if found is None:
        return
    if found.entry_count is None:
        _read_through(found, now)
    else:
        _judge(found, now)


def _read_through(found: Import, now: datetime) -> None:
    """Refuse the whole file, or note how many entries it has, where the chunks begin, and that they are to be judged.

    Two workers that read it at once find the same; the second changes nothing.
    """
    Import.objects.filter(pk=found.pk, started_at=None).update(started_at=now)
    unread = Import.objects.filter(pk=found.pk, entry_count=None, finished_at=None)
    try:
        survey = reading.survey(keeping.content(found))
    except DomainError as error:
        unread.update(refused=stored(error.faults)[0], finished_at=now)
        return
    landmarks = {"root": survey.root, "starts": survey.starts}
    with transaction.atomic():
        if unread.update(entry_count=survey.count, landmarks=landmarks):
            queue.enqueue(keeping.KIND, f"{found.pk}:0", {"import": found.pk}, now=now)


def _judge(found: Import, now: datetime) -> None:
    """Judge the chunks up to the end of a slice, and hand the rest on with the last of them."""
    end = slice_end(found.done, dry_run=found.dry_run)
    rehearsal = _rehearsed(found, now) if found.dry_run else None
    position = found.done
    for chunk in _chunks(found, position, now):
        with transaction.atomic():
            held = Import.objects.select_for_update().defer("landmarks").get(pk=found.pk)
            if held.done != position or held.is_over:
                return  # another worker went ahead, and goes on
            is_last = _judge_chunk(held, chunk, rehearsal, now)
            position += len(chunk)
            if position >= end and not is_last:
                queue.enqueue(keeping.KIND, f"{found.pk}:{position}", {"import": found.pk}, now=now)
        if position >= end:
            return


def slice_end(done: int, *, dry_run: bool) -> int:
    """Give the position at which a job hands on: the same for whoever goes on from there, so that the rest is handed
    on once. A dry run rehearses what came before at the start of each job: its jobs double in length, lest it take the
    square of its time.
    """
    end = SLICE
    while end <= done:
        end = end * 2 if dry_run else end + SLICE
    return end


def _chunks(found: Import, position: int, now: datetime, until: int | None = None) -> Iterator[list[ReadEntry]]:
    """Read the chunks of a file from a position on."""
    marks: dict[str, Any] = found.landmarks or {}
    survey = Survey(found.entry_count or 0, marks["root"], marks["starts"])
    pieces = keeping.content(found, survey.starts[position // CHUNK][0])
    entries = reading.read_from(pieces, survey, position)
    if until is not None:
        entries = islice(entries, until - position)
    while chunk := list(islice(entries, CHUNK)):
        yield [understand(raw, now) for raw in chunk]


def _rehearsed(found: Import, now: datetime) -> Rehearsal:
    """What the chunks of a dry run that were judged before would have registered."""
    rehearsal = Rehearsal()
    actor = rights.actor_now(found, now)
    for chunk in _chunks(found, 0, now, found.done) if found.done else ():
        _outcomes(chunk, actor, now, rehearsal)
    return rehearsal


def _judge_chunk(held: Import, chunk: Sequence[ReadEntry], rehearsal: Rehearsal | None, now: datetime) -> bool:
    """Register a chunk, write its lines of the report, note how far the import is, and tell whether that is its end."""
    outcomes = _outcomes(chunk, rights.actor_now(held, now), now, rehearsal)
    lines = [_line(held, entry.raw, outcome) for entry, outcome in zip(chunk, outcomes, strict=True)]
    insert(lines)
    counts = Counter(line.outcome for line in lines)
    held.done += len(lines)
    held.accepted += counts[EntryOutcome.ACCEPTED]
    held.known += counts[EntryOutcome.KNOWN]
    held.rejected += counts[EntryOutcome.REFUSED]
    is_last = held.done == held.entry_count
    held.finished_at = now if is_last else None
    held.save(update_fields=["done", "accepted", "known", "rejected", "finished_at"])
    return is_last


def _outcomes(chunk: Sequence[ReadEntry], actor: Actor, now: datetime, rehearsal: Rehearsal | None) -> list[Outcome]:
    """Give what becomes of each entry, in order: those whose values can be read are registered, or rehearsed."""
    refused = _refusals(chunk, actor, now)
    sound = [entry.report for entry in chunk if entry.raw.position not in refused]
    registered = iter(register_many(sound, actor=actor, now=now, dry_run=rehearsal is not None, rehearsal=rehearsal))
    return [
        Outcome(faults=faults) if (faults := refused.get(entry.raw.position)) else next(registered) for entry in chunk
    ]


def _refusals(chunk: Sequence[ReadEntry], actor: Actor, now: datetime) -> dict[int, tuple[Fault, ...]]:
    """Give what cannot be registered at all, by position, with all that is wrong: values that cannot be read, excise
    numbers that are not worked by file.
    """
    by_hand = rights.by_hand((entry.report.excise_number for entry in chunk), actor, now)
    unread = [entry for entry in chunk if entry.faults or entry.report.excise_number in by_hand]
    checked = check_many([entry.report for entry in unread], actor, now)
    refused = {}
    for entry, result in zip(unread, checked, strict=True):
        faults = list(entry.faults)
        if entry.report.excise_number in by_hand:
            data = {"excise_number": entry.report.excise_number}
            faults.append(Fault(ErrorCode.IMPORT_ACCESS_MODE, "excise_number", data))
        named = {fault.field for fault in faults}
        others = result.faults if isinstance(result, DomainError) else ()
        refused[entry.raw.position] = (*faults, *(fault for fault in others if fault.field not in named))
    return refused


def _line(held: Import, raw: RawEntry, outcome: Outcome) -> ImportEntry:
    """The line of the report that an entry makes."""
    line = ImportEntry(
        file=held,
        position=raw.position,
        line=raw.line,
        ref=collapsed(raw.ref)[:LONGEST],
        reference=collapsed(raw.texts["numero-document"])[:LONGEST],
        outcome=EntryOutcome.KNOWN if outcome.known else EntryOutcome.ACCEPTED,
        document=outcome.document,
    )
    if outcome.faults:
        line.outcome, line.document = EntryOutcome.REFUSED, None
        line.faults = stored(outcome.faults)
        line.values = {**raw.attributes, **raw.texts}
    return line
