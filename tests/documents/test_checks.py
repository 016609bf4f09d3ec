"""The trace of each verification, and one paper in two distant places (rules V1, V4)."""

from datetime import timedelta
from typing import Any

import pytest

from gps.accounts.permissions import Permission
from gps.config import worker
from gps.documents import checks, operations
from gps.documents.checks import Asker
from gps.documents.followup import Need, with_needs
from gps.documents.models import Anomaly, AnomalyKind, Check, FallbackDocument
from gps.documents.permissions import anomalies_for, anomalies_of, visible_to
from gps.documents.verification import Proof, Typed, check
from gps.paperwork.proof import payload_for
from tests.documents.register import issue, registered, told
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

MANUAL = "26FR007328E0001000081"
HOUR = timedelta(hours=1)


def seen(world: World, place: str, after: timedelta = timedelta(), who: str = "", identity: str = "AB-123-CD") -> None:
    asker = Asker(f"192.0.2.1{place[:1]}", world.actor(who) if who else None, place)
    check(Typed(MANUAL, identity), asker, NOW + after)


def flags() -> list[Anomaly]:
    return list(Anomaly.objects.filter(kind=AnomalyKind.DISTANT_CHECKS))


class TestTheTrace:
    @pytest.mark.rule("V1")
    def test_says_when_what_and_what_was_answered(self, world: World) -> None:
        document = registered(world, MANUAL)
        seen(world, "33")
        kept = Check.objects.get()
        assert (kept.at, kept.method, kept.reference, kept.document, kept.answer, kept.place) == (
            NOW, "number", MANUAL, document, "valid", "33",
        )  # fmt: skip
        assert (kept.actor_id, kept.actor_label) == ("", "")

    @pytest.mark.rule("V1")
    def test_of_a_qr_code_says_so(self, world: World) -> None:
        document = issue(world)
        check(Proof(payload_for(document, NOW)), Asker("192.0.2.1"), NOW)
        check(Proof("ABC"), Asker("192.0.2.1"), NOW)
        kept = Check.objects.order_by("pk").values_list("method", "reference", "document", "answer")
        assert list(kept) == [("proof", document.reference, document.pk, "valid"), ("proof", "", None, "unreadable")]

    @pytest.mark.rule("V4")
    def test_keeps_neither_the_registration_nor_the_address(self, world: World) -> None:
        registered(world, MANUAL)
        seen(world, "", identity="ZZ-999-ZZ")
        seen(world, "")
        for row in Check.objects.values():
            held = " ".join(str(value) for value in row.values())
            assert all(word not in held for word in ("ZZ", "999", "AB-123", "192.0.2.1"))
        assert Check.objects.values("client").distinct().count() == 1

    @pytest.mark.rule("V1")
    def test_tells_two_places_of_asking_apart(self, world: World) -> None:
        for client in ("192.0.2.1", "192.0.2.2"):
            check(Typed(MANUAL, "A"), Asker(client), NOW)
        assert Check.objects.values("client").distinct().count() == 2

    @pytest.mark.rule("V1")
    def test_of_an_officer_names_him_and_his_offices_department_unless_he_says_another(self, world: World) -> None:
        registered(world, MANUAL)
        seen(world, "", who="officer")
        seen(world, "59", who="officer")
        seen(world, "", who="national")
        seen(world, "", who="other_officer")
        assert list(Check.objects.order_by("pk").values_list("place", flat=True)) == ["33", "59", "", "974"]
        assert Check.objects.order_by("pk")[0].actor_label == world.actor("officer").label

    @pytest.mark.rule("V1")
    def test_is_forgotten_after_a_year(self, world: World, settings: Any) -> None:
        seen(world, "")
        checks.purge({}, NOW + settings.CHECKS_KEPT)
        assert Check.objects.count() == 1
        checks.purge({}, NOW + settings.CHECKS_KEPT + HOUR)
        assert Check.objects.count() == 0
        assert worker.HANDLERS["purge-checks"] is checks.purge
        assert "purge-checks" in worker.RECURRING


class TestTwoDistantPlaces:
    @pytest.mark.rule("V1")
    def test_within_hours_are_told_to_the_service(self, world: World) -> None:
        document = registered(world, MANUAL)
        seen(world, "33")
        seen(world, "59", 2 * HOUR)
        [flag] = flags()
        assert (flag.document, flag.excise_number, flag.raised_at) == (document, world.shipper, NOW + 2 * HOUR)
        assert [one["place"] for one in flag.entry["checks"]] == ["33", "59"]
        assert flag.entry["kilometres"] > 600
        assert flag in anomalies_for(world.actor("officer"), Permission.SETTLE, NOW)

    @pytest.mark.rule("V1")
    @pytest.mark.parametrize(
        ("first", "second", "after", "flagged"),
        [
            ("33", "59", 3 * HOUR, True), ("33", "59", 3 * HOUR + timedelta(seconds=1), False),
            ("33", "974", HOUR, True), ("33", "40", HOUR, False), ("33", "33", HOUR, False), ("33", "", HOUR, False),
            ("", "59", HOUR, False), ("75", "59", HOUR, False),
        ],
    )  # fmt: skip
    def test_are_far_apart_and_soon_after(
        self, world: World, first: str, second: str, after: timedelta, flagged: bool
    ) -> None:
        registered(world, MANUAL)
        seen(world, first)
        seen(world, second, after)
        assert bool(flags()) is flagged

    @pytest.mark.rule("V1")
    @pytest.mark.parametrize("who", ["anonymous", "officer"])
    def test_of_one_person_are_a_place_that_he_corrected(self, world: World, who: str) -> None:
        registered(world, MANUAL)
        actor = None if who == "anonymous" else world.actor(who)
        for place in ("33", "", "974"):
            check(Typed(MANUAL, "AB-123-CD"), Asker("192.0.2.1", actor, place), NOW)
        assert flags() == []
        check(Typed(MANUAL, "AB-123-CD"), Asker("192.0.2.1", world.actor("other_officer"), "13"), NOW)
        assert len(flags()) == 2  # he is far from both

    @pytest.mark.rule("V1")
    def test_are_what_the_settings_say(self, world: World, settings: Any) -> None:
        settings.CHECKS_DISTANT_KM, settings.CHECKS_DISTANT_WITHIN = 100, timedelta(days=1)
        registered(world, MANUAL)
        seen(world, "33")
        seen(world, "40", 20 * HOUR)
        assert len(flags()) == 1

    @pytest.mark.rule("V1")
    def test_are_told_once_and_a_third_place_again(self, world: World) -> None:
        registered(world, MANUAL)
        for place in ("33", "59", "33", "59", "59", "13"):
            seen(world, place, HOUR)
        pairs = sorted(tuple(sorted(one["place"] for one in flag.entry["checks"])) for flag in flags())
        assert pairs == [("13", "33"), ("13", "59"), ("33", "59")]

    @pytest.mark.rule("V4")
    def test_count_only_for_a_paper_that_was_shown_to_be_this_one(self, world: World) -> None:
        registered(world, MANUAL)
        seen(world, "33", identity="ZZ-999-ZZ")
        seen(world, "59")
        seen(world, "13", identity="ZZ-999-ZZ")
        assert flags() == []

    @pytest.mark.rule("V1")
    def test_count_whatever_each_one_held_and_whoever_he_was(self, world: World) -> None:
        registered(world, MANUAL)
        payload = payload_for(FallbackDocument.objects.get(), NOW)
        check(Proof(payload), Asker("192.0.2.1", world.actor("officer")), NOW)
        seen(world, "974", HOUR)
        [flag] = flags()
        assert [(one["method"], one["by"]) for one in flag.entry["checks"]] == [
            ("proof", world.actor("officer").label), ("number", ""),
        ]  # fmt: skip

    @pytest.mark.rule("V1", "G8")
    def test_are_told_of_a_number_to_complete_too(self, world: World) -> None:
        payload = payload_for(issue(world, "officer", identity="", on=None, at=None), NOW)
        for place in ("33", "974"):
            check(Proof(payload), Asker(f"192.0.2.{place}", place=place), NOW)
        assert len(flags()) == 1

    @pytest.mark.rule("V1")
    def test_are_not_told_to_the_operator(self, world: World) -> None:
        document = registered(world, MANUAL)
        before = told(document)
        seen(world, "33")
        seen(world, "974", HOUR)
        [flag] = flags()
        shipper, officer = world.actor("shipper"), world.actor("officer")
        assert list(anomalies_of(document, officer)) == [flag]
        assert list(anomalies_of(document, shipper)) == []
        assert not anomalies_for(shipper, Permission.CONSULT, NOW).exists()
        needs = with_needs(visible_to(shipper, NOW), NOW).get()
        assert (needs.flagged, needs.need) == (False, Need.TO_REGULARISE)  # type: ignore[attr-defined]
        operations.settle(flag.pk, actor=officer, now=NOW + HOUR, comment="Double de l’expéditeur")
        assert told(document) == before
        flag.refresh_from_db()
        assert flag.resolution == "Double de l’expéditeur"
