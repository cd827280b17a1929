"""The site in a process that is asked: `python -m tests.bench.asked`, one JSON line for each line.

A line on stdin is {"paths": [...]}; the reply has the CPU seconds of one request, of this process
and of its database's process, the queries of one, and the statuses. What is logged goes to stderr.
"""

import json
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.bench.contender import reply, reply_channel


def main() -> None:
    channel = reply_channel()
    from core.wsgi import application

    for line in sys.stdin:
        reply(channel, measured(application, json.loads(line)["paths"]))


def measured(application: Any, paths: list[str]) -> dict[str, Any]:
    from django.db import connection

    ask(application, "/api/bench/constant/")
    with suppress(Exception):
        connection.ensure_connection()
    queries = count_queries(connection)
    database, started = database_seconds(connection), time.process_time()
    statuses = {ask(application, path) for path in paths}
    own = time.process_time() - started
    return {
        "own": own / len(paths),
        "database": (database_seconds(connection) - database) / len(paths),
        "queries": sum(queries) / len(paths),
        "statuses": sorted(statuses),
    }


def count_queries(connection: Any) -> list[int]:
    found: list[int] = []

    def note(execute: Any, *words: Any) -> Any:
        found.append(1)
        return execute(*words)

    connection.execute_wrappers[:] = [note]
    return found


def database_seconds(connection: Any) -> float:
    """CPU of the process that PostgreSQL has for this connection; 0 where there is none."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    return cpu_seconds(connection.connection.get_backend_pid())


def cpu_seconds(process: int) -> float:
    """https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat"""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


def ask(application: Any, target: str) -> int:
    path, _, query = target.partition("?")
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ORIGIN": "https://www.innovatetogrow.test",
        "HTTP_ACCEPT": "application/json",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }

    def start(line: str, headers: Iterable[tuple[str, str]], fault: Any = None) -> None:
        status.append(line)

    response = application(environ, start)
    b"".join(response)
    response.close()
    return int(status[0][:3])


if __name__ == "__main__":
    main()
