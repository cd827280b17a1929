"""CloudFront in front of the bucket, over HTTP, which any client here takes."""

from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

from tests.services.aws import AwsServer
from tests.services.server import HOST, free_port
from tests.standins.handler import QuietHandler


class Cdn:
    """Serves the bucket of an account at ``url``. A context manager."""

    def __init__(self, account: AwsServer, bucket: str) -> None:
        self.account, self.bucket = account, bucket
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._server = ThreadingHTTPServer((HOST, self.port), partial(Visit, self))
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Visit(QuietHandler):
    def __init__(self, cdn: Cdn, *args: Any) -> None:
        self.cdn = cdn
        super().__init__(*args)

    def do_GET(self) -> None:
        s3 = self.cdn.account.s3()  # signed, as by origin access control: the bucket is private
        try:
            found = s3.get_object(Bucket=self.cdn.bucket, Key=self.path.removeprefix("/"))
            status, body, headers = (
                200,
                found["Body"].read(),
                {"Content-Type": found["ContentType"]},
            )
        except s3.exceptions.NoSuchKey:
            status, body, headers = 403, b"", {}
        self.reply(status, body, headers)
