"""What `make run` and `make test` decide before they start anything."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


class TestTheStandInForGamma:
    def test_has_the_next_port_unless_another_is_asked_for(self) -> None:
        assert serve.chosen_port("", "GAMMA_PORT", 8001) == 8001
        with pytest.raises(SystemExit, match="GAMMA_PORT=x is not a port"):
            serve.chosen_port("x", "GAMMA_PORT", 8001)

    def test_has_another_port_when_its_own_is_taken(self) -> None:
        with socket.create_server((serve.HOST, 0)) as other:
            taken = other.getsockname()[1]
            assert serve.free_port(taken) not in {0, taken}
        assert serve.free_port(taken) == taken

    def test_is_told_none_of_the_secrets_of_gps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GPS_SECRET_KEY", "secret")
        monkeypatch.setenv("DATABASE_URL", "sqlite:///secret")
        told = serve.environment_of_gamma("http://127.0.0.1:8000", "key")
        assert (told["GAMMA_GPS_URL"], told["GAMMA_GPS_KEY"]) == ("http://127.0.0.1:8000", "key")
        assert {"GPS_SECRET_KEY", "DATABASE_URL"}.isdisjoint(told)
        assert "PATH" in told


class TestTheSecretKey:
    def test_is_drawn_once_and_read_by_its_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "var" / "secret-key"
        key = serve.secret_key(path)
        assert len(key) >= 50
        assert serve.secret_key(path) == key
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


SUPERVISOR = """
import os, sys
from scripts import serve
sys.exit(serve.run_together([(command, os.environ) for command in {commands!r}]))
"""
LISTENER = """
import signal, sys, time
from pathlib import Path
def end(*_):
    Path({path!r}).write_text("ended")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
Path({path!r} + "-ready").touch()
sys.stdout.write("ready\\n")
sys.stdout.flush()
while True:
    time.sleep(0.01)
"""
LEAVER = """
import os, signal, time
from pathlib import Path
while not Path({path!r} + "-ready").exists():
    time.sleep(0.01)
{deed}
"""


class TestTheServerAndTheWorker:
    """Programs that stand for them: one listens for the order to end, the other ends by itself."""

    @contextmanager
    def supervisor(self, *programs: str) -> Iterator[subprocess.Popen[str]]:
        """Told to end whatever becomes of the test."""
        commands = [[sys.executable, "-c", program] for program in programs]
        command = [sys.executable, "-c", SUPERVISOR.format(commands=commands)]
        root = Path(__file__).parents[1]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.terminate()

    @pytest.mark.parametrize(
        ("deed", "code"),
        [
            ("raise SystemExit(3)", 3),
            ("raise SystemExit(0)", 0),
            ("os.kill(os.getpid(), signal.SIGKILL)", 128 + signal.SIGKILL),
        ],
    )
    @pytest.mark.parametrize("place", [0, 1])
    def test_end_together_with_the_code_of_the_one_that_ends(
        self, tmp_path: Path, deed: str, code: int, place: int
    ) -> None:
        path = tmp_path / "state"
        programs = [LISTENER.format(path=str(path))]
        programs.insert(place, LEAVER.format(path=str(path), deed=deed))
        with self.supervisor(*programs) as process:
            assert process.wait() == code
        assert path.read_text() == "ended"

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    def test_are_told_to_end_when_their_supervisor_is(self, tmp_path: Path, number: signal.Signals) -> None:
        paths = [tmp_path / "one", tmp_path / "two"]
        with self.supervisor(*(LISTENER.format(path=str(path)) for path in paths)) as process:
            assert process.stdout is not None
            assert [process.stdout.readline() for _ in paths] == ["ready\n"] * 2
            os.kill(process.pid, number)
            assert process.wait() == 0
        assert [path.read_text() for path in paths] == ["ended", "ended"]


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
