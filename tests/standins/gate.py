"""The door of the account: each call is read, judged by its role's policies, and failed as told.

A WSGI application around moto's. What a role may not do is refused; the keys of the tests
themselves may do everything.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from threading import Event, Lock
from typing import Any, Final
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple

from tests.services.iam import Call
from tests.services.server import HOST
from tests.standins import aws_calls, faults
from tests.standins.access import MotoAccount
from tests.standins.aws_calls import AwsCall
from tests.standins.faults import Faults, Plan
from tests.standins.needs import needs
from tests.standins.not_yet import NotYet

# The roles of the workflows: their calls are counted, and failed as told.
DELIVERING: Final = frozenset(
    {
        "itg-backup-drill",
        "itg-commands",
        "itg-previews",
        "itg-previews-revoke",
        "itg-provisioner-deploy",
        "itg-release",
        "itg-site",
        "itg-site-refresh",
    }
)
# What is another one each time: a package's name, a task, a release, an Amplify job, a function's
# version.
VARYING: Final = re.compile(
    r"[0-9a-f]{32,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\d-]+T[\d:.]+Z-[0-9a-f]{12}"
    r"|(?<=[/=:])\d+(?=/|$)"
)
SUFFIX: Final = re.compile(r"(?<=[A-Z])-\w{6}$")  # of a secret's ARN, behind a variable's name
# The access key of somebody whose calls are counted and failed too, and who may do everything.
ADMINISTRATOR: Final = "administrator"
# What may lag behind on AWS.
LISTS: Final = {
    "amplify:ListBranches",
    "iam:ListRoles",
    "lambda:ListFunctions",
    "secretsmanager:ListSecrets",
}
# What finds an object or does not.
FINDS: Final = {"s3:GetObject", "s3:HeadObject"}
UNKNOWN: Final = (
    "The tests do not know what IAM asks about {}: {!r} is missing. Add it to FILLED, KINDS or"
    " ACTIONS in tests/standins/needs.py."
)
YOUNG_ROLE: Final = (
    "The role defined for the function cannot be assumed by Lambda.",
    "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
)

Response = tuple[str, Any, bytes]
Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


class Gate:
    """``amplify`` is where the calls go that moto does not know."""

    def __init__(self, app: App, account: MotoAccount, amplify: str) -> None:
        self.app, self.account, self.amplify = app, account, amplify
        self.faults = Faults()
        self.decisions: Counter[str] = Counter()
        self.refusals: list[str] = []
        self.not_yet: NotYet | None = None
        self.lists: dict[str, Response] | None = None
        self.held: list[str] = []
        self.let_go = Event()
        self.lock = Lock()

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/gate/"):
            return self.control(environ, start)
        signed = aws_calls.signed_by(environ)
        if signed is None:
            return self.unsigned(environ, start)
        key, service = signed
        body = body_of(environ) if service != "s3" or environ["REQUEST_METHOD"] == "POST" else b""
        call = aws_calls.read(environ, key, service, body)
        role = self.account.role_of(key)
        try:
            wanted = needs(call, self.account) if role else []
        except LookupError as fault:
            return faults.error(
                service, start, 500, "NotKnownToTheTests", UNKNOWN.format(call, fault)
            )
        if denied := self.denied(role, wanted):
            return refuse(role, denied, service, start)
        if role in DELIVERING or key == ADMINISTRATOR:
            name = named(call, wanted)
            if self.held and all(word in name for word in self.held):
                self.let_go.wait()
            # https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
            if way := self.faults.meet(name, environ.get("HTTP_AMZ_SDK_INVOCATION_ID", "")):
                return self.fail(way, service, environ, body, start)
            if self.not_yet and (refusal := self.not_yet.meet(call)):
                return faults.error(service, start, *refusal)
        if self.refusals and str(call) == "lambda:CreateFunction":
            return refuse_parameter(start, self.refusals.pop(0))
        if self.lists is not None and str(call) in LISTS:
            return self.listed(environ, body, start)
        if role and str(call) in FINDS:
            return self.found(role, call, environ, start)
        return self.passed(environ, body, start)

    def unsigned(self, environ: Environ, start: Any) -> Iterable[bytes]:
        """Who signs in with a token of GitHub's must be somebody that the role trusts."""
        body = body_of(environ)
        if b"Action=AssumeRoleWithWebIdentity" in body:
            given = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            claims = json.loads(given["WebIdentityToken"])
            if not self.account.trusts(given["RoleArn"], claims):
                reason = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
                return faults.respond("refused", "sts", start, reason)
        return self.app(environ, start)

    def denied(self, role: str, wanted: Sequence[Call]) -> str:
        """What the role may not do of what its call needs. Each verdict is written down."""
        if not wanted:
            return ""
        denied = self.account.refused(role, wanted)
        with self.lock:
            for one in wanted:
                verdict = "denied" if str(one) in denied else "allowed"
                self.decisions[f"{role} {verdict} {one.action}"] += 1
        return "; ".join(denied)

    def fail(
        self, way: str, service: str, environ: Environ, body: bytes, start: Any
    ) -> Iterable[bytes]:
        if way not in faults.DONE:
            return faults.respond(way, service, start)
        b"".join(self.passed(environ, body, lambda *words: None))
        if way == "killed" and self.faults.plan:
            faults.kill(self.faults.plan.group)
        faults.hang_up(environ)

    def passed(self, environ: Environ, body: bytes, start: Any) -> Iterable[bytes]:
        if "/amplify/aws4_request" in environ["HTTP_AUTHORIZATION"]:
            return self.forward(environ, body, start)
        return self.app(environ, start)

    def response(self, environ: Environ, body: bytes) -> Response:
        begun: list[Any] = []
        content = b"".join(self.passed(environ, body, lambda *words: begun.extend(words)))
        return begun[0], begun[1], content

    def found(self, role: str, call: AwsCall, environ: Environ, start: Any) -> Iterable[bytes]:
        """An object. Only who may list its bucket is told that it is missing.

        S3 asks as if the object's name were the prefix of a list.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        https://github.com/ceph/ceph/pull/68577
        """
        status, headers, content = self.response(environ, b"")
        if status.startswith("404"):
            bucket = f"arn:aws:s3:::{call.get('Bucket')}"
            listing = Call("s3:ListBucket", bucket, {"s3:prefix": call.get("Key")})
            if denied := self.denied(role, [listing]):
                return refuse(role, denied, "s3", start)
        start(status, headers)
        return [content]

    def listed(self, environ: Environ, body: bytes, start: Any) -> Iterable[bytes]:
        """A list as it was when it was first asked for."""
        assert self.lists is not None
        what = f"{environ['PATH_INFO']} {environ.get('QUERY_STRING')} {body.decode()}"
        if what not in self.lists:
            self.lists[what] = self.response(environ, body)
        status, headers, content = self.lists[what]
        start(status, headers)
        return [content]

    def control(self, environ: Environ, start: Any) -> Iterable[bytes]:
        """``/gate/plan`` takes a Plan as JSON, ``/gate/fail`` is one that refuses every call once,
        ``/gate/relent`` ends it, ``/gate/run`` begins a run; all tell what was before, as
        ``/gate/show`` does.

        From ``/gate/lag`` to ``/gate/catch-up`` lists stay as they are first read. From
        ``/gate/not-yet`` to ``/gate/know`` what is made or deleted is not known at once. After
        ``/gate/young-role`` CreateFunction is refused once for each reason that AWS has. From
        ``/gate/hold?WORD+WORD`` to ``/gate/let-go`` delivery's calls with these words in their
        names wait.
        """
        verb = environ["PATH_INFO"].rpartition("/")[2]
        given = json.loads(body_of(environ) or "{}")
        with self.lock:
            told: dict[str, Any] = {"calls": self.faults.calls, "numbered": self.faults.numbered}
            told |= {"failed": self.faults.failed, "decisions": self.decisions}
            if verb in {"plan", "fail", "relent"}:
                self.faults.intend(plan_of(verb, given))
            if verb in {"plan", "fail", "run"}:
                self.faults.begin()
            if verb in {"lag", "catch-up"}:
                self.lists = {} if verb == "lag" else None
            if verb in {"not-yet", "know"}:
                self.not_yet = NotYet() if verb == "not-yet" else None
            if verb == "young-role":
                self.refusals = list(YOUNG_ROLE)
            if verb == "hold":
                self.held, self.let_go = environ["QUERY_STRING"].split("+"), Event()
            if verb == "let-go":
                self.held = []
                self.let_go.set()
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(told).encode()]

    def forward(self, environ: Environ, body: bytes, start: Any) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        address = f"{self.amplify}{environ['PATH_INFO']}{f'?{query}' if query else ''}"
        request = Request(address, body or None, method=environ["REQUEST_METHOD"])  # noqa: S310
        try:
            with urlopen(request, timeout=30) as response:  # noqa: S310 (loopback)
                status, headers, content = response.status, response.headers, response.read()
        except OSError as error:  # HTTPError is one
            status, headers, content = error.code, error.headers, error.read()  # type: ignore[attr-defined]
        start(f"{status} Amplify", [(k, v) for k, v in headers.items() if k.lower() != "date"])
        return [content]


def body_of(environ: Environ) -> bytes:
    """Read, and put back for who reads next."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def refuse(role: str, denied: str, service: str, start: Any) -> Iterable[bytes]:
    reason = f"{role} is not authorized to perform: {denied}"
    return faults.respond("refused", service, start, reason)


def refuse_parameter(start: Any, reason: str) -> Iterable[bytes]:
    kind = "InvalidParameterValueException"
    start("400 Bad Request", [("Content-Type", "application/json"), ("x-amzn-errortype", kind)])
    return [json.dumps({"Type": "User", "message": reason}).encode()]


def plan_of(verb: str, given: Mapping[str, Any]) -> Plan | None:
    if verb == "plan":
        return Plan(given["way"], frozenset(given["names"]), given["group"])
    return Plan("refused") if verb == "fail" else None


def named(call: AwsCall, wanted: Sequence[Call]) -> str:
    """The same in each run of the same command."""
    about = wanted[0].resource if wanted else call.get("StackName") or ""
    return f"{call} {VARYING.sub('*', SUFFIX.sub('', about))}"


def serve(port: int, networks: Mapping[str, str], amplify: str = "") -> None:
    """moto's services on loopback, behind the gate, until the process is ended.

    ``networks`` has the VPC of each subnet.
    """
    WSGIRequestHandler.log_request = lambda *args, **kwargs: None  # type: ignore[method-assign]
    app = Gate(DomainDispatcherApplication(create_backend_app), MotoAccount(networks), amplify)
    run_simple(HOST, port, app, threaded=True)
