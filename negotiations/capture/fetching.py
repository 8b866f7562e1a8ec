"""Fetching a page, where the administrator allows it: only from the open internet, and never from inside the network.

The name is looked up once, every address that it has must be global, and the connection is made to the address that was
looked at: a name that means another address a moment later does not lead inside.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from ipaddress import IPv4Network, IPv6Address, IPv6Network
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from negotiations.capture.decoding import HTML, LARGEST, PLAIN

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # its last four bytes are an address of the old kind
_AS_IT_IS = "/?%:@!$&'()*+,;=~-._[]"
_MOVED = (301, 302, 303, 307, 308)
_READ_AT_ONCE = 64 * 1024

type Address = ipaddress.IPv4Address | IPv6Address
type Resolver = Callable[[str, int], Sequence[str]]


class NotFetched(Exception):
    """The page was not fetched; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came, from which address in the end."""

    address: str
    content: bytes
    media_type: str
    charset: str


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be fetched. Networks in `besides` count as outside, and other ports as usual ones: that is for tests."""

    resolve: Resolver = look_up
    besides: Sequence[IPv4Network | IPv6Network] = ()
    ports: Sequence[int] = (80, 443)
    seconds: float = 10
    largest: int = LARGEST
    redirects: int = 3

    def fetch(self, address: str) -> Page:
        """The page at an address, after at most three redirects, each looked at like the first; or NotFetched."""
        deadline = time.monotonic() + self.seconds
        for _ in range(self.redirects + 1):
            answer = self._ask(address, deadline)
            if isinstance(answer, Page):
                return answer
            address = answer
        raise NotFetched(f"The address leads on and on; after {self.redirects} redirects nobody follows any more.")

    def admit(self, address: str) -> tuple[SplitResult, int, str]:
        """The parts of an address, its port, and the one numeric address to connect to; refuses what is inside."""
        try:
            parts = urlsplit(address)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise NotFetched(f"“{address[:80]}” is no address.") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotFetched("Only addresses that begin with http:// or https:// are fetched.")
        if parts.username is not None or parts.password is not None:
            raise NotFetched("An address with a user name or a password in it is not fetched.")
        if port not in self.ports:
            raise NotFetched(f"Only the usual ports of the web are asked, not {port}.")
        try:
            found = [ipaddress.ip_address(each.split("%")[0]) for each in self.resolve(parts.hostname, port)]
        except (OSError, UnicodeError, ValueError):
            raise NotFetched(f"No computer is called “{parts.hostname[:80]}”.") from None
        if not found or not all(self._is_outside(each) for each in found):
            raise NotFetched(f"“{parts.hostname[:80]}” lies inside the network, or is no address of the open internet.")
        return parts, port, str(found[0])

    def _is_outside(self, found: Address) -> bool:
        if any(found in network for network in self.besides):
            return True
        if isinstance(found, IPv6Address):
            inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
            if found in _NAT64:
                inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
            if inner and not self._is_outside(inner):
                return False
        return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)

    def _ask(self, address: str, deadline: float) -> Page | str:
        """The page, or the address to which it has moved."""
        parts, port, numeric = self.admit(address)
        host = parts.hostname or ""
        connection: http.client.HTTPConnection = http.client.HTTPConnection(host, port)
        ends = ExitStack()
        try:
            plain = socket.create_connection((numeric, port), timeout=max(0.1, deadline - time.monotonic()))
            ends.enter_context(_ended_at(deadline, plain))
            connection.sock = self._secured(plain, host) if parts.scheme == "https" else plain
            path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_IT_IS)
            asked = {
                "Host": parts.netloc,
                "User-Agent": "Parley",
                "Accept": f"{HTML}, {PLAIN}",
                "Accept-Encoding": "identity",
            }
            connection.request("GET", path, headers=asked)
            response = connection.getresponse()
            if response.status in _MOVED and (location := response.getheader("Location")):
                return urljoin(address, quote(location.encode("latin-1"), safe=f"{_AS_IT_IS}#"))
            return self._page(address, response, connection.sock, deadline)
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as trouble:
            self._refuse_after(deadline)
            raise NotFetched(f"“{host[:80]}” did not answer as it should ({type(trouble).__name__}).") from None
        finally:
            ends.close()
            connection.close()

    def _secured(self, plain: socket.socket, name: str) -> socket.socket:
        """The connection, encrypted, with the name checked."""
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=name)
        except Exception:
            plain.close()
            raise

    def _page(
        self, address: str, response: http.client.HTTPResponse, connected: socket.socket | None, deadline: float
    ) -> Page:
        if response.status != 200:
            raise NotFetched(f"The page answered with {response.status} instead of a text.")
        kind = Message()
        kind["Content-Type"] = response.getheader("Content-Type", "")
        media_type = kind.get_content_type() if response.getheader("Content-Type") else ""
        if media_type not in (HTML, PLAIN):
            raise NotFetched(f"What came is {media_type or 'of no kind'}; only pages and plain texts are kept.")
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise NotFetched("The page came packed, which nobody had asked for.")
        content = bytearray()
        while piece := self._piece(response, connected, deadline):
            content += piece
            if len(content) > self.largest:
                raise NotFetched(f"The page is larger than {self.largest // 2**20} MB.")
        self._refuse_after(deadline)  # else what came until then would be taken for the whole
        return Page(address, bytes(content), media_type, str(kind.get_content_charset() or ""))

    def _piece(self, response: http.client.HTTPResponse, connected: socket.socket | None, deadline: float) -> bytes:
        self._refuse_after(deadline)
        if connected is not None:
            connected.settimeout(max(0.1, deadline - time.monotonic()))
        return response.read1(_READ_AT_ONCE)

    def _refuse_after(self, deadline: float) -> None:
        if time.monotonic() >= deadline:
            raise NotFetched(f"The page did not come within {self.seconds:g} seconds.")


@contextmanager
def _ended_at(deadline: float, connected: socket.socket) -> Iterator[None]:
    """Ends a connection at the deadline, however it drips: the system's own limit begins anew at each letter."""
    own = connected.dup()
    timer = Timer(max(0.0, deadline - time.monotonic()), _shut, [own])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        own.close()


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):  # closed already
        connected.shutdown(socket.SHUT_RDWR)
