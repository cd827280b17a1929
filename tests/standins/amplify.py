"""Amplify: its API as boto3 calls it, and the hosting of what is deployed through it.

https://docs.aws.amazon.com/amplify/latest/APIReference/API_Operations.html
"""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from tests.services.aws import CREDENTIALS
from tests.services.server import HOST, free_port
from tests.standins.amplify_hosting import Hosting
from tests.standins.handler import QuietHandler

BRANCHES: Final = 50  # https://docs.aws.amazon.com/general/latest/gr/amplify.html
UNFINISHED: Final = {"CREATED", "PENDING", "RUNNING", "CANCELLING"}
CANCELLING_LOOKS: Final = 2  # at a job, in which it is still being stopped
Reply = tuple[int, dict[str, Any]]


@dataclass
class Job:
    """``PENDING`` until started; each question after it brings it a step further."""

    id: str
    status: str = "CREATED"
    reason: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    looks: int = 0

    @property
    def summary(self) -> dict[str, Any]:
        now = time.time()
        fixed = {"commitId": "HEAD", "commitMessage": "", "commitTime": now, "startTime": now}
        return {
            "jobArn": self.id,
            "jobId": self.id,
            "status": self.status,
            "jobType": "MANUAL",
        } | fixed


@dataclass
class Branch:
    name: str
    port: int
    jobs: dict[str, Job] = field(default_factory=dict)
    live: dict[str, bytes] = field(default_factory=dict)
    credentials: str = ""


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Amplify:
    """One account with one app, ``app_id``. A context manager.

    ``faults``: "hang" keeps a job running, "fail" ends it as FAILED, "upload" fails the next two
    uploads with 500.
    """

    def __init__(self, app_id: str = "d1a2b3c4d5e6f7", first_port: int = 0) -> None:
        self.app_id = app_id
        self.app: dict[str, Any] = {"customRules": [], "customHeaders": ""}
        self.branches: dict[str, Branch] = {}
        self.faults: set[str] = set()
        self.calls: list[str] = []
        self.uploads_refused = 0
        self._servers: dict[int, ThreadingHTTPServer] = {}
        self.first_port = first_port
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"

    @property
    def environment_of_clients(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL_AMPLIFY": self.url, "AMPLIFY_APP_ID": self.app_id, **CREDENTIALS}

    def hosted(self, branch: str) -> str:
        """Where visitors find the branch."""
        return f"http://{HOST}:{self.branch(branch).port}"

    def branch(self, name: str) -> Branch:
        """Made with an address of its own, where it is missing."""
        if name not in self.branches:
            if len(self.branches) == BRANCHES:
                raise Refusal(429, "LimitExceededException", f"{BRANCHES} branches are the most.")
            self.branches[name] = Branch(name, self._port_of(name))
            self._serve(self.branches[name].port, partial(Hosting, self, self.branches[name]))
        return self.branches[name]

    def _port_of(self, name: str) -> int:
        """Any free one, or for a preview of that number the first port and so many more."""
        number = name.removeprefix("pr-")
        return (
            self.first_port + int(number) if self.first_port and number.isdigit() else free_port()
        )

    def _serve(self, port: int, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        server = ThreadingHTTPServer((HOST, port), handler)
        server.daemon_threads = True
        self._servers[port] = server
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> Self:
        self._serve(self.port, partial(Api, self))
        return self

    def __exit__(self, *error: object) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    # ---- operations ----

    def get_app(self, body: dict[str, Any]) -> Reply:
        now = time.time()
        fixed = {"appArn": self.app_id, "name": "site", "description": "", "repository": ""}
        flags = {
            "platform": "WEB",
            "environmentVariables": {},
            "createTime": now,
            "updateTime": now,
        }
        flags |= {"enableBranchAutoBuild": False, "enableBasicAuth": False}
        domain = f"{self.app_id}.amplifyapp.com"
        app = {"appId": self.app_id, "defaultDomain": domain, **fixed, **flags, **self.app}
        return 200, {"app": app}

    def update_app(self, body: dict[str, Any]) -> Reply:
        self.app |= {key: body[key] for key in ("customRules", "customHeaders")}
        return self.get_app(body)

    def create_branch(self, body: dict[str, Any]) -> Reply:
        if body["branchName"] in self.branches:
            raise Refusal(400, "BadRequestException", "The branch exists already.")
        return self.get_branch(self.branch(body["branchName"]))

    def get_branch(self, branch: Branch) -> Reply:
        now = time.time()
        fixed: dict[str, Any] = {"branchArn": branch.name, "displayName": branch.name}
        fixed |= {"stage": "PULL_REQUEST"}
        fixed |= {"enableBasicAuth": bool(branch.credentials)}
        if branch.credentials:
            fixed["basicAuthCredentials"] = branch.credentials
        return 200, {"branch": {"branchName": branch.name, "createTime": now, **fixed}}

    def update_branch(self, branch: Branch, body: dict[str, Any]) -> Reply:
        asks = body["enableBasicAuth"]
        branch.credentials = body["basicAuthCredentials"] if asks else ""
        return self.get_branch(branch)

    def list_branches(self, body: dict[str, Any]) -> Reply:
        return 200, {
            "branches": [self.get_branch(one)[1]["branch"] for one in self.branches.values()]
        }

    def delete_branch(self, branch: Branch) -> Reply:
        reply = self.get_branch(self.branches.pop(branch.name))
        server = self._servers.pop(branch.port)
        server.shutdown()
        server.server_close()
        return reply

    def list_jobs(self, branch: Branch) -> Reply:
        return 200, {"jobSummaries": [job.summary for job in reversed(branch.jobs.values())]}

    def create_deployment(self, branch: Branch) -> Reply:
        if any(job.status in UNFINISHED for job in branch.jobs.values()):
            raise Refusal(400, "BadRequestException", "The last job is not finished yet.")
        job = branch.jobs.setdefault(id := str(len(branch.jobs) + 1), Job(id))
        address = f"{self.url}/upload/{branch.name}/{job.id}?X-Amz-Signature=secret"
        return 200, {"jobId": job.id, "fileUploadUrls": {}, "zipUploadUrl": address}

    def start_deployment(self, branch: Branch, job: Job) -> Reply:
        if not job.files:
            raise Refusal(400, "BadRequestException", "Nothing was uploaded.")
        job.status = "PENDING"
        return 200, {"jobSummary": job.summary}

    def get_job(self, branch: Branch, job: Job) -> Reply:
        if job.status == "PENDING":
            job.status = "RUNNING"
        elif job.status == "RUNNING" and "hang" not in self.faults:
            self._finish(branch, job)
        elif job.status == "CANCELLING":
            job.looks -= 1
            job.status = "CANCELLING" if job.looks >= 0 else "CANCELLED"
        step: dict[str, Any] = {
            "stepName": "DEPLOY",
            "status": job.status,
            "statusReason": job.reason,
        }
        step |= {"startTime": time.time(), "endTime": time.time()}
        return 200, {"job": {"summary": job.summary, "steps": [step]}}

    def _finish(self, branch: Branch, job: Job) -> None:
        if "fail" in self.faults:
            job.status, job.reason = "FAILED", "The archive holds no index.html"
        else:
            job.status, branch.live = "SUCCEED", job.files

    def stop_job(self, branch: Branch, job: Job) -> Reply:
        if job.status not in UNFINISHED:
            raise Refusal(400, "BadRequestException", f"The job is {job.status} already.")
        job.status, job.looks = "CANCELLING", CANCELLING_LOOKS
        return 200, {"jobSummary": job.summary}


ROUTES: Final = (
    ("GET", r"", Amplify.get_app),
    ("POST", r"", Amplify.update_app),
    ("POST", r"/branches", Amplify.create_branch),
    ("GET", r"/branches", Amplify.list_branches),
    ("GET", r"/branches/([^/]+)", Amplify.get_branch),
    ("POST", r"/branches/([^/]+)", Amplify.update_branch),
    ("DELETE", r"/branches/([^/]+)", Amplify.delete_branch),
    ("GET", r"/branches/([^/]+)/jobs", Amplify.list_jobs),
    ("POST", r"/branches/([^/]+)/deployments", Amplify.create_deployment),
    ("POST", r"/branches/([^/]+)/deployments/start", Amplify.start_deployment),
    ("GET", r"/branches/([^/]+)/jobs/([^/]+)", Amplify.get_job),
    ("DELETE", r"/branches/([^/]+)/jobs/([^/]+)/stop", Amplify.stop_job),
)


class Api(QuietHandler):
    def __init__(self, account: Amplify, *args: Any) -> None:
        self.account = account
        super().__init__(*args)

    def do_GET(self) -> None:
        self.operate()

    do_POST = do_DELETE = do_GET

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        _, _, branch, job = urlsplit(self.path).path.split("/")
        if "upload" in self.account.faults and self.account.uploads_refused < 2:
            self.account.uploads_refused += 1
            self.reply(500, b"", {})
            return
        with zipfile.ZipFile(io.BytesIO(body)) as zipped:
            files = {name: zipped.read(name) for name in zipped.namelist()}
        self.account.branches[branch].jobs[job].files = files
        self.reply(200, b"", {})

    def operate(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            status, reply = self.respond(json.loads(body or b"{}"))
        except Refusal as refusal:
            said = json.dumps({"message": str(refusal)}).encode()
            self.reply(refusal.status, said, {"x-amzn-ErrorType": refusal.code})
        else:
            self.reply(status, json.dumps(reply).encode(), {"Content-Type": "application/json"})

    def respond(self, body: dict[str, Any]) -> Reply:
        path = unquote(urlsplit(self.path).path)
        for method, pattern, operation in ROUTES:
            found = re.fullmatch(rf"/apps/([^/]+){pattern}", path)
            if found and method == self.command:
                self.account.calls.append(operation.__name__)
                return self.call(operation, body, *found.groups())
        raise Refusal(404, "NotFoundException", f"{self.command} {path} is nothing.")

    def call(self, operation: Any, body: dict[str, Any], app: str, *names: str) -> Reply:
        account = self.account
        if app != account.app_id:
            raise Refusal(404, "NotFoundException", f"App {app} not found.")
        reply: Reply = operation(account, *self.subject(operation, body, *names))
        return reply

    def subject(self, operation: Any, body: dict[str, Any], *names: str) -> list[Any]:
        """What the operation is given: a body, a branch, one of its jobs, or two of them."""
        if not names:
            return [body]
        branch = self.account.branches.get(names[0])
        if branch is None or (names[1:] and names[1] not in branch.jobs):
            raise Refusal(404, "NotFoundException", f"{' '.join(names)} not found.")
        if operation is Amplify.update_branch:
            return [branch, body]
        jobs = [body["jobId"]] if operation is Amplify.start_deployment else names[1:]
        return [branch, *(branch.jobs[job] for job in jobs)]
