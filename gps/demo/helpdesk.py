"""The help desk (SAU) of the demonstration: national alerts, maintenances, incidents (rules F2, F3).

Alerts are gathered first, as windows of time that merge, and published once all parts of the story have told theirs:
a service has never two at a time. Whoever ships on a day of outage ships within its window.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from gps.accounts.actors import Actor
from gps.accounts.models import EdiProvider
from gps.accounts.roles import AccessMode
from gps.demo import words
from gps.demo.cast import Place
from gps.demo.timeline import Timeline
from gps.demo.workdays import at_work, workday_until
from gps.domain.grounds import Service, Severity, Side
from gps.outages import operations
from gps.outages.models import Outage

PARIS = ZoneInfo("Europe/Paris")

DTI, EDI, MAREVA = Service.GAMMA_DTI, Service.GAMMA_EDI, Service.MAREVA

MORNING = time(7, 42)
AT_LEAST = timedelta(hours=3, minutes=30)
"""Today's alert is of this morning, and of so long ago at least: the oldest number of today is covered."""

WORSE_FROM_LAST, RELAPSE_FROM_LAST = 2, 5
"""Which of the past alerts on GAMM@ DTI, counted from the latest, went from red to black, and which one reopened."""


@dataclass
class Window:
    """A stretch of time in which a service is out of order."""

    service: Service
    opens: datetime
    ends: datetime
    identifier: str = ""


class HelpDesk:
    """Publishes; one person does it all."""

    def __init__(self, actor: Actor, provider: EdiProvider, timeline: Timeline, rng: Random) -> None:
        self.actor, self.provider, self.timeline, self.rng = actor, provider, timeline, rng
        self._windows: dict[tuple[Service, date], Window] = {}
        self._provider_windows: list[tuple[datetime, datetime]] = []
        self._today = Window(DTI, self._this_morning(), timeline.now)

    def outage_day(self, day: date, services: Iterable[Service], *, ends: int = 21) -> None:
        """Have services be out of order for a day of Paris: from before the first truck, which for the portal is one of
        La Réunion, some hours ahead, until after the last one of the evening, or from the hour ``ends`` on.
        """
        for service in services:
            hour = 3 if service is DTI else 6
            opens = at_work(day, PARIS, self.rng, first=hour, last=hour + 1)
            self.outage(service, opens, at_work(day, PARIS, self.rng, first=ends, last=ends + 1))

    def outage(self, service: Service, opens: datetime, ends: datetime) -> None:
        """Have a service be out of order; what is told twice of one day is one outage."""
        window = self._windows.setdefault((service, opens.astimezone(PARIS).date()), Window(service, opens, ends))
        window.opens, window.ends = min(window.opens, opens), max(window.ends, ends)

    def free_day(self, day: date) -> date:
        """Give the last working day up to a day on which no alert is published."""
        taken = {of for _, of in self._windows}
        day = workday_until(day)
        while day in taken:
            day = workday_until(day - timedelta(days=1))
        return day

    def covers(self, place: Place, at: datetime) -> bool:
        """Whether an alert or an incident of the provider opens, or will open, the right to an establishment."""
        edi = place.site.access_mode == AccessMode.EDI
        services = {EDI, MAREVA} if edi else {DTI}
        spans = [(w.opens, w.ends) for w in self._windows.values() if w.service in services]
        spans += self._provider_windows if edi else [(self._today.opens, self._today.ends)]
        return any(opens <= at < ends for opens, ends in spans)

    def provider_incident(self, opens: datetime, ends: datetime, message: str) -> None:
        """Have the provider be unable to carry messages (failure 3)."""
        self._provider_windows.append((opens, ends))

        def event(at: datetime) -> None:
            incident = operations.open_provider_incident(
                self.provider, actor=self.actor, now=at, message=message, expected_end_at=at + timedelta(hours=4)
            )
            self.timeline.plan(ends, partial(self.end, incident.identifier))

        self.timeline.plan(opens, event)

    def operator_incident(self, place: Place, at: datetime, side: Side, message: str) -> str:
        """Note a diagnosis (failure 1 or 2), and give its identifier."""
        return operations.open_operator_incident(
            place.site, actor=self.actor, now=at, side=side, message=message
        ).identifier

    def end(self, identifier: str, at: datetime) -> None:
        """Publish that it is over."""
        operations.end(identifier, actor=self.actor, now=at)

    def publish(self) -> None:
        """Plan every alert that was gathered, today's, and those that the story needs once."""
        past = self._past_windows()
        on_dti = [window for window in past if window.service is DTI]
        worse, relapsing = on_dti[-WORSE_FROM_LAST], on_dti[-RELAPSE_FROM_LAST]
        for window in past:
            self.timeline.plan(window.opens, partial(self._open, window, window is worse))
            self.timeline.plan(window.ends, partial(self._relapse if window is relapsing else self._over, window))
        self.timeline.plan(worse.opens + (worse.ends - worse.opens) / 3, partial(self._worsen, worse))
        self.timeline.plan(self._today.opens, self._open_today)
        self._mistake()
        self._maintenances()

    def _past_windows(self) -> list[Window]:
        """What overlaps with today's alert is one outage with it."""
        windows = sorted(self._windows.values(), key=lambda window: (window.opens, window.service))
        past = []
        for window in windows:
            if window.service is DTI and window.ends > self._today.opens - timedelta(minutes=5):
                self._today.opens = min(self._today.opens, window.opens)
            else:
                past.append(window)
        return past

    def _open(self, window: Window, worsens: bool, at: datetime) -> None:
        severity = Severity.RED if worsens else self.rng.choice((Severity.RED, Severity.BLACK))
        expected = (at + timedelta(hours=self.rng.randint(6, 14))).replace(minute=0, second=0)
        alert = self._alert(window.service, at, severity, self.rng.choice(words.ALERTS[window.service]),
                            starts_at=at - timedelta(minutes=self.rng.randint(3, 25)),
                            expected_end_at=self.rng.choice((expected, None)))  # fmt: skip
        window.identifier = alert.identifier

    def _over(self, window: Window, at: datetime) -> None:
        since = at - timedelta(minutes=self.rng.randint(0, 15))
        operations.end(window.identifier, actor=self.actor, now=at, ended_at=since)

    def _worsen(self, window: Window, at: datetime) -> None:
        """Red becomes black."""
        message, message_en = words.WORSE
        operations.change(
            window.identifier, actor=self.actor, now=at, severity=Severity.BLACK, message=message,
            message_en=message_en, expected_end_at=at + timedelta(hours=6),
        )  # fmt: skip

    def _relapse(self, window: Window, at: datetime) -> None:
        """Ended, then reopened under the same identifier, then over."""
        self._over(window, at)

        def again(moment: datetime) -> None:
            operations.reopen(window.identifier, actor=self.actor, now=moment, comment=words.RELAPSE)

        self.timeline.plan(at + timedelta(minutes=25), again)
        self.timeline.plan(at + timedelta(minutes=95), partial(self._over, window))

    def _this_morning(self) -> datetime:
        now = self.timeline.now
        morning = datetime.combine(now.astimezone(PARIS).date(), MORNING, PARIS)
        return min(morning, now - AT_LEAST)

    def _open_today(self, at: datetime) -> None:
        """The one under way; it is expected to last for some hours from now."""
        later = (self.timeline.now + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
        self._alert(DTI, at, Severity.BLACK, words.TODAY, starts_at=at - timedelta(minutes=9), expected_end_at=later)

    def _mistake(self) -> None:
        """Published for some minutes of an evening, then withdrawn; nobody relied on it."""
        day = self.free_day(self.timeline.now.astimezone(PARIS).date() - timedelta(days=24))

        def event(at: datetime) -> None:
            alert = self._alert(MAREVA, at, Severity.RED, words.ALERTS[MAREVA][0])
            self.timeline.plan(
                at + timedelta(minutes=11),
                lambda moment: operations.cancel(alert.identifier, actor=self.actor, now=moment, comment=words.MISTAKE),
            )

        self.timeline.plan(at_work(day, PARIS, self.rng, first=17, last=17), event)

    def _maintenances(self) -> None:
        """Saturday nights, published days before: one that took place some weeks ago, one that is to come."""
        today = self.timeline.now.astimezone(PARIS).date()
        past = _saturday_night(today - timedelta(days=47))
        to_come = _saturday_night(today + timedelta(days=1))

        def maintain(service: Service, starts_at: datetime, message: tuple[str, str], at: datetime) -> None:
            alert = self._alert(service, at, Severity.RED, message, starts_at=starts_at, planned=True,
                                expected_end_at=starts_at + timedelta(hours=7))  # fmt: skip
            self.timeline.plan(starts_at + timedelta(hours=6, minutes=13), partial(self.end, alert.identifier))

        self.timeline.plan(past - timedelta(days=4, hours=7), partial(maintain, MAREVA, past, words.PAST_MAINTENANCE))
        published = self.timeline.now - timedelta(days=2, hours=5)
        self.timeline.plan(published, partial(maintain, EDI, to_come, words.MAINTENANCE))

    def _alert(
        self,
        service: Service,
        at: datetime,
        severity: Severity,
        message: tuple[str, str],
        *,
        starts_at: datetime | None = None,
        expected_end_at: datetime | None = None,
        planned: bool = False,
    ) -> Outage:
        """Publish one, in French and in English."""
        [alert] = operations.open_alerts(
            [service], actor=self.actor, now=at, severity=severity, message=message[0], message_en=message[1],
            starts_at=starts_at, expected_end_at=expected_end_at, planned=planned,
        )  # fmt: skip
        return alert


def _saturday_night(day: date) -> datetime:
    """Ten in the evening of the first Saturday from a day on."""
    return datetime.combine(day + timedelta(days=(5 - day.weekday()) % 7), time(22), PARIS)
