"""Table 1 in French: what an operator's own paper must hold (rule D6)."""

import csv
from collections.abc import Mapping

import pytest

from gps.wording.table1 import ATTRIBUTE, DATA, PAPER_ELEMENTS, Element, Group, Rule

pytestmark = pytest.mark.rule("D6")

GIVEN_BY_THE_AUTHORITIES = ["1d", "1e", "1f", "1g", "9g"]


def rows(name: str) -> list[Mapping[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ENGLISH = [row for row in rows("ead-table1.csv") if row["group"] != ATTRIBUTE]
FRENCH = rows("ead-table1-fr.csv")


def elements() -> dict[str, Element]:
    return {group.number + element.letter: element for group in PAPER_ELEMENTS for element in group.elements}


def group(number: str) -> Group:
    [found] = [group for group in PAPER_ELEMENTS if group.number == number]
    return found


def test_every_row_of_the_regulation_has_its_french_row_and_vice_versa() -> None:
    english = [(row["group"], row["letter"]) for row in ENGLISH]
    groups = [(number, "") for number in dict.fromkeys(row["group"] for row in ENGLISH)]
    french = [(row["group"], row["letter"]) for row in FRENCH]
    assert sorted(english + groups) == sorted(french)
    assert all(row["name"] for row in FRENCH)


def test_the_two_attributes_of_the_message_are_not_on_the_paper() -> None:
    left_out = [row["name"] for row in rows("ead-table1.csv") if row["group"] == ATTRIBUTE]
    assert left_out == ["Submission Message Type", "Deferred Submission Flag"]
    assert ATTRIBUTE not in {group.number for group in PAPER_ELEMENTS}
    assert len(elements()) == len(ENGLISH) == 123


def test_the_groups_and_their_letters_are_in_the_order_of_the_table() -> None:
    numbers = [[int(part) for part in group.number.split(".")] for group in PAPER_ELEMENTS]
    assert numbers == sorted(numbers)
    assert list(elements()) == [row["group"] + row["letter"] for row in ENGLISH]
    for one in PAPER_ELEMENTS:
        assert [element.letter for element in one.elements] == sorted(element.letter for element in one.elements)


def test_a_datum_keeps_the_rule_and_the_format_of_the_regulation() -> None:
    kept = {name: (element.rule.value, element.format) for name, element in elements().items()}
    assert kept == {row["group"] + row["letter"]: (row["rule"], row["format"]) for row in ENGLISH}


def test_what_the_authorities_give_is_told_apart() -> None:
    assert [name for name, element in elements().items() if element.given_by_authorities] == GIVEN_BY_THE_AUTHORITIES
    assert {elements()[name].condition[:22] for name in GIVEN_BY_THE_AUTHORITIES} == {"Donné par les autorité"}


@pytest.mark.parametrize(
    ("number", "rule", "repeat"),
    [
        ("1", Rule.REQUIRED, 1), ("3", Rule.CONDITIONAL, 1), ("9.1", Rule.CONDITIONAL, 9), ("12", Rule.CONDITIONAL, 2),
        ("15", Rule.OPTIONAL, 1), ("17", Rule.REQUIRED, 999), ("17.2", Rule.DEPENDENT, 1), ("18", Rule.OPTIONAL, 9),
    ],
)  # fmt: skip
def test_a_group_has_a_rule_and_a_number_of_times(number: str, rule: Rule, repeat: int) -> None:
    assert (group(number).rule, group(number).repeat) == (rule, repeat)


def test_what_is_conditional_says_on_what() -> None:
    unsaid = [
        name for name, e in elements().items() if e.rule in {Rule.CONDITIONAL, Rule.DEPENDENT} and not e.condition
    ]
    unsaid += [g.number for g in PAPER_ELEMENTS if g.rule in {Rule.CONDITIONAL, Rule.DEPENDENT} and not g.condition]
    assert unsaid == []


def test_the_names_are_those_of_the_trade() -> None:
    names = {name: element.name for name, element in elements().items()}
    assert names["1a"] == "Code de type de destination"
    assert names["1b"] == "Durée du transport"
    assert names["2a"] == "Numéro d’accise de l’opérateur"
    assert names["17c"] == "Code NC"
    assert names["17g"] == "Titre alcoométrique volumique en pourcentage"
    assert {rule.word for rule in Rule} == {"obligatoire", "facultatif", "conditionnel", "selon le cas"}
