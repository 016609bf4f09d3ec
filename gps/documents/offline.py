"""``python -m gps verify_proof PAYLOAD [--keys FILE]``: whether GPS signed a paper, without network or database (V3).

It needs the published keys (``/verifier/cles.json``, fetched ahead) and nothing of the service: neither its settings
nor its secrets. The exit code tells: 0 signed, 1 forged, 2 nothing to judge (no proof, no keys), 3 no way to tell (a
key that the file has not, or one that was withdrawn).
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from gps.documents import labels, signature
from gps.documents.signature import ForgedError, Keys, UnknownKeyError, WithdrawnKeyError
from gps.domain import reference
from gps.domain.dates import with_offset
from gps.domain.proof import Claims, NotAProofError
from gps.outages.labels import ground_text

SIGNED, FORGED, NOTHING, UNSURE = range(4)


def main(arguments: Sequence[str]) -> int:
    """Print what the paper must say, and give the exit code."""
    parser = ArgumentParser(
        prog="python -m gps verify_proof",
        description="Vérifie sans réseau le texte d’un QR code de GPS. Code de sortie : 0 signature authentique, "
        "1 signature fausse, 2 rien à vérifier, 3 impossible à dire.",
    )
    parser.add_argument("payload", help="texte du QR code : l’adresse entière, ou ce qui suit /v/")
    parser.add_argument("--keys", type=Path, default=Path("cles.json"), help="clés publiques ; cles.json par défaut")
    given = parser.parse_args(arguments)
    try:
        keys = signature.read_jwks(json.loads(given.keys.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        return _say(NOTHING, f"Les clés publiques ne peuvent pas être lues ({given.keys}) : {error}")
    return _judge(given.payload.strip().rpartition("/")[2], keys)


def _judge(payload: str, keys: Keys) -> int:
    try:
        claims = signature.verify(payload, keys)
    except NotAProofError:
        return _say(NOTHING, "Ce texte n’est pas celui d’un QR code de GPS, ou il est incomplet.")
    except ForgedError:
        return _say(FORGED, "Signature fausse : GPS n’a pas signé ce QR code.")
    except UnknownKeyError as error:
        return _say(UNSURE, f"La clé {error} n’est pas dans ce fichier : téléchargez les clés publiques à nouveau.")
    except WithdrawnKeyError as error:
        return _say(UNSURE, f"La clé {error} a été retirée : sa signature ne prouve plus rien.")
    return _say(SIGNED, *_lines(claims))


def _lines(claims: Claims) -> list[str]:
    movement = claims.movement
    at = movement.dispatch_at if movement else None
    return [
        "Signature authentique. Le statut du document n’est pas vérifié. À comparer avec le papier :",
        f"  Numéro           {reference.grouped(claims.number)}",
        f"  Type             {labels.DOCUMENT_TYPE[claims.document_type]}",
        f"  Immatriculation  {movement.transport_identity if movement else 'à compléter'}",
        f"  Expédition       {with_offset(at, at.tzinfo) if at and at.tzinfo else 'à compléter'}",
        f"  Numéro d’accise  {claims.excise_number}",
        f"  Fondement        {ground_text(claims.ground_kind, claims.ground_reference)}",
    ]


def _say(code: int, *lines: str) -> int:
    stream = sys.stdout if code == SIGNED else sys.stderr
    stream.write("\n".join(lines) + "\n")
    return code
