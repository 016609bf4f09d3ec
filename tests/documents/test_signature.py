"""Who signed a proof: no other key, and not one letter changed (rule V3)."""

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gps.documents import signature
from gps.documents.signature import ForgedError, UnknownKeyError, WithdrawnKeyError, verify
from gps.domain import proof
from gps.domain.proof import NotAProofError
from tests.papers import CLAIMS, LETTERS, claims, key, keys, published

pytestmark = pytest.mark.once

SIGNER = key(1)
KEYS = keys(SIGNER)
TEXT = SIGNER.sign(CLAIMS)


class TestASignature:
    @pytest.mark.rule("V3", "D4")
    @given(claims)
    def test_vouches_for_all_that_is_claimed(self, claimed: proof.Claims) -> None:
        assert verify(SIGNER.sign(claimed), KEYS) == claimed

    @pytest.mark.rule("V3")
    def test_is_the_same_for_the_same_claims(self) -> None:
        assert SIGNER.sign(CLAIMS) == TEXT

    @pytest.mark.rule("V3", "V1")
    @given(st.integers(0, len(TEXT) - 1), st.sampled_from(LETTERS))
    def test_does_not_verify_when_one_letter_is_changed(self, place: int, letter: str) -> None:
        assume(TEXT[place] != letter)
        with pytest.raises((NotAProofError, ForgedError, UnknownKeyError)):
            verify(TEXT[:place] + letter + TEXT[place + 1 :], KEYS)

    @pytest.mark.rule("V3")
    @pytest.mark.parametrize("place", range(len(TEXT)))
    def test_does_not_verify_when_any_letter_becomes_the_next(self, place: int) -> None:
        letter = LETTERS[(LETTERS.index(TEXT[place]) + 1) % 32]
        with pytest.raises((NotAProofError, ForgedError, UnknownKeyError)):
            verify(TEXT[:place] + letter + TEXT[place + 1 :], KEYS)

    @pytest.mark.rule("V3")
    @given(st.text(max_size=320) | st.text(LETTERS, min_size=100, max_size=320))
    def test_is_not_found_in_foreign_texts(self, foreign: str) -> None:
        with pytest.raises((NotAProofError, ForgedError, UnknownKeyError)):
            verify(foreign, KEYS)

    @pytest.mark.rule("V3")
    def test_of_another_key_that_takes_this_ones_name_is_forged(self) -> None:
        forger = signature.Signer(SIGNER.key_id, key(2).private)
        with pytest.raises(ForgedError):
            verify(forger.sign(CLAIMS), KEYS)

    @pytest.mark.rule("V3")
    def test_made_for_something_else_proves_nothing(self) -> None:
        body = proof.pack(CLAIMS, bytes.fromhex(SIGNER.key_id))
        with pytest.raises(ForgedError):
            verify(proof.to_text(body, SIGNER.private.sign(body)), KEYS)


class TestTheKeys:
    @pytest.mark.rule("V3")
    def test_that_are_not_published_say_nothing(self) -> None:
        with pytest.raises(UnknownKeyError):
            verify(TEXT, keys(key(2)))

    @pytest.mark.rule("V3")
    def test_that_are_retired_still_verify(self) -> None:
        assert verify(TEXT, keys(SIGNER, key(2), nbf=1, retired=2)) == CLAIMS

    @pytest.mark.rule("V3")
    def test_that_are_withdrawn_prove_nothing(self) -> None:
        with pytest.raises(WithdrawnKeyError):
            verify(TEXT, keys(SIGNER, revoked=True))

    @pytest.mark.rule("V3")
    def test_are_published_as_the_standard_says(self) -> None:
        [jwk] = published(SIGNER, nbf=5)["keys"]
        assert {name: jwk[name] for name in ("kty", "crv", "alg", "use", "kid", "nbf")} == {
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": SIGNER.key_id, "nbf": 5,
        }  # fmt: skip
        assert base64.urlsafe_b64decode(jwk["x"] + "=") == SIGNER.private.public_key().public_bytes_raw()

    @pytest.mark.parametrize("document", [None, [], {}, {"keys": 3}, {"keys": [{"kty": "OKP", "crv": "Ed25519"}]}])
    def test_are_refused_when_they_are_no_set(self, document: object) -> None:
        with pytest.raises(ValueError):
            signature.read_jwks(document)

    def test_of_other_kinds_are_passed_over(self) -> None:
        others = {"keys": [{"kty": "RSA", "n": "x"}, "x", *published(SIGNER)["keys"]]}
        assert list(signature.read_jwks(others)) == [SIGNER.key_id]
