"""« Enregistrer »: hand-made numbers told to GPS afterwards, one or a file of them (rules E1–E9, N4–N6).

A call goes through three steps, whose statements do not grow in number with the reports: what the register holds about
them is fetched, each is judged in order (``judging``), and what they add is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, require
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, HistoryEntry, RecordingMode
from gps.documents.operations import sequence
from gps.documents.operations.checking import Checked, Report, check_many
from gps.documents.operations.flagging import Finding, raise_anomalies
from gps.documents.operations.issuing import set_dispatch
from gps.documents.operations.judging import Fate, Holdings, Judgement, Rehearsal, Standing, judge
from gps.documents.operations.sequence import Counter
from gps.documents.operations.writing import Deed, amend, bear
from gps.domain.errors import ErrorCode, Fault
from gps.domain.lifecycle import Action
from gps.outages.grounds import Facts


@dataclass(frozen=True)
class Outcome:
    """What became of a report: its document, or the faults.

    ``known`` when it was registered before (E3). ``flags``: what the service is told of it (E3–E7). ``anomaly``: the
    entry that was kept for the service. A dry run says what would be told, and has neither an anomaly nor, for a number
    that it found good to register, a document.
    """

    document: FallbackDocument | None = None
    known: bool = False
    faults: tuple[Fault, ...] = ()
    anomaly: Anomaly | None = None
    flags: tuple[AnomalyKind, ...] = ()


Documents = dict[str, FallbackDocument]
"""By reference."""

AT_ONCE = 2_000
"""How many reports are judged and written together."""


def register_many(
    reports: Sequence[Report],
    *,
    actor: Actor,
    now: datetime,
    dry_run: bool = False,
    rehearsal: Rehearsal | None = None,
) -> list[Outcome]:
    """Register each report on its own: the others are not held up by one that is refused.

    The number itself is the one-time key (E3, G6): sent again, a report gives the document that stands. Equal reports
    of one call, conflicts, twins of a sequence and jumps are told as if each report were a call of its own.

    Args:
        reports: any number of them; 500 to 2,000 at a time are quickest, and hold the counters for a short while.
        actor: who reports.
        now: the moment of the recording, aware.
        dry_run: tell every outcome and write nothing: no lock, no counter, no anomaly; the fault ALREADY_REGISTERED
            then has None for its receipt.
        rehearsal: for a dry run of one file in several calls: one and the same ``Rehearsal()``, which carries from
            call to call, in order, what the reports would have added. It lives in memory: a dry run that is
            interrupted starts anew.

    Returns:
        One outcome per report, in order. Faults are those of ``check`` and, held against the register,
        ALREADY_REGISTERED (E3), REFERENCE_LAST_CHARACTER (E2), CONFIRM_JUMP (E5), CONFIRM_OUTSIDE_YEAR (E6).

    Raises:
        DomainError: NOT_ALLOWED when the actor may register nothing.
    """
    require(actor, Permission.REGISTER)
    checked = check_many(reports, actor, now)
    items = [item for item in checked if isinstance(item, Checked)]
    if dry_run:
        judged = iter(_rehearse_all(items, rehearsal or Rehearsal(), actor, now))
    else:
        judged = iter(_register_all(items, actor, now))
    return [next(judged) if isinstance(item, Checked) else Outcome(faults=item.faults) for item in checked]


def _rehearse_all(items: Sequence[Checked], added: Rehearsal, actor: Actor, now: datetime) -> list[Outcome]:
    """Tell what would become of each report."""
    counters = sequence.read({item.counter for item in items})
    outcomes = []
    for part in _parts(items):
        documents = _known(part)
        outcomes += _outcomes(_judge(part, documents, counters, added, now), documents, {}, actor)
    return outcomes


def _register_all(items: Sequence[Checked], actor: Actor, now: datetime) -> list[Outcome]:
    """Judge each report while its counter is held, and write what it adds: nobody else numbers these years until the
    transaction ends.
    """
    with transaction.atomic():
        counters, added = sequence.hold({item.counter for item in items}), Rehearsal()
        outcomes = [outcome for part in _parts(items) for outcome in _register(part, counters, added, actor, now)]
        sequence.advance({counter: last for counter, last in added.last.items() if last > counters[counter]})
    return outcomes


def _parts(items: Sequence[Checked]) -> Iterator[Sequence[Checked]]:
    """Cut a long list: a database takes only so many parameters at a time."""
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _register(
    items: Sequence[Checked], counters: dict[Counter, int], added: Rehearsal, actor: Actor, now: datetime
) -> list[Outcome]:
    documents = _held(_known(items))
    judgements = _judge(items, documents, counters, added, now)
    documents |= _write(judgements, documents, actor, now)
    findings = [
        Finding(kind, judgement.item.report, judgement.item.excise_number, documents[judgement.item.reference])
        for judgement in judgements
        for kind in judgement.flags
    ]
    told = zip(findings, raise_anomalies(findings, actor, now), strict=True)
    kept = {finding.report: anomaly for finding, anomaly in told if finding.kind is AnomalyKind.CONFLICT}
    return _outcomes(judgements, documents, kept, actor)


def _known(items: Iterable[Checked]) -> Documents:
    """The documents that stand under the numbers of the reports."""
    references = {item.reference for item in items}
    rows = FallbackDocument.objects.select_related("excise_number").filter(reference__in=references).order_by()
    return {row.reference: row for row in rows}


def _held(documents: Documents) -> Documents:
    """Hold those that await their data, read anew: nobody else can complete or cancel them from here on (E3, G8)."""
    incomplete = [document.pk for document in documents.values() if document.is_incomplete]
    if not incomplete:
        return documents
    rows = FallbackDocument.objects.select_related("excise_number").select_for_update(of=("self",))
    return documents | {row.reference: row for row in rows.filter(pk__in=incomplete).order_by("pk")}


def _judge(
    items: Sequence[Checked], documents: Documents, counters: dict[Counter, int], added: Rehearsal, now: datetime
) -> list[Judgement]:
    """Judge the reports in order. What may have grounded their departures is fetched at once (E7)."""
    new = [item for item in items if item.reference not in documents]
    holdings = Holdings(
        numbers={number: Standing.of(document) for number, document in documents.items()},
        used=sequence.borne({item.sequence for item in new}),
        last=counters,
        facts=Facts.fetch(
            {item.excise_number for item in new}, min((min(item.dispatch_at, now) for item in new), default=now), now
        ),
    )
    return [judge(item, holdings, added, now) for item in items]


def _write(judgements: Sequence[Judgement], documents: Documents, actor: Actor, now: datetime) -> Documents:
    """Write the new documents, all at once, and complete those that awaited their data. Give the new ones."""
    for judgement in judgements:
        if judgement.fate is Fate.COMPLETES:
            document = documents[judgement.item.reference]
            fields = set_dispatch(document, judgement.item.identity, judgement.item.dispatch_at)
            amend(document, Deed(Action.COMPLETE, actor, now, data=_told(judgement)), **fields)
    new = [judgement for judgement in judgements if judgement.fate is Fate.NEW]
    drafts = [_draft(judgement, now) for judgement in new]
    born = bear(drafts, Deed(Action.REGISTER, actor, now), map(_told, new))
    return {document.reference: document for document in born}


def _draft(judgement: Judgement, now: datetime) -> FallbackDocument:
    """The document of a report that was found good, with its ground (F7)."""
    item, report = judgement.item, judgement.item.report
    document = FallbackDocument(
        reference=judgement.item.reference,
        document_type=report.document_type,
        recording_mode=RecordingMode.A_POSTERIORI,
        excise_number=item.excise_number,
        year=item.number.year,
        sequence=item.number.sequence,
        recorded_at=now,
        ground_kind=judgement.ground.kind,
        ground_reference=judgement.ground.reference,
        manual_reason=report.manual_reason or "",
        told_at=report.told_at,
        told_means=report.told_means or "",
    )
    document.recorded_on = document.local_date(now)
    for name, value in set_dispatch(document, item.identity, item.dispatch_at).items():
        setattr(document, name, value)
    return document


def _told(judgement: Judgement) -> dict[str, object]:
    """What the history keeps of a report besides the document's own data."""
    report = judgement.item.report
    return {
        "typed": report.reference,
        "manual_reason": report.manual_reason,
        "told_at": report.told_at and report.told_at.astimezone(UTC).isoformat(),
        "told_means": report.told_means,
        "flags": [kind.value for kind in judgement.flags],
    }


def _outcomes(
    judgements: Sequence[Judgement], documents: Documents, kept: dict[Report, Anomaly], actor: Actor
) -> list[Outcome]:
    """Say it. A conflict says since when, by whom, and under which receipt the entry was kept (E3)."""
    against = {judgement.item.reference for judgement in judgements if judgement.fate is Fate.CONFLICT}
    authors = _authors(documents[number] for number in against & documents.keys())
    outcomes = []
    for judgement in judgements:
        if judgement.fate is Fate.CONFLICT:
            anomaly = kept.get(judgement.item.report)
            fault = _already(judgement, authors.get(judgement.item.reference, actor.label), anomaly)
            outcomes.append(Outcome(faults=(fault,), anomaly=anomaly, flags=judgement.flags))
        elif judgement.fate is Fate.REFUSED:
            outcomes.append(Outcome(faults=judgement.faults))
        else:
            known = judgement.fate is Fate.KNOWN
            outcomes.append(Outcome(documents.get(judgement.item.reference), known, flags=judgement.flags))
    return outcomes


def _already(judgement: Judgement, author: str, anomaly: Anomaly | None) -> Fault:
    """The refusal of a number that stands with other data. An author who is not told is the actor himself."""
    standing, zone = judgement.standing, judgement.item.excise_number.zone
    data = {
        "at": standing and standing.recorded_at.astimezone(zone),
        "by": author,
        "receipt": anomaly and anomaly.receipt,
        "reference": judgement.item.reference,
    }
    return Fault(ErrorCode.ALREADY_REGISTERED, "reference", data)


def _authors(documents: Iterable[FallbackDocument]) -> dict[str, str]:
    """Who brought documents into the register: the labels of their first lines, by reference."""
    numbers = {document.pk: document.reference for document in documents}
    if not numbers:
        return {}
    lines = HistoryEntry.objects.filter(document__in=numbers, position=1).values_list("document_id", "actor_label")
    return {numbers[pk]: label for pk, label in lines}
