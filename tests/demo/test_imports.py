"""The demonstration shows an import and its dry run, with entries of every outcome (rules I1, I4)."""

from collections import Counter

import pytest

from gps.accounts.actors import actor_of
from gps.accounts.models import User
from gps.documents.models import FallbackDocument
from gps.exchange import imports
from gps.exchange.models import ImportState
from gps.jobs.models import Job
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("loaded")


def test_the_provider_sees_its_file_and_the_dry_run_before_it() -> None:
    real, rehearsed = imports.of(actor_of(User.objects.get(email__startswith="edi@")), NOW)
    assert (real.state, real.dry_run, rehearsed.state, rehearsed.dry_run) == (
        ImportState.FINISHED, False, ImportState.FINISHED, True,
    )  # fmt: skip
    outcomes = {"accepted": 9, "known": 1, "refused": 4}
    for found in (real, rehearsed):
        assert Counter(imports.entries(found).values_list("outcome", flat=True)) == outcomes


def test_each_refusal_is_another() -> None:
    real = imports.of(actor_of(User.objects.get(email__startswith="edi@")), NOW)[0]
    slugs = {fault.code.slug for entry in imports.entries(real) for fault in imports.faults_of(entry)}
    assert slugs == {"import-date", "transport-empty", "confirm-jump", "excise-number-not-entitled"}


def test_what_was_accepted_left_on_a_ground_and_was_regularised() -> None:
    documents = FallbackDocument.objects.filter(import_entries__outcome="accepted")
    assert documents.count() == 9
    assert {(d.recording_mode, d.ground_kind, d.status) for d in documents} == {
        ("a_posteriori", "provider_incident", "reintegrated")
    }


def test_nothing_of_it_is_left_to_the_worker() -> None:
    assert not Job.objects.filter(kind=imports.KIND, done_at=None).exists()
