"""The JSON Schema of a document's data says what reading accepts, and nothing else that matters (rule D2)."""

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gps.documents.code_lists import CODES
from gps.domain import ead
from gps.domain.ead.formats import value
from gps.domain.ead.schema import schema
from gps.domain.ead.table import GROUPS, Element
from gps.domain.errors import DomainError
from tests.domain.movements import BEER, DUTY_PAID, ENERGY, GIVEN, WINE, changed

SCHEMA = schema(CODES, "https://gps.invalid/schemas/donnees-document.json")
VALIDATOR = Draft202012Validator(SCHEMA)
TYPED = [(g, e) for g in GROUPS.values() for e in g.elements if not e.given]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.rule("D2")
@pytest.mark.parametrize("movement", [WINE, BEER, ENERGY, DUTY_PAID])
def test_it_accepts_what_reading_gives(movement: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(ead.read(movement, CODES, GIVEN))) == []


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    "changes",
    [
        {"1.a": "77"}, {"1.b": "D3"}, {"5.b": "x" * 183}, {"9.c": "19/11/2026"}, {"17[0].d": "1,5"},
        {"17[0].f": "0012"}, {"17[0].c": "00000000"}, {"5.z": "x"}, {"99": {"a": "1"}}, {"2": {"a": "FR007328E0001"}},
        {"17": {"b": "W200"}}, {"18": [{"e": "C652"}] * 10}, {"5.b": 7},
    ],
)  # fmt: skip
def test_it_refuses_another_shape(changes: dict[str, Any]) -> None:
    right = ead.read(WINE, CODES, GIVEN)
    assert VALIDATOR.is_valid(right)
    assert not VALIDATOR.is_valid(changed(right, changes))


@pytest.mark.rule("D2")
@examples(st.sampled_from(TYPED), st.text(max_size=20) | st.from_regex(r"[0-9]{1,9}([.,][0-9]{1,4})?", fullmatch=True))
def test_each_value_that_reading_accepts_is_the_schemas(place: tuple[ead.table.Group, Element], typed: str) -> None:
    group, element = place
    try:
        canonical = value(element, typed, CODES, "x")
    except DomainError:
        return
    if canonical:
        one = SCHEMA
        for part in group.number.split("."):
            one = one["properties"][part]
            one = one.get("items", one)
        assert Draft202012Validator(one["properties"][element.letter]).is_valid(canonical)
