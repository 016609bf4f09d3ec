"""What `make run` and `make test` decide before they start anything."""

import socket
import stat
from pathlib import Path

import pytest

from scripts import serve, suite

pytestmark = pytest.mark.once


class TestThePort:
    def test_is_8000_unless_another_is_asked_for(self) -> None:
        assert (serve.chosen_port(""), serve.chosen_port("8001")) == (8000, 8001)

    @pytest.mark.parametrize("text", ["0", "65536", "-1", "80 80", "huit mille"])
    def test_is_refused_in_words_when_it_is_none(self, text: str) -> None:
        with pytest.raises(SystemExit, match="is not a port"):
            serve.chosen_port(text)

    def test_is_refused_in_words_when_it_is_taken(self) -> None:
        with (
            socket.create_server((serve.HOST, 0)) as other,
            pytest.raises(SystemExit, match="make run PORT=") as refusal,
        ):
            serve.refuse_taken(other.getsockname()[1])
        assert "already taken" in str(refusal.value)

    def test_is_accepted_when_it_is_free(self) -> None:
        with socket.create_server((serve.HOST, 0)) as other:
            free = other.getsockname()[1]
        serve.refuse_taken(free)


class TestTheSecretKey:
    def test_is_drawn_once_and_read_by_its_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "var" / "secret-key"
        key = serve.secret_key(path)
        assert len(key) >= 50
        assert serve.secret_key(path) == key
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


class TestTheVerdict:
    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (suite.PASSED, suite.PASSED, suite.PASSED),
            (1, suite.PASSED, 1),
            (suite.PASSED, 1, 1),
            (suite.PASSED, suite.NOTHING_RAN, suite.NOTHING_RAN),
            (suite.NOTHING_RAN, suite.PASSED, suite.NOTHING_RAN),
        ],
    )
    def test_on_the_whole_suite_wants_two_rounds(self, first: int, second: int, expected: int) -> None:
        assert suite.verdict(first, second, narrowed=False) == expected

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (suite.PASSED, suite.NOTHING_RAN, suite.PASSED),
            (1, suite.NOTHING_RAN, 1),
            (suite.NOTHING_RAN, suite.NOTHING_RAN, suite.NOTHING_RAN),
        ],
    )
    def test_on_chosen_tests_wants_one_that_ran(self, first: int, second: int, expected: int) -> None:
        assert suite.verdict(first, second, narrowed=True) == expected
