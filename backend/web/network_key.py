"""Who asked, for an operator who looks for one that abuses the site, and for nobody else.

The access line has a keyed hash of the visitor's network and not the address: lines of one network
can be counted and found again, and only who has DJANGO_SECRET_KEY can say which network that is.
`manage.py network_key ADDRESS` gives the hash of a known address.
"""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.utils.crypto import salted_hmac

BITS_KEPT: Final = {4: 24, 6: 64}
DIGITS: Final = 16


@lru_cache(maxsize=1024)
def network_key(address: str) -> str:
    """16 hexadecimal digits for the address's /24, or /64 of IPv6. Raises ValueError."""
    digest = salted_hmac("web.network_key", network(address), algorithm="sha256")
    return str(digest.hexdigest())[:DIGITS]


def network(address: str) -> str:
    """``192.0.2.0/24`` of 192.0.2.7. Raises ValueError."""
    found = ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    found = mapped or found
    return str(ip_network((found, BITS_KEPT[found.version]), strict=False))
