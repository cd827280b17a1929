"""Amplify: an app, its branches, and deployments of a zip to one of them."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from delivery.aws.session import client, doing
from delivery.tools import http
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.waiting import Deadline

STOPPABLE: Final = frozenset({"CREATED", "PENDING", "PROVISIONING", "RUNNING"})
UNFINISHED: Final = STOPPABLE | {"CANCELLING"}
STOPPED_SECONDS: Final = 120.0
STOPPED_PAUSES: Final = (0.1, 2.0)
UPLOAD_SECONDS: Final = 120
UPLOAD_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Job:
    """``status`` is Amplify's word. ``reason`` is that of the step that failed."""

    id: str
    status: str
    reason: str = ""

    @property
    def unfinished(self) -> bool:
        return self.status in UNFINISHED


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of an app."""

    app: str
    name: str

    @property
    def _names(self) -> dict[str, str]:
        return {"appId": self.app, "branchName": self.name}

    def ensure(self) -> None:
        """Create the branch if it does not exist."""
        amplify = client("amplify")
        with doing(f"Making the branch {self.name} of the Amplify app {self.app}"):
            try:
                amplify.get_branch(**self._names)
            except amplify.exceptions.NotFoundException:
                self._create()

    def _create(self) -> None:
        """Create it. A refusal is no error if an earlier try, whose response was lost, made it."""
        amplify = client("amplify")
        try:
            amplify.create_branch(**self._names, enableAutoBuild=False)
        except amplify.exceptions.BadRequestException:
            if not self.exists():
                raise

    def exists(self) -> bool:
        """Asks for the branch by name, because a list may still show a deleted one."""
        amplify = client("amplify")
        with doing(f"Looking up the branch {self.name} of the Amplify app {self.app}"):
            try:
                amplify.get_branch(**self._names)
            except amplify.exceptions.NotFoundException:
                return False
        return True

    def unprotect(self) -> None:
        """Turn off the branch's password, which older branches have."""
        amplify = client("amplify")
        with doing(f"Removing the password of {self.name}"):
            if amplify.get_branch(**self._names)["branch"].get("enableBasicAuth"):
                amplify.update_branch(**self._names, enableBasicAuth=False)

    def delete(self) -> None:
        """Delete the branch with its deployments. It need not exist."""
        amplify = client("amplify")
        with (
            doing(f"Deleting the branch {self.name} of the Amplify app {self.app}"),
            suppress(amplify.exceptions.NotFoundException),
        ):
            amplify.delete_branch(**self._names)

    def jobs(self) -> list[Job]:
        """The branch's deployments, the newest first."""
        with doing(f"Listing the deployments of {self.name}"):
            found = client("amplify").list_jobs(**self._names, maxResults=10)
        return [Job(job["jobId"], job["status"]) for job in found["jobSummaries"]]

    def job(self, id: str) -> Job:
        with doing(f"Reading the deployment {id}"):
            found = client("amplify").get_job(**self._names, jobId=id)["job"]
        reasons = [step["statusReason"] for step in found["steps"] if step.get("statusReason")]
        return Job(id, found["summary"]["status"], "; ".join(reasons))

    def stop(self, job: Job) -> None:
        """Stop it, and wait until it has ended, because Amplify only begins to stop it.

        One that has ended meanwhile is not an error. Raises DeliveryError if it does not end.
        """
        amplify = client("amplify")
        with doing(f"Stopping the deployment {job.id}"):
            try:
                amplify.stop_job(**self._names, jobId=job.id)
            except amplify.exceptions.BadRequestException:
                if self.job(job.id).status in STOPPABLE:
                    raise
        deadline = Deadline(STOPPED_SECONDS, *STOPPED_PAUSES)
        while self.job(job.id).unfinished:
            if not deadline.pause():
                raise DeliveryError(
                    f"Amplify did not stop the deployment {job.id} of {self.name} within "
                    f"{STOPPED_SECONDS:.0f} s.",
                    "Run the command again in a few minutes.",
                )

    def create_deployment(self, say: Say) -> tuple[str, str]:
        """A job's id, and the address to which its zip is uploaded.

        A branch can have only one unfinished job, so an unfinished job is stopped first. It may be
        the job of an earlier try of this call, whose response was lost.
        """
        amplify = client("amplify")
        self.stop_unfinished(say)
        with doing(f"Preparing a deployment to {self.name}"):
            try:
                made = amplify.create_deployment(**self._names)
            except amplify.exceptions.BadRequestException:
                self.stop_unfinished(say)
                made = amplify.create_deployment(**self._names)
        return made["jobId"], made["zipUploadUrl"]

    def stop_unfinished(self, say: Say) -> None:
        for job in self.jobs():
            if job.unfinished:
                say(f"Site: stopping the unfinished deployment {job.id}")
                self.stop(job)

    def start(self, job: str) -> None:
        with doing(f"Starting the deployment {job}"):
            client("amplify").start_deployment(**self._names, jobId=job)


def app(id: str) -> dict[str, Any]:
    amplify = client("amplify")
    with doing(f"Looking up the Amplify app {id}"):
        try:
            found: dict[str, Any] = amplify.get_app(appId=id)["app"]
        except amplify.exceptions.NotFoundException as error:
            raise DeliveryError(
                f"There is no Amplify app {id}.",
                "Correct AMPLIFY_APP_ID, or PREVIEW_AMPLIFY_APP_ID for a preview.",
            ) from error
    return found


def branches(id: str) -> list[str]:
    """Names of all branches of an app."""
    with doing(f"Listing the branches of the Amplify app {id}"):
        pages = client("amplify").get_paginator("list_branches").paginate(appId=id)
        return [branch["branchName"] for page in pages for branch in page["branches"]]


def serve(found: dict[str, Any], rewrites: list[dict[str, str]], headers: str) -> bool:
    """Set the app's rewrites and headers. Returns False if it had them already."""
    if found.get("customRules") == rewrites and found.get("customHeaders") == headers:
        return False
    with doing(f"Setting the headers and rewrites of the Amplify app {found['appId']}"):
        client("amplify").update_app(
            appId=found["appId"], customRules=rewrites, customHeaders=headers
        )
    return True


def upload(address: str, archive: Path) -> None:
    """Upload the zip. The address is signed, so it is never printed. Raises DeliveryError."""
    fault, body, kind = "", archive.read_bytes(), {"Content-Type": "application/zip"}
    for _ in range(UPLOAD_TRIES):
        try:
            response = http.send(
                address, within=UPLOAD_SECONDS, method="PUT", headers=kind, body=body
            )
        except http.NoResponse as error:
            fault = str(error)
        else:
            if response.status < 400:
                return
            fault = f"HTTP {response.status}"
    raise DeliveryError(
        f"The site could not be uploaded in {UPLOAD_TRIES} tries: {fault}.",
        "Run the command again.",
    )
