"""A month's numbers cut into runs: exactly the stretch, and no range that lies (rules M4, N5, E4)."""

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain import dispatch
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange.drm import walk as module
from gps.exchange.drm.month import Month
from gps.exchange.drm.walk import Kind, Numbered, Run, walk

pytestmark = [pytest.mark.once, pytest.mark.rule("M4")]

SORTS = [
    (Kind.DECLARED, "DAA"), (Kind.DECLARED, "DSA"), (Kind.CANCELLED, "other"), (Kind.CANCELLED, "document_error"),
    (Kind.OTHER_MONTH, "10/2026"), (Kind.OTHER_MONTH, "12/2026"), (Kind.TO_COMPLETE, ""),
]  # fmt: skip


def number(sequence: int, kind: Kind = Kind.DECLARED, detail: str = "DAA", last: int = 1) -> Numbered:
    return Numbered(2026, sequence, f"26FR007328E0001{sequence:05d}{last}", kind, detail)


@st.composite
def stretches(draw: st.DrawFn) -> list[Numbered]:
    """Some of forty sequences, each with one document, now and then with two or three (E4)."""
    sequences = sorted(draw(st.sets(st.integers(1, 40), min_size=1)))
    documents = []
    for sequence in sequences:
        sharing = draw(st.sampled_from([1, 1, 1, 1, 2, 3]))
        documents += [number(sequence, *draw(st.sampled_from(SORTS)), last) for last in range(sharing)]
    return documents


class TestTheWalk:
    def test_is_shown_by_its_example(self) -> None:
        assert doctest.testmod(module).failed == 0

    @pytest.mark.rule("M4", "N5")
    @given(stretches())
    def test_is_exactly_the_stretch(self, documents: list[Numbered]) -> None:
        first, last = documents[0].sequence, documents[-1].sequence
        runs = walk(documents, first, last)
        covered = [sequence for run in runs if not run.twin for sequence in range(run.first, run.last + 1)]
        alone = {run.first for run in runs if run.twin}
        assert sorted([*covered, *alone]) == list(range(first, last + 1))
        assert [run.first for run in runs] == sorted(run.first for run in runs)

    @given(stretches())
    def test_has_no_range_that_lies(self, documents: list[Numbered]) -> None:
        for run in walk(documents, documents[0].sequence, documents[-1].sequence):
            inside = [one for one in documents if run.first <= one.sequence <= run.last]
            if run.kind is Kind.MISSING:
                assert inside == []
            elif run.twin:
                assert run.first_reference == run.last_reference in {one.reference for one in inside}
            else:
                assert {(one.kind, one.detail) for one in inside} == {(run.kind, run.detail)}
                assert run.count == len(inside)
                assert (run.first_reference, run.last_reference) == (inside[0].reference, inside[-1].reference)

    @given(stretches())
    def test_counts_every_document_once(self, documents: list[Numbered]) -> None:
        runs = walk(documents, documents[0].sequence, documents[-1].sequence)
        for sort in SORTS:
            counted = sum(run.count for run in runs if (run.kind, run.detail) == sort)
            assert counted == sum((one.kind, one.detail) == sort for one in documents)

    @given(stretches())
    def test_cuts_no_more_than_it_must(self, documents: list[Numbered]) -> None:
        runs = walk(documents, documents[0].sequence, documents[-1].sequence)
        for before, after in pairwise(runs):
            assert before.twin or after.twin or (before.kind, before.detail) != (after.kind, after.detail)

    def test_cuts_a_range_of_one_type_where_the_other_comes(self) -> None:
        documents = [number(1), number(2), number(3, detail="DSA"), number(4)]
        runs = walk(documents, 1, 4)
        assert [(run.detail, run.first, run.last) for run in runs] == [("DAA", 1, 2), ("DSA", 3, 3), ("DAA", 4, 4)]

    @pytest.mark.rule("E4")
    def test_lets_twins_stand_alone(self) -> None:
        documents = [number(1), number(2), number(2, detail="DSA", last=2), number(3)]
        runs = walk(documents, 1, 3)
        assert [(run.detail, run.first, run.twin) for run in runs] == [
            ("DAA", 1, False), ("DAA", 2, True), ("DSA", 2, True), ("DAA", 3, False),
        ]  # fmt: skip

    def test_reaches_to_its_ends(self) -> None:
        assert walk([number(3)], 2, 5) == [
            Run(2026, Kind.MISSING, "", 2, 2),
            Run(2026, Kind.DECLARED, "DAA", 3, 3, number(3).reference, number(3).reference),
            Run(2026, Kind.MISSING, "", 4, 5),
        ]


class TestAMonth:
    @pytest.mark.parametrize(
        ("text", "iso"), [("11/2026", "2026-11"), (" 02/2028 ", "2028-02"), ("04/2010", "2010-04")]
    )
    def test_is_written_as_people_write_it(self, text: str, iso: str) -> None:
        month = Month.parse(text)
        assert month.iso == iso
        assert str(month) == text.strip()

    @pytest.mark.parametrize(
        "text", ["", "2026-11", "13/2026", "00/2026", "1/2026", "11/26", "03/2010", "01/2100", "11/2026\x00", "١١/2026"]
    )
    def test_of_another_form_is_refused(self, text: str) -> None:
        with pytest.raises(DomainError) as caught:
            Month.parse(text)
        assert caught.value.codes == (ErrorCode.MONTH_WRONG,)

    @given(st.integers(0, 12 * 89 + 8))
    def test_follows_the_one_before(self, months: int) -> None:
        month = Month(2010, 4).shifted(months)
        assert month.is_known
        assert (month.after is None) == (month == Month(2099, 12))
        assert (month.before is None) == (month.first_day == dispatch.FIRST_DAY)
        following = month.shifted(1)
        assert (following.first_day - month.last_day).days == 1
        assert following.shifted(-1) == month
        assert (month.due_on.year, month.due_on.month, month.due_on.day) == (following.year, following.month, 10)

    def test_says_its_name(self) -> None:
        assert Month(2026, 8).label == "août 2026"
