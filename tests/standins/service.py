"""ECS's service: its one task really serves, behind a balancer that only sends to the healthy.

A rollout starts the new revision beside the old one. Three starts that do not become healthy make
the circuit breaker go back, as on AWS.
"""

import signal
import socket
import socketserver
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final
from urllib.error import URLError

from moto.ecs.models import EC2ContainerServiceBackend, Service, Task

from tests.services.server import HOST, free_port
from tests.standins.ecs import EXECUTIONS, Execution
from tests.standins.images import Images

CONTAINER: Final = Path(__file__).parents[2] / "container"
STARTS: Final = 3
HEALTHY_SECONDS: Final = 300.0
DRAIN_SECONDS: Final = 30.0
NUMBERS: Final = count(1)  # of deployments


class Serving(Execution):
    """A task that runs the image's own command: the entrypoint, then Gunicorn; or its serve.py."""

    def __init__(self, backend: EC2ContainerServiceBackend, task: Task, images: Images) -> None:
        super().__init__(backend, task, images)
        self.port = free_port()
        self.task.overrides = {"containerOverrides": [{"command": self.command()}]}

    def command(self) -> list[str]:
        image = self.images.get(self.definition["image"].rpartition("@")[2])
        if image and (image.folder / "serve.py").exists():
            return [sys.executable, "serve.py", str(self.port)]
        server = ["gunicorn", "core.wsgi:application", "--workers", "1", "--timeout", "120"]
        where = ["--config", f"{CONTAINER}/gunicorn.conf.py", "--bind", f"{HOST}:{self.port}"]
        return [f"{CONTAINER}/entrypoint.sh", *server, *where]

    def healthy(self) -> bool:
        """Whether it responds within its time; what ends before is not."""
        give_up_at = time.monotonic() + HEALTHY_SECONDS
        while time.monotonic() < give_up_at and self.task.last_status != "STOPPED":
            with suppress(URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"http://{HOST}:{self.port}/livez/", timeout=5).close()
                return True
            time.sleep(0.05)
        return False

    def drain(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(DRAIN_SECONDS)
            self.process.kill()


class Balancer(socketserver.ThreadingTCPServer):
    """Passes each connection on to the task that is in service; none there, none served."""

    daemon_threads = True
    allow_reuse_address = True
    target = 0


class Connection(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Balancer)
        if not self.server.target:
            return
        with (
            suppress(OSError),
            socket.create_connection((HOST, self.server.target), timeout=30) as task,
        ):
            back = Thread(target=pump, args=(task, self.request), daemon=True)
            back.start()
            pump(self.request, task)
            back.join()


def pump(source: Any, sink: Any) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


class Rollouts:
    """What the service runs and comes to run, one rollout at a time."""

    def __init__(self, images: Images, port: int) -> None:
        self.images = images
        self.now: Serving | None = None
        self.lock = Lock()
        self.balancer = Balancer((HOST, port), Connection)
        Thread(target=self.balancer.serve_forever, daemon=True).start()

    def begin(self, backend: EC2ContainerServiceBackend, service: Service, before: str) -> None:
        wanted = str(service.task_definition)
        old = [{**entry, "status": "ACTIVE"} for entry in service.deployments if before != wanted]
        begun = deployment(wanted, "IN_PROGRESS")
        service.deployments = [begun, *old[:1]]
        words = (backend, service, begun["id"], wanted, before)
        Thread(target=self.roll, args=words, daemon=True).start()

    def roll(
        self,
        backend: EC2ContainerServiceBackend,
        service: Service,
        id: str,
        wanted: str,
        before: str,
    ) -> None:
        with self.lock:
            if service.deployments[0]["id"] != id:
                return  # a later rollout took over
            found = next(filter(None, (self.start(backend, wanted) for _ in range(STARTS))), None)
            if service.deployments[0]["id"] != id:
                if found:
                    found.drain()
                return
            if found is None:
                reason = "ECS deployment circuit breaker: tasks failed to start."
                service.task_definition = before
                back = "rolling back to the deployment before."
                service.deployments = [deployment(before, "COMPLETED", f"{reason} {back}")]
                return
            gone, self.now = self.now, found
            self.balancer.target = found.port
            done = deployment(wanted, "COMPLETED", "ECS deployment completed.")
            service.deployments = [{**done, "id": id}]
        if gone:
            gone.drain()

    def start(self, backend: EC2ContainerServiceBackend, wanted: str) -> Serving | None:
        cluster = next(iter(backend.clusters.values()))
        definition = backend.describe_task_definition(wanted)
        network = {
            "awsvpcConfiguration": next(iter(backend.services.values())).network_configuration[
                "awsvpcConfiguration"
            ]
        }
        task = Task(
            cluster,
            definition,
            None,
            {},
            backend,
            "service",
            "FARGATE",
            networking_configuration=network,
        )
        serving = Serving(backend, task, self.images)
        serving.unknown = serving.without_exit_code = 0
        EXECUTIONS[task.id] = serving
        backend.tasks.setdefault(cluster.name, {})[task.task_arn] = task
        Thread(target=serving.run, daemon=True).start()
        return serving if serving.healthy() else None


def deployment(task_definition: str, state: str, reason: str = "") -> dict[str, Any]:
    now = time.time()
    return {
        "id": f"ecs-svc/{next(NUMBERS)}",
        "status": "PRIMARY",
        "taskDefinition": task_definition,
        "rolloutState": state,
        "rolloutStateReason": reason or "ECS deployment in progress.",
        "desiredCount": 1,
        "runningCount": int(state == "COMPLETED"),
        "createdAt": now,
        "updatedAt": now,
    }


def install(images: Images, port: int) -> None:
    """Make the service of this process's ECS run."""
    rollouts = Rollouts(images, port)
    update = EC2ContainerServiceBackend.update_service

    def update_service(
        self: EC2ContainerServiceBackend, service_properties: dict[str, Any]
    ) -> Service:
        properties = service_properties
        service = self._get_service(properties["cluster"], properties["service"])
        before = str(service.task_definition)
        wanted = properties.get("task_definition")
        properties.pop("deployment_configuration", None)
        found = update(self, properties)
        if wanted:
            found.task_definition = self.describe_task_definition(wanted).arn
            rollouts.begin(self, found, before)
        return found

    EC2ContainerServiceBackend.update_service = update_service  # type: ignore[method-assign]
    keep_network()


def keep_network() -> None:
    """Of a service that a stack makes, which moto forgets."""
    make = Service.create_from_cloudformation_json

    def make_with_network(name: str, document: Any, *facts: Any, **more: Any) -> Service:
        made = make(name, document, *facts, **more)
        given = document["Properties"]["NetworkConfiguration"]["AwsvpcConfiguration"]
        network = {key[0].lower() + key[1:]: value for key, value in given.items()}
        made.network_configuration = {"awsvpcConfiguration": network}
        for deployment in made.deployments:
            deployment["networkConfiguration"] = made.network_configuration
        return made

    setattr(Service, "create_from_cloudformation_json", make_with_network)  # noqa: B010
