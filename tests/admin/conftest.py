"""An administrator's browser, and a row of every table for the pages to show."""

from datetime import time, timedelta

import pytest
from django.test import Client

from gps.accounts import keys
from gps.accounts.models import Identity, OpeningHours
from gps.accounts.roles import Role
from gps.documents import operations, signing_keys
from gps.documents.checks import Asker
from gps.documents.models import FallbackDocument
from gps.documents.verification import Typed, check
from gps.jobs import queue
from gps.notices import subscriptions
from gps.notices.labels import Following
from gps.paperwork import lots
from tests.domain.movements import WINE
from tests.world import NOW, World, report, request


@pytest.fixture
def administrator(client: Client, world: World) -> Client:
    client.force_login(world.users["administrator"])
    return client


@pytest.fixture
def everything(world: World) -> World:
    """The world, with at least one row in each table that the admin shows."""
    officer, shipper = world.actor("officer"), world.actor("shipper")
    OpeningHours.objects.create(office=world.bordeaux, weekday=0, opens_at=time(8, 30), closes_at=time(12))
    Identity.objects.create(user=world.users["shipper"], idp_id="idp", sub="one")
    keys.create("Liaisons", Role.PROVIDER, NOW, NOW + timedelta(days=900), world.provider)
    [issued] = operations.generate_many([request()], actor=shipper, now=NOW, key="once")
    operations.save_ead(issued.reference, WINE, actor=shipper, now=NOW, complete=True)
    operations.save_model(issued.reference, "Vers Hambourg", actor=shipper, now=NOW)
    operations.cancel(issued.reference, actor=officer, now=NOW, reason="other", comment="Essai.")
    operations.register_many([report(), report(identity="ZZ-999-ZZ")], actor=shipper, now=NOW)
    subscriptions.subscribe("x@ailleurs.invalid", Following.ALL, place="here", now=NOW)
    signing_keys.signer(NOW)
    check(Typed(issued.reference, "AB-123-CD"), Asker("198.51.100.7"), NOW)
    lots.ask(FallbackDocument.objects.exclude(pk=issued.pk), "Suivi", actor=shipper, now=NOW)
    queue.enqueue("deactivate-overdue", "2026-11-20T17:45:00Z", {}, now=NOW)
    return world
