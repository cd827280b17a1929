"""Gunicorn's settings beyond the command line's `--workers 3 --timeout 120`."""

from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]


class LogLines(Logger):
    """Gunicorn's own lines, in the shape of the application's where it is deployed."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        # Imported late: `--chdir` is heeded only after this file.
        from core.environment import choose_settings, chosen_settings
        from core.variables import DEPLOYED

        choose_settings("prod")  # as core.wsgi does
        if chosen_settings() in DEPLOYED:
            from operations.logs import JsonFormatter

            for handler in self.error_log.handlers:
                handler.setFormatter(JsonFormatter())


logger_class = LogLines

# Waits for slow clients in its event loop: a thread gets whole requests and waits for no client.
worker_class = "server.worker.Worker"

# A third may work on public responses that are not cached, a third on forms, the admin and
# files; two are left for what is cached and for health. Each may hold a connection to the database.
threads = 6

# Of one worker, idle ones among them; fewer where the system allows fewer open files. Those that
# wait longest make room for new ones.
worker_connections = 4000

# Heartbeats in memory: on a disk, a stalled write would look like a stalled worker.
# https://gunicorn.org/guides/docker/
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# The API takes paths of 500 characters, which may need 12 bytes each in an address.
limit_request_line = 8190

# Stay open longer than the load balancer's 60 s, so that it is never the one to find out.
keepalive = 75
graceful_timeout = 30

# Imported once, before the workers are forked: they start in a third of the CPU, and what cannot be
# imported ends the server instead of one worker after another. No connection is open by then.
preload_app = True


def on_starting(server: Any) -> None:
    """Resolve every address, which the first visitor of each worker would wait for."""
    from django.urls import reverse

    reverse("wagtailadmin_home")


def post_worker_init(worker: Any) -> None:
    """Have the scheduler run what is due from here on, whatever visitors do."""
    from operations import scheduler

    scheduler.start()
