"""GPS as GAMM@ sees it: three calls of its API, and what each one answered, a refusal and silence included."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import urllib3

CONNECT, READ = 3.0, 20.0
"""Seconds: GPS is near, or it is not there."""


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status, 0 when nothing came, and the JSON object, empty when there was none."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        """Whether GPS did what it was asked."""
        return 200 <= self.status < 300

    @property
    def detail(self) -> str:
        """The refusal in GPS's own words; for want of any, what is known of it."""
        if not self.status:
            return "GPS ne répond pas : le service est arrêté, ou le réseau est coupé. Rien n’est perdu, réessayez."
        return str(
            self.body.get("detail")
            or self.body.get("title")
            or f"GPS a répondu {self.status}, sans explication. Réessayez plus tard."
        )

    @property
    def others(self) -> list[str]:
        """Every other sentence of the refusal: a problem may name several faults."""
        faults = self.body.get("errors")
        told = [str(fault.get("detail", "")) for fault in faults if isinstance(fault, dict)] if faults else []
        return [sentence for sentence in told if sentence and sentence != self.detail]

    @property
    def code(self) -> str:
        """The code for machines, "" for none."""
        return str(self.body.get("code", ""))


class Gps:
    """The API at an address, with GAMM@'s key."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self._pool = urllib3.PoolManager(
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json, application/problem+json"},
            timeout=urllib3.Timeout(connect=CONNECT, read=READ),
            retries=False,
        )

    def look_up(self, number: str) -> Answer:
        """Ask for a document: its status and data (M1)."""
        return self._call("GET", f"/documents/{quote(number, safe='')}")

    def regularise(self, number: str, document_type: str, arc: str) -> Answer:
        """Report a regularisation with its ARC (M2)."""
        body = {"document_type": document_type, "arc": arc}
        return self._call("POST", f"/documents/{quote(number, safe='')}/reintegration", body)

    def withdraw(self, number: str) -> Answer:
        """Take a regularisation back (A3)."""
        return self._call("DELETE", f"/documents/{quote(number, safe='')}/reintegration")

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> Answer:
        try:
            response = self._pool.request(method, f"{self.url}/api/v1{path}", json=body, redirect=False)
        except urllib3.exceptions.HTTPError:
            return Answer(0)
        try:
            found = json.loads(response.data or b"{}")
        except ValueError:
            found = {}
        return Answer(response.status, found if isinstance(found, dict) else {})
