"""The format of a file of hand-made numbers: its names, its schema and its samples, all published (rule I2)."""

from dataclasses import dataclass
from pathlib import Path

NAMESPACE = "urn:gps:import:v1"
ROOT, ENTRY = "import-craps", "craps"
FIELDS = {
    "numero-document": "reference",
    "type-document": "document_type",
    "numero-accise-expediteur": "excise_number",
    "immatriculation-transport": "transport_identity",
    "date-expedition": "dispatch_date",
    "heure-expedition": "dispatch_time",
}
"""The elements of an entry, all of them, in order: each with the field of the register that it fills."""

REF, CONFIRMED = "ref", "confirme"
ATTRIBUTES = {REF: "ref", CONFIRMED: "confirmed"}

LONGEST = 200
"""Characters of a value, spaces around it left out: what is longer is nothing that can be registered."""

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Sample:
    """An example that can be downloaded: its file name, what it shows, its content."""

    name: str
    title: str
    content: bytes


def _sample(name: str, title: str) -> Sample:
    return Sample(name, title, (_DATA / name).read_bytes())


XSD = (_DATA / "import-v1.xsd").read_bytes()
REPORT_XSD = (_DATA / "import-report-v1.xsd").read_bytes()
SAMPLES = (
    _sample("exemple-une-entree.xml", "Un seul numéro"),
    _sample("exemple-plusieurs-entrees.xml", "Plusieurs numéros, avec vos références et une confirmation"),
    _sample("exemple-avec-erreurs.xml", "Des erreurs de chaque sorte, pour voir un rapport"),
)
