"""What the documentation shows of a document's data. The tests run the examples."""

from typing import Any

from gps.api.examples import NUMBER

DATA: dict[str, Any] = {"1": {"a": "1", "b": "D03", "c": "1"}, "13": {"a": "3"}}
NOTHING_YET: dict[str, Any] = {
    "reference": NUMBER,
    "data": {},
    "given": {
        "2": {
            "a": "FR007328E0001",
            "b": "Chais de Garonne",
            "c": "3 rue du Chai",
            "e": "33000",
            "f": "Bordeaux",
            "g": "fr",
        },
        "9": {"e": "2026-11-20", "f": "19:30"},
        "10": {"a": "FR002300"},
        "16": [{"b": "AB-123-CD"}],
    },
    "complete": False,
    "revision": 0,
    "saved_at": None,
    "saved_by": "",
}
SAVED = NOTHING_YET | {
    "data": DATA,
    "revision": 1,
    "saved_at": "2026-11-20T18:45:30+01:00",
    "saved_by": "Logiciel (Alix Exemple)",
}
