"""What the documentation shows of outages, grounds and requests. The tests run the examples."""

from typing import Any

OUTAGE: dict[str, Any] = {
    "identifier": "P26-0001",
    "phase": "under_way",
    "failure": 5,
    "service": "gamma_dti",
    "severity": "black",
    "opens_right": True,
    "planned": False,
    "provider": None,
    "excise_number": None,
    "side": "customs",
    "starts_at": "2026-11-20T17:45:30Z",
    "expected_end_at": None,
    "ended_at": None,
    "published_at": "2026-11-20T17:45:30Z",
    "changed_at": "2026-11-20T17:45:30Z",
    "title": "Alerte noire – GAMM@ DTI",
    "message": "Utilisez la procédure de secours.",
}
GROUND: dict[str, Any] = {
    "excise_number": "FR007328E0001",
    "access_mode": "dti",
    "may_issue": True,
    "ground": {"kind": "alert", "reference": "P26-0001", "label": "Alerte P26-0001"},
    "next_step": "issue",
    "request": None,
    "until": None,
    "outages": [OUTAGE],
    "help_desk": "09 702 80 100",
}
REQUEST: dict[str, Any] = {
    "identifier": "D26-0001",
    "excise_number": "FR007328E0001",
    "standing": "waiting",
    "failure": 1,
    "circumstances": "Box hors service depuis 17 h, partage de connexion essayé sans succès.",
    "contact": "05 00 00 00 00",
    "incident": None,
    "reintegrated_by": None,
    "asked_at": "2026-11-20T18:45:30+01:00",
    "asked_means": "gps",
    "tacit_at": "2026-11-20T19:45:30+01:00",
    "until": "2026-11-20T19:45:30+01:00",
    "answers": [],
    "withdrawn_at": None,
    "links": {"self": "/api/v1/authorisation-requests/D26-0001"},
}
