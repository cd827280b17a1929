"""2,700 connections that do nothing good, beside visitors whom three workers serve.

Nothing here depends on how fast the machine is: what counts is who is served.
"""

from contextlib import ExitStack

from server.open_files import connections_within
from tests.running_site import RunningSite
from tests.server.client import Client
from tests.server.crowd import DRIPPING, IDLE, PATHS, SILENT, asked, crowd, visit

ROUNDS = 5
CAMPUS, WORDS = 500, 10
VISITS = ("/api/layout/", "/api/pages/?path=/", "/api/search/?q={}", "/api/projects/?q={}")


def test_pages_and_health_are_served_beside_silent_dripping_and_idle_connections(
    site: RunningSite,
) -> None:
    wanted = SILENT + DRIPPING + IDLE
    assert connections_within(wanted) == wanted  # of this process
    address = site.host, site.port
    with crowd(address) as others:
        for _ in range(ROUNDS):
            others.drip()
            assert [visit(address, path)[0] for path in PATHS] == [200] * len(PATHS)
        kept: list[Client] = others.idle[::50]
        assert {client.send(asked("/livez/")).response().status for client in kept} == {200}


def test_a_campus_behind_one_address_reads_and_searches_without_a_refusal(
    site: RunningSite,
) -> None:
    """All 500 ask at the same time, and have ten words in mind."""
    with ExitStack() as stack:
        visitors = [stack.enter_context(Client((site.host, site.port))) for _ in range(CAMPUS)]
        for path in VISITS:
            for number, visitor in enumerate(visitors):
                visitor.send(asked(path.format(f"campus{number % WORDS}")))
            assert {visitor.response().status for visitor in visitors} == {200}, path
