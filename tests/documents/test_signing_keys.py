"""The keys that sign the papers: sealed, rotated, published (rule V3)."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from gps.documents import signature, signing_keys
from gps.documents.models import SigningKey
from gps.documents.signature import WithdrawnKeyError
from tests.concurrency import at_once
from tests.papers import CLAIMS, key, published
from tests.world import NOW

LATER = NOW + timedelta(days=90)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("proof_keys", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestTheSigner:
    @pytest.mark.rule("V3")
    def test_is_made_when_it_is_first_needed_and_stays(self) -> None:
        assert SigningKey.objects.count() == 0
        first, again = signing_keys.signer(NOW), signing_keys.signer(LATER)
        assert first.key_id == again.key_id
        assert SigningKey.objects.get().created_at == NOW
        assert signature.verify(first.sign(CLAIMS), signing_keys.published()) == CLAIMS

    @pytest.mark.rule("V3")
    def test_is_the_newest_that_is_not_retired_and_the_others_still_verify(self) -> None:
        first = signing_keys.signer(NOW)
        second = signing_keys.create(LATER)
        assert signing_keys.signer(LATER).key_id == second.key_id
        signing_keys.retire(second.key_id, LATER)
        assert signing_keys.signer(LATER).key_id == first.key_id
        signing_keys.retire(first.key_id, LATER)
        third = signing_keys.signer(LATER)
        assert third.key_id not in {first.key_id, second.key_id}
        known = signing_keys.published()
        assert [signature.verify(signer.sign(CLAIMS), known) for signer in (first, third)] == [CLAIMS] * 2

    @pytest.mark.rule("V3")
    def test_that_leaked_proves_nothing_any_more(self) -> None:
        first = signing_keys.signer(NOW)
        signing_keys.retire(first.key_id, LATER, withdrawn=True)
        with pytest.raises(WithdrawnKeyError):
            signature.verify(first.sign(CLAIMS), signing_keys.published())

    @pytest.mark.rule("V3")
    def test_is_another_one_when_the_secret_is_lost_and_old_papers_still_verify(self, settings: Any) -> None:
        first = signing_keys.signer(NOW)
        settings.PROOF_KEY = "another secret"
        second = signing_keys.signer(NOW)
        assert second.key_id != first.key_id
        known = signing_keys.published()
        assert [signature.verify(signer.sign(CLAIMS), known) for signer in (first, second)] == [CLAIMS] * 2


@pytest.mark.django_db
class TestTheTable:
    @pytest.mark.rule("V3")
    def test_holds_no_private_key_in_clear(self) -> None:
        signer = signing_keys.signer(NOW)
        row = SigningKey.objects.get()
        assert signer.private.private_bytes_raw() not in bytes(row.sealed)
        with pytest.raises(InvalidTag):
            signing_keys._opened(row.key_id, bytes(row.sealed), "guessed")
        with pytest.raises(InvalidTag):
            signing_keys._opened("00000000", bytes(row.sealed), "a key for the tests, which protects nothing")

    def test_holds_no_withdrawn_key_that_still_signs(self) -> None:
        signing_keys.create(NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            SigningKey.objects.update(withdrawn=True)

    @pytest.mark.rule("V3")
    def test_is_published_with_the_periods(self) -> None:
        first = signing_keys.create(NOW)
        signing_keys.create(LATER)
        signing_keys.retire(first.key_id, LATER, withdrawn=True)
        one, two = json.loads(run("list", "--jwks"))["keys"]
        assert (one["nbf"], one["retired"], one["revoked"]) == (int(NOW.timestamp()), int(LATER.timestamp()), True)
        assert two.keys() & {"retired", "revoked", "d"} == set()


@pytest.mark.django_db(transaction=True)
class TestTwoProcesses:
    @pytest.mark.rule("V3")
    def test_that_need_the_first_key_make_one(self) -> None:
        made = at_once([lambda: signing_keys.signer(NOW).key_id] * 6)
        assert len(set(made)) == 1
        assert SigningKey.objects.count() == 1


class TestWithoutTheDatabase:
    @pytest.mark.rule("V2")
    @pytest.mark.django_db
    def test_the_keys_read_last_still_verify(self) -> None:
        signer = signing_keys.signer(NOW)
        known = signing_keys.published()
        with connection.execute_wrapper(lambda *_: pytest.fail("asked the database")):
            assert signing_keys.last_known().keys() == known.keys() == {signer.key_id}

    @pytest.mark.rule("V2")
    def test_a_process_that_read_none_takes_those_of_the_file(
        self, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(signing_keys, "_last_known", {})
        assert signing_keys.last_known() == {}
        file = tmp_path / "cles.json"
        settings.PROOF_KEYS_FILE = str(file)
        assert signing_keys.last_known() == {}
        file.write_text("{", encoding="utf-8")
        assert signing_keys.last_known() == {}
        file.write_text(json.dumps(published(key())), encoding="utf-8")
        assert list(signing_keys.last_known()) == [key().key_id]


@pytest.mark.django_db
class TestTheCommand:
    @pytest.mark.rule("V3")
    def test_creates_lists_retires_and_publishes(self) -> None:
        assert run("list") == ""
        said = run("create")
        row = SigningKey.objects.get()
        assert row.key_id in said
        assert "en service" in run("list")
        assert json.loads(run("list", "--jwks")) == signing_keys.jwks()
        assert "reste vérifiable" in run("retire", row.key_id)
        assert "ne prouve plus rien" in run("retire", row.key_id, "--compromise")
        assert "compromise" in run("list")
        row.refresh_from_db()
        assert row.withdrawn

    def test_refuses_a_key_that_does_not_exist(self) -> None:
        with pytest.raises(CommandError, match="0000"):
            run("retire", "00000000")

    def test_makes_keys_that_differ(self) -> None:
        run("create")
        run("create")
        assert SigningKey.objects.values("public").distinct().count() == 2
        assert isinstance(signing_keys.signer(NOW).private, Ed25519PrivateKey)
