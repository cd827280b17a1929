"""Thousands of visitors on a few connections, each of which asks in its own words."""

import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Final

CONNECTIONS: Final = 8
TOGETHER: Final = 50  # requests that are sent before their responses are read
ADDRESSES: Final = ("/api/layout/?", "/api/pages/?path=/&")
CODINGS: Final = ("gzip", "gzip, deflate, br, zstd", "identity", "br;q=1.0, gzip;q=0.8")
KEPT_APART: Final = 2 * 2  # the site's Origin or none, compressed or not


def visits(visitors: int, site: str) -> Iterator[bytes]:
    """Of each visitor the layout and a page, with made-up values where there is room for them."""
    for number in range(visitors):
        origins = (f"Origin: https://{number}.example\r\n", f"Origin: {site}\r\n", "")
        for address in ADDRESSES:
            yield (
                f"GET {address}{number}=x&q={number} HTTP/1.1\r\nHost: localhost\r\n"
                f"{origins[number % 3]}Accept-Encoding: {CODINGS[number // 3 % 4]}\r\n"
                f"Cookie: sessionid={number}\r\nUser-Agent: {number}\r\n"
                f"Cache-Control: no-cache\r\nAuthorization: Basic {number}\r\n\r\n"
            ).encode()


def come(address: tuple[str, int], visitors: int, site: str) -> Counter[int]:
    """How often each status came."""
    asked = list(visits(visitors, site))
    shares = [asked[first::CONNECTIONS] for first in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        found = pool.map(lambda share: ask(address, share), shares)
        return sum(found, Counter())


def ask(address: tuple[str, int], requests: Sequence[bytes]) -> Counter[int]:
    found: Counter[int] = Counter()
    with socket.create_connection(address, timeout=60) as connection:
        answers = connection.makefile("rb")
        for first in range(0, len(requests), TOGETHER):
            some = requests[first : first + TOGETHER]
            connection.sendall(b"".join(some))
            found.update(status(answers) for _ in some)
    return found


def status(answers: IO[bytes]) -> int:
    """Of the next response, which is read to its end."""
    code, length = int(answers.readline().split()[1]), -1
    while line := answers.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length >= 0:
        answers.read(length)
        return code
    while size := int(answers.readline(), 16):  # chunked
        answers.read(size + 2)
    answers.readline()
    return code
