"""A file of numbers from its deposit to its end (rules I1–I5): each entry stands alone, and is judged once."""

import io

import pytest
from django.conf import settings

from gps.documents.models import FallbackDocument
from gps.domain.errors import ErrorCode
from gps.exchange import imports
from gps.exchange.imports import judging, keeping
from gps.exchange.imports.reading import CHUNK
from gps.exchange.models import EntryOutcome, ImportPart, ImportState
from gps.jobs.models import Job
from tests.documents.register import census, counters, refused
from tests.exchange.files import Entry, file_of, flood, hand_made, numbered
from tests.exchange.hostile import HOSTILE
from tests.exchange.sending import again, done, first_codes, send, told, work
from tests.world import CLIENT, NOW, World

pytestmark = pytest.mark.django_db(transaction=True)

E = ErrorCode
ACCEPTED, KNOWN, REFUSED = EntryOutcome.ACCEPTED, EntryOutcome.KNOWN, EntryOutcome.REFUSED


class TestAFile:
    @pytest.mark.rule("I2", "I4")
    def test_registers_what_it_holds(self, world: World) -> None:
        found = done(world, file_of(numbered(1, 2, 3)))
        assert (found.state, found.entry_count, found.done, found.percent) == (ImportState.FINISHED, 3, 3, 100)
        assert (found.accepted, found.known, found.rejected) == (3, 0, 0)
        documents = FallbackDocument.objects.order_by("sequence")
        assert [d.reference for d in documents] == [hand_made(n) for n in (1, 2, 3)]
        assert [entry.document for entry in imports.entries(found)] == list(documents)
        assert {d.history.get().actor_id for d in documents} == {found.account}
        assert counters() == {(CLIENT, 2026): 3}

    @pytest.mark.rule("I3", "I4")
    def test_is_kept_as_it_came(self, world: World) -> None:
        content = flood(1500).content
        found = send(world, content)
        assert len(content) > 2 * 256 * 1024
        assert b"".join(keeping.content(found)) == content
        assert max(len(part.content) for part in ImportPart.objects.all()) == keeping.PART
        assert (found.size, found.file_name, found.identifier) == (len(content), "crise.xml", "I26-0001")

    @pytest.mark.rule("I2", "I4")
    def test_with_an_error_of_every_kind_has_the_right_outcome_for_each_entry(self, world: World) -> None:
        made = flood(1300, errors_every=20)
        found = done(world, made.content)
        assert first_codes(found) == made.expected
        assert {code for _, code in made.expected} >= {kind for _, kind in made.expected if kind}
        accepted = sum(outcome is ACCEPTED for outcome, _ in made.expected)
        known = sum(outcome is KNOWN for outcome, _ in made.expected)
        assert (found.accepted, found.known, found.rejected) == (accepted, known, 1300 - accepted - known)
        assert FallbackDocument.objects.count() == accepted

    @pytest.mark.rule("I4")
    def test_sent_again_registers_nothing_twice(self, world: World) -> None:
        content = file_of([*numbered(1, 2), Entry("zéro", ref="x")])
        first = done(world, content)
        before = census()
        second = done(world, content)
        assert census() == before
        assert [outcome for outcome, _ in told(first)] == [ACCEPTED, ACCEPTED, REFUSED]
        assert [outcome for outcome, _ in told(second)] == [KNOWN, KNOWN, REFUSED]
        assert (first.same_as, second.same_as) == (None, first)

    @pytest.mark.rule("I4")
    def test_sent_again_accepts_what_was_refused_for_a_reason_that_is_gone(self, world: World) -> None:
        content = file_of(numbered(601))
        assert told(done(world, content)) == [(REFUSED, (E.CONFIRM_JUMP,))]
        done(world, file_of(numbered(200)))
        assert told(done(world, content)) == [(ACCEPTED, ())]

    @pytest.mark.rule("I2")
    def test_carries_the_confirmations_that_a_page_asks_for(self, world: World) -> None:
        entries = numbered(900) + numbered(7, on="2025-12-31")
        asked = [(REFUSED, (E.CONFIRM_JUMP,)), (REFUSED, (E.CONFIRM_OUTSIDE_YEAR,))]
        assert told(done(world, file_of(entries))) == asked
        for text in ("true", "1"):
            confirmed = [Entry(e.number, on=e.on, confirmed=text, transport=f"T{text}") for e in entries]
            outcomes = told(done(world, file_of(confirmed)))
            if text == "true":
                assert outcomes == [(ACCEPTED, ())] * 2
        assert FallbackDocument.objects.filter(anomalies__kind="jump").count() == 1

    @pytest.mark.rule("I4")
    def test_tells_all_that_is_wrong_with_an_entry_whose_values_cannot_be_read(self, world: World) -> None:
        entry = Entry("26", type="DAE", on="2026-02-30", at="8h", transport="", confirmed="oui")
        [(_, codes)] = told(done(world, file_of([entry])))
        assert set(codes) == {
            E.IMPORT_TYPE, E.IMPORT_DATE, E.IMPORT_TIME, E.IMPORT_CONFIRMED, E.REFERENCE_LENGTH, E.TRANSPORT_EMPTY,
        }  # fmt: skip

    @pytest.mark.rule("I3")
    def test_that_is_refused_whole_registers_nothing_and_the_worker_goes_on(self, world: World) -> None:
        """Every hostile file there is, one after the other, then a good one."""
        before = census()
        for content, code, line, column in HOSTILE.values():
            found = done(world, content if isinstance(content, bytes) else content.encode())
            fault = imports.refusal(found)
            assert fault is not None
            assert (found.state, fault.code, fault.data["line"], fault.data["column"]) == (
                ImportState.REFUSED, code, line, column,
            )  # fmt: skip
            assert (found.finished_at, found.entry_count, imports.entries(found).count()) == (NOW, None, 0)
        assert census() == before
        assert done(world, file_of(numbered(1))).accepted == 1

    @pytest.mark.rule("I3")
    def test_wrong_at_its_very_end_registers_nothing(self, world: World) -> None:
        content = flood(CHUNK + 10).content.replace(b"</import-craps>", b"")
        assert done(world, content).state is ImportState.REFUSED
        assert not FallbackDocument.objects.exists()

    @pytest.mark.rule("I3")
    def test_larger_than_the_limit_is_not_even_kept(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "IMPORT_MAX_BYTES", 1000)
        with refused(E.IMPORT_TOO_LARGE):
            send(world, b"<" * 1001)
        with refused(E.IMPORT_FILE_EMPTY):
            send(world, b"")
        assert not ImportPart.objects.exists()
        assert not Job.objects.exists()
        assert send(world, b"<" * 1000).size == 1000

    def test_has_a_name_that_can_be_shown(self, world: World) -> None:
        names = ["C:\\Users\\x\\crise.xml", "../../etc/a\u202eb\x07.xml", "", "x" * 300]
        sent = [
            imports.receive(io.BytesIO(b"<"), name, actor=world.actor("provider"), now=NOW).file_name for name in names
        ]
        assert sent == ["crise.xml", "ab.xml", "fichier.xml", "x" * 120]


class TestProgress:
    @pytest.mark.rule("I5")
    def test_is_shown_and_other_work_comes_in_between(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """One job reads the file, each of the others judges a slice; between two of them anything else may be done."""
        monkeypatch.setattr(judging, "SLICE", CHUNK)
        found = send(world, flood(1200).content)
        assert (found.state, found.percent, found.entry_count) == (ImportState.WAITING, 0, None)
        seen = []
        while Job.objects.filter(done_at=None).exists():
            assert work(most=1) == 1
            state = again(found)
            seen.append((state.state, state.done, state.percent))
        running = ImportState.RUNNING
        assert seen == [
            (running, 0, 0), (running, 500, 41), (running, 1000, 83), (ImportState.FINISHED, 1200, 100),
        ]  # fmt: skip
        assert list(Job.objects.order_by("id").values_list("key", flat=True)) == [
            f"{found.pk}", f"{found.pk}:0", f"{found.pk}:500", f"{found.pk}:1000",
        ]  # fmt: skip


class TestADryRun:
    @pytest.mark.rule("I4")
    def test_tells_everything_and_registers_nothing(self, world: World) -> None:
        made = flood(1300, errors_every=20)
        before = census()
        rehearsed = done(world, made.content, dry_run=True)
        assert census() == before
        assert first_codes(rehearsed) == made.expected
        found = done(world, made.content)
        assert first_codes(found) == made.expected
        assert found.same_as is None

    @pytest.mark.rule("I4")
    def test_tells_of_repeats_and_jumps_across_its_jobs(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """What an earlier job of the same dry run would have registered counts."""
        monkeypatch.setattr(judging, "SLICE", CHUNK)
        entries = [*numbered(*range(1, 1101)), *numbered(3), *numbered(4, transport="X"), *numbered(1600, 2101)]
        found = done(world, file_of(entries), dry_run=True)
        outcomes = told(found)
        assert outcomes[:1100] == [(ACCEPTED, ())] * 1100
        assert outcomes[1100:] == [
            (KNOWN, ()), (REFUSED, (E.ALREADY_REGISTERED,)), (ACCEPTED, ()), (REFUSED, (E.CONFIRM_JUMP,)),
        ]  # fmt: skip
        assert not FallbackDocument.objects.exists()
        assert list(Job.objects.order_by("id").values_list("key", flat=True)) == [
            f"{found.pk}{end}" for end in ("", ":0", ":500", ":1000")
        ]
