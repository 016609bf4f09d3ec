"""What webhooks are told, to whom it is told, and that it is told once and in order (rules G2, R2, P4, F3)."""

import json
import re
import uuid
from collections.abc import Generator
from datetime import date, timedelta

import pytest

from gps.accounts.models import Enrolment, Mandate, User
from gps.accounts.roles import Role
from gps.documents.models import HistoryEntry
from gps.documents.operations import cancel
from gps.domain.grounds import Service
from gps.domain.lifecycle import Status
from gps.notices import forgetting
from gps.notices.models import Delivery, Endpoint, LogPosition
from gps.notices.webhooks import endpoints, history, signing
from gps.notices.webhooks.history import Look
from tests.documents.register import bring, issue, registered
from tests.notices.hooks import event_of, example, listen, run, told
from tests.notices.post import deliver
from tests.notices.receiver import Receiver, receiving
from tests.outages import crisis
from tests.web.scene import EIGHT
from tests.world import CLIENT, NOW, SHIPPER, STRANGE, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P4")]

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def receiver() -> Generator[Receiver]:
    with receiving() as receiver:
        yield receiver


class TestADocument:
    def test_is_told_from_its_birth_on(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        made = issue(world)
        run()
        [call] = receiver.calls
        event = event_of(call)
        assert re.fullmatch(r"evt_[0-9a-f]{32}", event["id"])
        assert (event["type"], event["at"]) == ("document.status", "2026-11-20T17:45:30Z")
        assert event["data"] == {
            "reference": made.reference,
            "document_type": "DAA",
            "excise_number": SHIPPER,
            "action": "issue",
            "from": None,
            "to": "active",
            "reason": None,
            "url": f"http://127.0.0.1:8000/documents/{made.reference}/",
        }
        assert call.headers["content-type"] == "application/json"
        assert call.headers["user-agent"].startswith("GPS-Webhooks/1")

    def test_is_told_at_each_change_of_status_in_order(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        made, paper = issue(world), registered(world, EIGHT)
        bring(world, made, Status.CANCELLED)
        bring(world, paper, Status.REINTEGRATED)
        run()
        assert told(receiver) == [
            (made.reference, "", "active"),
            (paper.reference, "", "active"),
            (made.reference, "active", "cancelled"),
            (paper.reference, "active", "reintegrated"),
        ]
        assert event_of(receiver.calls[2])["data"]["reason"] == "document_error"

    def test_is_told_once_however_often_the_history_is_read(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        made = issue(world)
        for seconds in range(5):
            run(NOW + seconds * SECOND)
        LogPosition.objects.update(settled=0, ahead=None, horizon=None)
        run(NOW + MINUTE)
        assert told(receiver) == [(made.reference, "", "active")]

    def test_costs_no_write_when_it_is_issued(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        assert not Delivery.objects.exists()

    def test_is_not_told_again_for_a_change_of_something_else(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        made = issue(world)
        HistoryEntry.objects.create(
            document=made, position=9, at=NOW, actor_kind="operator", actor_id="x", actor_label="x", action="correct",
            from_status="active", to_status="active", reason="", comment="", data={}, previous_hash="", hash="",
        )  # fmt: skip
        run()
        assert len(receiver.calls) == 1

    def test_of_before_the_endpoint_is_not_told(self, world: World, receiver: Receiver) -> None:
        old = issue(world)
        listen(world, receiver, now=NOW + MINUTE)
        run(NOW + MINUTE)
        assert receiver.calls == []
        cancel(old.reference, actor=world.actor("shipper"), now=NOW + 2 * MINUTE, reason="document_error")
        run(NOW + 2 * MINUTE)
        assert told(receiver) == [(old.reference, "active", "cancelled")]

    def test_of_while_the_endpoint_is_off_is_not_told(self, world: World, receiver: Receiver) -> None:
        endpoint, _ = listen(world, receiver)
        user = world.users["shipper"]
        endpoints.switch(user, endpoint.pk, on=False, now=NOW)
        issue(world, now=NOW + SECOND)
        run(NOW + SECOND)
        endpoints.switch(user, endpoint.pk, on=True, now=NOW + MINUTE)
        later = issue(world, now=NOW + MINUTE)
        run(NOW + MINUTE)
        assert told(receiver) == [(later.reference, "", "active")]

    def test_is_told_only_where_it_was_asked_for(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver, events=["outage.published"])
        issue(world)
        run()
        assert receiver.calls == []


@pytest.mark.rule("G2", "R2")
class TestWhoIsTold:
    def test_is_whoever_consults_the_establishment(self, world: World) -> None:
        with receiving() as shipper, receiving() as reader, receiving() as stranger:
            listen(world, shipper), listen(world, reader, "reader"), listen(world, stranger, "stranger")
            made = issue(world)
            theirs = issue(world, "stranger", excise_number=STRANGE)
            run()
            assert told(shipper) == told(reader) == [(made.reference, "", "active")]
            assert told(stranger) == [(theirs.reference, "", "active")]

    def test_is_nobody_whose_enrolment_has_gone(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver, "reader")
        issue(world)
        Enrolment.objects.filter(user=world.users["reader"]).delete()
        run()
        assert receiver.calls == []

    @pytest.mark.parametrize(("active", "role"), [(False, Role.OPERATOR), (True, Role.NATIONAL)])
    def test_is_nobody_whose_account_is_closed_or_another(
        self, world: World, receiver: Receiver, active: bool, role: Role
    ) -> None:
        listen(world, receiver)
        User.objects.filter(pk=world.users["shipper"].pk).update(is_active=active, role=role)
        issue(world, "officer")
        run()
        assert receiver.calls == []

    def test_is_the_provider_while_the_mandate_is_in_force(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver, "provider")
        issue(world)
        first = issue(world, "client", excise_number=CLIENT)
        run()
        Mandate.objects.update(ends_on=date(2026, 11, 20))
        second = issue(world, "client", excise_number=CLIENT, now=NOW + MINUTE)
        run(NOW + MINUTE)
        assert told(receiver) == [(one.reference, "", "active") for one in (first, second)]
        tomorrow = NOW + DAY
        issue(world, "client", excise_number=CLIENT, now=tomorrow, on=date(2026, 11, 21))
        run(tomorrow)
        assert len(receiver.calls) == 2

    def test_is_the_provider_whichever_of_its_users_has_left(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver, "provider")
        User.objects.filter(pk=world.users["provider"].pk).update(is_active=False)
        issue(world, "client", excise_number=CLIENT)
        run()
        assert len(receiver.calls) == 1


class TestTheSignature:
    def test_is_verified_by_the_example_of_the_help_page(self, world: World, receiver: Receiver) -> None:
        _, secret = listen(world, receiver)
        made = issue(world)
        run()
        [call] = receiver.calls
        verify, at = example(), NOW.timestamp()
        assert verify(secret, call.headers, call.body, at)["data"]["reference"] == made.reference
        wrong = [
            (signing.new_secret(), call.headers, call.body, at),
            (secret, call.headers, call.body.replace(b"active", b"passed"), at),
            (secret, call.headers | {"webhook-id": "evt_other"}, call.body, at),
            (secret, call.headers | {"webhook-timestamp": str(int(at) + 1)}, call.body, at),
            (secret, call.headers, call.body, at + 301),
        ]
        for arguments in wrong:
            with pytest.raises(ValueError):
                verify(*arguments)

    def test_is_that_of_the_example_with_which_other_libraries_are_tested(self) -> None:
        secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
        made = signing.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
        assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_of_the_secret_before_is_there_for_a_day(self, world: World, receiver: Receiver) -> None:
        endpoint, before = listen(world, receiver)
        after = endpoints.renew(world.users["shipper"], endpoint.pk, once="renew", now=NOW)
        assert before != after
        moments = [NOW, NOW + DAY - SECOND, NOW + DAY]
        for at in moments:
            issue(world, now=at, on=at.date(), at=at.replace(hour=23, minute=0).time())
            run(at)
        verify = example()
        for at, call in zip(moments, receiver.calls, strict=True):
            valid = [before, after] if at < NOW + DAY else [after]
            assert len(call.headers["webhook-signature"].split()) == len(valid)
            for secret in valid:
                verify(secret, call.headers, call.body, at.timestamp())
        with pytest.raises(ValueError):
            verify(before, receiver.calls[-1].headers, receiver.calls[-1].body, moments[-1].timestamp())

    def test_is_made_of_a_secret_that_the_database_keeps_sealed(
        self, world: World, receiver: Receiver, settings: object
    ) -> None:
        endpoint, secret = listen(world, receiver)
        sealed = bytes(Endpoint.objects.get(pk=endpoint.pk).secret)
        assert secret.encode() not in sealed
        assert signing.unseal(sealed) == secret
        assert signing.seal(secret) != sealed

    def test_is_not_made_when_the_secret_cannot_be_read(
        self, world: World, receiver: Receiver, settings: object
    ) -> None:
        listen(world, receiver)
        issue(world)
        settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
        run()
        assert receiver.calls == []
        assert Delivery.objects.get().error == "Le secret ne peut plus être lu : renouvelez-le."


@pytest.mark.rule("F3")
class TestAnOutage:
    def test_is_told_when_it_is_published_changed_and_over(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        alert = crisis.alert(world)
        crisis.change(world, alert, now=NOW + MINUTE, expected_end_at=NOW + DAY)
        crisis.end(world, alert, now=NOW + 2 * MINUTE)
        crisis.reopen(world, alert, now=NOW + 3 * MINUTE)
        crisis.cancel(world, alert, now=NOW + 4 * MINUTE, comment="Pour le SAU seul.")
        run(NOW + 5 * MINUTE)
        run(NOW + 5 * MINUTE)
        events = [event_of(call) for call in receiver.calls]
        assert [event["type"].removeprefix("outage.") for event in events] == [
            "published", "changed", "ended", "changed", "ended",
        ]  # fmt: skip
        first, second, third, *_, last = (event["data"] for event in events)
        assert first == {
            "identifier": alert.identifier, "action": "open", "failure": 5, "service": "gamma_dti",
            "severity": "black", "planned": False, "provider": None, "excise_number": None,
            "starts_at": "2026-11-20T17:45:30Z", "expected_end_at": None, "ended_at": None, "cancelled": False,
            "message": crisis.WHAT_TO_DO,
        }  # fmt: skip
        assert second["expected_end_at"] == "2026-11-21T17:45:30Z"
        assert third["ended_at"] == "2026-11-20T17:47:30Z"
        assert (last["cancelled"], last["action"]) == (True, "cancel")
        assert not any("SAU" in call.body.decode() for call in receiver.calls)

    def test_is_told_to_those_whom_it_concerns(self, world: World) -> None:
        with receiving() as shipper, receiving() as client, receiving() as provider:
            listen(world, shipper), listen(world, client, "client"), listen(world, provider, "provider")
            dti = crisis.alert(world)
            edi = crisis.alert(world, Service.GAMMA_EDI)
            down = crisis.provider_down(world)
            own = crisis.operator_down(world, world.shipper)
            deliver()
            told = [[event_of(call)["data"]["identifier"] for call in one.calls] for one in (shipper, client, provider)]
            edis = [edi.identifier, down.identifier]
            assert [sorted(one) for one in told] == [[dti.identifier, own.identifier], edis, edis]

    def test_of_a_provider_is_told_to_it_without_a_mandate(self, world: World, receiver: Receiver) -> None:
        Mandate.objects.all().delete()
        listen(world, receiver, "provider")
        down = crisis.provider_down(world)
        crisis.alert(world, Service.GAMMA_EDI)
        deliver()
        assert [event_of(call)["data"]["identifier"] for call in receiver.calls] == [down.identifier]

    def test_of_before_the_endpoint_is_not_told(self, world: World, receiver: Receiver) -> None:
        crisis.alert(world)
        listen(world, receiver, now=NOW + SECOND)
        deliver(NOW + SECOND)
        assert receiver.calls == []

    def test_is_told_only_where_it_was_asked_for(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver, events=["outage.ended", "document.status"])
        crisis.alert(world)
        deliver()
        assert receiver.calls == []


class TestThePlaceInTheHistory:
    """Numbers of lines are given before their transactions commit."""

    @pytest.fixture
    def position(self, world: World) -> LogPosition:
        return LogPosition(settled=10)

    @pytest.mark.parametrize(
        ("looks", "settled"),
        [
            pytest.param([Look(20, 0, 0)], 20, id="one writer at a time"),
            pytest.param([Look(20, 700, 700)], 20, id="nobody was writing"),
            pytest.param([Look(20, 650, 700)], 10, id="somebody may bring a smaller number"),
            pytest.param([Look(20, 650, 700), Look(30, 699, 720)], 10, id="and still may"),
            pytest.param([Look(20, 650, 700), Look(30, 700, 720)], 20, id="he has ended"),
            pytest.param([Look(20, 650, 700), Look(30, 700, 720), Look(40, 715, 730)], 20, id="others came"),
            pytest.param(
                [Look(20, 650, 700), Look(30, 700, 720), Look(40, 710, 730), Look(50, 745, 750)], 30, id="they ended"
            ),
            pytest.param([Look(20, 650, 700), Look(30, 720, 720)], 30, id="all have ended"),
            pytest.param([Look(5, 700, 700)], 10, id="never back"),
        ],
    )
    def test_moves_up_when_no_smaller_number_can_come(
        self, position: LogPosition, looks: list[Look], settled: int
    ) -> None:
        for look in looks:
            history._move_up(position, look)
        assert position.settled == settled

    def test_is_kept_in_one_row(self, world: World, receiver: Receiver) -> None:
        for _ in range(3):
            listen(world, receiver)
        assert LogPosition.objects.count() == 1

    def test_is_not_read_at_all_before_there_is_an_endpoint(self, world: World) -> None:
        issue(world)
        run()
        assert not LogPosition.objects.exists()

    def test_does_not_pass_what_is_not_written_yet(
        self, world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "AT_ONCE", 2)
        monkeypatch.setattr(history, "ROUNDS", 2)
        listen(world, receiver)
        made = [issue(world) for _ in range(7)]
        history.collect({}, NOW)
        assert Delivery.objects.count() == 4
        history.collect({}, NOW + SECOND)
        assert [row.stream for row in Delivery.objects.order_by("pk")] == [one.reference for one in made]


class TestTheLog:
    def test_goes_back_thirty_days(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        issue(world)
        run()
        forgetting.purge({}, NOW + 30 * DAY)
        assert Delivery.objects.count() == 1
        forgetting.purge({}, NOW + 30 * DAY + SECOND)
        assert not Delivery.objects.exists()

    def test_names_each_event_once(self, world: World, receiver: Receiver) -> None:
        listen(world, receiver)
        listen(world, receiver)
        for _ in range(5):
            issue(world)
        run()
        names = [json.loads(call.body)["id"] for call in receiver.calls]
        assert len(names) == len(set(names)) == 10
        assert all(uuid.UUID(name.removeprefix("evt_")).version == 4 for name in names)
