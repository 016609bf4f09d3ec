"""Hostile input becomes clean data or faults with their places; the formats of Table 1, one by one."""

import csv
import json
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gps.documents.code_lists import CODES, WORDS, unit_of
from gps.domain import ead
from gps.domain.characters import unprintable
from gps.domain.ead import formats, table
from gps.domain.ead.table import Element
from gps.domain.errors import DomainError
from gps.domain.errors import ErrorCode as E
from gps.wording import table1
from tests.domain.movements import BEER, DUTY_PAID, ENERGY, GIVEN, WINE, changed

REGULATION = Path(table1.__file__).parent / "data" / "ead-table1.csv"
TEXT = Element("b", "an..35")
LINES = [{"b": "W200"}, {"b": "S200"}]


def read(raw: object) -> dict[str, Any]:
    return ead.read(raw, CODES, GIVEN)


def refusals(raw: object) -> list[tuple[E, str]]:
    with pytest.raises(DomainError) as caught:
        read(raw)
    return [(fault.code, fault.field) for fault in caught.value.faults]


def value(form: str, typed: str, codes: str = "") -> str:
    return formats.value(Element("a", form, codes), typed, CODES, "1.a")


def refused(form: str, typed: str, codes: str = "") -> E:
    with pytest.raises(DomainError) as caught:
        value(form, typed, codes)
    [fault] = caught.value.faults
    assert fault.field == "1.a"
    return fault.code


class TestTheTable:
    @pytest.mark.rule("D2", "D6")
    def test_is_the_regulations(self) -> None:
        with REGULATION.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["group"] != table1.ATTRIBUTE]
        theirs = [
            (row["group"], int(row["repeat"].removesuffix("x") or 1), row["letter"], row["format"]) for row in rows
        ]
        ours = [
            (group.number, group.repeat, element.letter, element.format)
            for group in table.GROUPS.values()
            for element in group.elements
        ]
        assert sorted(ours) == sorted(theirs)
        required = {(row["group"], row["letter"]) for row in rows if row["rule"] == "R"}
        asked = {(n, e.letter) for n, group in table.GROUPS.items() for e in group.elements if e.required or e.given}
        languages = {(n, e.letter) for n, group in table.GROUPS.items() for e in group.elements if e.language_of}
        assert required - asked - languages == {("9", "a")}  # the number itself stands for it

    def test_knows_each_place_by_its_path(self) -> None:
        assert table.place("17[2].2.1[3].a") == ("17.2.1", "a")
        assert table.place("9.1[4]") == ("9.1", "")
        assert table.place("5.h") == ("5", "h")
        assert table.place("12") == ("12", "")
        assert table.indices("17[2].1[13].b") == (2, 13)

    def test_has_words_for_every_code_that_it_asks_for(self) -> None:
        asked = {e.codes for group in table.GROUPS.values() for e in group.elements if e.codes}
        assert asked <= set(WORDS)
        assert all(words and all(words.values()) for words in WORDS.values())


class TestReading:
    @pytest.mark.rule("D2")
    @pytest.mark.parametrize("movement", [WINE, BEER, ENERGY, DUTY_PAID], ids=["wine", "beer", "energy", "duty-paid"])
    def test_what_was_read_reads_the_same(self, movement: dict[str, Any]) -> None:
        once = read(movement)
        assert read(once) == once
        assert json.loads(json.dumps(once)) == once

    def test_a_draft_may_hold_anything_of_the_right_form(self) -> None:
        assert read({}) == {}
        assert read({"12": [{"c": "X"}], "4": {"a": "fr 002300"}, "17": LINES}) == {
            "12": [{"c": "X"}], "4": {"a": "FR002300"}, "17": LINES,
        }  # fmt: skip

    def test_nothing_empty_is_kept(self) -> None:
        empty = {"1": {"a": " "}, "5": {}, "17": [{}, {"b": "W200", "1": [{"a": ""}], "2": {}}, {"p": ""}], "18": None}
        assert read(empty) == {"17": [{"b": "W200"}]}

    def test_the_first_means_of_transport_keeps_its_place(self) -> None:
        units = [{"a": ""}, {"a": ""}, {"a": "3", "b": "EF-456-GH"}]
        assert read({"16": units}) == {"16": [{}, {"a": "3", "b": "EF-456-GH"}]}
        assert ead.whole(read({"16": units}), GIVEN)["16"] == [{"b": "AB-123-CD"}, {"a": "3", "b": "EF-456-GH"}]

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            ([], [(E.EAD_SHAPE, "")]),
            ("x", [(E.EAD_SHAPE, "")]),
            ({"19": {"a": "1"}}, [(E.EAD_UNKNOWN, "")]),
            ({7: {"a": "1"}}, [(E.EAD_UNKNOWN, "")]),
            ({"5": ["x"]}, [(E.EAD_SHAPE, "5")]),
            ({"5": {"z": "x"}}, [(E.EAD_UNKNOWN, "5")]),
            ({"5": {"b": 3}}, [(E.EAD_SHAPE, "5.b")]),
            ({"5": {"b": ["x"]}}, [(E.EAD_SHAPE, "5.b")]),
            ({"17": {"b": "W200"}}, [(E.EAD_SHAPE, "17")]),
            ({"17": ["x"]}, [(E.EAD_SHAPE, "17[1]")]),
            ({"17": [{"b": "W200", "2": [{"a": "1"}]}]}, [(E.EAD_SHAPE, "17[1].2")]),
            ({"17": [{"b": "W200", "1": [{"a": "CT"}, {"a": "??"}]}]}, [(E.EAD_CODE, "17[1].1[2].a")]),
            ({"17": [{"2": {"1": [{"a": "0"}] * 100}}]}, [(E.EAD_REPEAT, "17[1].2.1")]),
            ({"12": [{"c": "X"}] * 3}, [(E.EAD_REPEAT, "12")]),
            ({"17": [{"b": "W200"}] * 1000}, [(E.EAD_REPEAT, "17")]),
            ({"1": {"a": "7", "b": "D3"}}, [(E.EAD_CODE, "1.a"), (E.EAD_FORMAT, "1.b")]),
        ],
    )
    def test_what_has_not_its_shape_is_refused_where_it_stands(
        self, raw: object, expected: list[tuple[E, str]]
    ) -> None:
        assert refusals(raw) == expected

    def test_something_deeper_than_any_document_is_refused(self) -> None:
        deep: dict[str, Any] = {}
        for _ in range(900):
            deep = {"2": deep}
        assert (E.EAD_UNKNOWN, "17[1].2") in refusals({"17": [{"2": {"2": deep, "a": "1"}}]})

    @pytest.mark.parametrize(
        ("raw", "path"),
        [({"2": {"a": "FR009740E0007"}}, "2.a"), ({"1": {"d": "26FRX"}}, "1.d"), ({"9": {"e": "2026-11-21"}}, "9.e"),
         ({"16": [{"a": "2", "b": "ZZ-999-ZZ"}]}, "16[1].b"), ({"17": [{"a": "4"}]}, "17[1].a"),
         ({"10": {"a": "FR000001"}}, "10.a")],
    )  # fmt: skip
    def test_what_gps_gives_is_not_typed_otherwise(self, raw: object, path: str) -> None:
        assert refusals(raw) == [(E.EAD_GIVEN, path)]

    def test_what_gps_gives_may_be_repeated_and_is_not_kept_twice(self) -> None:
        assert read({**WINE, **GIVEN, "9": {**WINE["9"], **GIVEN["9"]}, "16": [{"a": "2", "b": "AB-123-CD"}]}) == {
            **read(WINE), "16": [{"a": "2"}],
        }  # fmt: skip

    @examples(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.sampled_from([*"abcdefg", *map(str, range(1, 19))]) | st.text(), inner, max_size=4)
            ),
            max_leaves=30,
        )
    )
    def test_anything_at_all_is_read_or_refused(self, raw: Any) -> None:
        with suppress(DomainError):
            once = ead.read(raw, CODES)
            assert ead.read(once, CODES) == once


class TestAWholeDocument:
    def test_is_what_was_typed_and_what_gps_knows(self) -> None:
        whole = ead.whole(read(WINE), GIVEN)
        assert whole["2"] == GIVEN["2"]
        assert whole["9"] == {"b": "F2026-0012", "c": "2026-11-19", "d": "1", "e": "2026-11-20", "f": "19:30"}
        assert [line["a"] for line in whole["17"]] == ["1", "2"]
        assert whole["16"][0] == {"a": "4", "b": "AB-123-CD", "c": "SC-001"}

    def test_leaves_what_was_typed_as_it_was(self) -> None:
        typed = read(WINE)
        before = json.dumps(typed)
        ead.whole(typed, GIVEN)
        assert json.dumps(typed) == before

    def test_tells_the_language_of_each_text_and_of_nothing_else(self) -> None:
        whole = ead.whole(read(changed(WINE, {"5.g": "de", "13.c": "de", "17[1].q": "en"})), GIVEN)
        assert (whole["5"]["g"], whole["7"]["g"], whole["17"][0]["q"]) == ("de", "fr", "en")
        assert whole["18"] == [{"e": "C652", "f": "DOC-1"}, {"a": "Attestation d’origine", "b": "fr"}]
        assert "c" not in whole["13"]
        assert "g" not in whole["3"]

    def test_is_read_path_by_path(self) -> None:
        paths = dict(ead.flatten(read(WINE)))
        assert paths["17[2].2.1[1].a"] == "0"
        assert dict(ead.flatten(read(WINE), first=0))["17[1].2.1[0].a"] == "0"
        assert len(paths) == sum(1 for _ in leaves(read(WINE)))


def leaves(data: Any) -> Iterator[str]:
    match data:
        case dict():
            for inner in data.values():
                yield from leaves(inner)
        case list():
            for inner in data:
                yield from leaves(inner)
        case _:
            yield data


class TestAText:
    @examples(st.text(min_size=1, max_size=60))
    def test_is_kept_if_it_fits_and_can_be_printed(self, typed: str) -> None:
        try:
            kept = formats.value(TEXT, typed, CODES, "5.b")
        except DomainError as error:
            [code] = error.codes
            assert code in {E.EAD_LENGTH, E.EAD_CHARACTER}
        else:
            assert len(kept) <= 35
            assert unprintable(kept) == ""
            assert formats.value(TEXT, kept, CODES, "5.b") == kept

    @pytest.mark.parametrize("c", ["\x00", "Ł", "🍷", "ش", "\u200b", "\u00ad", "\ud800", "ﬁ"])
    def test_with_a_letter_that_no_paper_prints_names_it(self, c: str) -> None:
        with pytest.raises(DomainError) as caught:
            value("an..35", f'Chai {c} & <fils> "d’Or" {c}')
        [fault] = caught.value.faults
        assert (fault.code, fault.data["characters"]) == (E.EAD_CHARACTER, c)

    def test_is_composed_and_stands_in_one_line(self) -> None:
        assert value("an..350", "  Cha\u0302teau\r\n«\u00a0d’Or\u202f»\t€ ") == "Château « d’Or » €"

    def test_is_as_long_as_its_format_to_the_letter(self) -> None:
        assert value("an..182", "é" * 182) == "é" * 182
        assert refused("an..182", "é" * 183) is E.EAD_LENGTH


class TestANumber:
    @pytest.mark.parametrize(
        ("form", "typed", "kept"),
        [("n..15,3", "1500", "1500"), ("n..15,3", "1 500,5", "1500.5"), ("n..15,3", "1\u202f500.500", "1500.5"),
         ("n..15,3", "007", "7"), ("n..15,3", "0", "0"), ("n..15,3", "0,000", "0"), ("n..5,2", "12,50", "12.5"),
         ("n..15,3", "999999999999,999", "999999999999.999"), ("n..15,3", "9" * 15, "9" * 15),
         ("n..16,6", "0,000001", "0.000001"), ("n..15", "200", "200"), ("n..15", "200,0", "200")],
    )  # fmt: skip
    def test_is_read_as_the_french_write_it(self, form: str, typed: str, kept: str) -> None:
        assert value(form, typed) == kept

    @pytest.mark.parametrize(
        ("form", "typed"),
        [("n..15,3", "-1"), ("n..15,3", "+1"), ("n..15,3", "1e3"), ("n..15,3", "1,2,3"), ("n..15,3", ",5"),
         ("n..15,3", "5,"), ("n..15,3", "1,2345"), ("n..15,3", "1" * 16), ("n..15,3", "1234567890123,456"),
         ("n..5,2", "1234,56"), ("n..15", "1,5"), ("n..15", "²"), ("n..15", "١٢"), ("n..15", "１２"), ("n..15", "NaN"),
         ("n..15", "x" * 5000)],
    )  # fmt: skip
    def test_of_another_form_is_refused(self, form: str, typed: str) -> None:
        assert refused(form, typed) is E.EAD_FORMAT

    @examples(st.decimals(min_value=0, max_value=Decimal("999999999999.999"), places=3))
    def test_keeps_its_value(self, amount: Decimal) -> None:
        kept = value("n..15,3", f"{amount:f}".replace(".", ","))
        assert Decimal(kept) == amount
        assert kept == "0" or kept.strip("0") == kept or Decimal(kept) < 1 or not kept.startswith("0")

    @examples(st.text(alphabet="0123456789.,-+e ²", min_size=1))
    def test_is_canonical_or_refused(self, typed: str) -> None:
        with suppress(DomainError):
            kept = value("n..16,6", typed)
            assert kept == "" or (value("n..16,6", kept) == kept and Decimal(kept) >= 0)


class TestACode:
    @pytest.mark.parametrize(
        ("form", "codes", "typed", "kept"),
        [("n..2", "destination", "10", "10"), ("a2", "language", "FR", "fr"), ("a2", "member_state", "el", "EL"),
         ("an4", "product", "w200", "W200"), ("n8", "cn", "22042142", "22042142"), ("an2", "package", " ct ", "CT"),
         ("an..4", "document", "c652", "C652"), ("n..4", "guarantor", "1234", "1234")],
    )  # fmt: skip
    def test_of_a_list_is_taken_in_any_case(self, form: str, codes: str, typed: str, kept: str) -> None:
        assert value(form, typed, codes) == kept

    @pytest.mark.parametrize(
        ("form", "codes", "typed"),
        [("n..2", "destination", "7"), ("n..2", "destination", "01"), ("a2", "language", "xx"),
         ("a2", "member_state", "GB"), ("an4", "product", "B999"), ("n8", "cn", "00000000"),
         ("an2", "package", "carton"), ("a2", "country", "ZZ"), ("n1", "flag", "2")],
    )  # fmt: skip
    def test_of_no_list_is_refused(self, form: str, codes: str, typed: str) -> None:
        assert refused(form, typed, codes) is E.EAD_CODE

    @pytest.mark.parametrize(
        ("form", "right", "wrong"),
        [
            ("an3", ["H00", "h24", "D01", "D45", "D99"], ["H25", "D1", "D001", "J03", "24", "H-1"]),
            ("an8", ["FR002300", "de 00123A"], ["FR00230", "0R002300", "FR002300X", "FR00230É"]),
            ("an13", ["FR007328E0001", "de00000123456"], ["FR007328E000", "12007328E0001", "FR007328E00011"]),
            ("date", ["19/11/2026", "2026-11-19", "29/02/2028"],
             ["29/02/2027", "2026-02-30", "19-11-2026", "1/1/2026", "19/11/1999", "20261119", "2026-W47-4", "x"]),
        ],
    )  # fmt: skip
    def test_of_a_fixed_form_has_that_form(self, form: str, right: list[str], wrong: list[str]) -> None:
        assert all(value(form, typed) for typed in right)
        assert {refused(form, typed) for typed in wrong} == {E.EAD_FORMAT}


class TestTheCodeLists:
    def test_pair_products_with_codes_that_exist(self) -> None:
        assert set(CODES.pairs) == set(CODES.products) - {"S500"}
        assert all(codes <= CODES.lists["cn"] for codes in CODES.pairs.values())

    def test_count_the_packages_that_can_be_counted(self) -> None:
        assert CODES.lists["package"] - CODES.countable_packages == {"NE", "VG", "VL", "VO", "VQ", "VR", "VY"}

    def test_tell_the_unit_of_a_product(self) -> None:
        assert [unit_of(code) for code in ("W200", "E430", "E500", "T200", "?")] == [
            "litres à 20 °C", "litres à 15 °C", "kg", "milliers d’unités", "",
        ]  # fmt: skip
