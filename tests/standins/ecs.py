"""ECS whose tasks really run: moto's, with a child process in each container's place.

An image is a folder of code, found by its digest. The container's lines go to CloudWatch Logs, its
secrets come from Secrets Manager, and its exit code is its command's own.

It lags as AWS does: a new task is unknown to the first calls that name it, and the first
descriptions of a stopped one have no exit code.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
"""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from threading import Thread
from typing import IO, Any, Final

from moto.core.exceptions import JsonRESTError
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, Task
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.logs.models import logs_backends
from moto.secretsmanager.models import secretsmanager_backends

from tests.services.iam import Call
from tests.standins import access
from tests.standins.images import Image, Images

STOP_SECONDS: Final = 5.0
UNKNOWN_CALLS: Final = 2  # calls that do not find a new task
WITHOUT_EXIT_CODE_CALLS: Final = 2  # descriptions of a stopped task that lack its exit code
STARTED_BY: Final = re.compile(r"[\w/-]{1,36}")


class NeverStarted(Exception):
    """The stopped reason, as ECS words it."""


class Execution:
    """A task's one container, from its image to its exit code."""

    def __init__(self, backend: EC2ContainerServiceBackend, task: Task, images: Images) -> None:
        self.backend, self.task, self.images = backend, task, images
        self.container = task.containers[0]
        self.definition: dict[str, Any] = backend.describe_task_definition(
            task.task_definition_arn
        ).container_definitions[0]
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = ""
        self.unknown, self.without_exit_code = UNKNOWN_CALLS, WITHOUT_EXIT_CODE_CALLS
        self.exit_code: int | None = None
        self.container.exitCode = None  # type: ignore[assignment]
        task.created_at = time.time()  # type: ignore[attr-defined]
        self.says("PROVISIONING")

    def says(self, status: str) -> None:
        self.task.last_status = self.container.last_status = status

    def run(self) -> None:
        try:
            self.process = self.start()
        except NeverStarted as reason:
            self.stop_with(str(reason), "TaskFailedToStart")
            return
        self.says("RUNNING")
        assert self.process.stdout is not None
        self.log(self.process.stdout)
        code = self.process.wait()
        self.exit_code = 128 - code if code < 0 else code
        if self.stopping:
            self.stop_with(self.stopping, "UserInitiated")
        else:
            self.stop_with("Essential container in task exited", "EssentialContainerExited")

    def stop_with(self, reason: str, code: str) -> None:
        self.task.desired_status = "STOPPED"
        self.task.stopped_reason = reason
        self.task.stop_code = code  # type: ignore[attr-defined]
        self.task.stopped_at = time.time()  # type: ignore[attr-defined]
        self.says("STOPPED")

    def is_known(self) -> bool:
        """Whether this call finds the task."""
        self.unknown -= 1
        return self.unknown < 0

    def describe(self) -> Task:
        if self.task.last_status == "STOPPED":
            self.without_exit_code -= 1
            if self.without_exit_code < 0:
                self.container.exitCode = self.exit_code  # type: ignore[assignment]
        return self.task

    def start(self) -> "subprocess.Popen[bytes]":
        image = self.pull()
        environment = {entry["name"]: entry["value"] for entry in self.definition["environment"]}
        environment |= {entry["name"]: self.secret(entry) for entry in self.definition["secrets"]}
        self.open_log()
        self.says("PENDING")
        override = self.task.overrides.get("containerOverrides", [{}])[0]
        environment |= {entry["name"]: entry["value"] for entry in override.get("environment", [])}
        return subprocess.Popen(
            [*override.get("command", self.definition.get("command", []))],
            cwd=image.folder,
            env={**clients(), **self.signed_in(), **image.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def signed_in(self) -> dict[str, str]:
        """As the task's role."""
        role = self.backend.describe_task_definition(self.task.task_definition_arn).task_role_arn
        return access.sign_in(role) if role else {}

    def pull(self) -> Image:
        name = self.definition["image"]
        try:
            return self.images[name.rpartition("@")[2]]
        except KeyError:
            raise NeverStarted(
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
                f"failed to resolve ref {name}: not found"
            ) from None

    def secret(self, entry: dict[str, str]) -> str:
        store = secretsmanager_backends[self.backend.account_id][self.backend.region_name]
        self.needs_permission("secretsmanager:GetSecretValue", entry["valueFrom"])
        # secret:NAME, then key of a JSON value, label and version
        *name, _, label, _ = f"{entry['valueFrom']}:::".split(":")[:10]
        try:
            found = store.get_secret_value(":".join(name), "", label or "AWSCURRENT")
            return str(found["SecretString"])
        except JsonRESTError as error:
            raise NeverStarted(
                "ResourceInitializationError: unable to pull secrets or registry auth: "
                f"unable to retrieve secret {entry['valueFrom']}: {error.message}"
            ) from error

    def needs_permission(self, action: str, resource: str) -> None:
        """Of the role that starts the task. Raises NeverStarted where it has it not."""
        arn = self.backend.describe_task_definition(
            self.task.task_definition_arn
        ).execution_role_arn
        account, role = access.MotoAccount({}), str(arn).rpartition("/")[2]
        if refused := account.refused(role, [Call(action, resource)]):
            raise NeverStarted(
                "ResourceInitializationError: unable to pull secrets or registry auth: "
                f"AccessDeniedException: {role} is not authorized to perform: {refused[0]}"
            )

    @property
    def logs(self) -> Any:
        return logs_backends[self.backend.account_id][self.backend.region_name]

    def open_log(self) -> None:
        options = self.definition["logConfiguration"]["options"]
        self.group = options["awslogs-group"]
        name = self.definition["name"]
        self.stream = f"{options['awslogs-stream-prefix']}/{name}/{self.task.id}"
        try:
            self.logs.create_log_stream(self.group, self.stream)
        except JsonRESTError as error:
            raise NeverStarted(
                "ResourceInitializationError: failed to validate logger args: "
                f"The specified log group {self.group} does not exist"
            ) from error

    def log(self, stream: IO[bytes]) -> None:
        """What is said after the log group is gone is lost, and the container runs on.

        A line ends with a line feed alone, and an empty one is no event, for the log driver.
        https://github.com/moby/moby/blob/master/daemon/logger/awslogs/cloudwatchlogs.go
        """
        with stream:
            for line in stream:
                message = line.removesuffix(b"\n").decode(errors="replace")
                event = {"timestamp": int(time.time() * 1000), "message": message}
                if message:
                    with suppress(JsonRESTError):
                        self.logs.put_log_events(self.group, self.stream, [event])

    def stop(self, reason: str) -> None:
        """SIGTERM, and SIGKILL when that was not enough; as ECS after stopTimeout."""
        self.stopping = reason
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            self.process.kill()


def clients() -> dict[str, str]:
    """What makes a task talk to this server: on AWS its role and AWS's own addresses do.

    PGHOSTADDR does so for the host of a database.
    """
    names = (*(name for name in os.environ if name.startswith("AWS_")), "PGHOSTADDR")
    return {name: os.environ[name] for name in names if name in os.environ}


EXECUTIONS: dict[str, Execution] = {}


def install(images: Images) -> None:
    """Make every ECS of this process run its tasks."""
    start = EC2ContainerServiceBackend.run_task
    describe = EC2ContainerServiceBackend.describe_tasks

    def run_task(
        self: EC2ContainerServiceBackend,
        cluster: str,
        definition: str,
        count: int,
        overrides: dict[str, Any],
        started_by: str,
        *others: Any,
    ) -> list[Task]:
        if not STARTED_BY.fullmatch(started_by):
            raise InvalidParameterException("startedBy contains invalid characters.")
        started = start(self, cluster, definition, count, overrides, started_by, *others)
        for task in started:
            EXECUTIONS[task.id] = Execution(self, task, images)
            Thread(target=EXECUTIONS[task.id].run, daemon=True).start()
        return started

    def stop_task(
        self: EC2ContainerServiceBackend, cluster_str: str, task_str: str, reason: str
    ) -> Task:
        execution = EXECUTIONS[task_str.rpartition("/")[2]]
        if not execution.is_known():
            raise InvalidParameterException("The referenced task was not found.")
        execution.task.desired_status = "STOPPED"
        Thread(target=execution.stop, args=(reason,), daemon=True).start()
        return execution.task

    def describe_tasks(
        self: EC2ContainerServiceBackend, cluster_str: str, tasks: list[str]
    ) -> list[Task]:
        found = [EXECUTIONS[task.id] for task in describe(self, cluster_str, tasks)]
        return [execution.describe() for execution in found if execution.is_known()]

    def list_tasks(self: EC2ContainerServiceBackend, *words: Any) -> list[Task]:
        _, _, _, _, service, _ = words
        return [one for one in every(self, *words) if not service or one.group == "service"]

    started: dict[str, Any] = {}

    def run_task_once(self: EC2ContainerServiceResponse) -> Any:
        """The same token starts a task once, for its response may be lost."""
        token = self._get_param("clientToken")
        if token not in started:
            started[token] = run(self)
        return started[token]

    run = EC2ContainerServiceResponse.run_task
    EC2ContainerServiceResponse.run_task = run_task_once  # type: ignore[method-assign]
    every = EC2ContainerServiceBackend.list_tasks
    EC2ContainerServiceBackend.list_tasks = list_tasks  # type: ignore[assignment, method-assign]
    Task.advance = lambda self: None  # type: ignore[method-assign]
    EC2ContainerServiceBackend.run_task = run_task  # type: ignore[assignment, method-assign]
    EC2ContainerServiceBackend.stop_task = stop_task  # type: ignore[method-assign]
    EC2ContainerServiceBackend.describe_tasks = describe_tasks  # type: ignore[method-assign]
