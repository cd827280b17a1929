"""A Lambda function as AWS runs it: its own runtime client against the Runtime API, on loopback.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import importlib.util
import json
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from select import select
from socket import MSG_PEEK
from threading import Event, Thread
from typing import Any, Final, Self
from uuid import uuid4

from tests.services.server import READY_WITHIN, Server

API = "/2018-06-01/runtime/"
# The interpreter that the tests' own environment was made from: none of its packages are there.
BARE_PYTHON: Final[str] = sys._base_executable  # type: ignore[attr-defined]
PAYLOAD_BYTES = 6 * 1024 * 1024 + 100  # what the service really takes, by its own error message


# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html#python-sdk-included
SDK: Final = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six")
RUNTIME_CLIENT: Final = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")


def link_what_lambda_brings(folder: Path) -> Path:
    """Links to what Lambda's Python has beside the package, and to nothing else."""
    for module in SDK + RUNTIME_CLIENT:
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        found = Path(spec.origin)
        found = found.parent if found.name == "__init__.py" else found
        (folder / found.name).symlink_to(found)
    return folder


class FunctionError(Exception):
    """The invocation failed; ``kind`` and ``message`` are what its caller is told."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message = kind, message


@dataclass
class Invocation:
    payload: bytes
    deadline: float
    id: str = field(default_factory=lambda: str(uuid4()))
    done: Event = field(default_factory=Event)
    reply: bytes = b""
    error: dict[str, Any] | None = None

    def finish(self, reply: bytes = b"", error: dict[str, Any] | None = None) -> None:
        self.reply, self.error = reply, error
        self.done.set()


class LambdaRuntime(Server):
    """One execution environment of the function whose code lies unpacked in ``code``.

    Its Python finds that code, what lies in ``brought`` and the standard library, nothing else.
    """

    name = "Lambda"
    farewell = signal.SIGKILL

    def __init__(
        self,
        code: Path,
        environment: dict[str, str],
        brought: Path,
        handler: str = "function.handler.handler",
        timeout: float = 30,
        function: str = "innovate-to-grow-preview",
    ) -> None:
        super().__init__()
        self.handler, self.timeout = handler, timeout
        self.working_directory = code
        self.waiting: Queue[Invocation] = Queue()
        self.running_now: dict[str, Invocation] = {}
        self.ready = Event()
        self.init_error: dict[str, Any] = {}
        path = [str(code), str(brought), environment.get("PYTHONPATH", "")]
        self.environment = environment | {
            "PYTHONPATH": os.pathsep.join(filter(None, path)),
            "PYTHONDONTWRITEBYTECODE": "1",  # /var/task is read-only
            "AWS_LAMBDA_RUNTIME_API": f"{self.host}:{self.port}",
            "AWS_LAMBDA_FUNCTION_NAME": function,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "LAMBDA_TASK_ROOT": str(code),
            "AWS_REGION": "us-west-2",
            "AWS_DEFAULT_REGION": "us-west-2",
            "TZ": ":UTC",
            "TMPDIR": str(self.directory),
        }
        self._api = ThreadingHTTPServer((self.host, self.port), partial(RuntimeApi, self))
        self._api.daemon_threads = True
        Thread(target=self._api.serve_forever, daemon=True).start()

    def command(self) -> list[str | Path]:
        return [BARE_PYTHON, "-m", "awslambdaric", self.handler]

    def is_ready(self) -> bool:
        return self.ready.wait(0.05)

    def start(self, within: float = READY_WITHIN) -> Self:
        self.ready.clear()
        self.init_error = {}
        return super().start(within)

    def invoke(self, event: object, timeout: float | None = None) -> Any:
        """The function's reply. Raises FunctionError, as on AWS also when the time is over."""
        seconds = self.timeout if timeout is None else timeout
        invocation = Invocation(json.dumps(event).encode(), time.time() + seconds)
        self.waiting.put(invocation)
        give_up_at = time.monotonic() + seconds
        while not invocation.done.wait(0.05):
            if not self.running:
                raise FunctionError("Runtime.ExitError", f"Runtime exited:\n{self.log_tail()}")
            if time.monotonic() > give_up_at:
                self.kill()
                raise FunctionError("Sandbox.Timedout", f"Task timed out after {seconds:.2f} s")
        if invocation.error is not None:
            raise FunctionError(invocation.error["errorType"], invocation.error["errorMessage"])
        return json.loads(invocation.reply)

    def logged(self) -> str:
        return self.log.read_text()

    def log_records(self) -> list[dict[str, Any]]:
        """The JSON lines of the log, in order."""
        return [json.loads(line) for line in self.logged().splitlines() if line.startswith("{")]

    def stop(self) -> None:
        super().stop()
        self._api.shutdown()
        self._api.server_close()


class RuntimeApi(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, runtime: LambdaRuntime, *args: Any) -> None:
        self.runtime = runtime
        super().__init__(*args)

    def do_GET(self) -> None:
        """invocation/next: wait for one, as the service lets a runtime wait."""
        self.runtime.ready.set()
        while not self.hung_up():
            try:
                invocation = self.runtime.waiting.get(timeout=0.2)
            except Empty:
                continue
            self.runtime.running_now[invocation.id] = invocation
            self.reply(
                200,
                invocation.payload,
                {
                    "Lambda-Runtime-Aws-Request-Id": invocation.id,
                    "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": (
                        "arn:aws:lambda:us-west-2:000000000000:function:innovate-to-grow-preview"
                    ),
                    "Content-Type": "application/json",
                },
            )
            return
        self.close_connection = True

    def hung_up(self) -> bool:
        """Whether the function has ended. It may ask before the test knows that it runs."""
        readable = select([self.connection], [], [], 0)[0]
        return bool(readable) and not self.connection.recv(1, MSG_PEEK)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        words = self.path.removeprefix(API).split("/")
        if words == ["init", "error"]:
            self.runtime.init_error = json.loads(body)
        else:
            invocation = self.runtime.running_now.pop(words[1])
            if words[2] == "error":
                invocation.finish(error=json.loads(body))
            elif len(body) > PAYLOAD_BYTES:
                said = f"Response payload size exceeded maximum allowed size ({PAYLOAD_BYTES})"
                invocation.finish(
                    error={"errorType": "Function.ResponseSizeTooLarge", "errorMessage": said}
                )
            else:
                invocation.finish(reply=body)
        self.reply(202, b'{"status":"OK"}', {})

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing: the function's log is what counts."""
