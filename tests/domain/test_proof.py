"""The bytes and the letters of a proof: one way to write each, and nothing else is read (rules D4, V1, V3)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain import proof
from gps.domain.grounds import GroundKind
from gps.domain.proof import Claims, Movement, NotAProofError
from tests.papers import CLAIMS, LEAVES, claims

KEY = bytes.fromhex("0badc0de")
SIGNATURE = bytes(range(64))


class TestTheBytes:
    @pytest.mark.rule("D4", "V1")
    @given(claims, st.binary(min_size=4, max_size=4))
    def test_hold_all_that_is_claimed(self, claimed: Claims, key: bytes) -> None:
        body = proof.pack(claimed, key)
        assert proof.unpack(body) == (key, claimed)
        assert len(body) + proof.SIGNATURE_LENGTH <= proof.LONGEST_TEXT * 5 // 8

    @pytest.mark.rule("D4")
    def test_keep_the_offset_of_the_establishments_clock(self) -> None:
        _, read = proof.unpack(proof.pack(CLAIMS, KEY))
        assert read.movement is not None
        assert read.movement.dispatch_at.isoformat() == "2026-11-20T19:30:00+01:00"

    @pytest.mark.rule("D4")
    def test_hold_the_excise_number_once_within_the_number(self) -> None:
        assert CLAIMS.excise_number == "FR007328E0001"
        assert len(proof.pack(CLAIMS, KEY)) == 1 + 4 + 14 + 1 + 4 + (4 + 1 + 1 + 9) + (1 + 8)

    def test_have_a_place_for_every_kind_of_ground(self) -> None:
        assert sorted(proof.GROUNDS) == sorted(GroundKind)
        assert len(proof.GROUNDS) <= 16

    @pytest.mark.parametrize(
        "wrong",
        [
            {"number": "26FR007328E000100008"},
            {"number": "26fr007328e0001000081"},
            {"number": "26FR007328E00010000é1"},
            {"ground_reference": "P" * 15},
            {"ground_reference": "É26-0042"},
            {"movement": Movement("A" * 36, LEAVES)},
            {"movement": Movement("Łódź", LEAVES)},
        ],
    )
    def test_refuse_what_no_document_can_hold(self, wrong: dict) -> None:
        with pytest.raises(ValueError):
            proof.pack(Claims(**{**vars(CLAIMS), **wrong}), KEY)

    @pytest.mark.rule("V3")
    @given(st.binary(max_size=200))
    def test_are_read_only_as_they_are_written(self, foreign: bytes) -> None:
        try:
            key, read = proof.unpack(foreign)
        except NotAProofError:
            return
        assert proof.pack(read, key) == foreign

    @pytest.mark.rule("V3")
    @given(claims, st.data())
    def test_are_not_read_when_cut_or_lengthened(self, claimed: Claims, data: st.DataObject) -> None:
        body = proof.pack(claimed, KEY)
        short = body[: data.draw(st.integers(0, len(body) - 1))]
        long = body + data.draw(st.binary(min_size=1, max_size=5))
        for wrong in (short, long):
            with pytest.raises(NotAProofError):
                proof.unpack(wrong)

    @pytest.mark.rule("V3")
    @pytest.mark.parametrize(("place", "value"), [(0, 2), (19, 0x80 | 2), (19, 0b0010_0110), (5, 255), (28, 127)])
    def test_of_another_version_or_with_bits_that_mean_nothing_are_not_read(self, place: int, value: int) -> None:
        body = bytearray(proof.pack(CLAIMS, KEY))
        body[place] = value
        with pytest.raises(NotAProofError):
            proof.unpack(bytes(body))


class TestTheLetters:
    @pytest.mark.rule("D4")
    @given(claims)
    def test_are_capitals_and_digits_that_an_address_takes_as_they_are(self, claimed: Claims) -> None:
        body = proof.pack(claimed, KEY)
        text = proof.to_text(body, SIGNATURE)
        assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        assert proof.from_text(text) == (body, SIGNATURE)

    @pytest.mark.rule("V3")
    @given(st.text(max_size=320))
    def test_of_something_else_are_refused_or_mean_only_themselves(self, foreign: str) -> None:
        try:
            body, signature = proof.from_text(foreign)
        except NotAProofError:
            return
        assert proof.to_text(body, signature) == foreign

    @pytest.mark.rule("V3")
    @pytest.mark.parametrize(
        "change", [str.lower, lambda t: t + "=", lambda t: t + "A", lambda t: t[:-1], lambda t: " " + t]
    )
    def test_have_one_spelling(self, change: Callable[[str], str]) -> None:
        text = proof.to_text(proof.pack(CLAIMS, KEY), SIGNATURE)
        try:
            assert proof.from_text(change(text)) != proof.from_text(text)
        except NotAProofError:
            return

    def test_are_refused_when_there_are_too_many(self) -> None:
        with pytest.raises(NotAProofError):
            proof.from_text("A" * 304)
