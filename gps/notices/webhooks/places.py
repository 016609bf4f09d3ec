"""Where GPS may call: public addresses of the Internet, and nothing of the network that it stands in.

Whoever gives an address must not make GPS talk to itself or to its neighbours (server-side request forgery). So a name
is resolved first, each address that it has is judged, and the connection then goes to the address that was judged, not
to the name: a name that changes its mind between the two gains nothing. Judged when an address is given, and at every
call.
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings

from gps.domain.errors import DomainError, ErrorCode
from gps.notices.models.webhooks import URL_LENGTH

_WRITTEN = re.compile(r"[!-~]+")
"""What an address is made of: ASCII without spaces. Other letters are written in punycode or with percent signs."""

_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""Addresses of IPv6 that lead to addresses of IPv4 (RFC 6052, RFC 8215): whose, no route says from here."""

_NEVER = (
    IPv4Network("192.0.0.0/24"),  # of protocols (RFC 6890), in which a cloud keeps its metadata
    IPv4Network("168.63.129.16/32"),  # the host of a machine at Azure: looks public, answers from inside alone
    IPv4Network("192.88.99.0/24"),  # relays of 6to4 (RFC 7526)
)


@dataclass(frozen=True)
class Place:
    """An address that may be called: where the connection goes, and the name that its certificate must bear."""

    scheme: str
    host: str
    port: int
    target: str
    ip: str

    @property
    def authority(self) -> str:
        """What the header ``Host`` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def find(url: str) -> Place:
    """Read an address, resolve its name, and judge where it leads.

    Raises:
        DomainError: WEBHOOK_ADDRESS, WEBHOOK_UNKNOWN_HOST, WEBHOOK_PLACE, each of the field ``url``.
    """
    scheme, host, port, target = _read(url)
    addresses = _resolve(host, port)
    if not all(_allowed(address, scheme) for address in addresses):
        raise DomainError.of(ErrorCode.WEBHOOK_PLACE, "url", host=host)
    return Place(scheme, host, port, target, str(addresses[0]))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address belongs to the open Internet, whatever it is wrapped in."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address.sixtofour or address.teredo or address.is_site_local:
            return False
        if any(address in network for network in _CARRIERS):
            return False
    elif any(address in network for network in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _allowed(address: IPv4Address | IPv6Address, scheme: str) -> bool:
    """The demonstration may also call its own machine, where there are no certificates."""
    if settings.DEMO and address.is_loopback:
        return True
    return scheme == "https" and is_public(address)


def _read(url: str) -> tuple[str, str, int, str]:
    """The parts of an address of the form that GPS takes."""
    wrong = DomainError.of(ErrorCode.WEBHOOK_ADDRESS, "url")
    if len(url) > URL_LENGTH or not _WRITTEN.fullmatch(url):
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    host = (parts.hostname or "").rstrip(".")
    schemes = {"https", "http"} if settings.DEMO else {"https"}
    if parts.scheme not in schemes or not host or "@" in parts.netloc or "\\" in url or "#" in url:
        raise wrong
    port = port if port is not None else {"https": 443, "http": 80}[parts.scheme]
    if port != 443 and port <= 1024:
        raise wrong
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, host, port, f"{parts.path or '/'}{query}"


def _resolve(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    """All addresses of a name, in the order in which the system would try them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(str(address[0])) for *_, address in found]
    except (OSError, UnicodeError, ValueError):
        addresses = []
    if not addresses:
        raise DomainError.of(ErrorCode.WEBHOOK_UNKNOWN_HOST, "url", host=host)
    return addresses
