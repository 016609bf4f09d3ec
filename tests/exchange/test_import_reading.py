"""A file that is not well-formed, not of the published structure or hostile is refused whole, with its place (I3)."""

import re
from collections.abc import Iterator

import pytest

from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.exchange.imports import reading
from gps.exchange.imports.reading import CHUNK, Survey
from gps.wording.messages import sentence
from tests.exchange.files import Entry, file_of, flood, hand_made, numbered
from tests.exchange.hostile import CLOSE, HOSTILE, ONE, OPEN

pytestmark = [pytest.mark.once, pytest.mark.rule("I3")]

PIECE = 64 * 1024


def pieces(content: bytes, size: int = PIECE) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def survey(content: str | bytes, size: int = PIECE) -> Survey:
    return reading.survey(pieces(content.encode() if isinstance(content, str) else content, size))


def refused(content: str | bytes) -> Fault:
    with pytest.raises(DomainError) as caught:
        survey(content)
    [fault] = caught.value.faults
    return fault


class TestAFileIsRefusedWhole:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_with_line_and_column(self, name: str) -> None:
        content, code, line, column = HOSTILE[name]
        fault = refused(content)
        assert (fault.code, fault.data["line"], fault.data["column"]) == (code, line, column)
        told = sentence(fault)
        assert f"igne {line}, colonne {column} : " in told
        assert told.endswith("rien n’a été enregistré.")

    def test_wherever_the_pieces_are_cut(self) -> None:
        content = (OPEN + ONE * 3 + "<autre/>" + CLOSE).encode()
        for size in (1, 7, 100):
            with pytest.raises(DomainError) as caught:
                survey(content, size)
            assert caught.value.codes == (ErrorCode.IMPORT_ELEMENT,)
            assert caught.value.faults[0].data["line"] == 26

    def test_that_is_empty(self) -> None:
        assert refused(b"").code is ErrorCode.IMPORT_FILE_EMPTY


class TestAFileIsTaken:
    @pytest.mark.parametrize(
        "content",
        [
            OPEN + ONE + CLOSE,
            "\ufeff" + OPEN + ONE + CLOSE,
            f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>{OPEN}{ONE}{CLOSE}',
            f"<!-- a --><?xml-stylesheet href='x'?>{OPEN}<!-- b -->{ONE}<?c d?><!-- e -->{CLOSE}<!-- f -->",
            f"{OPEN}{ONE.replace('DAA', '<![CDATA[DAA]]>').replace('AB', '&#65;&#x42;')}{CLOSE}",
            OPEN.replace(">", ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:x x.xsd">')
            + ONE + CLOSE,
            re.sub(r"<(/?)", r"<\1g:", OPEN + ONE + CLOSE).replace("xmlns=", "xmlns:g="),
        ],
        ids=["plain", "byte-order mark", "declaration", "comments", "CDATA", "schema hint", "prefix"],
    )  # fmt: skip
    def test_however_it_is_spelt(self, content: str) -> None:
        found = survey(content)
        assert found.count == 1
        encoded = content.encode()
        [entry] = reading.read_from(iter([encoded[found.starts[0][0] :]]), found, 0)
        assert entry.texts["type-document"] == "DAA"
        assert entry.texts["immatriculation-transport"] == "AB-123-CD"

    def test_from_any_chunk_on_as_from_the_beginning(self) -> None:
        content = flood(3 * CHUNK + 20).content
        found = survey(content)
        assert (found.count, len(found.starts)) == (3 * CHUNK + 20, 4)
        whole = list(reading.read_from(pieces(content[found.starts[0][0] :]), found, 0))
        for position in (CHUNK, 3 * CHUNK):
            offset, _ = found.starts[position // CHUNK]
            some = list(reading.read_from(pieces(content[offset:], 999), found, position))
            assert [(e.position, e.line, e.ref, e.texts) for e in some] == [
                (e.position, e.line, e.ref, e.texts) for e in whole[position:]
            ]

    def test_with_the_line_of_an_entry_beyond_the_65535th(self) -> None:
        content = file_of(numbered(1)).replace(b"<craps>", b"<craps>" + b"\n" * 70_000)
        content = content.replace(b"</import-craps>", ONE.encode() + b"</import-craps>")
        found = survey(content)
        [_, second] = reading.read_from(iter([content[found.starts[0][0] :]]), found, 0)
        assert second.line == 70_011

    def test_with_no_more_of_a_long_text_than_a_value_can_be(self) -> None:
        content = file_of([Entry(hand_made(1), transport="x" * 3_000_000)])
        found = survey(content)
        [entry] = reading.read_from(pieces(content[found.starts[0][0] :]), found, 0)
        assert len(entry.texts["immatriculation-transport"]) == reading.KEPT + 1
