"""The structure of the message: Table 1's own column of places, our schema, and the sample agree (rule M4)."""

import ast
import csv
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from gps.documents.code_lists import CODES
from gps.domain.ead import table
from gps.exchange.ie815 import schema
from gps.exchange.ie815.mapping import ATTRIBUTE, MESSAGE, Block
from gps.exchange.ie815.schema import DATA, FILE, IE815, InvalidMessageError
from gps.wording.table1 import DATA as TABLE1
from tests.exchange.ie815_reading import LISTS, body, data_of

pytestmark = pytest.mark.once

SAMPLE = Path(__file__).parent / "data" / "sample-ie815.xml"
XS = "{http://www.w3.org/2001/XMLSchema}"
FROM_THE_AUTHORITIES = {("1", "d"), ("1", "e"), ("1", "f"), ("1", "g"), ("9", "g")}
CODED = {
    "HeaderEadEsad/DestinationTypeCode": "destination",
    "HeaderEadEsad/TransportArrangement": "arrangement",
    "TransportMode/TransportModeCode": "transport_mode",
    "MovementGuarantee/GuarantorTypeCode": "guarantor",
    "EadEsadDraft/OriginTypeCode": "origin",
    "TransportDetails/TransportUnitCode": "transport_unit",
    "BodyEadEsad/FiscalMarkUsedFlag": "flag",
    "BodyEadEsad/WineProduct/WineProductCategory": "wine_category",
    "BodyEadEsad/WineProduct/WineGrowingZoneCode": "wine_zone",
    "BodyEadEsad/WineProduct/WineOperation/WineOperationCode": "wine_operation",
}


def rows() -> list[dict[str, str]]:
    with (TABLE1 / "ead-table1.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mapped() -> list[tuple[tuple[str, str], str]]:
    """Every number and letter that is mapped, with its path in the message."""
    return [line for block in MESSAGE for line in places(block, "")]


def places(block: Block, around: str) -> Iterator[tuple[tuple[str, str], str]]:
    here = f"{around}{block.element}"
    if block.language:
        yield (block.number, block.language), f"{here}/@language"
    for datum in block.data:
        yield (block.number, datum.letter), f"{here}/{datum.element}"
        if datum.language:
            yield (block.number, datum.language), f"{here}/{datum.element}/@language"
    for inner in block.blocks:
        yield from places(inner, f"{here}/")


class Described:
    """Our schema, read as text: what stands at a path of the draft."""

    def __init__(self) -> None:
        root = etree.parse(FILE).getroot()
        self.types = {node.get("name"): node for node in root if node.tag != f"{XS}element"}
        self.draft = self.types["Draft"]

    def children(self, kind: etree._Element) -> list[etree._Element]:
        return kind.findall(f"{XS}sequence/{XS}element")

    def type_of(self, element: etree._Element) -> etree._Element:
        name = element.get("type")
        inner = element.find(f"{XS}complexType")
        assert (name is None) != (inner is None)
        return self.types[name] if inner is None else inner

    def steps(self, path: str) -> list[etree._Element]:
        """The declarations on the way of a path."""
        kind, found = self.draft, []
        for name in path.split("/"):
            [element] = [child for child in self.children(kind) if child.get("name") == name]
            found.append(element)
            kind = self.type_of(element)
        return found

    def occurrences(self, path: str) -> str:
        return "/".join(f"{e.get('minOccurs', '1')}..{e.get('maxOccurs', '1')}" for e in self.steps(path))

    def language(self, path: str) -> etree._Element | None:
        """The declaration of an attribute « language »."""
        return self.type_of(self.steps(path)[-1]).find(f".//{XS}attribute[@name='language']")

    def restriction(self, path: str) -> etree._Element:
        kind = self.type_of(self.steps(path)[-1])
        extended = kind.find(f"{XS}simpleContent/{XS}extension")
        if extended is not None:
            kind = self.types[extended.get("base")]
        found = kind.find(f"{XS}restriction")
        assert found is not None
        return found

    def facets(self, path: str) -> dict[str, str]:
        bounds = [node for node in self.restriction(path) if not str(node.tag).endswith(("pattern", "enumeration"))]
        return {str(node.tag).removeprefix(XS): str(node.get("value")) for node in bounds}

    def codes(self, path: str) -> set[str]:
        return {str(node.get("value")) for node in self.restriction(path).findall(f"{XS}enumeration")}


@pytest.fixture(scope="module")
def described() -> Described:
    return Described()


@pytest.fixture
def sample() -> etree._Element:
    return etree.parse(SAMPLE).getroot()


class TestTheMapping:
    @pytest.mark.rule("M4")
    def test_puts_every_datum_where_the_table_says(self) -> None:
        told = {(row["group"], row["letter"]): row["ie815_path"] for row in rows() if row["ie815_path"]}
        assert dict(mapped()) == told

    @pytest.mark.rule("M4")
    def test_has_each_datum_that_people_or_gps_give_exactly_once(self) -> None:
        given = [(group.number, e.letter) for group in table.GROUPS.values() for e in group.elements]
        expected = {*given, (ATTRIBUTE, "a"), (ATTRIBUTE, "b")} - FROM_THE_AUTHORITIES
        assert Counter(place for place, _ in mapped()) == Counter(dict.fromkeys(expected, 1))

    def test_gives_each_text_the_language_that_the_table_gives_it(self) -> None:
        letters = {(block.number, d.letter): d.language for block in every_block(MESSAGE) for d in block.data}
        for group in table.GROUPS.values():
            for element in (e for e in group.elements if len(e.language_of) == 1):
                assert letters[group.number, element.language_of] == element.letter

    def test_repeats_what_the_table_repeats(self) -> None:
        assert {group.number for group in table.GROUPS.values() if group.is_repeated} == LISTS

    def test_nests_as_the_message_does(self) -> None:
        inner = {(block.number, child.number) for block in every_block(MESSAGE) for child in block.blocks}
        assert inner == {("11", "12"), ("17", "17.1"), ("17", "17.2"), ("17.2", "17.2.1"), ("9", "9.1")}


def every_block(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from every_block(block.blocks)


class TestTheSchema:
    @pytest.mark.rule("M4")
    @pytest.mark.parametrize("row", [row for row in rows() if row["ie815_path"]], ids=lambda row: row["ie815_path"])
    def test_has_what_table_1_says_of_each_element(self, described: Described, row: dict[str, str]) -> None:
        path, occurs, facets = row["ie815_path"], row["xsd_occurs"], row["xsd_facets"]
        if path.endswith("/@language"):
            attribute = described.language(path.removesuffix("/@language"))
            assert attribute is not None
            assert f"attr {attribute.get('use', 'optional')}" == occurs
            return
        assert described.occurrences(path) == occurs
        if facets.startswith("{"):
            expected: dict[str, Any] = ast.literal_eval(facets)
            found = described.facets(path)
            assert {name: found.get(name) for name in expected} == expected
            assert found.keys() - expected.keys() <= {"minLength"}

    def test_has_no_element_and_no_language_more(self, described: Described) -> None:
        paths = {path for _, path in mapped()}
        assert set(declared(described, described.draft, "")) == paths

    def test_has_the_elements_in_the_order_of_the_mapping(self, described: Described) -> None:
        written = [path for path in declared(described, described.draft, "") if not path.endswith("@language")]
        assert written == [path for _, path in mapped() if not path.endswith("@language")]

    @pytest.mark.parametrize(("path", "codes"), CODED.items())
    def test_has_the_short_code_lists(self, described: Described, path: str, codes: str) -> None:
        assert described.codes(path) == CODES.lists[codes]

    @pytest.mark.parametrize(
        ("path", "codes"),
        [
            ("BodyEadEsad/ExciseProductCode", "product"), ("BodyEadEsad/CnCode", "cn"),
            ("BodyEadEsad/Package/KindOfPackages", "package"), ("DocumentCertificate/DocumentType", "document"),
            ("BodyEadEsad/WineProduct/ThirdCountryOfOrigin", "country"),
            ("ComplementConsigneeTrader/MemberStateCode", "member_state"),
        ],
    )  # fmt: skip
    def test_takes_every_code_of_the_long_lists(self, described: Described, path: str, codes: str) -> None:
        probe = etree.fromstring(
            f'<xs:schema xmlns:xs="{XS[1:-1]}"><xs:element name="code"><xs:simpleType/></xs:element></xs:schema>'
        )
        probe[0][0].append(deepcopy(described.restriction(path)))
        takes = etree.XMLSchema(probe)
        refused = [code for code in CODES.lists[codes] if not takes.validate(etree.fromstring(f"<code>{code}</code>"))]
        assert refused == []

    def test_lies_in_two_files_of_our_own(self) -> None:
        assert sorted(path.name for path in DATA.iterdir()) == ["ie815-v3.23.xsd", "tms-v3.23.xsd"]


def declared(described: Described, kind: etree._Element, around: str) -> Iterator[str]:
    """Every path of the schema that holds a text or a language, in its order."""
    for element in described.children(kind):
        here, inner = f"{around}{element.get('name')}", described.type_of(element)
        if inner.find(f".//{XS}attribute[@name='language']") is not None:
            yield f"{here}/@language"
        if described.children(inner):
            yield from declared(described, inner, f"{here}/")
        else:
            yield here


class TestTheSample:
    @pytest.mark.rule("M4")
    def test_has_the_structure(self, sample: etree._Element) -> None:
        schema.check(sample, "the sample")

    def test_reads_as_the_data_of_a_document(self, sample: etree._Element) -> None:
        read = data_of(sample)
        assert read["-"] == {"a": "1", "b": "1"}
        assert read["9"]["a"] == "26FR007328E0001000011"
        assert read["9"]["f"] == "18:30"
        assert read["16"] == [{"a": "2", "b": "AB-123-CD"}]
        assert read["17"][0]["1"] == [{"a": "CT", "b": "200"}]
        assert read["17"][0]["2"] == {"a": "3"}


def at(path: str, value: str) -> Any:
    def change(message: etree._Element) -> None:
        node = body(message).find("/".join(f"{{{IE815}}}{name}" for name in path.split("/")))
        assert node is not None
        node.text = value

    return change


def drop(path: str) -> Any:
    def change(message: etree._Element) -> None:
        node = body(message).find("/".join(f"{{{IE815}}}{name}" for name in path.split("/")))
        assert node is not None
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)

    return change


def swap(message: etree._Element) -> None:
    body(message).append(body(message)[1])


def twice(message: etree._Element) -> None:
    body(message).insert(1, deepcopy(body(message)[1]))


def unqualified(message: etree._Element) -> None:
    body(message)[0].tag = "Attributes"


def unknown(message: etree._Element) -> None:
    etree.SubElement(body(message), f"{{{IE815}}}Arc").text = "x"


def speechless(message: etree._Element) -> None:
    del body(message)[1].attrib["language"]


BROKEN = {
    "out of order": swap,
    "a trader twice": twice,
    "without its namespace": unqualified,
    "an element more": unknown,
    "no language": speechless,
    "no attributes": drop("Attributes"),
    "no goods": drop("BodyEadEsad"),
    "no packages": drop("BodyEadEsad/Package"),
    "no office": drop("CompetentAuthorityDispatchOffice"),
    "a leading nought": at("BodyEadEsad/Quantity", "0900"),
    "a sign": at("BodyEadEsad/Quantity", "+900"),
    "a comma": at("BodyEadEsad/Quantity", "900,5"),
    "too many decimals": at("BodyEadEsad/Quantity", "1.2345"),
    "too many digits": at("BodyEadEsad/Quantity", "1234567890123.123"),
    "nothing": at("BodyEadEsad/NetMass", "0"),
    "an exponent": at("BodyEadEsad/GrossMass", "1e3"),
    "an empty name": at("ConsigneeTrader/TraderName", ""),
    "a long name": at("ConsigneeTrader/TraderName", "x" * 183),
    "a long street": at("ConsignorTrader/StreetName", "x" * 66),
    "a date with a zone": at("EadEsadDraft/DateOfDispatch", "2026-03-02Z"),
    "a French date": at("EadEsadDraft/DateOfDispatch", "02/03/2026"),
    "a day that does not exist": at("EadEsadDraft/DateOfDispatch", "2026-02-30"),
    "a time without seconds": at("EadEsadDraft/TimeOfDispatch", "18:30"),
    "a time with a zone": at("EadEsadDraft/TimeOfDispatch", "18:30:00+01:00"),
    "a time with tenths": at("EadEsadDraft/TimeOfDispatch", "18:30:00.1"),
    "25 hours": at("HeaderEadEsad/JourneyTime", "H25"),
    "3 days": at("HeaderEadEsad/JourneyTime", "3"),
    "destination 7": at("HeaderEadEsad/DestinationTypeCode", "7"),
    "transport mode 6": at("TransportMode/TransportModeCode", "6"),
    "a short excise number": at("ConsignorTrader/TraderExciseNumber", "FR007328E000"),
    "a type of submission that is not ours": at("Attributes/SubmissionMessageType", "2"),
    "a long reference": at("EadEsadDraft/LocalReferenceNumber", "x" * 23),
}


@pytest.mark.rule("M4")
@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_message_that_breaks_the_structure_does_not_pass(
    sample: etree._Element, change: Any, caplog: pytest.LogCaptureFixture
) -> None:
    change(sample)
    with pytest.raises(InvalidMessageError):
        schema.check(sample, "26FR007328E0001000011")
    assert "26FR007328E0001000011" in caplog.text
