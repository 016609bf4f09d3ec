"""The codes of refusals: what machines and the people on the telephone quote must stay apart."""

import re
from collections import Counter

import pytest

from gps.domain.errors import DomainError, ErrorCode, Fault


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.name)
class TestAnErrorCode:
    def test_has_a_slug_in_kebab_case(self, code: ErrorCode) -> None:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.slug)

    def test_has_the_slug_of_its_name(self, code: ErrorCode) -> None:
        assert code.slug == code.name.lower().replace("_", "-")

    def test_has_three_characters_a_letter_and_two_digits(self, code: ErrorCode) -> None:
        assert re.fullmatch(r"[A-Z][0-9]{2}", code.short)


class TestTheErrorCodes:
    def test_have_no_alias(self) -> None:
        assert len(ErrorCode.__members__) == len(list(ErrorCode))

    def test_have_no_slug_twice(self) -> None:
        assert max(Counter(code.slug for code in ErrorCode).values()) == 1

    def test_have_no_three_characters_twice(self) -> None:
        assert max(Counter(code.short for code in ErrorCode).values()) == 1


class TestADomainError:
    def test_keeps_its_fault_with_field_and_facts(self) -> None:
        error = DomainError.of(ErrorCode.REFERENCE_LENGTH, "reference", length=20, expected=21)
        assert error.faults == (Fault(ErrorCode.REFERENCE_LENGTH, "reference", {"length": 20, "expected": 21}),)

    @pytest.mark.rule("E2")
    def test_keeps_several_faults_in_order(self) -> None:
        faults = [Fault(ErrorCode.REFERENCE_SEQUENCE_ZERO, "reference"), Fault(ErrorCode.TRANSPORT_EMPTY)]
        error = DomainError(iter(faults))
        assert error.faults == tuple(faults)
        assert error.codes == (ErrorCode.REFERENCE_SEQUENCE_ZERO, ErrorCode.TRANSPORT_EMPTY)

    def test_reads_as_slugs_in_the_logs(self) -> None:
        error = DomainError([Fault(ErrorCode.REFERENCE_LENGTH, "reference"), Fault(ErrorCode.NOT_ALLOWED)])
        assert str(error) == "reference-length(reference), not-allowed"

    def test_belongs_to_the_whole_when_no_field_is_named(self) -> None:
        assert DomainError.of(ErrorCode.NOT_ALLOWED).faults[0].field == ""
