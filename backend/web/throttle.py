"""The rate limit for one address: Ninja's throttle, which returns 429 with Retry-After."""

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from web.cache_keys import SHARED
from web.client_address import client_network


class AddressThrottle(SimpleRateThrottle):
    """``AddressThrottle("forms", "30/m")``: 30 requests of one address in each whole minute.

    Ninja keeps a list of times, which requests that come together overwrite; here the cache counts.
    Without Redis each process counts by itself.
    """

    def __init__(self, scope: str, rate: str) -> None:
        self.scope = scope
        super().__init__(rate)
        self.most, self.seconds = self.num_requests or 0, self.duration or 1

    def get_cache_key(self, request: HttpRequest) -> str:
        window = int(time.time()) // self.seconds
        return f"{SHARED}throttle-{self.scope}-{client_network(request)}-{window}"

    def allow_request(self, request: HttpRequest) -> bool:
        key = self.get_cache_key(request)
        if cache.add(key, 1, self.seconds):
            return self.most >= 1
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # it expired, or the cache was emptied, a moment ago
            return True

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.seconds - time.time() % self.seconds
