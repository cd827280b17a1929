"""Is a link dead? Asks other sites, and no machine of our own network.

An editor may link to any address, so the address is not trusted: each host is resolved here, every
address that it has must be public, and the connection goes to the very address that was judged.
The same holds for each redirect. https://owasp.org/Top10/A10_2021-Server-Side_Request_Forgery_(SSRF)
"""

import socket
import ssl
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer
from typing import Final
from urllib.parse import urljoin, urlsplit

SECONDS: Final = 10.0
MOST_REDIRECTS: Final = 5
PORTS: Final = {"http": 80, "https": 443}
DEAD: Final = {404, 410}
AGENT: Final = "Mozilla/5.0 (compatible; InnovateToGrow link check)"


class Refused(Exception):
    """The address leads where this checker does not go."""


def fault_of(address: str) -> str:
    """Why visitors cannot follow the link; empty where they can, or where nobody knows.

    A site that is slow, busy or refuses programs is not called dead.
    """
    try:
        status = follow(address, time.monotonic() + SECONDS)
    except Refused as error:
        return str(error)
    except socket.gaierror:
        return "there is no such site"
    except ssl.SSLCertVerificationError:
        return "its certificate is not valid"
    except ConnectionRefusedError:
        return "the site refuses connections"
    except (OSError, HTTPException, ValueError):
        return ""
    return f"the site returns {status}" if status in DEAD else ""


def follow(address: str, end: float) -> int:
    """The last status. Raises Refused, OSError, HTTPException or ValueError."""
    for _ in range(MOST_REDIRECTS + 1):
        status, location = ask(address, end)
        if not (300 <= status < 400 and location):
            return status
        address = urljoin(address, location)
    raise Refused(f"it redirects more than {MOST_REDIRECTS} times")


def ask(address: str, end: float) -> tuple[int, str]:
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused("it leads to no web address")
    if (parts.port or PORTS[parts.scheme]) != PORTS[parts.scheme]:
        raise Refused("it leads to an unusual port")
    left = max(end - time.monotonic(), 0.1)
    connection = connect(parts.scheme, parts.hostname, public_address(parts.hostname), left)
    # A socket's own timeout begins again with each byte, and a server may send one at a time.
    deadline = Timer(left, hang_up, [connection.sock])
    deadline.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "text/html,*/*"})
        response: HTTPResponse = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        deadline.cancel()
        connection.close()


def hang_up(connected: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        connected.shutdown(socket.SHUT_RDWR)


def connect(scheme: str, host: str, address: str, seconds: float) -> HTTPConnection:
    """To that very address, under the host's name; without TLS's handshake yet."""
    made = HTTPSConnection if scheme == "https" else HTTPConnection
    connection = made(host, timeout=seconds)
    plain = socket.create_connection((address, PORTS[scheme]), seconds)
    if scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(
            plain, server_hostname=host, do_handshake_on_connect=False
        )
    else:
        connection.sock = plain
    return connection


def public_address(host: str) -> str:
    """Raises Refused where one of the host's addresses is private, and gaierror for no host."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(is_public(address) for address in addresses):
        raise Refused("it leads into a private network")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address, and the one that it may stand for, belongs to the public Internet."""
    found = ip_address(address.partition("%")[0])
    return all(
        each.is_global and not each.is_multicast and not each.is_reserved
        for each in {found, *stands_for(found)}
    )


def stands_for(found: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(found, IPv4Address):
        return []
    inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    return [each for each in inner if each]
