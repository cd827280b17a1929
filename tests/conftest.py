"""Fixtures that every area of the tests may use."""

pytest_plugins = [
    "tests.services.fixtures",
    "tests.site_fixtures",
    "tests.production",
    "tests.delivery.fixtures",
]
