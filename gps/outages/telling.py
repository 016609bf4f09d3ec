"""What became of public alerts, in words and without names of persons: from their dated lines (rules F2, F3).

The comment of a line is not told: it is the help desk's own note.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gps.domain.grounds import Failure, Service, Severity
from gps.outages import labels, labels_en
from gps.outages.models import ALERTS, Change, Outage
from gps.outages.phases import Phase, right_words, right_words_en

TOLD_FIELDS = {
    "severity": "Gravité",
    "starts_at": "Début",
    "expected_end_at": "Fin prévue",
    "ended_at": "Fin constatée",
    "message": "Que faire",
    "message_en": "Que faire (anglais)",
}
"""What of an alert is told when it changes."""


@dataclass(frozen=True)
class Difference:
    """One thing that a change changed. ``before`` and ``after`` are texts or moments, "" for nothing."""

    name: str
    before: str | datetime
    after: str | datetime

    @property
    def label(self) -> str:
        """« Fin prévue »."""
        return TOLD_FIELDS[self.name]

    @property
    def is_message(self) -> bool:
        """Whether it is a text of several lines."""
        return self.name.startswith("message")

    @property
    def is_english(self) -> bool:
        """Whether its text is in English."""
        return self.name == "message_en"


@dataclass(frozen=True)
class Told:
    """One line of the past of an alert, as everybody may read it."""

    identifier: str
    position: int
    at: datetime
    action: str
    data: Mapping[str, Any]
    differences: Sequence[Difference]

    @property
    def action_label(self) -> str:
        """« Publication »."""
        return labels.ACTION[self.action]

    @property
    def action_label_en(self) -> str:
        """« Published »."""
        return labels_en.ACTION[self.action]

    @property
    def service_label(self) -> str:
        """« GAMM@ DTI »."""
        return labels.SERVICE[Service(self.data["service"])]

    @property
    def title(self) -> str:
        """What the alert then was: « Alerte noire – GAMM@ DTI »."""
        return f"{labels.SEVERITY[Severity(self.data['severity'])]} – {self.service_label}"

    @property
    def title_en(self) -> str:
        """« Black alert – GAMM@ DTI »."""
        service = labels_en.SERVICE[Service(self.data["service"])]
        return f"{labels_en.SEVERITY[Severity(self.data['severity'])]} – {service}"

    @property
    def starts_at(self) -> datetime:
        """The start that was published."""
        return datetime.fromisoformat(self.data["starts_at"])

    @property
    def expected_end_at(self) -> datetime | None:
        """The expected end that was published."""
        expected = self.data["expected_end_at"]
        return datetime.fromisoformat(expected) if expected else None

    @property
    def phase(self) -> Phase:
        """Where this change left the alert."""
        if self.data["cancelled"]:
            return Phase.CANCELLED
        if self.data["ended_at"]:
            return Phase.ENDED
        return Phase.UNDER_WAY if self.starts_at <= self.at else Phase.TO_COME

    @property
    def is_over(self) -> bool:
        """Whether it was over then."""
        return self.phase in {Phase.ENDED, Phase.CANCELLED}

    @property
    def right(self) -> str:
        """Whether it then opened the procedure, and to whom."""
        return right_words(self.phase, Failure(self.data["failure"]), opens=self._opens)

    @property
    def right_en(self) -> str:
        """The same in English."""
        return right_words_en(self.phase, Failure(self.data["failure"]), opens=self._opens)

    @property
    def _opens(self) -> bool:
        return bool(self.data["severity"] != Severity.NOTICE)


def public_changes() -> QuerySet[Change]:
    """Give the lines of the public alerts."""
    public = Outage.objects.filter(failure__in=ALERTS)
    return Change.objects.filter(subject__in=public.values("identifier"))


def told(identifier: str) -> list[Told]:
    """Give all that became of one public alert, the latest first, by one query."""
    return _told(public_changes().filter(subject=identifier))[::-1]


def latest(count: int, until: datetime) -> list[Told]:
    """Give the last changes of all public alerts until a moment, the latest first, by two queries."""
    keys = public_changes().filter(at__lte=until).order_by("-pk").values_list("subject", "position")[:count]
    wanted = list(keys)
    lines = _told(Change.objects.filter(subject__in={subject for subject, _ in wanted}))
    found = {(line.identifier, line.position): line for line in lines}
    return [found[key] for key in wanted]


def _told(changes: Iterable[Change]) -> list[Told]:
    """Tell lines, each against the one before it; they come by subject and position, as ``Change`` orders them."""
    lines: list[Told] = []
    for change in changes:
        goes_on = lines and lines[-1].identifier == change.subject
        before = lines[-1].data if goes_on else {}
        data = {name: value for name, value in change.data.items() if name != "comment"}
        changed = differences(before, data)
        lines.append(Told(change.subject, change.position, change.at, change.action, data, changed))
    return lines


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Give what a line changed against the one before it."""
    return [
        Difference(name, _value(name, before), _value(name, after))
        for name in TOLD_FIELDS
        if (before.get(name) or "") != (after.get(name) or "")
    ]


def _value(name: str, data: Mapping[str, Any]) -> str | datetime:
    raw = str(data.get(name) or "")
    if raw and name.endswith("_at"):
        return datetime.fromisoformat(raw)
    return labels.SEVERITY[Severity(raw)] if raw and name == "severity" else raw
