"""Gunicorn's settings beyond the command line's `--workers 3 --timeout 120`."""

from pathlib import Path

# A worker serves a few requests at once: an upload must not make health checks wait.
threads = 4

# Heartbeats in memory: on a disk, a stalled write would look like a stalled worker.
# https://gunicorn.org/guides/docker/
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Stay open longer than the load balancer's 60 s, so that it is never the one to find out.
keepalive = 75
graceful_timeout = 30
