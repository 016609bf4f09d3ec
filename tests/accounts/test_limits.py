"""The one rate limit: so many tries per bucket and window, counted once for all threads and processes (rule V4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

import pytest
from django.db import connection

from gps.accounts import limits
from gps.accounts.models import RateLimit
from tests.world import NOW

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
class TestALimit:
    @pytest.mark.rule("V4")
    def test_takes_so_many_tries_in_a_window(self) -> None:
        tries = [limits.take("sign-in:a", 3, MINUTE, NOW + timedelta(seconds=s)) for s in (0, 10, 59, 59, 59)]
        assert tries == [True, True, True, False, False]

    def test_opens_a_new_window_when_one_has_passed_since_the_first_try(self) -> None:
        assert [limits.take("a", 1, MINUTE, NOW + timedelta(seconds=s)) for s in (0, 59.999999, 60, 119, 120)] == [
            True, False, True, False, True,
        ]  # fmt: skip

    def test_counts_each_bucket_on_its_own(self) -> None:
        assert [limits.take(bucket, 1, MINUTE, NOW) for bucket in ("a", "b", "a")] == [True, True, False]

    def test_knows_the_moment_whatever_its_time_zone(self) -> None:
        ahead = NOW.astimezone(timezone(timedelta(hours=4)))
        assert limits.take("a", 1, MINUTE, ahead) is True
        assert limits.take("a", 1, MINUTE, NOW + timedelta(seconds=59)) is False
        assert RateLimit.objects.get().window_at == NOW

    def test_keeps_a_long_bucket_to_its_200_characters(self) -> None:
        assert [limits.take("x" * 300, 1, MINUTE, NOW) for _ in range(2)] == [True, False]


@pytest.mark.django_db(transaction=True)
class TestALimitForManyAtOnce:
    @pytest.mark.rule("V4")
    def test_lets_exactly_as_many_pass(self) -> None:
        def take(_: int) -> bool:
            try:
                return limits.take("sign-in:a", 10, MINUTE, NOW)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as threads:
            passed = list(threads.map(take, range(40)))
        assert (passed.count(True), RateLimit.objects.get().count) == (10, 40)
