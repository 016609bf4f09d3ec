"""What is told of an import (I4): a code, a sentence and a remedy for each refusal; XML, CSV, a file to correct."""

import csv
import dataclasses
import io
import re
from datetime import date, datetime, time

import pytest
from lxml import etree

from gps.domain.errors import ErrorCode, Fault
from gps.exchange import imports
from gps.exchange.imports import faults, reports
from gps.exchange.imports.layout import NAMESPACE
from gps.exchange.models import EntryOutcome, Import
from gps.wording.imports import REMEDIES, remedy
from gps.wording.messages import sentence
from tests.exchange.files import KINDS, Entry, Flood, file_of, flood, hand_made, numbered
from tests.exchange.hostile import HOSTILE
from tests.exchange.sending import done, send, told
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("I4")]

E = ErrorCode
SCHEMA = etree.XMLSchema(etree.fromstring(imports.REPORT_XSD))
OF_THE_FILES = etree.XMLSchema(etree.fromstring(imports.XSD))
GPS = {"r": reports.REPORT_NAMESPACE}
EVERY_KIND = flood(700, errors_every=25)
NASTY = '=cmd|"/c calc"!A0 <&>--'


def xml_of(found: Import) -> etree._Element:
    """The report, which its schema accepts."""
    root = etree.fromstring(b"".join(imports.report_xml(found)))
    SCHEMA.assertValid(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(text) for text in root.xpath(path, namespaces=GPS)]  # type: ignore[union-attr]


def table_of(found: Import) -> list[dict[str, str]]:
    content = b"".join(imports.report_csv(found))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


class TestEveryRefusal:
    def test_has_a_code_a_sentence_and_a_remedy(self, world: World) -> None:
        found = done(world, EVERY_KIND.content)
        refused = [entry for entry in imports.entries(found) if entry.outcome == EntryOutcome.REFUSED]
        met = {fault.code for entry in refused for fault in imports.faults_of(entry)}
        assert met >= {kind for kind in KINDS if kind}
        for entry in refused:
            for fault in imports.faults_of(entry):
                assert re.fullmatch(r"[A-Z][0-9]{2}", fault.code.short)
                assert re.fullmatch(r"[A-ZÀ-Ý].+\.", sentence(fault)), sentence(fault)
                assert remedy(fault) == REMEDIES[fault.code]

    def test_of_a_whole_file_has_a_remedy_too(self) -> None:
        whole = {code for code in ErrorCode if code.short.startswith("I")}
        assert {code for _, code, _, _ in HOSTILE.values()} <= whole <= set(REMEDIES)
        assert all(re.fullmatch(r"[A-ZÀ-Ý].+\.", words) for words in REMEDIES.values())

    def test_keeps_its_facts(self) -> None:
        told = (
            Fault(E.DISPATCH_DATE_TOO_FAR, "dispatch_date", {"first": date(2010, 4, 1), "last": date(2027, 1, 1)}),
            Fault(E.DISPATCH_TIME_MISSING_HOUR, "dispatch_time", {"on": date(2026, 3, 29), "at": time(2, 30)}),
            Fault(E.ALREADY_REGISTERED, "reference", {"at": NOW, "by": "x", "receipt": None, "numbers": [1, "a"]}),
        )
        assert faults.restored(faults.stored(told)) == told

    def test_names_a_date_as_when_it_was_judged(self, world: World) -> None:
        entry = Entry(hand_made(1), on="2009-01-01")
        [line] = imports.entries(done(world, file_of([entry])))
        [fault] = imports.faults_of(line)
        assert sentence(fault) == "La date doit être comprise entre le 01/04/2010 et le 21/11/2027."


class TestTheXml:
    def test_bears_the_house_style_of_customs(self, world: World) -> None:
        first = done(world, EVERY_KIND.content)
        root = xml_of(done(world, EVERY_KIND.content, dry_run=True))
        assert texts(root, "r:identifiant/text()") == ["I26-0002"]
        assert texts(root, "r:horodatage-depot/text()") == ["2026-11-20T18:45:30+01:00"]
        assert texts(root, "r:etat/text() | r:essai/text()") == ["termine", "true"]
        assert texts(root, "r:fichier/@identique-a") == [first.identifier]
        assert texts(root, "r:bilan/@entrees") == ["700"]

    def test_tells_each_entry_with_its_line_ref_number_and_outcome(self, world: World) -> None:
        made = Flood()
        made.add(Entry(hand_made(1), ref='a"<b>'), EntryOutcome.ACCEPTED)
        made.add(Entry(hand_made(1), ref=""), EntryOutcome.KNOWN)
        made.add(Entry(NASTY, transport=""), EntryOutcome.REFUSED, E.REFERENCE_CHARACTER)
        root = xml_of(done(world, made.content))
        assert texts(root, "r:craps/@ligne") == ["3", "11", "19"]
        assert texts(root, "r:craps/@ref") == ['a"<b>']
        assert texts(root, "r:craps/r:numero-document/text()") == [hand_made(1), hand_made(1), NASTY]
        assert texts(root, "r:craps/r:resultat/text()") == ["accepte", "deja-integre", "refuse"]
        assert texts(root, "r:craps[3]/r:erreur/r:code/text()") == ["N02", "D10"]
        assert texts(root, "r:craps[3]/r:erreur/@champ") == ["numero-document", "immatriculation-transport"]
        assert len(texts(root, "r:craps[3]/r:erreur/r:message/text()")) == 2
        assert len(texts(root, "r:craps[3]/r:erreur/r:remede/text()")) == 2

    @pytest.mark.parametrize("name", ["an external entity", "a zip", "text between entries"])
    def test_tells_why_a_file_is_refused_whole_and_where(self, world: World, name: str) -> None:
        content, code, line, column = HOSTILE[name]
        root = xml_of(done(world, content if isinstance(content, bytes) else content.encode()))
        assert texts(root, "r:etat/text()") == ["refuse"]
        assert texts(root, "r:erreur-fichier/@ligne | r:erreur-fichier/@colonne") == [str(line), str(column)]
        assert texts(root, "r:erreur-fichier/r:code/text()") == [code.short]

    def test_is_one_before_the_end_too(self, world: World) -> None:
        root = xml_of(send(world, file_of(numbered(1))))
        assert texts(root, "r:etat/text() | r:craps") == ["en-attente"]

    def test_is_written_piece_by_piece(self, world: World) -> None:
        found = done(world, flood(1200).content)
        assert len(list(imports.report_xml(found))) == 1 + 3 + 1


class TestTheCsv:
    def test_has_a_line_for_each_entry_and_one_more_for_each_further_reason(self, world: World) -> None:
        entries = [Entry(hand_made(1), ref="BL 1"), Entry("26", transport="")]
        rows = table_of(done(world, file_of(entries)))
        assert [(row["Rang"], row["Ligne"], row["Résultat"], row["Code"]) for row in rows] == [
            ("1", "3", "Accepté", ""), ("2", "11", "Refusé", "N01"), ("2", "11", "Refusé", "D10"),
        ]  # fmt: skip
        assert rows[0]["Référence"] == "BL 1"
        assert rows[1]["Champ"] == "numero-document"
        assert all(row["Motif"] and row["À faire"] for row in rows[1:])

    def test_lets_no_formula_through(self, world: World) -> None:
        [row, *_] = table_of(done(world, file_of([Entry(NASTY, ref="@SUM(A1)")])))
        assert (row["Numéro"], row["Référence"]) == (f"'{NASTY}", "'@SUM(A1)")

    def test_tells_why_a_file_is_refused_whole(self, world: World) -> None:
        [row] = table_of(done(world, b"bonjour"))
        assert (row["Résultat"], row["Code"], row["Ligne"]) == ("Refusé", "I04", "1")


class TestTheFileToCorrect:
    def test_holds_the_refused_entries_alone_as_they_were_written(self, world: World) -> None:
        entries = [
            *numbered(1),
            Entry(NASTY, transport=" Péniche & Cie ", ref="r<1>", confirmed="true"),
            Entry(hand_made(2).lower(), on="19/11/2026"),
        ]
        content = b"".join(imports.corrected_file(done(world, file_of(entries))))
        root = etree.fromstring(content)
        written = root.findall(f"{{{NAMESPACE}}}craps")
        assert [[field.text for field in entry] for entry in written] == [
            [e.number, e.type, e.excise_number, e.transport, e.on, e.at] for e in entries[1:]
        ]
        assert [dict(entry.attrib) for entry in written] == [{"ref": "r<1>", "confirme": "true"}, {}]
        above = [str(comment.text) for comment in root.iter(etree.Comment)]
        assert re.match(r" Ligne 11, N02 : Le numéro contient « = » .+ Comparez le numéro au papier", above[0])
        assert re.match(r" Ligne 19, I22 : La date d’expédition « 19/11/2026 » n’est pas une date", above[1])

    def test_is_valid_where_the_values_are_of_their_types(self, world: World) -> None:
        entries = [Entry(hand_made(1), transport=""), *numbered(5000), Entry("26--", ref="--")]
        OF_THE_FILES.assertValid(etree.fromstring(b"".join(imports.corrected_file(done(world, file_of(entries))))))

    def test_is_accepted_once_it_is_corrected(self, world: World) -> None:
        found = done(world, file_of([*numbered(1), *numbered(2, on="2026-02-30")]))
        corrected = b"".join(imports.corrected_file(found)).replace(b"2026-02-30", b"2026-11-18")
        assert told(done(world, corrected)) == [(EntryOutcome.ACCEPTED, ())]

    def test_sent_as_it_is_is_refused_again(self, world: World) -> None:
        found = done(world, EVERY_KIND.content)
        once_more = done(world, b"".join(imports.corrected_file(found)))
        assert (once_more.entry_count, once_more.rejected) == (found.rejected, found.rejected)

    def test_is_a_list_without_entries_when_nothing_is_refused(self, world: World) -> None:
        content = b"".join(imports.corrected_file(done(world, file_of(numbered(1)))))
        assert len(etree.fromstring(content)) == 0


def test_a_moment_of_every_kind_is_stored_as_it_is() -> None:
    moments = {"a": datetime(2026, 1, 2, 3, 4, tzinfo=NOW.tzinfo), "b": date(2026, 1, 2), "c": time(3, 4), "d": None}
    [restored] = faults.restored(faults.stored([Fault(E.IMPORT_DATE, "x", moments)]))
    assert dataclasses.asdict(restored)["data"] == moments
