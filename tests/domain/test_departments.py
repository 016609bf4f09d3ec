"""A department from what one types, and how far two are apart (rule V1)."""

import pytest

from gps.domain.departments import PREFECTURES, department, department_of_address, kilometres


class TestADepartment:
    @pytest.mark.rule("V1")
    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("33", "33"), ("33000", "33"), (" 33 000 ", "33"), ("2a", "2A"), ("20000", "2A"), ("20137", "2A"),
            ("20200", "2B"), ("20600", "2B"), ("97400", "974"), ("974", "974"), ("97600", "976"), ("01", "01"),
        ],
    )  # fmt: skip
    def test_is_read_from_a_code_or_a_postcode(self, typed: str, code: str) -> None:
        assert department(typed) == code

    @pytest.mark.parametrize(
        "typed", ["", "3", "00", "20", "96", "97", "98000", "99999", "330000", "Bordeaux", "٣٣", "33\x00"]
    )
    def test_is_not_read_from_anything_else(self, typed: str) -> None:
        assert department(typed) is None

    @pytest.mark.parametrize(
        ("address", "code"),
        [("1 quai des Chartrons, 33000 Bordeaux", "33"), ("12345 rue X, 97420 Le Port", "974"), ("sans code", None)],
    )
    def test_is_found_in_an_address(self, address: str, code: str | None) -> None:
        assert department_of_address(address) == code


class TestTheDistance:
    def test_knows_every_department(self) -> None:
        assert len(PREFECTURES) == 101

    @pytest.mark.rule("V1")
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("33", "75", 500),
            ("75", "92", 10),
            ("59", "13", 835),
            ("33", "974", 9400),
            ("971", "972", 170),
            ("2A", "2B", 110),
        ],
    )
    def test_is_that_of_the_map(self, one: str, other: str, expected: int) -> None:
        assert kilometres(one, other) == kilometres(other, one) == pytest.approx(expected, rel=0.1, abs=15)

    @pytest.mark.parametrize("code", PREFECTURES)
    def test_to_itself_is_nothing_and_to_paris_what_france_allows(self, code: str) -> None:
        assert kilometres(code, code) == 0
        assert kilometres(code, "75") < (10_000 if len(code) == 3 else 950)
