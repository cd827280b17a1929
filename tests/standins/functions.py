"""Lambda's Invoke, served by functions that really run.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
import re
from base64 import b64encode
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote

from tests.services.aws import CREDENTIALS
from tests.services.lambda_runtime import FunctionError, LambdaRuntime
from tests.services.server import HOST, free_port
from tests.standins.handler import QuietHandler

INVOCATIONS: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations$")
LOG_BYTES: Final = 4096
SECONDS: Final = 60


class Functions:
    """The functions of an account by name; its address is ``url``. A context manager."""

    def __init__(self, functions: dict[str, LambdaRuntime]) -> None:
        self.functions = functions
        self.invoked: list[str] = []
        address = (HOST, free_port())
        self.url = f"http://{address[0]}:{address[1]}"
        self._server = ThreadingHTTPServer(address, partial(Invocations, self))

    @property
    def environment_of_clients(self) -> dict[str, str]:
        """What makes boto3 invoke these functions, in any process."""
        return {"AWS_ENDPOINT_URL_LAMBDA": self.url, **CREDENTIALS}

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class Invocations(QuietHandler):
    def __init__(self, account: Functions, *args: object) -> None:
        self.account = account
        super().__init__(*args)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = INVOCATIONS.fullmatch(unquote(self.path))
        function = self.account.functions.get(asked[1]) if asked else None
        if function is None or asked is None:
            self.refuse(404, "ResourceNotFoundException", f"Function not found: {self.path}")
            return
        self.account.invoked.append(asked[1])
        logged = len(function.logged())
        headers = {"X-Amz-Executed-Version": "$LATEST"}
        try:
            reply = function.invoke(json.loads(body), SECONDS)
        except FunctionError as error:
            headers["X-Amz-Function-Error"] = "Unhandled"
            reply = {"errorType": error.kind, "errorMessage": error.message}
        if self.headers.get("X-Amz-Log-Type") == "Tail":
            tail = function.logged()[logged:].encode()[-LOG_BYTES:]
            headers["X-Amz-Log-Result"] = b64encode(tail).decode()
        self.reply(200, json.dumps(reply).encode(), headers)

    def refuse(self, status: int, code: str, message: str) -> None:
        body = json.dumps({"Type": "User", "Message": message}).encode()
        self.reply(status, body, {"X-Amzn-ErrorType": code})
