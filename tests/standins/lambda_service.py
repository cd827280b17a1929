"""Lambda whose functions really run: moto's, with AWS's runtime client in each container's place.

A function is its uploaded zip under its variables, with the key of its role. What moto lacks or has
otherwise than AWS is mended here: invocations, URLs, conditions of permissions, account limits.
"""

import atexit
import json
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Final

from moto.awslambda import models, responses, urls
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.policy import Policy
from moto.core.utils import unix_time_millis, utcnow

from tests.services.lambda_runtime import FunctionError, LambdaRuntime, link_what_lambda_brings
from tests.services.server import READY_WITHIN
from tests.standins import lambda_updates
from tests.standins.access import sign_in
from tests.standins.function_url import FunctionUrl

ACCOUNT_LIMIT: Final = 1000
CONDITIONS: Final = {
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}


class Executions:
    """The running functions by name: one environment each, made anew when code or variables are."""

    def __init__(self, endpoint: dict[str, str]) -> None:
        self.endpoint = endpoint
        self.folder = Path(tempfile.mkdtemp(prefix="itg-functions-"))
        self.brought = link_what_lambda_brings(self.made("brought"))
        self.running: dict[str, tuple[tuple[str, ...], LambdaRuntime]] = {}
        self.urls: dict[str, FunctionUrl] = {}
        self.lock = Lock()

    def made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder

    def invoke(self, function: Any, event: Any) -> Any:
        """Raises FunctionError. What the function says goes to its log group, where it has one."""
        with self.lock:
            runtime = self.environment_of(function)
            before = len(runtime.logged())
        try:
            return runtime.invoke(event, float(function.timeout))
        finally:
            self.log(function, runtime.logged()[before:])

    def environment_of(self, function: Any) -> LambdaRuntime:
        state = (function.code_sha_256, str(getattr(function, "changed_at", 0)))
        known = self.running.get(function.function_name)
        if known and known[0] == state and known[1].running:
            return known[1]
        self.end(function.function_name)
        variables = function.environment_vars | self.endpoint | sign_in(function.role)
        runtime = LambdaRuntime(
            self.code(function),
            variables,
            self.brought,
            function.handler,
            function=function.function_name,
        )
        self.running[function.function_name] = (state, runtime)
        try:
            runtime.start(within=READY_WITHIN)
        except Exception as error:
            said = runtime.init_error or {"errorMessage": str(error)}
            raise FunctionError("Runtime.InitError", str(said.get("errorMessage"))) from error
        return runtime

    def code(self, function: Any) -> Path:
        """Unzipped once for each content."""
        folder: Path = self.folder / function.code_digest.replace("/", "_").replace(":", "_")
        if not folder.exists():
            half = self.folder / f"half-{time.monotonic_ns()}"
            with zipfile.ZipFile(BytesIO(function.code_bytes)) as zipped:
                zipped.extractall(half)
            half.rename(folder)
        return folder

    def log(self, function: Any, said: str) -> None:
        with suppress(Exception):  # the group is gone with its preview
            backend, group = function.logs_backend, function.logs_group_name
            stream = f"{utcnow():%Y/%m/%d}/[$LATEST]"
            with suppress(Exception):
                backend.create_log_stream(group, stream)
            lines = [
                {"timestamp": int(unix_time_millis()), "message": line}
                for line in said.splitlines()
            ]
            backend.put_log_events(group, stream, lines)

    def end(self, name: str) -> None:
        if name in self.running:
            self.running.pop(name)[1].stop()

    def end_all(self) -> None:
        for name in list(self.running):
            self.end(name)


def install(endpoint: dict[str, str]) -> None:
    """Make every Lambda of this process run its functions."""
    executions = Executions(endpoint)
    atexit.register(executions.end_all)
    mend_invocations(executions)
    mend_urls(executions)
    mend_permissions()
    mend_account()
    lambda_updates.install()


def mend(kind: type, name: str, function: Callable[..., Any]) -> None:
    """Moto's own is replaced for this process."""
    setattr(kind, name, function)


def mend_invocations(executions: Executions) -> None:
    def invoke(
        self: Any, name: str, qualifier: str | None, body: Any, headers: Any, response: Any
    ) -> bytes:
        function = self.get_function(name, qualifier)
        try:
            reply = executions.invoke(function, json.loads(body or "{}"))
        except FunctionError as error:
            response["x-amz-function-error"] = "Unhandled"
            reply = {"errorType": error.kind, "errorMessage": error.message}
        return json.dumps(reply).encode()

    for name in ("update_configuration", "update_function_code"):
        noted(name)
    delete = models.LambdaBackend.delete_function

    def delete_function(self: Any, name: str, qualifier: str | None = None) -> None:
        delete(self, name, qualifier)
        if qualifier is None:
            executions.end(name)
            if url := executions.urls.pop(name, None):
                url.close()

    mend(models.LambdaBackend, "invoke", invoke)
    mend(models.LambdaBackend, "delete_function", delete_function)


def noted(name: str) -> None:
    """A change of code or configuration ends the environments that were started before it."""
    change = getattr(models.LambdaFunction, name)

    def changing(self: Any, *args: Any) -> Any:
        self.changed_at = time.monotonic_ns()
        return change(self, *args)

    setattr(models.LambdaFunction, name, changing)


def mend_urls(executions: Executions) -> None:
    """A URL listens; ListFunctionUrlConfigs exists."""
    made = models.FunctionUrlConfig.__init__

    def init(self: Any, function: Any, config: dict[str, Any]) -> None:
        made(self, function, config)

        def visit(event: dict[str, Any]) -> Any:
            current = models.lambda_backends[function.account_id][function.region].get_function(
                function.function_name
            )
            refuse_unpermitted(current)
            return executions.invoke(current, event)

        url = executions.urls[function.function_name] = FunctionUrl(visit)
        self.url = url.url

    def list_urls(self: Any) -> str:
        function = self.backend.get_function(self.path.split("/")[-2])
        configs = [function.url_config.to_dict()] if function.url_config else []
        return json.dumps({"FunctionUrlConfigs": configs})

    create = models.LambdaBackend.create_function_url_config

    def create_url(self: Any, name: str, config: dict[str, Any]) -> Any:
        if self.get_function(name).url_config:
            said = f"Failed to create function url config for {name}. It exists already."
            raise LambdaClientError("ResourceConflictException", said)
        return create(self, name, config)

    mend(models.LambdaBackend, "create_function_url_config", create_url)
    mend(models.FunctionUrlConfig, "__init__", init)
    mend(responses.LambdaResponse, "list_function_url_configs", list_urls)
    urls.url_paths[r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/urls/?$"] = (
        responses.LambdaResponse.dispatch
    )


def refuse_unpermitted(function: Any) -> None:
    """A public URL needs both statements. Raises PermissionError."""
    granted = {
        statement["Action"]
        for statement in function.policy.statements
        if statement["Effect"] == "Allow" and statement["Principal"] == "*"
    }
    if not {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"} <= granted:
        raise PermissionError(granted)


def mend_permissions() -> None:
    """Conditions are where AWS writes them, and a name that is taken is a conflict."""
    decode, add = Policy.decode_policy, Policy.add_statement

    def decode_policy(self: Any, obj: dict[str, Any]) -> Any:
        for field, (kind, key) in CONDITIONS.items():
            if field in obj:
                value = obj.pop(field)
                value = str(value).lower() if kind == "Bool" else value
                obj["Condition"] = {kind: {key: value}}
        return decode(self, obj) if "Action" in obj else obj

    def add_statement(self: Any, raw: str, qualifier: str | None = None) -> Any:
        name = json.loads(raw)["StatementId"]
        if any(statement.get("Sid") == name for statement in self.statements):
            said = f"The statement id ({name}) provided already exists."
            raise LambdaClientError("ResourceConflictException", said)
        return add(self, raw, qualifier)

    mend(Policy, "decode_policy", decode_policy)
    mend(Policy, "add_statement", add_statement)


def mend_account() -> None:
    def get_account_settings(self: Any) -> str:
        reserved = sum(int(one.reserved_concurrency or 0) for one in self.backend.list_functions())
        limits = {
            "ConcurrentExecutions": ACCOUNT_LIMIT,
            "UnreservedConcurrentExecutions": ACCOUNT_LIMIT - reserved,
            "TotalCodeSize": 80530636800,
            "CodeSizeUnzipped": 262144000,
            "CodeSizeZipped": 52428800,
        }
        return json.dumps({"AccountLimit": limits, "AccountUsage": {}})

    mend(responses.LambdaResponse, "get_account_settings", get_account_settings)
    urls.url_paths[r"{0}/(?P<api_version>[^/]+)/account-settings/?$"] = (
        responses.LambdaResponse.dispatch
    )
