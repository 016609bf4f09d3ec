"""Whenever the demonstration is loaded, it comes out; and the same moment gives the same data."""

from datetime import datetime

import pytest
from django.db import transaction

from gps.demo import loading
from gps.documents.models import FallbackDocument

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_comes_out_the_same_each_time_even_in_the_first_minutes_of_a_year() -> None:
    """When Paris has no number of that year yet but today's, and La Réunion has some."""
    moment = datetime.fromisoformat("2027-01-01T00:10+01:00")
    told = told_after(moment)
    assert 300 <= len(told) <= 400
    assert told == told_after(moment)


def told_after(moment: datetime) -> list[tuple[object, ...]]:
    """Load, give what the documents tell, and undo it all."""
    fields = ("reference", "status", "transport_identity", "dispatch_at", "recorded_at", "arc", "cancellation_reason")
    with transaction.atomic():
        loading.load(moment)
        told = list(FallbackDocument.objects.order_by("reference").values_list(*fields))
        transaction.set_rollback(True)
    return told
