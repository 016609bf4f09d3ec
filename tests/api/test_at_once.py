"""Two calls with the same idempotency key at the same time give one number (rule G6): real threads, both databases."""

import pytest

from gps.documents.models import FallbackDocument
from tests.api.conftest import Call
from tests.api.machine import Answer
from tests.api.test_documents import MOVEMENT, PAPER
from tests.concurrency import at_once
from tests.documents.register import counters
from tests.world import SHIPPER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.rule("G6", "N5")
def test_two_calls_with_one_key_give_one_number(machine: Call) -> None:
    shipper = machine("shipper")
    shipper.get("/documents")

    def call() -> Answer:
        return shipper.post("/documents", MOVEMENT, Idempotency_Key="one")

    answers = at_once([call] * 4)
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 201]
    assert {answer.json["reference"] for answer in answers} == {FallbackDocument.objects.get().reference}
    assert counters() == {(SHIPPER, 2026): 1}


@pytest.mark.rule("G6")
def test_two_calls_with_one_key_and_other_data_give_one_conflict(machine: Call) -> None:
    shipper = machine("shipper")
    bodies = [MOVEMENT, MOVEMENT | {"transport_identity": "X"}]
    answers = at_once([lambda body=body: shipper.post("/documents", body, Idempotency_Key="one") for body in bodies])  # type: ignore[misc]
    assert sorted(answer.status for answer in answers) == [201, 409]
    assert FallbackDocument.objects.count() == 1


@pytest.mark.rule("E3")
def test_a_hand_made_number_sent_twice_at_once_is_registered_once(machine: Call) -> None:
    shipper = machine("shipper")
    answers = at_once([lambda: shipper.post("/documents/a-posteriori", PAPER)] * 3)
    assert sorted(answer.status for answer in answers) == [200, 200, 201]
    assert FallbackDocument.objects.count() == 1
