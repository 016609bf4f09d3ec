"""What the documentation shows of files of numbers. The tests run the examples."""

from typing import Any

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<import-craps xmlns="urn:gps:import:v1">
  <craps ref="BL-4711">
    <numero-document>26FR004455E0002000011</numero-document>
    <type-document>DAA</type-document>
    <numero-accise-expediteur>FR004455E0002</numero-accise-expediteur>
    <immatriculation-transport>AB-123-CD</immatriculation-transport>
    <date-expedition>2026-11-19</date-expedition>
    <heure-expedition>08:15</heure-expedition>
  </craps>
</import-craps>
"""
IMPORT: dict[str, Any] = {
    "identifier": "I26-0001",
    "state": "finished",
    "dry_run": False,
    "file_name": "fichier.xml",
    "size": len(FILE.encode()),
    "sha256": "c0ffee" + "0" * 58,
    "same_as": None,
    "received_at": "2026-11-20T17:45:30Z",
    "started_at": "2026-11-20T17:45:30Z",
    "finished_at": "2026-11-20T17:45:30Z",
    "entry_count": 1,
    "done": 1,
    "percent": 100,
    "accepted": 1,
    "known": 0,
    "rejected": 0,
    "refusal": None,
    "links": {
        "self": "/api/v1/imports/I26-0001",
        "entries": "/api/v1/imports/I26-0001/entries",
        "report_xml": "/api/v1/imports/I26-0001/report.xml",
        "report_csv": "/api/v1/imports/I26-0001/report.csv",
    },
}
RECEIVED = IMPORT | {
    "state": "waiting",
    "started_at": None,
    "finished_at": None,
    "entry_count": None,
    "done": 0,
    "percent": 0,
    "accepted": 0,
}
ENTRIES: list[dict[str, Any]] = [
    {
        "position": 1,
        "line": 3,
        "ref": "BL-4711",
        "reference": "26FR004455E0002000011",
        "outcome": "accepted",
        "document": "/api/v1/documents/26FR004455E0002000011",
        "errors": [],
    }
]
