"""The chain of a document's history: nothing can be changed, removed or slipped in without breaking it."""

import hashlib
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain.chain import START, canonical, entry_hash

Entry = dict[str, Any]

keys = st.sampled_from(["action", "at", "comment", "\u00e9", ""])
scalars = st.none() | st.integers() | st.text(max_size=4)
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(keys, scalars, max_size=3)
entries = st.dictionaries(keys, values, max_size=3)
histories = st.lists(entries, min_size=1, max_size=5)


def hashes_of(history: list[Entry]) -> list[str]:
    """What is stored beside a history, entry by entry."""
    hashes: list[str] = []
    for entry in history:
        hashes.append(entry_hash(hashes[-1] if hashes else START, entry))
    return hashes


def first_break(history: list[Entry], hashes: list[str]) -> int | None:
    """The position of the first entry whose stored hash does not follow from what is before it."""
    links = pairwise([START, *hashes])
    breaks = (
        i
        for i, (entry, (before, stored)) in enumerate(zip(history, links, strict=True))
        if entry_hash(before, entry) != stored
    )
    return next(breaks, None)


def reversed_keys(entry: Entry) -> Entry:
    """The same entry with all keys, at each depth, in the opposite order."""
    return {k: reversed_keys(v) if isinstance(v, dict) else v for k, v in reversed(entry.items())}


ENTRY: Entry = {
    "position": 1,
    "action": "issue",
    "at": "2026-06-15T08:30:00Z",
    "comment": "\u00e0 l\u2019heure",
    "data": {"b": "x", "a": [1, None]},
}
ENTRY_BYTES = (
    '{"action":"issue","at":"2026-06-15T08:30:00Z","comment":"\u00e0 l\u2019heure",'
    '"data":{"a":[1,null],"b":"x"},"position":1}'
).encode()


@pytest.mark.rule("H2")
class TestTheHashOfAnEntry:
    def test_is_made_of_the_canonical_bytes(self) -> None:
        assert canonical(ENTRY) == ENTRY_BYTES

    def test_is_the_sha_256_of_the_previous_hash_and_the_entry(self) -> None:
        assert entry_hash(START, ENTRY) == hashlib.sha256(b"0" * 64 + ENTRY_BYTES).hexdigest()

    def test_never_changes_from_one_version_to_the_next(self) -> None:
        assert entry_hash(START, ENTRY) == "d2ebda2950e51cecd3896f66e1d2a8c65152ee31c462ecf22e0d2d2aba852dc5"

    @given(entries)
    def test_has_64_hexadecimal_digits(self, entry: Entry) -> None:
        assert len(entry_hash(START, entry)) == len(START) == 64
        int(entry_hash(START, entry), 16)

    @given(entries)
    def test_does_not_depend_on_the_order_of_the_keys(self, entry: Entry) -> None:
        assert entry_hash(START, reversed_keys(entry)) == entry_hash(START, entry)

    @given(entries, entries)
    def test_differs_with_any_difference_between_entries(self, one: Entry, other: Entry) -> None:
        assert (entry_hash(START, one) == entry_hash(START, other)) is (one == other)

    @given(entries, keys, values)
    def test_changes_with_any_value(self, entry: Entry, key: str, value: object) -> None:
        changed = entry | {key: value}
        assert (entry_hash(START, changed) == entry_hash(START, entry)) is (changed == entry)

    @given(entries)
    def test_depends_on_what_came_before(self, entry: Entry) -> None:
        assert entry_hash(entry_hash(START, entry), entry) != entry_hash(START, entry)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"a": None}, {"a": "null"}),
            ({"a": 1}, {"a": "1"}),
            ({"a": None}, {}),
            ({"a": ""}, {"a": None}),
            ({"a": "b", "c": "d"}, {"a": 'b","c":"d'}),
            ({"a": "\u00e9"}, {"a": "e\u0301"}),
            ({"a": " "}, {"a": ""}),
        ],
    )
    def test_tells_look_alikes_apart(self, one: Entry, other: Entry) -> None:
        assert entry_hash(START, one) != entry_hash(START, other)


@pytest.mark.rule("H2")
class TestAChain:
    @given(histories)
    def test_that_nobody_touched_holds(self, history: list[Entry]) -> None:
        assert first_break(history, hashes_of(history)) is None

    @given(histories, st.data())
    def test_breaks_where_an_entry_is_changed(self, history: list[Entry], data: st.DataObject) -> None:
        hashes = hashes_of(history)
        position = data.draw(st.integers(0, len(history) - 1))
        history[position] = data.draw(entries.filter(lambda entry: entry != history[position]))
        assert first_break(history, hashes) == position

    @given(histories, st.data())
    def test_has_another_end_when_an_entry_is_changed(self, history: list[Entry], data: st.DataObject) -> None:
        hashes = hashes_of(history)
        position = data.draw(st.integers(0, len(history) - 1))
        history[position] = data.draw(entries.filter(lambda entry: entry != history[position]))
        rewritten = hashes_of(history)
        assert rewritten[:position] == hashes[:position]
        assert not set(rewritten[position:]) & set(hashes[position:])

    @given(st.lists(entries, min_size=2, max_size=5), st.data())
    def test_breaks_where_an_entry_is_removed(self, history: list[Entry], data: st.DataObject) -> None:
        hashes = hashes_of(history)
        position = data.draw(st.integers(0, len(history) - 2))  # the last one's hash is kept elsewhere (purge record)
        del history[position], hashes[position]
        assert first_break(history, hashes) == position

    @given(histories, entries, st.data())
    def test_breaks_where_an_entry_is_slipped_in(self, history: list[Entry], entry: Entry, data: st.DataObject) -> None:
        hashes = hashes_of(history)
        position = data.draw(st.integers(0, len(history) - 1))
        before = hashes[position - 1] if position else START
        history.insert(position, entry)
        hashes.insert(position, entry_hash(before, entry))  # even with a hash that follows from what is before it
        assert first_break(history, hashes) == position + 1

    def test_breaks_when_two_entries_change_places(self) -> None:
        history: list[Entry] = [{"action": "issue"}, {"action": "cancel"}, {"action": "correct"}]
        hashes = hashes_of(history)
        assert first_break([history[0], history[2], history[1]], hashes) == 1
        assert first_break([history[0], history[2], history[1]], [hashes[0], hashes[2], hashes[1]]) == 1
