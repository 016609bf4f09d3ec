"""The Atom feed of the météo (rule F3): one entry for each change of an alert, in French, then in English.

An entry never changes once it is published, and neither does its identifier: a reader shows each change once, whether
it came from GPS or from the copy that is hosted apart.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from gps.outages.telling import Told

LENGTH = 50
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
TAG = "tag:pro.douane.gouv.fr,2026:gps/meteo"
"""What the identifiers begin with (RFC 4151): never to be changed, or every reader shows everything again."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(Atom1Feed):
    """Django's feed, which reads the clock when it has no entry: this one is told the moment."""

    def latest_post_date(self) -> datetime:
        """When it last changed: entries come the latest first."""
        newest: datetime = self.items[0]["updateddate"] if self.items else self.feed["made_at"]
        return newest


def atom(changes: Sequence[Told], now: datetime) -> str:
    """Give the feed of some changes, the latest first."""
    feed = _Feed(
        title="Météo des téléservices – GPS",
        subtitle="Alertes et maintenances de GAMM@ DTI, GAMM@ EDI et de la messagerie MAREVA",
        link=address("web:meteo"),
        description="",
        language="fr",
        feed_url=address("web:meteo_feed"),
        feed_guid=TAG,
        author_name="Service d’assistance aux utilisateurs (SAU)",
        made_at=now,
    )
    for change in changes:
        feed.add_item(
            title=f"{change.identifier} – {change.title}\u00a0: {change.action_label.lower()}",
            link=address("web:meteo_alert", change.identifier),
            description=_NOT_XML.sub("\ufffd", render_to_string("web/weather/entry.html", {"change": change})),
            unique_id=f"{TAG}/{change.identifier}/{change.position}",
            updateddate=change.at,
            pubdate=change.at,
        )
    return str(feed.writeString("utf-8"))


def address(page: str, *arguments: object) -> str:
    """Give the public address of a page, whichever address a reader or a cache asked at."""
    return f"{settings.PUBLIC_URL}{reverse(page, args=arguments)}"
