"""The address that a paper's QR code holds (rules D4, V1, V3)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.documents import signing_keys
from gps.documents.claims import claims_of
from gps.documents.models import FallbackDocument
from gps.documents.signature import verify
from gps.paperwork import proof
from tests.documents.register import issue, registered
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


class TestTheAddress:
    @pytest.mark.rule("D4", "V1")
    def test_opens_the_verification_and_proves_the_document(self, world: World, settings: Any) -> None:
        settings.PUBLIC_URL = "https://gps.invalid"
        document = issue(world)
        address = proof.address_for(document, NOW)
        site, payload = address.rsplit("/v/", 1)
        assert (site, payload) == ("https://gps.invalid", proof.payload_for(document, NOW))
        claims = verify(payload, signing_keys.published())
        assert claims == claims_of(document)
        assert (claims.number, claims.issued_at) == (document.reference, document.recorded_at)

    @pytest.mark.rule("D4")
    def test_is_the_same_each_time_read_again_and_after_hours(self, world: World) -> None:
        document = registered(world, "26FR009740E0007000011", "distiller", excise_number="FR009740E0007")
        again = FallbackDocument.objects.select_related("excise_number").get()
        assert proof.address_for(document, NOW) == proof.address_for(again, NOW.replace(hour=20))
        movement = claims_of(again).movement
        assert movement is not None
        assert movement.dispatch_at.isoformat()[-6:] == "+04:00"

    @pytest.mark.rule("D4")
    def test_of_many_papers_asks_for_the_key_once(self, world: World) -> None:
        documents = [issue(world), issue(world, identity="B")]
        signer = signing_keys.signer(NOW)
        with CaptureQueriesContext(connection) as queries:
            addresses = {proof.address(claims_of(document), signer) for document in documents}
        assert (len(addresses), len(queries)) == (2, 0)
