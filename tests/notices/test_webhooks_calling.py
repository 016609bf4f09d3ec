"""Where GPS may call, and how one call goes: judged addresses, TLS for the name, nothing followed, nothing endless."""

import datetime as dt
import ipaddress
import socket
import ssl
import time
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from gps.domain.errors import DomainError, ErrorCode
from gps.notices.webhooks import calling, places
from gps.notices.webhooks.places import Place
from tests.notices.receiver import Receiver, receiving

pytestmark = pytest.mark.once

PUBLIC = ["8.8.8.8", "185.24.184.5", "2001:4860:4860::8888", "2a01:e0a::1"]
NOT_PUBLIC = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.1.1", "100.64.0.1", "100.100.100.200", "100.127.255.255", "168.63.129.16",
    "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "::127.0.0.1", "fe80::1", "fc00::1",
    "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "100::1",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_production(settings: Any) -> None:
    settings.DEMO = False


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Have every name lead to these addresses; give the names that are asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **options: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(0, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def refused(url: str) -> ErrorCode:
    with pytest.raises(DomainError) as error:
        places.find(url)
    [fault] = error.value.faults
    assert fault.field == "url"
    return fault.code


class TestAnAddress:
    @pytest.mark.parametrize("address", PUBLIC)
    def test_of_the_internet_is_called_where_it_leads(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        assert places.is_public(ip_address(address))
        resolving(monkeypatch, address)
        place = places.find("https://exemple.fr/gps?a=1")
        assert place == Place("https", "exemple.fr", 443, "/gps?a=1", address)

    @pytest.mark.parametrize("address", NOT_PUBLIC)
    def test_of_any_other_net_is_refused(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        assert not places.is_public(ip_address(address))
        resolving(monkeypatch, address)
        assert refused("https://exemple.fr/") is ErrorCode.WEBHOOK_PLACE

    @pytest.mark.parametrize("address", NOT_PUBLIC)
    def test_is_refused_when_one_of_its_leads_is(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        resolving(monkeypatch, "8.8.8.8", address)
        assert refused("https://exemple.fr/") is ErrorCode.WEBHOOK_PLACE

    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "localhost", "[::1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "10.0.0.1", "0.0.0.0",
        ],
    )  # fmt: skip
    def test_of_this_machine_and_its_neighbours_is_refused_however_it_is_written(self, host: str) -> None:
        assert refused(f"https://{host}/") is ErrorCode.WEBHOOK_PLACE

    def test_that_does_not_exist_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        resolving(monkeypatch)
        assert refused("https://exemple.fr/") is ErrorCode.WEBHOOK_UNKNOWN_HOST

    @pytest.mark.parametrize(
        "url",
        [
            "", "exemple.fr", "http://exemple.fr/", "ftp://exemple.fr/", "file:///etc/passwd", "gopher://exemple.fr/",
            "https://", "https:///gps", "https://user:pass@exemple.fr/", "https://user@exemple.fr/",
            "https://exemple.fr:22/", "https://exemple.fr:80/", "https://exemple.fr:0/", "https://exemple.fr:1024/",
            "https://exemple.fr:65536/", "https://exemple.fr:x/", "https://exemple.fr/a b", "https://exemple.fr/é",
            "https://exemple.fr/\r\nHost: autre", "https://exemple.fr/#la", "https://[::1/", "https://exemple.fr\\@x/",
            f"https://exemple.fr/{'x' * 500}", "HTTPS//exemple.fr",
        ],
    )  # fmt: skip
    def test_of_another_form_is_refused_before_anything_is_asked(
        self, monkeypatch: pytest.MonkeyPatch, url: str
    ) -> None:
        asked = resolving(monkeypatch, "8.8.8.8")
        assert refused(url) is ErrorCode.WEBHOOK_ADDRESS
        assert asked == []

    @pytest.mark.parametrize(
        ("url", "port", "authority"),
        [
            ("https://exemple.fr", 443, "exemple.fr"),
            ("https://EXEMPLE.fr.:443/x", 443, "exemple.fr"),
            ("https://exemple.fr:8443/", 8443, "exemple.fr:8443"),
            ("https://[2001:4860:4860::8888]:1025/", 1025, "[2001:4860:4860::8888]:1025"),
        ],
    )
    def test_has_the_port_of_https_or_one_above_1024(
        self, monkeypatch: pytest.MonkeyPatch, url: str, port: int, authority: str
    ) -> None:
        resolving(monkeypatch, "8.8.8.8")
        place = places.find(url)
        assert (place.port, place.authority) == (port, authority)

    def test_of_this_machine_is_called_in_the_demonstration_alone(self, settings: Any) -> None:
        url = "http://127.0.0.1:8099/gps"
        assert refused(url) is ErrorCode.WEBHOOK_ADDRESS
        settings.DEMO = True
        assert places.find(url) == Place("http", "127.0.0.1", 8099, "/gps", "127.0.0.1")

    def test_of_the_net_is_no_better_in_the_demonstration(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        settings.DEMO = True
        resolving(monkeypatch, "10.0.0.1")
        assert refused("https://exemple.fr/") is ErrorCode.WEBHOOK_PLACE
        resolving(monkeypatch, "8.8.8.8")
        assert refused("http://exemple.fr:8080/") is ErrorCode.WEBHOOK_PLACE


@pytest.fixture
def receiver() -> Generator[Receiver]:
    with receiving() as receiver:
        yield receiver


def place_of(receiver: Receiver, host: str = "exemple.fr") -> Place:
    return Place(receiver.scheme, host, receiver.port, "/gps?de=test", "127.0.0.1")


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """Say something now and then, and never end."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Lent: " + b"x" * 600:
        time.sleep(0.02)
        try:
            handler.wfile.write(bytes([byte]))
        except OSError:
            return


class TestACall:
    def test_goes_to_the_judged_address_with_the_name_that_was_given(self, receiver: Receiver) -> None:
        answer = calling.post(place_of(receiver), {"webhook-id": "evt_1"}, b"{}")
        [call] = receiver.calls
        assert (answer.code, answer.error, answer.received) == (204, "", True)
        assert (call.path, call.body) == ("/gps?de=test", b"{}")
        assert (call.headers["host"], call.headers["webhook-id"]) == (f"exemple.fr:{receiver.port}", "evt_1")

    @pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
    def test_follows_no_redirect(self, receiver: Receiver, code: int) -> None:
        receiver.answers = [code]
        answer = calling.post(place_of(receiver), {}, b"{}")
        assert (answer.code, answer.received) == (code, False)
        assert len(receiver.calls) == 1

    @pytest.mark.parametrize("code", [400, 404, 410, 429, 500, 503])
    def test_tells_a_refusal(self, receiver: Receiver, code: int) -> None:
        receiver.answers = [code]
        answer = calling.post(place_of(receiver), {}, b"{}")
        assert (answer.code, answer.received) == (code, False)

    def test_takes_no_proxy(self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert calling.post(place_of(receiver), {}, b"{}").received

    def test_reads_no_more_than_it_needs(self, receiver: Receiver) -> None:
        sent: list[int] = []

        def flood(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                for _ in range(2000):
                    handler.wfile.write(b"x" * 65536)
                    sent.append(65536)
            except OSError:
                pass

        receiver.answers = [flood]
        assert calling.post(place_of(receiver), {}, b"{}").received
        assert sum(sent) < 64 * 65536

    @pytest.mark.parametrize("answer", [b"", b"bonjour\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000])
    def test_takes_nonsense_for_no_answer(self, receiver: Receiver, answer: bytes) -> None:
        def say(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(answer)

        receiver.answers = [say]
        told = calling.post(place_of(receiver), {}, b"{}")
        assert told.code is None
        assert told.error.startswith("Connexion impossible ou interrompue")

    def test_is_cut_however_slowly_the_other_side_goes_on(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(calling, "TOTAL", 0.5)
        receiver.answers = [trickle]
        told = calling.post(place_of(receiver), {}, b"{}")
        assert (told.code, told.error) == (None, calling.TOO_LATE)

    def test_is_cut_in_the_middle_of_a_handshake(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that takes the connection and never says a word of TLS, byte by byte or at all."""
        monkeypatch.setattr(calling, "TOTAL", 0.5)
        with socket.create_server(("127.0.0.1", 0)) as mute:
            told = calling.post(Place("https", "exemple.fr", mute.getsockname()[1], "/", "127.0.0.1"), {}, b"{}")
        assert (told.code, told.error) == (None, calling.TOO_LATE)

    def test_finds_nobody(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        told = calling.post(Place("http", "exemple.fr", port, "/", "127.0.0.1"), {}, b"{}")
        assert (told.code, told.error) == (None, "Connexion refusée.")


def certified(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for some names, and the file of the authority to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Essai")])
    today = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    alternatives = [
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + dt.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    authority, private = folder / "ca.pem", folder / "key.pem"
    authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, private)
    return context, authority


class TestACallOverTls:
    @pytest.mark.parametrize(("name", "host"), [("exemple.fr", "exemple.fr"), ("127.0.0.1", "127.0.0.1")])
    def test_asks_for_the_name_although_it_goes_to_the_address(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, host: str
    ) -> None:
        context, authority = certified(tmp_path, name)
        asked: list[str | None] = []
        context.sni_callback = lambda sock, wanted, ctx: asked.append(wanted)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        with receiving(context) as receiver:
            answer = calling.post(place_of(receiver, host), {}, b"{}")
        assert (answer.code, answer.error) == (204, "")
        assert asked == [host if host[0].isalpha() else None]

    def test_is_refused_with_the_certificate_of_another_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, authority = certified(tmp_path, "autre.fr", "127.0.0.1")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        with receiving(context) as receiver:
            answer = calling.post(place_of(receiver), {}, b"{}")
            assert receiver.calls == []
        assert answer.code is None
        assert answer.error.startswith("Certificat refusé : Hostname mismatch")

    def test_is_refused_with_the_certificate_of_an_unknown_authority(self, tmp_path: Path) -> None:
        context, _ = certified(tmp_path, "exemple.fr")
        with receiving(context) as receiver:
            answer = calling.post(place_of(receiver), {}, b"{}")
            assert receiver.calls == []
        assert answer.error.startswith("Certificat refusé : self-signed certificate")
