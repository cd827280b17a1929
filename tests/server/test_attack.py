"""2,700 connections that do nothing good, beside visitors whom three workers serve.

Nothing here depends on how fast the machine is: what counts is who is served.
"""

from server.worker import connections_within
from tests.running_site import RunningSite
from tests.server.client import Client
from tests.server.crowd import DRIPPING, IDLE, PATHS, SILENT, asked, crowd, visit

ROUNDS = 5


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
