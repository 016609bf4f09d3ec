"""`scripts/conformity.py`: what it reads in the rule book and in the tests, what it writes, and what it refuses."""

from pathlib import Path

import pytest

from scripts import conformity
from scripts.conformity import Proof, Rule

pytestmark = pytest.mark.once

BOOK = """# Book

## N. Numbers [IV]
- **N1** A number has 21 characters: no more. It is shown
  in groups.
- **N3** *(decision)* Active | inactive, on two
  lines. Then more.

## G. Générer [V.3]
- **G8** [IV, 2nd case; annex] An officer issues
"""
N1 = Rule("N1", "N. Numbers [IV]", "A number has 21 characters: no more.")
N3 = Rule("N3", "N. Numbers [IV]", "Active | inactive, on two lines.")
G8 = Rule("G8", "G. Générer [V.3]", "An officer issues")


def module(*lines: str) -> list[Proof]:
    return conformity.read_module("tests/test_x.py", "\n".join(lines))


class TestTheBook:
    def test_is_read_rule_by_rule_with_the_first_sentence_of_each(self) -> None:
        assert conformity.read_rules(BOOK) == [N1, N3, G8]

    def test_of_the_project_has_all_its_chapters(self) -> None:
        text = (conformity.ROOT / conformity.RULES).read_text(encoding="utf-8")
        assert {rule.rule[0] for rule in conformity.read_rules(text)} == set("NGEATISRHFPDVM")


class TestAMark:
    def test_stands_on_a_function(self) -> None:
        found = module("@pytest.mark.rule('N1', 'N3')", "def test_a(): pass")
        assert found == [Proof("N1", "tests/test_x.py", "test_a"), Proof("N3", "tests/test_x.py", "test_a")]

    def test_stands_on_a_class_or_on_its_method(self) -> None:
        found = module(
            "@pytest.mark.rule('N1')", "class TestA:", "    @pytest.mark.rule('N3')", "    def test_b(self): 0"
        )
        assert {(proof.rule, proof.name) for proof in found} == {("N1", "TestA"), ("N3", "TestA.test_b")}

    @pytest.mark.parametrize("value", ["pytest.mark.rule('N1')", "[pytest.mark.once, pytest.mark.rule('N1')]"])
    def test_stands_on_the_module(self, value: str) -> None:
        assert module(f"pytestmark = {value}") == [Proof("N1", "tests/test_x.py", "")]

    def test_stands_on_one_parameter(self) -> None:
        found = module(
            "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.rule('N1')), 2])", "def test_a(x): pass"
        )
        assert found == [Proof("N1", "tests/test_x.py", "test_a")]

    def test_counts_once_for_a_test(self) -> None:
        found = module("@pytest.mark.rule('N1')", "@pytest.mark.rule('N1')", "def test_a(): pass")
        assert len(found) == 1

    def test_that_is_not_a_literal_names_no_rule(self) -> None:
        (proof,) = module("@pytest.mark.rule(RULE)", "def test_a(): pass")
        assert conformity.find_faults([N1], [proof], []) != []


class TestThePage:
    def test_says_what_is_proved_begun_and_to_come(self) -> None:
        proofs = [Proof("N1", "tests/domain/test_x.py", "TestA.test_b"), Proof("N3", "tests/test_y.py", "")]
        page = conformity.render([N1, N3, G8], proofs, done=["N1"])
        proved, begun, to_come = (line for line in page.splitlines() if line.startswith(("| N", "| G")))
        assert proved.endswith("| prouvée | [domain/test_x.py › TestA.test_b](../tests/domain/test_x.py) |")
        assert begun == "| N3 | Active \\| inactive, on two lines. | en cours | [test_y.py](../tests/test_y.py) |"
        assert to_come == "| G8 | An officer issues | à venir | – |"
        assert "Règles prouvées : 1 sur 3." in page


class TestAFault:
    def test_is_a_mark_that_names_no_rule(self) -> None:
        (fault,) = conformity.find_faults([N1], [Proof("N9", "tests/test_x.py", "test_a")], [])
        assert "test_a" in fault
        assert "N9" in fault

    def test_is_a_rule_declared_done_that_no_test_names(self) -> None:
        assert conformity.find_faults([N1], [], ["N1"]) == ["pyproject.toml: the rule N1 is done, but no test names it"]

    def test_is_a_rule_declared_done_that_does_not_exist(self) -> None:
        assert conformity.find_faults([N1], [], ["Z9"])[0] == "pyproject.toml: the rule Z9 is not in docs/rules.md"

    def test_is_a_rule_written_twice(self) -> None:
        assert conformity.find_faults([N1, N1], [], []) == ["docs/rules.md: it has the rule N1 twice"]

    def test_is_not_found_where_all_is_well(self) -> None:
        assert conformity.find_faults([N1, N3], [Proof("N1", "tests/test_x.py", "")], ["N1"]) == []


class TestTheCommand:
    @pytest.fixture
    def project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(conformity, "ROOT", tmp_path)
        for name, text in {
            "docs/rules.md": BOOK,
            "pyproject.toml": "[tool.gps.rules]\ndone = ['N1']",
            "tests/domain/test_x.py": "@pytest.mark.rule('N1')\ndef test_a(): pass",
        }.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    def test_writes_a_page_that_it_then_finds_up_to_date(self, project: Path) -> None:
        assert conformity.main(["--check"]) == 1
        assert conformity.main([]) == 0
        assert conformity.main(["--check"]) == 0
        assert "../tests/domain/test_x.py" in (project / "docs/conformity.md").read_text(encoding="utf-8")

    def test_refuses_a_page_that_is_out_of_date(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        conformity.main([])
        (project / "tests/test_y.py").write_text("@pytest.mark.rule('N3')\ndef test_b(): pass", encoding="utf-8")
        assert conformity.main(["--check"]) == 1
        assert "make fix" in capsys.readouterr().err

    def test_checks_without_writing(self, project: Path) -> None:
        conformity.main(["--check"])
        assert not (project / "docs/conformity.md").exists()
