"""GitHub's few calls about one repository's pull requests. A context manager.

https://docs.github.com/en/rest
"""

import json
import re
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from tests.services.server import HOST, free_port
from tests.standins.answers import Answers

REPOSITORY: Final = "innovate/to-grow"
TOKEN: Final = "token-of-the-tests"


class GitHub:
    """``pulls`` by number, as tests set them: ``open``, ``closed`` or ``merged``."""

    def __init__(self) -> None:
        self.pulls: dict[int, str] = {}
        self.comments: list[dict[str, Any]] = []
        self.deployments: list[dict[str, Any]] = []
        self.url = f"http://{HOST}:{free_port()}"
        port = urlsplit(self.url).port
        assert port is not None
        self._server = ThreadingHTTPServer((HOST, port), partial(Api, self))

    @property
    def environment_of_clients(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": TOKEN,
        }

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def pull(self, body: Any, number: str) -> Any:
        state = self.pulls.get(int(number))
        if state is None:
            return None
        merged = "2026-11-01T00:00:00Z" if state == "merged" else None
        return {"state": "open" if state == "open" else "closed", "merged_at": merged}

    def list_comments(self, body: Any, number: str) -> Any:
        return [one for one in self.comments if one["number"] == int(number)]

    def create_comment(self, body: Any, number: str) -> Any:
        author = {"user": {"type": "Bot"}, "author_association": "NONE"}
        self.comments.append(
            {"id": len(self.comments) + 1, "number": int(number), **author, **body}
        )
        return self.comments[-1]

    def update_comment(self, body: Any, id: str) -> Any:
        self.comments[int(id) - 1] |= body
        return self.comments[int(id) - 1]

    def list_deployments(self, body: Any) -> Any:
        return [one for one in self.deployments if one["environment"] == body["environment"][0]]

    def create_deployment(self, body: Any) -> Any:
        self.deployments.append({"id": len(self.deployments) + 1, "statuses": [], **body})
        return self.deployments[-1]

    def create_status(self, body: Any, id: str) -> Any:
        self.deployments[int(id) - 1]["statuses"].append(body)
        return body


ROUTES: Final = (
    ("GET", r"/pulls/(\d+)", GitHub.pull),
    ("GET", r"/issues/(\d+)/comments", GitHub.list_comments),
    ("POST", r"/issues/(\d+)/comments", GitHub.create_comment),
    ("PATCH", r"/issues/comments/(\d+)", GitHub.update_comment),
    ("GET", r"/deployments", GitHub.list_deployments),
    ("POST", r"/deployments", GitHub.create_deployment),
    ("POST", r"/deployments/(\d+)/statuses", GitHub.create_status),
)


class Api(Answers):
    def __init__(self, github: GitHub, *args: Any) -> None:
        self.github = github
        super().__init__(*args)

    def do_GET(self) -> None:
        status, answer = self.answer()
        self.reply(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    do_POST = do_PATCH = do_GET

    def answer(self) -> tuple[int, Any]:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else parse_qs(parts.query)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        for method, pattern, operation in ROUTES:
            found = re.fullmatch(f"/repos/{REPOSITORY}{pattern}", parts.path)
            if found and method == self.command:
                answer = operation(self.github, body, *found.groups())
                return (404, {"message": "Not Found"}) if answer is None else (200, answer)
        return 404, {"message": "Not Found"}
