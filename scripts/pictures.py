"""The pictures of the README, made anew: ``make pictures`` writes ``docs/images``.

The two papers are made as GPS makes them, from invented movements, with numbers that GPS would issue and a proof signed
by a key of no use. The recap is what a person sees who has just asked for a number in the demonstration.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from gps.demo.people import PASSWORD, PEOPLE, WINE
from gps.documents.signature import Signer, key_id
from gps.domain import reference
from gps.domain.ead.reading import flatten
from gps.domain.grounds import GroundKind
from gps.domain.proof import Claims, Movement
from gps.domain.reference import DocumentType
from gps.paperwork import forms, names, places
from scripts import serve

IMAGES = serve.ROOT / "docs" / "images"
SITE = "https://gps.example.gouv.fr"
PAPER_WIDTH, COLOURS = 804, 64
WIDTH, HEIGHT = 1280, 860
PATIENCE = 120.0
"""Seconds that the demonstration may take to answer."""

PARIS = "Europe/Paris"
PLATE, ALERT = "AB-123-CD", "P26-0042"
LEAVES = datetime(2026, 11, 20, 19, 30, tzinfo=timezone(timedelta(hours=1)))
CONSIGNOR: dict[str, Any] = {
    "2": {"a": WINE, "b": "Chais de Garonne", "c": "quai des Chartrons", "d": "12 bis", "e": "33000", "f": "Bordeaux",
          "g": "fr"},
    "9": {"e": "2026-11-20", "f": "19:30"},
    "10": {"a": "FR002300"},
}  # fmt: skip
HAMBURG = {"b": "Weinhaus Müller", "c": "Hafenstraße", "d": "7", "e": "20457", "f": "Hamburg", "g": "de"}
BRUSSELS = {"b": "Caves du Sablon", "c": "rue Haute", "d": "31", "e": "1000", "f": "Bruxelles", "g": "fr"}
MOVEMENTS: dict[DocumentType, dict[str, Any]] = {
    DocumentType.DAA: {
        "1": {"a": "1", "b": "D03", "c": "1"},
        "3": {"a": WINE},
        "5": {"a": "DE00000123456", **HAMBURG},
        "7": {"a": "DE00000123457", **HAMBURG},
        "9": {"b": "F2026-0012", "c": "2026-11-19", "d": "1"},
        "11": {"a": "1"},
        "13": {"a": "3"},
        "16": [{"a": "2", "b": PLATE, "c": "SC-001"}],
        "17": [
            {"a": "1", "b": "W200", "c": "22042142", "d": "900", "e": "1500.5", "f": "900", "g": "12.5",
             "p": "Bordeaux rouge, bouteilles de 75 cl", "1": [{"a": "CT", "b": "200", "f": "WM 1 à 200"}]},
            {"a": "2", "b": "W200", "c": "22042142", "d": "2250", "e": "3100", "f": "2250", "g": "13",
             "p": "Graves rouge, bouteilles de 75 cl", "1": [{"a": "PX", "b": "5", "f": "WM P1 à P5"}]},
        ],
        "18": [{"e": "C652", "f": "DOC-1"}],
    },
    DocumentType.DSA: {
        "1": {"a": "9", "b": "D02", "c": "1"},
        "5": {"a": "BE0000012345C", **BRUSSELS},
        "7": {"a": "BE0000012345C", **BRUSSELS},
        "9": {"b": "F2026-0013", "c": "2026-11-20"},
        "11": {"a": "1"},
        "13": {"a": "3"},
        "15": {"b": "Transports Lemoine"},
        "16": [{"a": "2", "b": PLATE}],
        "17": [
            {"a": "1", "b": "S200", "c": "22082012", "d": "210", "e": "520", "f": "460", "g": "40",
             "p": "Cognac VSOP, bouteilles de 70 cl", "1": [{"a": "CT", "b": "50", "f": "CS 1 à 50"}]},
            {"a": "2", "b": "W200", "c": "22042142", "d": "450", "e": "760", "f": "450", "g": "12.5",
             "p": "Bordeaux rouge, bouteilles de 75 cl", "1": [{"a": "BQ", "b": "600"}]},
        ],
        "18": [{"e": "3", "f": "F2026-0013"}],
    },
}  # fmt: skip


def main() -> None:
    """Draw the papers, then photograph the recap."""
    for sequence, document_type in enumerate(MOVEMENTS, start=8):
        draw(document_type, reference.issue(2026, WINE, sequence, document_type).text)
    with tempfile.TemporaryDirectory() as folder:
        photograph(Path(folder))


def draw(document_type: DocumentType, number: str) -> None:
    """Make the paper of a number, and a picture of its first face."""
    data = {**CONSIGNOR, **MOVEMENTS[document_type]}
    data["9"] = CONSIGNOR["9"] | data["9"]
    values = places.values(dict(flatten(data, first=0)))
    values |= {names.REFERENCE: number, names.GROUND: f"Alerte {ALERT}"}
    proof = forms.Proof(f"{SITE}/v/{signed(document_type, number)}", f"{SITE}/verifier", number)
    page = pypdfium2.PdfDocument(forms.prefilled(document_type, values, editable=False, proof=proof))[0]
    picture: Image.Image = page.render(scale=2 * PAPER_WIDTH / page.get_width()).to_pil()
    size = (PAPER_WIDTH, round(PAPER_WIDTH * picture.height / picture.width))
    small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    few = small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    save(few, f"{document_type.lower()}.png")


def signed(document_type: DocumentType, number: str) -> str:
    """Give a proof of the movement, by a key that signs nothing else."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signer = Signer(key_id(private.public_key().public_bytes_raw()), private)
    issued_at = LEAVES.astimezone(UTC) - timedelta(hours=1)
    claims = Claims(number, document_type, issued_at, Movement(PLATE, LEAVES), GroundKind.ALERT, ALERT)
    return signer.sign(claims)


def photograph(folder: Path) -> None:
    """Ask for a number in a demonstration of its own, whose data are in a folder, and take a picture of its recap."""
    port = serve.free_port(0)
    base = f"http://{serve.HOST}:{port}"
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GPS_")}
    database = f"sqlite:///{folder / 'gps.sqlite3'}"
    environment = ours | {"GPS_DEMO": "1", "DATABASE_URL": database, "GPS_PUBLIC_URL": base}
    for command in (("migrate", "--no-input", "--verbosity", "0"), ("load_demo",)):
        subprocess.run([sys.executable, "-m", "gps", *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    program = serve.server(port, "gps.config.wsgi:application")
    served = subprocess.Popen(program, env=environment, start_new_session=True)
    try:
        wait_for(f"{base}/sante")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or "chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(
                base_url=base, viewport={"width": WIDTH, "height": HEIGHT}, locale="fr-FR", timezone_id=PARIS
            )
            ask_for_a_number(page)
            save(Image.open(io.BytesIO(page.screenshot())), "recapitulatif.png")
            browser.close()
    finally:
        serve.stop([served])


def ask_for_a_number(page: Page) -> None:
    """Sign in as the wine shipper, whom an alert covers, and generate a DAA."""
    page.goto("/connexion/")
    page.locator("input[name=username]").fill(PEOPLE[0].email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.goto("/generer/")
    page.get_by_text("DAA – ").check()
    page.get_by_label("Immatriculation du 1er moyen de transport").fill(PLATE)
    leaves = datetime.now(ZoneInfo(PARIS)) + timedelta(minutes=20)
    page.get_by_role("textbox", name="Date").first.fill(leaves.strftime("%d/%m/%Y"))
    page.get_by_role("textbox", name="Heure").first.fill(leaves.strftime("%H:%M"))
    page.get_by_role("button", name="Valider").click()
    page.wait_for_url("**/recapitulatif/", timeout=PATIENCE * 1000)


def wait_for(address: str) -> None:
    """Return once an address answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(address):  # noqa: S310  an address of this machine
            return
        time.sleep(0.2)
    sys.exit(f"{address} does not answer.")


def save(picture: Image.Image, name: str) -> None:
    """Write a picture, and say so."""
    picture.save(IMAGES / name, optimize=True)
    print(f"docs/images/{name}")


if __name__ == "__main__":
    main()
