"""When the goods leave and on what: the date rules and the transport's identity (rules G1, G4, E6).

A dispatch is *announced* when a number is asked for before departure, *reported* when it is registered afterwards.
Both are given in the establishment's own time. A time that does not exist (the missing hour of March) is refused;
one that exists twice (October) is read as its first occurrence that is not past when announced, as its last that is
not to come when reported. ``now`` is always given: nothing here reads a clock.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gps.domain.characters import is_printable, unprintable
from gps.domain.errors import DomainError, ErrorCode

FORM_LIFETIME = timedelta(minutes=15)
"""How long the minute at which a form was opened stands for the moment of entry (G4)."""

FIRST_DAY = date(2010, 4, 1)
"""EMCS opened to movements on this day: no fallback document is older."""

LATEST_AHEAD = timedelta(days=366)
"""A dispatch announced or reported beyond this is a slip of the pen."""

TRANSPORT_LENGTH = 35

_NO_BREAK_SPACES = re.compile(r"[\u00a0\u202f]")
_NOT_COMPARED = re.compile(r"[^0-9A-Z]+")
_NOT_DECOMPOSED = str.maketrans({"Œ": "OE", "Æ": "AE", "Ø": "O", "Ð": "D", "Þ": "TH"})
"""The capitals of Windows-1252 that Unicode does not take apart into a plain letter and an accent."""


def earliest_announced(now: datetime, opened_at: datetime | None) -> datetime:
    """Give the minute, in UTC, before which an announced dispatch is past (rule G4).

    Args:
        now: the moment of the request, aware.
        opened_at: when the form was opened; None when that is not known. It counts for 15 minutes at most.
    """
    now = now.astimezone(UTC)  # in a zone of its own, a quarter of an hour before would be read off the wall clock
    floor = now if opened_at is None else max(min(opened_at.astimezone(UTC), now), now - FORM_LIFETIME)
    return floor.replace(second=0, microsecond=0)


def announced(on: date, at: time, zone: ZoneInfo, now: datetime, opened_at: datetime | None = None) -> datetime:
    """Give the moment, in UTC, of a dispatch that is announced (rule G4).

    Args:
        on: date in the establishment's time zone, today or later.
        at: time of that day, to the minute.
        zone: the establishment's.
        now: the moment of the request, aware.
        opened_at: when the form was opened, see ``earliest_announced``.

    Raises:
        DomainError: DISPATCH_DATE_PAST, DISPATCH_DATE_TOO_FAR on ``dispatch_date``;
            DISPATCH_TIME_MISSING_HOUR, DISPATCH_TIME_PAST on ``dispatch_time``.
    """
    earliest = earliest_announced(now, opened_at)
    first_day = earliest.astimezone(zone).date()
    if on < first_day:
        raise DomainError.of(ErrorCode.DISPATCH_DATE_PAST, "dispatch_date", earliest=first_day)
    moments = _occurrences(on, at, zone, now)
    to_come = [moment for moment in moments if moment >= earliest]
    if not to_come:
        shown = earliest.astimezone(zone)
        raise DomainError.of(ErrorCode.DISPATCH_TIME_PAST, "dispatch_time", earliest=shown.time(), on=shown.date())
    return to_come[0]


def reported(on: date, at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """Give the moment, in UTC, of a dispatch that is reported: past or to come (rule E6).

    Arguments as for ``announced``.

    Raises:
        DomainError: DISPATCH_DATE_TOO_FAR on ``dispatch_date``; DISPATCH_TIME_MISSING_HOUR on ``dispatch_time``.
    """
    moments = _occurrences(on, at, zone, now)
    past = [moment for moment in moments if moment <= now]
    return past[-1] if past else moments[0]


def expected(on: date, at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """Give the moment, in UTC, of what is announced of an outage or an authorisation: its first occurrence that is not
    past, else its last. Whether it may be past is the rule's matter that asks for it.

    Arguments and refusals as for ``reported``.
    """
    moments = _occurrences(on, at, zone, now)
    to_come = [moment for moment in moments if moment >= now]
    return to_come[0] if to_come else moments[-1]


def _occurrences(on: date, at: time, zone: ZoneInfo, now: datetime) -> list[datetime]:
    """The one or two moments, in UTC and in order, at which the wall clock shows this date and time."""
    last_day = now.astimezone(zone).date() + LATEST_AHEAD
    if not FIRST_DAY <= on <= last_day:
        raise DomainError.of(ErrorCode.DISPATCH_DATE_TOO_FAR, "dispatch_date", first=FIRST_DAY, last=last_day)
    wall = datetime.combine(on, at)
    read = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    moments = [moment for moment in read if moment.astimezone(zone).replace(tzinfo=None) == wall]
    if not moments:
        raise DomainError.of(ErrorCode.DISPATCH_TIME_MISSING_HOUR, "dispatch_time", on=on, at=at)
    return sorted(moments)


def transport_identity(text: str) -> str:
    """Give the identity of the 1st means of transport as typed, outer spaces aside (rule G1).

    No-break spaces, which word processors put in, become plain ones. 1 to 35 characters, no plate format imposed;
    those of Windows-1252, which the paper can print.

    Raises:
        DomainError: TRANSPORT_EMPTY, TRANSPORT_TOO_LONG, TRANSPORT_CHARACTER, on ``transport_identity``.
    """
    identity = _NO_BREAK_SPACES.sub(" ", text).strip()
    if not identity:
        raise DomainError.of(ErrorCode.TRANSPORT_EMPTY, "transport_identity")
    if len(identity) > TRANSPORT_LENGTH:
        raise DomainError.of(
            ErrorCode.TRANSPORT_TOO_LONG, "transport_identity", length=len(identity), most=TRANSPORT_LENGTH
        )
    if not is_printable(identity):
        raise DomainError.of(ErrorCode.TRANSPORT_CHARACTER, "transport_identity", character=unprintable(identity)[0])
    return identity


def transport_key(identity: str) -> str:
    """What a search compares: capital letters without accents and digits alone (``ab 123 cd`` finds ``AB-123-CD``).

    Up to twice as long as the identity (``½`` gives ``12``); empty for one that has neither letter nor digit.
    """
    plain = unicodedata.normalize("NFKD", identity).upper().translate(_NOT_DECOMPOSED)
    return _NOT_COMPARED.sub("", plain)
