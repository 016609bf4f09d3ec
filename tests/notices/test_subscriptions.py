"""Following without an account: asked, confirmed from the mailbox, ended in one click, forgotten (rule F3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gps.config import worker
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Service
from gps.notices import subscriptions
from gps.notices.labels import Following
from gps.notices.models import Mail, Subscription
from tests.notices.post import READER, deliver, follow, to, words
from tests.outages import crisis
from tests.outages.crisis import HOUR, MINUTE
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ask(email: str = READER, following: Following = Following.ALL, place: str = "here", minutes: int = 0) -> None:
    subscriptions.subscribe(email, following, place=place, now=NOW + minutes * MINUTE)


class TestAsking:
    @pytest.mark.rule("F3")
    def test_writes_to_the_address_and_tells_it_nothing_else_before_it_confirms(self, world: World) -> None:
        ask()
        [sent] = deliver()
        row = Subscription.objects.get()
        assert sent.to == [READER]
        assert row.confirm_url in words(sent)
        assert row.end_url in words(sent)
        assert "avant le 27/11/2026 à 18:45 (UTC+1)" in words(sent)
        crisis.alert(world)
        assert READER not in [one for m in deliver(NOW + MINUTE) for one in m.to]

    @pytest.mark.rule("F3")
    def test_takes_an_address_in_any_case(self) -> None:
        ask(" Lecteur@Ailleurs.INVALID ")
        assert Subscription.objects.get().email == READER

    @pytest.mark.parametrize("email", ["", "x", "x@", "a@b@c.fr", "x@y.fr\nBcc: z@y.fr", "x y@z.fr", "\x00@y.fr"])
    def test_refuses_what_is_no_address(self, email: str) -> None:
        with pytest.raises(DomainError) as caught:
            ask(email)
        assert caught.value.codes == (ErrorCode.EMAIL_WRONG,)
        assert not Subscription.objects.exists()

    @pytest.mark.rule("F3")
    def test_again_sends_the_link_again_and_keeps_one_row(self) -> None:
        ask(following=Following.PORTAL)
        ask(following=Following.EDI, minutes=1)
        assert Subscription.objects.get().following == Following.EDI
        assert len(deliver(NOW + HOUR)) == 2

    @pytest.mark.rule("F3")
    def test_writes_to_one_address_three_times_a_day_and_says_nothing_of_it(self) -> None:
        for n in range(6):
            ask(place=f"place {n}", minutes=n)
        assert len(deliver(NOW + HOUR)) == subscriptions.TO_ONE_ADDRESS == 3
        ask(minutes=24 * 60)
        assert len(deliver(NOW + DAY)) == 1

    @pytest.mark.rule("F3")
    def test_from_one_place_is_limited(self) -> None:
        for n in range(subscriptions.FROM_ONE_PLACE):
            ask(f"x{n}@ailleurs.invalid")
        with pytest.raises(DomainError) as caught:
            ask("x99@ailleurs.invalid")
        assert caught.value.codes == (ErrorCode.TOO_MANY_TRIES,)
        ask("x99@ailleurs.invalid", place="elsewhere")
        ask("x98@ailleurs.invalid", minutes=15)
        assert Subscription.objects.count() == 12


class TestConfirming:
    @pytest.mark.rule("F3")
    def test_is_done_once_and_stays(self, world: World) -> None:
        row = follow(confirmed=False)
        for minutes in (1, 2):
            assert subscriptions.confirm(row.token, now=NOW + minutes * MINUTE).confirmed_at == NOW + MINUTE
        crisis.alert(world, now=NOW + HOUR)
        assert "publication" in to(deliver(NOW + HOUR), READER).subject

    @pytest.mark.rule("F3")
    def test_replaces_what_the_address_followed_and_not_before(self, world: World) -> None:
        """Nobody changes, by asking in one's name, what one follows."""
        first = follow(following=Following.EDI)
        second = follow(following=Following.PORTAL, confirmed=False, asked_at=NOW + MINUTE)
        assert first.token != second.token
        crisis.alert(world, Service.GAMMA_EDI, now=NOW + HOUR)
        assert "GAMM@ EDI" in to(deliver(NOW + HOUR), READER).subject
        subscriptions.confirm(second.token, now=NOW + 2 * HOUR)
        crisis.alert(world, Service.MAREVA, now=NOW + 3 * HOUR)
        assert READER not in [one for m in deliver(NOW + 3 * HOUR) for one in m.to]
        crisis.alert(world, now=NOW + 4 * HOUR)
        assert "GAMM@ DTI" in to(deliver(NOW + 4 * HOUR), READER).subject

    @pytest.mark.rule("F3")
    def test_comes_too_late_after_a_week(self) -> None:
        row = follow(confirmed=False)
        with pytest.raises(DomainError) as caught:
            subscriptions.confirm(row.token, now=NOW + 7 * DAY)
        assert caught.value.codes == (ErrorCode.SUBSCRIPTION_CLOSED,)
        assert subscriptions.confirm(row.token, now=NOW + 7 * DAY - MINUTE).confirmed_at is not None

    @pytest.mark.rule("F3")
    def test_does_not_bring_back_what_was_ended(self) -> None:
        row = follow(confirmed=False)
        subscriptions.end(row.token, now=NOW)
        with pytest.raises(DomainError):
            subscriptions.confirm(row.token, now=NOW)

    @pytest.mark.parametrize("verb", [subscriptions.confirm, subscriptions.end])
    def test_by_a_forged_token_finds_nobody(self, verb: object) -> None:
        follow()
        with pytest.raises(Subscription.DoesNotExist):
            verb("x" * 43, now=NOW)  # type: ignore[operator]


class TestEnding:
    @pytest.mark.rule("F3")
    def test_is_for_good_and_twice_is_once(self, world: World) -> None:
        row = follow()
        for minutes in (1, 2):
            assert subscriptions.end(row.token, now=NOW + minutes * MINUTE).ended_at == NOW + MINUTE
        crisis.alert(world, now=NOW + HOUR)
        assert READER not in [one for m in deliver(NOW + HOUR) for one in m.to]

    @pytest.mark.rule("F3")
    def test_by_an_old_mail_ends_what_the_address_follows_now(self, world: World) -> None:
        old = follow(following=Following.EDI)
        follow(following=Following.PORTAL, asked_at=NOW + MINUTE)
        subscriptions.end(old.token, now=NOW + 2 * MINUTE)
        crisis.alert(world, now=NOW + HOUR)
        assert READER not in [one for m in deliver(NOW + HOUR) for one in m.to]

    @pytest.mark.rule("F3")
    def test_lets_one_follow_again(self, world: World) -> None:
        subscriptions.end(follow().token, now=NOW)
        follow(asked_at=NOW + MINUTE)
        crisis.alert(world, now=NOW + HOUR)
        assert "publication" in to(deliver(NOW + HOUR), READER).subject


class TestTheDatabase:
    @pytest.mark.parametrize("confirmed_at", [None, NOW])
    def test_holds_one_of_each_address(self, confirmed_at: object) -> None:
        fields = {"email": READER, "following": Following.ALL, "asked_at": NOW, "confirmed_at": confirmed_at}
        Subscription.objects.create(token="a", **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            Subscription.objects.create(token="b", **fields)
        Subscription.objects.create(token="c", ended_at=NOW, **fields)


class TestForgetting:
    @pytest.mark.rule("F3")
    def test_takes_who_never_confirmed_and_who_ended_long_ago(self) -> None:
        follow("jamais@ailleurs.invalid", confirmed=False)
        ended = follow("fini@ailleurs.invalid")
        again = follow("encore@ailleurs.invalid")
        for row in (ended, again):
            subscriptions.end(row.token, now=NOW)
        follow("encore@ailleurs.invalid", asked_at=NOW + MINUTE)
        worker.HANDLERS["purge-notices"]({}, NOW + 6 * DAY)
        assert Subscription.objects.count() == 4
        worker.HANDLERS["purge-notices"]({}, NOW + 7 * DAY)
        assert not Subscription.objects.filter(email="jamais@ailleurs.invalid").exists()
        worker.HANDLERS["purge-notices"]({}, NOW + 91 * DAY)
        assert set(Subscription.objects.values_list("email", flat=True)) == {"encore@ailleurs.invalid"}
        assert Subscription.objects.count() == 2, "the links of old mails go on ending what is followed now"

    def test_takes_mails_after_90_days(self) -> None:
        follow()
        worker.HANDLERS["purge-notices"]({}, NOW + 90 * DAY)
        assert Mail.objects.count() == 1
        worker.HANDLERS["purge-notices"]({}, NOW + 90 * DAY + MINUTE)
        assert not Mail.objects.exists()
        assert Subscription.objects.get().confirmed_at == NOW
