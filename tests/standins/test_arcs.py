"""The ARC that the stand-in attributes is one (rule M2): held against another's check digit, and against GPS's own."""

import pytest
from stdnum import iso6346

from gps.domain import reference
from standins.gamma import arcs

pytestmark = pytest.mark.once


class TestAnArc:
    @pytest.mark.rule("M2")
    @pytest.mark.parametrize("document_type", ["DAA", "DSA"])
    def test_is_well_formed_and_says_the_type_of_movement(self, document_type: str) -> None:
        made = {arcs.attribute(document_type, 2026) for _ in range(200)}
        assert len(made) == 200
        for arc in made:
            assert (len(arc), arc[:4], arc[19] == "P") == (21, "26FR", document_type == "DSA")
            assert arc[20] == iso6346.calc_check_digit(arc[:20])
            assert reference.parse_arc(arc) == arc

    @pytest.mark.parametrize("first_20", ["0" * 20, "Z" * 20, "26FR0123456789ABCDEP", "KUVLMNOPQRSTWXYZ0123"])
    def test_has_the_check_digit_of_iso_6346(self, first_20: str) -> None:
        assert arcs.check_digit(first_20) == iso6346.calc_check_digit(first_20)
