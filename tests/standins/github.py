"""GitHub's few calls about one repository, with pages and with failures. A context manager.

https://docs.github.com/en/rest
"""

import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from tests.services.server import HOST, free_port
from tests.standins.github_settings import RepositorySettings
from tests.standins.handler import QuietHandler

REPOSITORY: Final = "innovate/to-grow"
ID: Final = 456789
WORKFLOW: Final = 5  # the id of preview-build.yml
TOKEN: Final = "token-of-the-tests"
LOG: Final = re.compile(rf"(?:/repos/{REPOSITORY}/actions|(?P<kept>/kept))/jobs/(?P<job>\d+)/logs")
LOCATION: Final = re.compile(f"/(?:repos/{REPOSITORY}|repositories/{ID})(/.*)?")


@dataclass
class Fault:
    """The next request of this verb and path gets this; ``done`` when it has its effect."""

    verb: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"message": "It did not work"}'
    done: bool = False


class GitHub(RepositorySettings):
    """``pulls`` by number, as tests set them: ``open``, ``closed`` or ``merged``.

    ``heads`` are where they are from, ``mergeable`` what is said of that from one request to the
    next, ``messages`` those of commits, ``runs`` the workflow's, ``artifacts`` and ``jobs`` by the
    run's number, ``logs`` by the job's.

    ``statuses`` are those beside commits, by commit.

    ``calls`` are the verbs and paths that were asked for, with the responses' status; ``responses``
    those that went well.
    """

    def __init__(self) -> None:
        super().__init__(REPOSITORY, ID)
        self.pulls: dict[int, str] = {}
        self.heads: dict[int, dict[str, Any]] = {}
        self.drafts: set[int] = set()
        self.labels: dict[int, list[str]] = {}
        self.files: dict[int, list[str]] = {}
        self.mergeable: dict[int, list[bool | None]] = {}
        self.messages: dict[str, str] = {}
        self.runs: list[dict[str, Any]] = []
        self.artifacts: dict[int, list[dict[str, Any]]] = {}
        self.approvals: dict[int, list[str]] = {}
        self.jobs: dict[int, list[dict[str, Any]]] = {}
        self.logs: dict[int, str] = {}
        self.comments: list[dict[str, Any]] = []
        self.deployments: list[dict[str, Any]] = []
        self.statuses: dict[str, list[dict[str, Any]]] = {}
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str, int]] = []
        self.requests: list[tuple[str, str, Any, str]] = []
        self.responses: list[tuple[str, str, Any]] = []
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

    def fault(self, verb: str, path: str) -> Fault | None:
        """The first that waits for this request, which has it now."""
        found = next(
            (one for one in self.faults if one.verb == verb and re.fullmatch(one.path, path)), None
        )
        if found:
            self.faults.remove(found)
        return found

    def states(self, environment: str) -> list[list[str]]:
        """Of each deployment to it, from the first on, what was said of it."""
        return [
            [status["state"] for status in one["statuses"]]
            for one in self.deployments
            if one["environment"] == environment
        ]

    def pull(self, body: Any, number: str) -> Any:
        state = self.pulls.get(int(number))
        if state is None:
            return None
        merged = "2026-11-01T00:00:00Z" if state == "merged" else None
        known = self.mergeable.get(int(number), [True])
        return {
            "number": int(number),
            "state": "open" if state == "open" else "closed",
            "merged_at": merged,
            "draft": int(number) in self.drafts,
            "mergeable": known.pop(0) if len(known) > 1 else known[0],
            "labels": [{"name": name} for name in self.labels.get(int(number), [])],
            "changed_files": len(self.files.get(int(number), [])),
            "head": self.heads.get(int(number), {"ref": "", "sha": "", "repo": None}),
            "base": {"ref": "main", "repo": {"full_name": REPOSITORY}},
        }

    def tell_commit(self, body: Any, commit: str) -> Any:
        return {"sha": commit, "message": self.messages.get(commit, "Say our motto")}

    def list_files(self, body: Any, number: str) -> Any:
        return [
            {"filename": name, "status": "modified"} for name in self.files.get(int(number), [])
        ]

    def list_pulls(self, body: Any) -> Any:
        """By state, and by the owner and the branch that they are from, but not its repository."""
        found = [self.pull(body, str(number)) for number in self.pulls]
        return [
            shown(one, {"changed_files", "mergeable"})
            for one in found
            if [one["state"]] == body["state"]
            and [f"{one['head']['repo']['owner']['login']}:{one['head']['ref']}"] == body["head"]
        ]

    def list_runs(self, body: Any, workflow: str) -> Any:
        assert workflow in {"preview-build.yml", "compare.yml", str(WORKFLOW)}
        wanted = {"head_sha": body["head_sha"], "conclusion": body.get("status")}
        rows = [
            run
            for run in self.runs
            if all(value is None or [run[name]] == value for name, value in wanted.items())
        ]
        return {"total_count": len(rows), "workflow_runs": rows}

    def tell_run(self, body: Any, run: str) -> Any:
        return next((one for one in self.runs if one["id"] == int(run)), None)

    def list_approvals(self, body: Any, run: str) -> Any:
        return [{"state": state} for state in self.approvals.get(int(run), [])]

    def list_jobs(self, body: Any, run: str) -> Any:
        rows = self.jobs.get(int(run), [])
        return {"total_count": len(rows), "jobs": rows}

    def list_artifacts(self, body: Any, run: str) -> Any:
        rows = [one for one in self.artifacts.get(int(run), []) if [one["name"]] == body["name"]]
        return {"total_count": len(rows), "artifacts": rows}

    def list_comments(self, body: Any, number: str) -> Any:
        return [shown(one, {"number"}) for one in self.comments if one["number"] == int(number)]

    def create_comment(self, body: Any, number: str) -> Any:
        author = {"user": {"type": "Bot"}, "author_association": "NONE"}
        self.comments.append(
            {"id": len(self.comments) + 1, "number": int(number), **author, **body}
        )
        return shown(self.comments[-1], {"number"})

    def update_comment(self, body: Any, id: str) -> Any:
        self.comments[int(id) - 1] |= body
        return shown(self.comments[int(id) - 1], {"number"})

    def create_commit_status(self, body: Any, commit: str) -> Any:
        self.statuses.setdefault(commit, []).append(body)
        return body

    def list_deployments(self, body: Any) -> Any:
        """The newest first."""
        wanted = {"environment": body.get("environment"), "sha": body.get("sha")}
        return [
            shown(one, OF_REQUESTS)
            for one in self.deployments[::-1]
            if all(value is None or value == [one[name]] for name, value in wanted.items())
        ]

    def create_deployment(self, body: Any) -> Any:
        made = {
            "id": len(self.deployments) + 1,
            "sha": body["ref"],
            "statuses": [],
            "transient_environment": False,
            "production_environment": body["environment"] == "production",
        }
        self.deployments.append({**made, **body})
        return shown(self.deployments[-1], OF_REQUESTS)

    def list_statuses(self, body: Any, id: str) -> Any:
        return [shown(one, OF_REQUESTS) for one in self.deployments[int(id) - 1]["statuses"][::-1]]

    def create_status(self, body: Any, id: str) -> Any:
        """With ``auto_inactive`` those before are over, unless transient or production's."""
        told = self.deployments[int(id) - 1]
        told["statuses"].append(body)
        if body["state"] == "success" and body.get("auto_inactive", True):
            for one in self.deployments[: int(id) - 1]:
                kept = one["transient_environment"] or one["production_environment"]
                active = [status["state"] for status in one["statuses"]][-1:] == ["success"]
                if one["environment"] == told["environment"] and active and not kept:
                    one["statuses"].append({"state": "inactive"})
        return shown(body, OF_REQUESTS)


OF_REQUESTS: Final = frozenset({"statuses", "auto_merge", "auto_inactive", "required_contexts"})


def shown(document: Mapping[str, Any], hidden: Set[str]) -> dict[str, Any]:
    """What a response has of it."""
    return {name: value for name, value in document.items() if name not in hidden}


WHERE: Final = r"(/actions|/environments/[\w-]+)"
ROUTES: Final = (
    ("GET", r"", GitHub.tell),
    ("GET", r"/actions/oidc/customization/sub", GitHub.tell_subject),
    ("PUT", r"/actions/oidc/customization/sub", GitHub.put_subject),
    ("GET", r"/environments", GitHub.list_environments),
    ("PUT", r"/environments/([\w-]+)", GitHub.put_environment),
    ("GET", r"/environments/([\w-]+)/deployment-branch-policies", GitHub.list_branches),
    ("POST", r"/environments/([\w-]+)/deployment-branch-policies", GitHub.create_branch),
    ("GET", rf"{WHERE}/variables", GitHub.list_variables),
    ("POST", rf"{WHERE}/variables", GitHub.set_variable),
    ("GET", rf"{WHERE}/variables/(\w+)", GitHub.tell_variable),
    ("PATCH", rf"{WHERE}/variables/(\w+)", GitHub.set_variable),
    ("GET", rf"{WHERE}/secrets", GitHub.list_secrets),
    ("GET", r"/pulls/(\d+)", GitHub.pull),
    ("GET", r"/pulls/(\d+)/files", GitHub.list_files),
    ("GET", r"/pulls", GitHub.list_pulls),
    ("GET", r"/git/commits/([0-9a-f]{40})", GitHub.tell_commit),
    ("GET", r"/actions/workflows/([^/]+)/runs", GitHub.list_runs),
    ("GET", r"/actions/runs/(\d+)", GitHub.tell_run),
    ("GET", r"/actions/runs/(\d+)/approvals", GitHub.list_approvals),
    ("GET", r"/actions/runs/(\d+)/jobs", GitHub.list_jobs),
    ("GET", r"/actions/runs/(\d+)/artifacts", GitHub.list_artifacts),
    ("GET", r"/issues/(\d+)/comments", GitHub.list_comments),
    ("POST", r"/issues/(\d+)/comments", GitHub.create_comment),
    ("PATCH", r"/issues/comments/(\d+)", GitHub.update_comment),
    ("POST", r"/statuses/([0-9a-f]{40})", GitHub.create_commit_status),
    ("GET", r"/deployments", GitHub.list_deployments),
    ("POST", r"/deployments", GitHub.create_deployment),
    ("GET", r"/deployments/(\d+)/statuses", GitHub.list_statuses),
    ("POST", r"/deployments/(\d+)/statuses", GitHub.create_status),
)


class Api(QuietHandler):
    def __init__(self, github: GitHub, *args: Any) -> None:
        self.github = github
        super().__init__(*args)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if found := LOG.fullmatch(parts.path):
            self.tell_log(found)
            return
        located = LOCATION.fullmatch(parts.path)
        path = (located[1] or "") if located else ""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else parse_qs(parts.query)
        fault = self.github.fault(self.command, path)
        self.github.requests.append((self.command, path, body if raw else None, parts.query))
        status, document = self.respond(path, body) if not fault or fault.done else (0, None)
        headers = {"Content-Type": "application/json"}
        document, link = (document, "") if raw else self.paged(document, body, path)
        headers |= {"Link": link} if link else {}
        if fault:
            status, headers = fault.status, {**headers, **fault.headers}
        self.github.calls.append((self.command, path, status))
        if status == 200 and not fault:
            self.github.responses.append((self.command, path, document))
        self.reply(status, (fault.body if fault else json.dumps(document)).encode(), headers)

    def tell_log(self, found: re.Match[str]) -> None:
        """A redirect to where it is kept, which the token is not for."""
        self.github.calls.append((self.command, found[0], 0))
        log = self.github.logs.get(int(found["job"]), "")
        if found["kept"]:
            self.reply(400 if self.headers["Authorization"] else 200, log.encode(), {})
        elif self.headers["Authorization"] == f"Bearer {TOKEN}" and log:
            self.reply(302, b"", {"Location": f"{self.github.url}/kept/jobs/{found['job']}/logs"})
        else:
            self.reply(404, b'{"message": "Not Found"}', {})

    do_POST = do_PATCH = do_PUT = do_GET

    def paged(self, document: Any, query: dict[str, list[str]], path: str) -> tuple[Any, str]:
        """A list, or an object with one list in it, cut to the page that is asked for."""
        url = f"{self.github.url}/repositories/{ID}{path}"
        if isinstance(document, list):
            return page(document, query, url)
        name, rows = next(iter(document.items())) if isinstance(document, dict) else ("", None)
        if isinstance(rows, list):
            rows, link = page(rows, query, url)
            return {name: rows}, link
        return document, ""

    def respond(self, path: str, body: Any) -> tuple[int, Any]:
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        owner = REPOSITORY.partition("/")[0]
        if self.path == f"/orgs/{owner}" and self.github.plan:
            return 200, {"login": owner, "plan": {"name": self.github.plan}}
        for method, pattern, operation in ROUTES if LOCATION.match(self.path) else ():
            found = re.fullmatch(pattern, path)
            if found and method == self.command:
                document = operation(self.github, body, *found.groups())
                return (404, {"message": "Not Found"}) if document is None else (200, document)
        return 404, {"message": "Not Found"}


def page(rows: list[Any], query: dict[str, list[str]], url: str) -> tuple[list[Any], str]:
    """The page that is asked for, and its Link header, which names the repository by its number."""
    size, number = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
    last = -(-len(rows) // size)
    others = "".join(
        f"&{name}={value}" for name, (value,) in query.items() if name not in {"per_page", "page"}
    )
    named = {"first": 1, "prev": number - 1, "next": number + 1, "last": last}
    pages = {name: one for name, one in named.items() if 0 < one <= last and one != number}
    links = [
        f'<{url}?per_page={size}&page={one}{others}>; rel="{name}"' for name, one in pages.items()
    ]
    return rows[size * (number - 1) : size * number], ", ".join(links)
