"""The client's address that rate limits, lock-outs and their records can trust."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

UNKNOWN: Final = "0.0.0.0"  # noqa: S104  no address to listen on: what a request without one gets


def client_address(request: HttpRequest) -> str:
    """The visitor's address, as the outermost proxy of ours saw it.

    Each proxy appends the address it saw to X-Forwarded-For, and the client may have written
    anything before that. So ``TRUSTED_PROXIES`` entries count, from the right, and no other: behind
    CloudFront and a load balancer 2, and 0 where nothing stands in front, as on a function URL,
    whose source address comes from AWS.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if trusted := settings.TRUSTED_PROXIES:
        claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen = claimed[-trusted:][0].strip() or seen
    return normal(seen) or normal(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def client_network(request: HttpRequest) -> str:
    """What to count attempts by: an IPv4 address, or the first address of an IPv6 /64.

    A /64 is what one household or one rented server gets, with 2**64 addresses to take turns with.
    """
    address = ip_address(client_address(request))
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


@lru_cache(1024)
def normal(text: str) -> str:
    """The address in its one spelling, without a port; empty for what is none."""
    host = text.rpartition(":")[0] if text.count(":") == 1 else text
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
