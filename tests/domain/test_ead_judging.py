"""A whole document: four that are right, and each rule broken once, in one place (Table 1 and the rules of EMCS)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from gps.documents.code_lists import CODES
from gps.domain import ead
from gps.domain.errors import ErrorCode as E
from gps.domain.errors import Fault
from gps.domain.reference import DocumentType
from tests.domain.movements import BEER, DUTY_PAID, ENERGY, GIVEN, WINE, changed

DAA, DSA = DocumentType.DAA, DocumentType.DSA
LINE = WINE["17"][0]
IMPORT = {"3": None, "9.d": "2", "4": {"a": "FR002100"}}


def judged(movement: dict[str, Any], kind: DocumentType = DAA) -> list[Fault]:
    read = ead.read(movement, CODES, GIVEN)
    return ead.judge(ead.whole(read, GIVEN), kind, CODES)


def faults(
    movement: dict[str, Any], changes: Mapping[str, Any] = MappingProxyType({}), kind: DocumentType = DAA
) -> list[tuple[E, str]]:
    return [(fault.code, fault.field) for fault in judged(changed(movement, changes), kind)]


class TestAMovement:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(
        ("movement", "kind"), [(WINE, DAA), (BEER, DAA), (ENERGY, DAA), (DUTY_PAID, DSA)],
        ids=["wine", "beer", "energy", "duty-paid"],
    )  # fmt: skip
    def test_that_is_whole_has_no_fault(self, movement: dict[str, Any], kind: DocumentType) -> None:
        assert judged(movement, kind) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"1.a": "4", "7.a": None},
            {"1.a": "5", "5.a": None, "6": {"a": "DE"}},
            {"1.a": "3"},
            {"1.a": "8", "5": None, "7": None},
            {**IMPORT, "9.1": [{"a": "26FR0000000000001"}]},
            {"13.a": "0", "13.b": "À dos de mulet"},
            {"16[1].a": "5"},
            {"15": {"b": "Transports", "c": "Rue", "e": "33000", "f": "Bordeaux"}},
            {"17[1].i": "Capsule CRD", "17[1].k": "1"},
            {"17[1].2": {"a": "4", "c": "CL"}},
            {"18": None},
        ],
        ids=["direct delivery", "exempted", "temporary consignee", "unknown", "import", "other transport",
             "fixed installation", "transporter", "fiscal mark", "imported wine", "no certificate"],
    )  # fmt: skip
    def test_may_be_otherwise(self, changes: dict[str, Any]) -> None:
        assert faults(WINE, changes) == []

    def test_with_nothing_typed_lacks_what_every_movement_has(self) -> None:
        assert faults({}) == [
            (E.EAD_MISSING, path)
            for path in ("1.a", "1.b", "1.c", "9.b", "9.d", "11.a", "13.a", "16[1].a", "17")
        ]  # fmt: skip

    def test_tells_number_letter_and_path_of_what_is_wrong(self) -> None:
        [fault] = judged(changed(WINE, {"17[2].1[1].a": "CT"}))
        facts = {"path": "17[2].1[1].b", "number": "17.1", "letter": "b"}
        assert (fault.code, fault.field, dict(fault.data)) == (E.EAD_CONDITION, "17[2].1[1].b", facts)


MISSING = [
    *((WINE, path) for path in ("1.a", "1.b", "1.c", "9.b", "9.d", "11.a", "13.a", "16[1].a", "16[2].a", "5.b", "5.c",
                                "5.e", "5.f", "17[1].b", "17[1].c", "17[1].d", "17[1].e", "17[1].f",
                                "17[1].1[1].a", "17[1].2.a")),
    *((BEER, path) for path in ("14.b", "14.c", "14.e", "14.f")),
    (ENERGY, "8.a"),
]  # fmt: skip

CONDITIONAL = [
    (WINE, "3.a"), (WINE, "5.a"), (WINE, "7.a"), (WINE, "7.b"), (WINE, "16[2].b"), (WINE, "17[1].g"),
    (WINE, "17[1].1[1].b"), (WINE, "17[2].2.b"), (WINE, "18[1].f"), (BEER, "12[2].c"), (BEER, "12[2].d"),
    (BEER, "12[2].f"), (BEER, "12[2].g"), (ENERGY, "17[1].o"), (DUTY_PAID, "3.b"), (DUTY_PAID, "3.c"),
    (DUTY_PAID, "3.e"), (DUTY_PAID, "3.f"), (DUTY_PAID, "7.c"), (DUTY_PAID, "7.e"), (DUTY_PAID, "7.f"),
    (DUTY_PAID, "17[2].1[1].f"),
]  # fmt: skip


def kind_of(movement: dict[str, Any]) -> DocumentType:
    return DSA if movement is DUTY_PAID else DAA


class TestAnElement:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(("movement", "path"), MISSING, ids=[path for _, path in MISSING])
    def test_that_every_such_document_has_is_asked_for(self, movement: dict[str, Any], path: str) -> None:
        assert (E.EAD_MISSING, path) in faults(movement, {path: ""}, kind_of(movement))

    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(("movement", "path"), CONDITIONAL, ids=[path for _, path in CONDITIONAL])
    def test_is_asked_for_under_its_condition(self, movement: dict[str, Any], path: str) -> None:
        found = faults(movement, {path: ""}, kind_of(movement))
        assert found == [(E.EAD_CONDITION, path)]

    @pytest.mark.parametrize(
        ("movement", "changes", "path"),
        [
            (WINE, {"13.a": "0"}, "13.b"),
            (WINE, {"17[1].i": "Capsule CRD"}, "17[1].k"),
            (WINE, {"17[1].2.a": "4"}, "17[1].2.c"),
            (BEER, {"5.a": "DE00000123456", "17[1].h": "", "17[1].g": "5"}, "17[1].h"),
        ],
    )
    def test_is_asked_for_by_what_another_says(
        self, movement: dict[str, Any], changes: dict[str, Any], path: str
    ) -> None:
        assert faults(movement, changes) == [(E.EAD_CONDITION, path)]

    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(
        ("movement", "changes", "path"),
        [
            (WINE, {"5.h": "FR123"}, "5.h"),
            (WINE, {"1.a": "5", "6": {"a": "DE"}}, "5.a"),
            (WINE, {"1.a": "4"}, "7.a"),
            (WINE, {"17[1].o": "900"}, "17[1].o"),
            (WINE, {"17[1].h": "12"}, "17[1].h"),
            (ENERGY, {"17[1].g": "40"}, "17[1].g"),
            (WINE, {"17[2].1[1].b": "1"}, "17[2].1[1].b"),
            (WINE, {"17[1].2.c": "CL"}, "17[1].2.c"),
            (WINE, {"17[1].i": "Capsule", "17[1].k": "0"}, "17[1].i"),
            (WINE, {"18[2].f": "X"}, "18[2].f"),
            (DUTY_PAID, {"3.a": "FR007328E0001"}, "3.a"),
        ],
    )
    def test_is_refused_where_it_has_no_place(
        self, movement: dict[str, Any], changes: dict[str, Any], path: str
    ) -> None:
        assert faults(movement, changes, kind_of(movement)) == [(E.EAD_FORBIDDEN, path)]


class TestAGroup:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(
        ("movement", "changes", "missing"),
        [
            (WINE, {"3": None}, ["3.a"]),
            (WINE, {"5": None}, ["5.a", "5.b", "5.c", "5.e", "5.f"]),
            (WINE, {"7": None}, ["7.a", "7.b"]),
            (DUTY_PAID, {"3": None}, ["3.b", "3.c", "3.e", "3.f"]),
            (DUTY_PAID, {"7": None}, ["7.a", "7.b", "7.c", "7.e", "7.f"]),
            (ENERGY, {"8": None}, ["8.a"]),
            (WINE, {"1.a": "5", "5.a": None}, ["6.a"]),
            (WINE, {"3": None, "9.d": "2", "4": {"a": "FR002100"}}, ["9.1"]),
            (WINE, {"3": None, "9.d": "2", "9.1": [{"a": "X1"}]}, ["4.a"]),
            (WINE, {"11.a": "2"}, ["12"]),
            (BEER, {"14": None}, ["14.b", "14.c", "14.e", "14.f"]),
            (WINE, {"17[1].1": None}, ["17[1].1"]),
            (WINE, {"17[1].2": None}, ["17[1].2.a"]),
            (WINE, {"17[2].2.1": None}, ["17[2].2.1"]),
            (WINE, {"17": None}, ["17"]),
        ],
    )
    def test_is_asked_for_under_its_condition(
        self, movement: dict[str, Any], changes: dict[str, Any], missing: list[str]
    ) -> None:
        found = faults(movement, changes, kind_of(movement))
        assert {code for code, _ in found} <= {E.EAD_MISSING, E.EAD_CONDITION}
        assert [path for _, path in found] == missing

    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(
        ("movement", "changes", "path"),
        [
            (WINE, {"4": {"a": "FR002100"}}, "4"),
            (WINE, {"6": {"a": "DE"}}, "6"),
            (WINE, {"8": {"a": "FR002100"}}, "8"),
            (WINE, {"9.1": [{"a": "X1"}]}, "9.1"),
            (WINE, {"12": [{"a": "FR009740E0007"}]}, "12"),
            (WINE, {"14": BEER["14"]}, "14"),
            (WINE, {"1.a": "8", "5": None}, "7"),
            (WINE, {"1.a": "8", "7": None}, "5"),
            (ENERGY, {"7": {"b": "X"}}, "7"),
            (WINE, {**IMPORT, "9.1": [{"a": "X1"}], "3": {"a": "FR007328E0001"}}, "3"),
        ],
    )
    def test_is_refused_where_it_has_no_place(
        self, movement: dict[str, Any], changes: dict[str, Any], path: str
    ) -> None:
        assert faults(movement, changes) == [(E.EAD_FORBIDDEN, path)]

    @pytest.mark.parametrize(
        ("kind", "wanted"),
        [(kind, 0) for kind in ("1", "4", "5", "14")]
        + [(kind, 1) for kind in ("2", "3", "12", "13", "24", "34", "124", "134")]
        + [(kind, 2) for kind in ("23", "123", "234", "1234")],
    )
    def test_of_guarantors_is_as_large_as_their_type_says(self, kind: str, wanted: int) -> None:
        movement = changed(ENERGY, {"11.a": kind})
        for count in range(3):
            found = faults(movement, ({"12": [{"a": "FR009740E0007"}] * count} if count else {}))
            assert (found == []) == (count == wanted), (count, found)


AGREEMENT = [
    (WINE, DSA, {}, [(E.EAD_TYPE, "1.a"), (E.EAD_TYPE, "9.d")]),
    (WINE, DAA, {"1.a": "11", "5": None, "7": None}, [(E.EAD_TYPE, "1.a")]),
    (WINE, DAA, {"1.b": "D36"}, [(E.EAD_JOURNEY, "1.b")]),
    (WINE, DAA, {"5.a": "DE123"}, [(E.EAD_FORMAT, "5.a")]),
    (WINE, DAA, {"5.a": "1234567890123"}, [(E.EAD_FORMAT, "5.a")]),
    (WINE, DAA, {"1.a": "3", "5.a": "DE00000123456"}, []),
    (WINE, DAA, {"1.a": "3", "5.a": "DE-TEMP-2026-01"}, [(E.EAD_FORMAT, "5.a")]),
    (DUTY_PAID, DSA, {"1.a": "10", "5.a": "BE0000012345C"}, []),
    (DUTY_PAID, DSA, {"1.a": "10", "5.a": "BE-TEMP-2026-01"}, [(E.EAD_FORMAT, "5.a")]),
    (ENERGY, DAA, {"5.a": "GB 123 4567 89"}, []),
    (WINE, DAA, {"7.a": "DE 0000012345"}, [(E.EAD_FORMAT, "7.a")]),
    (ENERGY, DAA, {"13.a": "3"}, [(E.EAD_GUARANTEE, "13.a")]),
    (ENERGY, DAA, {"17[2]": LINE}, [(E.EAD_GUARANTEE, "17[2].b")]),
    (WINE, DAA, {"17[1].c": "22041011"}, [(E.EAD_PAIR, "17[1].c")]),
    (WINE, DAA, {"17[1].f": "1500,6"}, [(E.EAD_MASS, "17[1].e")]),
    (WINE, DAA, {"17[1].d": "0,000"}, [(E.EAD_RANGE, "17[1].d")]),
    (WINE, DAA, {"17[1].e": "0", "17[1].f": "0"}, [(E.EAD_RANGE, "17[1].e"), (E.EAD_RANGE, "17[1].f")]),
    (WINE, DAA, {"17[1].n": "0"}, [(E.EAD_RANGE, "17[1].n")]),
    (WINE, DAA, {"17[1].g": "0,5"}, [(E.EAD_RANGE, "17[1].g")]),
    (WINE, DAA, {"17[1].g": "100,01"}, [(E.EAD_RANGE, "17[1].g")]),
    (ENERGY, DAA, {"17[1].o": "0"}, [(E.EAD_RANGE, "17[1].o")]),
    (BEER, DAA, {"17[1].h": ""}, [(E.EAD_STRENGTH, "17[1].g")]),
    (DUTY_PAID, DSA, {"17[2].1[1].f": "LOT 2"}, [(E.EAD_MARKS, "17[2].1[1].f")]),
    (DUTY_PAID, DSA, {"17[1].1[1].b": "0"}, [(E.EAD_MARKS, "17[1].1[1].f"), (E.EAD_MARKS, "17[2].1[1].f")]),
    (WINE, DAA, {"17[1].2": {"a": "4", "c": "IT"}}, [(E.EAD_CODE, "17[1].2.c")]),
    (WINE, DAA, {"18[2]": {"b": "fr", "f": "X"}}, [(E.EAD_CERTIFICATE, "18[2].a"), (E.EAD_FORBIDDEN, "18[2].f")]),
]


class TestTheRulesOfSeveralPlaces:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(("movement", "kind", "changes", "expected"), AGREEMENT)
    def test_are_each_told_where_they_are_broken(
        self, movement: dict[str, Any], kind: DocumentType, changes: dict[str, Any], expected: list[tuple[E, str]]
    ) -> None:
        assert faults(movement, changes, kind) == expected

    def test_denatured_alcohol_moves_on_a_dsa_only(self) -> None:
        line = DUTY_PAID["17"][0]
        assert faults(WINE, {"17[3]": line}) == [(E.EAD_TYPE, "17[3].b")]

    @pytest.mark.parametrize(("mode", "days"), sorted(CODES.longest_days.items()))
    def test_let_a_journey_be_as_long_as_its_mode_may_take(self, mode: str, days: int) -> None:
        changes = {"13.a": mode, "13.b": "Autrement"}
        assert faults(WINE, {**changes, "1.b": f"D{days}"}) == []
        assert faults(WINE, {**changes, "1.b": f"D{days + 1}"}) == [(E.EAD_JOURNEY, "1.b")]
        assert faults(WINE, {**changes, "1.b": "H24"}) == []

    def test_take_any_cn_code_for_a_product_without_pairs(self) -> None:
        assert faults(WINE, {"17[2]": {**LINE, "b": "S500", "c": "22089069", "2": {}}}) == []

    @pytest.mark.parametrize("strength", ["0,51", "100"])
    def test_take_a_strength_within_its_bounds(self, strength: str) -> None:
        assert faults(WINE, {"17[1].g": strength}) == []
