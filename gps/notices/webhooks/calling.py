"""One call: a POST to the address that was judged, whose certificate bears the name that was asked for.

No redirect is followed, no proxy is taken, four kilobytes of the answer are read, and after ten seconds the line is
cut, however slowly the other side goes on speaking.
"""

import ssl
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from socket import SHUT_RDWR, socket
from threading import Event, Timer

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from gps.notices.webhooks.places import Place

CONNECT, TOTAL = 5.0, 10.0
READ_AT_MOST = 4096
TOO_LATE = "Pas de réponse dans le délai."


@dataclass(frozen=True)
class Answer:
    """What came of a call: a status code, or why there is none; and how long it took."""

    code: int | None
    error: str
    duration_ms: int

    @property
    def received(self) -> bool:
        """Whether the receiver took the message. A redirect is no such answer."""
        return self.code is not None and 200 <= self.code < 300


class _Plain(HTTPConnection):
    """Keeps a second handle on its line, by which it can be cut."""

    line: socket | None = None

    def _new_conn(self) -> socket:
        sock = super()._new_conn()
        self.line = sock.dup()
        return sock


class _Secure(HTTPSConnection):
    """The same over TLS, which takes the first handle away."""

    line: socket | None = None

    def _new_conn(self) -> socket:
        sock = super()._new_conn()
        self.line = sock.dup()
        return sock


def post(place: Place, headers: Mapping[str, str], body: bytes) -> Answer:
    """Call, and tell what came of it; nothing that the other side does raises."""
    start = time.monotonic()
    code, error = None, ""
    try:
        code = _exchange(place, headers, body)
    except (HTTPError, HTTPException, OSError, ValueError) as failure:
        error = TOO_LATE if time.monotonic() - start >= TOTAL else _words(failure)
    return Answer(code, error[:200], round((time.monotonic() - start) * 1000))


def _exchange(place: Place, headers: Mapping[str, str], body: bytes) -> int:
    connection = _connection(place)
    with _cut_after(connection, TOTAL) as cut:
        connection.connect()
        connection.timeout = TOTAL
        connection.request("POST", place.target, body, {"Host": place.authority, **headers}, preload_content=False)
        response = connection.getresponse()
        if cut.is_set():  # an answer without end looks like one that has ended
            raise TimeoutError
        with suppress(HTTPError, HTTPException, OSError):  # the code is what counts
            response.read(READ_AT_MOST, decode_content=False)
        response.close()
        return int(response.status)


def _connection(place: Place) -> _Plain | _Secure:
    """A connection to the judged address; over TLS, for the name."""
    if place.scheme == "http":
        return _Plain(place.ip, place.port, timeout=CONNECT)
    return _Secure(place.ip, place.port, timeout=CONNECT, cert_reqs="CERT_REQUIRED", server_hostname=place.host)


@contextmanager
def _cut_after(connection: _Plain | _Secure, seconds: float) -> Generator[Event]:
    """Hang up when the time is over: the time-outs of sockets start anew with each byte."""
    cut = Event()
    timer = Timer(seconds, _hang_up, [connection, cut])
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
        connection.close()
        if connection.line is not None:
            connection.line.close()


def _hang_up(connection: _Plain | _Secure, cut: Event) -> None:
    cut.set()
    if connection.line is not None:
        with suppress(OSError):
            connection.line.shutdown(SHUT_RDWR)


def _words(failure: Exception) -> str:
    """What a person who runs the receiver can use."""
    cause = failure.__cause__ or failure
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"Certificat refusé : {cause.verify_message or cause.reason}"
    if isinstance(cause, ssl.SSLError):
        return f"Échec de TLS : {cause.reason}"
    if isinstance(cause, TimeoutError):
        return TOO_LATE
    if isinstance(cause, ConnectionRefusedError):
        return "Connexion refusée."
    return f"Connexion impossible ou interrompue ({type(cause).__name__})."
