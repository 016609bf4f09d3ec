"""A paper at the roadside: its QR code read by the page, with a network and without one (rules V1, V2, V3)."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Page, expect

from gps.documents import signing_keys
from gps.documents.models import FallbackDocument
from gps.documents.signature import Signer
from gps.domain.lifecycle import Status
from gps.paperwork.proof import address_for, payload_for
from tests.documents.register import bring, issue, registered
from tests.e2e.conftest import Browse, Console
from tests.papers import CLAIMS, another, key
from tests.world import NOW, World

READER = """(() => {
    window.BarcodeDetector = class { async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas");
        canvas.getContext("2d").fillRect(0, 0, 9, 9);
        return canvas.captureStream(5);
    };
})()"""
"""Chromium on Linux has no reader of barcodes: one that sees what the test holds before it."""


@pytest.fixture(autouse=True)
def nothing_is_fetched_without_network(console: Console) -> Generator[None]:
    """Chromium asks for the icon of the page when it likes, and complains when there is no network: not ours."""
    yield
    console.complaints[:] = [
        one for one in console.complaints if not ("DISCONNECTED" in one[0] and "gps.svg" in one[1])
    ]


def opened(browse: Browse, width: int = 390) -> Page:
    page = browse(width=width)
    page.add_init_script(READER)
    with page.expect_response("**/verifier/cles.json"):
        page.goto("/verifier/")
    return page


def show(page: Page, text: str) -> None:
    page.evaluate("text => { window.seen = text; }", text)
    page.get_by_role("button", name="Lire le QR code ici").click()


def shown(page: Page) -> dict[str, str]:
    """The lines to compare with the paper, by their French names."""
    return page.locator(".gps-compare > div").evaluate_all(
        "rows => Object.fromEntries(rows.map(row => [row.children[0].firstChild.textContent.trim(),"
        " row.children[1].textContent.trim()]))"
    )


@pytest.mark.rule("V1", "D4")
def test_the_camera_opens_the_answer(world: World, browse: Browse) -> None:
    document = bring(world, issue(world), Status.CANCELLED)
    page = opened(browse)
    show(page, "https://ailleurs.invalid/")
    expect(page.locator("video")).to_be_visible()
    page.evaluate("text => { window.seen = text; }", address_for(document, NOW))
    page.wait_for_url("**/v/*")
    expect(page.locator("[data-answer=cancelled]")).to_contain_text("Annulé")


@pytest.mark.rule("V3", "V2")
def test_without_network_the_page_reads_every_paper_as_the_server_does(world: World, browse: Browse) -> None:
    issue(world, identity="É 12 œuf €")
    registered(world, "26FR009740E0007000011", "distiller", excise_number="FR009740E0007")
    issue(world, "officer", identity="", on=None, at=None)
    page = opened(browse)
    for document in FallbackDocument.objects.select_related("excise_number"):
        payload = payload_for(document, NOW)
        page.goto(f"/v/{payload}")
        by_server = shown(page)
        with page.expect_response("**/verifier/cles.json"):
            page.goto("/verifier/")
        page.context.set_offline(True)
        show(page, f"https://gps.invalid/v/{payload}")
        expect(page.locator(".gps-verdict__word")).to_have_text("Signature authentique")
        expect(page.locator(".gps-verdict")).to_contain_text("le statut du document n’a pas été consulté")
        assert shown(page) == by_server
        page.context.set_offline(False)


@pytest.mark.rule("V2", "V3")
def test_without_network_no_changed_letter_passes_and_nothing_is_called_false_for_want_of_a_key(
    world: World, browse: Browse
) -> None:
    payload = payload_for(issue(world), NOW)
    signer = signing_keys.signer(NOW)
    page = opened(browse)
    page.context.set_offline(True)
    word = page.locator(".gps-verdict__word")
    for text, said in [
        (payload[:-9] + another(payload[-9]) + payload[-8:], "Signature fausse"),
        (Signer(signer.key_id, key(9).private).sign(CLAIMS), "Signature fausse"),
        (key(9).sign(CLAIMS), "Vérification impossible sans réseau"),
        (payload[:-1] + another(payload[-1]), "QR code non reconnu"),
        (payload, "Signature authentique"),
    ]:
        page.get_by_label("Numéro du document").fill(f"https://gps.invalid/v/{text}")
        page.get_by_role("button", name="Vérifier", exact=True).click()
        expect(word).to_have_text(said)
    page.get_by_label("Numéro du document").fill("26FR007328E0001000011")
    page.get_by_role("button", name="Vérifier", exact=True).click()
    expect(word).to_have_text("Pas de réseau")
