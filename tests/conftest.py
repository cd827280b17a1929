"""Fixtures that every area of the tests may use."""

import signal

# A shell lets its background jobs ignore Ctrl-C, and they hand that on to whatever they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "tests.services.fixtures",
    "tests.site_fixtures",
    "tests.production",
    "tests.delivery.fixtures",
]
