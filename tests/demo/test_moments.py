"""Whenever the demonstration is loaded, it comes out; and the same moment gives the same data."""

from datetime import datetime

import pytest
from django.db import transaction

from gps.accounts.models import ExciseNumber
from gps.demo import loading
from gps.documents.models import FallbackDocument
from gps.domain.grounds import GroundKind
from gps.outages.grounds import ground_for
from gps.outages.models import Outage

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_comes_out_the_same_each_time_even_in_the_first_minutes_of_a_year() -> None:
    """When Paris has no number of that year yet but today's, and La Réunion has some."""
    moment = datetime.fromisoformat("2027-01-01T00:10+01:00")
    told = told_after(moment)
    assert 300 <= len(told) <= 400
    assert told == told_after(moment)


def test_comes_out_with_one_alert_when_the_story_has_one_of_its_own_for_today() -> None:
    """The first working day of a year: that alert is the one under way."""
    now = datetime.fromisoformat("2027-01-04T10:00+01:00")
    with transaction.atomic():
        loading.load(now)
        in_force = {site.access_mode: ground_for(site, now) for site in ExciseNumber.objects.all()}
        under_way = Outage.objects.filter(over_at__isnull=True, service="gamma_dti").count()
        to_justify = FallbackDocument.objects.filter(ground_kind="to_justify").count()
        transaction.set_rollback(True)
    assert in_force["edi"] is None
    assert in_force["dti"] == in_force["dti_plus"]
    assert in_force["dti"] is not None
    assert in_force["dti"].kind == "alert"
    assert (under_way, to_justify) == (1, 2)


def told_after(moment: datetime) -> list[tuple[object, ...]]:
    """Load, give what the documents tell, and undo it all."""
    fields = ("reference", "status", "transport_identity", "dispatch_at", "recorded_at", "arc", "cancellation_reason")
    with transaction.atomic():
        loading.load(moment)
        told = [
            (*[getattr(document, field) for field in fields], document.ground_kind, identifier_of_ground(document))
            for document in FallbackDocument.objects.order_by("reference")
        ]
        transaction.set_rollback(True)
    return told


def identifier_of_ground(document: FallbackDocument) -> str:
    """The outage or request; a receipt is a row's own number, which goes on counting whatever is undone."""
    return "" if document.ground_kind == GroundKind.JUSTIFIED else document.ground_reference
