"""The copy of the météo that is hosted apart and stays up when GPS is down (rules F3, E10, D1).

``site`` renders the pages and follows their links, ``styles`` keeps of the style sheets what these pages use,
``folder`` puts the files in place of the former ones at one stroke.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from gps.outages import weather
from gps.web.weather_copy import folder, site

__all__ = ["FRESH", "export", "export_if_changed"]

FRESH = timedelta(hours=1)
"""A copy is made anew after this time even when nothing happened: its date shows that somebody looks after it."""


def export(directory: Path, now: datetime) -> int:
    """Write the copy into a folder, and tell how many files it has.

    Raises:
        NotACopy: there is something else in that place.
    """
    folder.refuse_what_is_not_ours(directory)
    mark = _mark(now)  # read before the pages: what changes meanwhile is for the next copy
    files = site.build(now)
    folder.replace(directory, files, folder.Label(now, mark))
    return len(files)


def export_if_changed(directory: Path, now: datetime) -> bool:
    """Write the copy if it would show something else, or has grown old; tell whether it did.

    Raises:
        NotACopy: there is something else in that place.
    """
    label = folder.label_of(directory)
    if label and label.mark == _mark(now) and timedelta(0) <= now - label.made_at < FRESH:
        return False
    export(directory, now)
    return True


def _mark(now: datetime) -> str:
    """What the copy depends on: the alerts, and what the deployment says of itself."""
    parts = (weather.mark(now), settings.PUBLIC_URL, settings.SAU_DTI, settings.SAU_EDI, str(settings.STATE_BRAND))
    return " ".join(parts)
