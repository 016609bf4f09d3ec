"""``python -m gps verify_proof``: a paper is verified without network, database or secret (rule V3)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gps.documents import offline
from gps.documents.signature import Signer
from tests.papers import CLAIMS, another, key, published

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
TEXT = key().sign(CLAIMS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cles.json"
    path.write_text(json.dumps(published(key(), key(2))), encoding="utf-8")
    return path


class TestTheCommand:
    @pytest.mark.rule("V3")
    def test_runs_where_nothing_of_the_service_is(self, file: Path, tmp_path: Path) -> None:
        bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-m", "gps", "verify_proof", f"https://gps.invalid/v/{TEXT}", "--keys", str(file)],
            cwd=tmp_path, env=bare, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        for said in ("authentique", "26 FR007328E0001 00008 1", "DAA", "AB-123-CD", "20/11/2026 à 19:30 (UTC+1)",
                     "FR007328E0001", "Alerte P26-0042"):  # fmt: skip
            assert said in done.stdout

    @pytest.mark.rule("V3")
    def test_tells_by_its_exit_code(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        forged = Signer(key().key_id, key(3).private).sign(CLAIMS)
        withdrawn = file.with_name("w.json")
        withdrawn.write_text(json.dumps(published(key(), revoked=True)))
        codes = {
            text: offline.main([text, "--keys", str(keys)])
            for text, keys in [
                (TEXT, file), (forged, file), (key(3).sign(CLAIMS), file), ("ABC", file),
                (f"/v/{TEXT}", file.with_name("absent.json")), (f" {TEXT}", withdrawn),
            ]
        }  # fmt: skip
        assert list(codes.values()) == [0, 1, 3, 2, 2, 3]
        said = capsys.readouterr()
        assert said.out.count("authentique") == 1
        assert [word in said.err for word in ("fausse", "téléchargez", "incomplet", "absent.json", "retirée")] == [
            True
        ] * 5

    @pytest.mark.rule("V3")
    @pytest.mark.parametrize("place", [0, 6, 20, 60, 120, -1])
    def test_lets_no_changed_letter_pass(self, file: Path, place: int) -> None:
        letters = list(TEXT)
        letters[place] = another(letters[place])
        assert offline.main(["".join(letters), "--keys", str(file)]) != 0
