"""What the service is told of, each thing once (rules E2–E7): the same entry sent again gives the anomaly that stands,
and its receipt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations.checking import Report
from gps.documents.operations.writing import fingerprint_of, plain


@dataclass(frozen=True)
class Finding:
    """What there is to tell: of an entry, or of the document that it became or runs into."""

    kind: AnomalyKind
    report: Report
    excise_number: ExciseNumber
    document: FallbackDocument | None = None


def raise_anomalies(findings: Sequence[Finding], actor: Actor, now: datetime) -> list[Anomaly]:
    """Tell the service of each finding, in order: two or three statements for any number of them.

    Returns:
        One anomaly per finding, in order: the one that stands when it had been told before, or told twice here.
    """
    drafts = [_draft(finding, actor, now) for finding in findings]
    standing = _standing(drafts)
    fresh: dict[tuple[str, str], Anomaly] = {}
    for draft in drafts:
        if _key(draft) not in standing:
            fresh.setdefault(_key(draft), draft)
    if fresh:  # somebody else may tell the same in this very moment: whoever comes first is kept
        Anomaly.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        standing |= _standing(list(fresh.values()))
    return [standing[_key(draft)] for draft in drafts]


def _draft(finding: Finding, actor: Actor, now: datetime) -> Anomaly:
    entry = plain(replace(finding.report, confirmed=False))
    return Anomaly(
        kind=finding.kind,
        fingerprint=fingerprint_of([finding.kind, entry]),
        excise_number=finding.excise_number,
        document=finding.document,
        entry=entry,
        raised_at=now,
        raised_by=actor.label,
    )


def _key(anomaly: Anomaly) -> tuple[str, str]:
    return anomaly.kind, anomaly.fingerprint


def _standing(drafts: Sequence[Anomaly]) -> dict[tuple[str, str], Anomaly]:
    """The anomalies, among these, that the service knows."""
    kinds, fingerprints = {draft.kind for draft in drafts}, {draft.fingerprint for draft in drafts}
    rows = Anomaly.objects.filter(kind__in=kinds, fingerprint__in=fingerprints) if drafts else []
    return {_key(row): row for row in rows}
