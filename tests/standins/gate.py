"""The door of the account: who calls what is written down, refused to a role, or failed as told.

A WSGI application around moto's. Calls signed by a role's key are held to its policy and boundary,
as moto does not for S3's names.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Event, Lock
from typing import Any, Final
from urllib.parse import parse_qs, unquote
from urllib.request import Request, urlopen

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends

from tests.services.aws import REGION
from tests.standins.policies import allowed

DELIVERY: Final = "delivery"  # the key whose calls are counted, and failed as told
ROLE_KEY: Final = "role."
CREDENTIAL: Final = re.compile(r"Credential=([^,\s]+)")
# What is another one each time: a package's name, an Amplify job, a function's version.
VARYING: Final = re.compile(r"[0-9a-f]{32,}|(?<=[/=])\d+(?=/|$)")
OBJECTS: Final = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject"}
CODE: Final = "AccessDeniedException"
SAID: Final = "This call was made to fail."

# What may lag behind on AWS.
LISTS: Final = re.compile(
    r"secretsmanager ListSecrets|iam ListRoles|lambda GET /2015-03-31/functions/? |"
    r"lambda GET /2015-03-31/functions/?$|amplify GET /apps/[^/]+/branches/?( |$)"
)
CREATE_FUNCTION: Final = re.compile(r"lambda POST /2015-03-31/functions/?")
YOUNG_ROLE: Final = (
    "The role defined for the function cannot be assumed by Lambda.",
    "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
)

Response = tuple[str, Any, bytes]
Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


class Gate:
    """``amplify`` is where the calls go that moto does not know."""

    def __init__(self, app: App, amplify: str) -> None:
        self.app, self.amplify = app, amplify
        self.calls: list[str] = []
        self.failing = False
        self.failed: set[str] = set()
        self.refusals: list[str] = []
        self.lists: dict[str, Response] | None = None
        self.held = ""
        self.let_go = Event()
        self.lock = Lock()

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/gate/"):
            return self.control(environ, start)
        found = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if found is None:
            return self.app(environ, start)
        key, _, _, service, _ = found[1].split("/")
        body = body_of(environ) if service != "s3" else b""
        name = name_of(environ, service, body)
        if key.startswith(ROLE_KEY):
            if not self.permits(key.removeprefix(ROLE_KEY), environ, name):
                return refuse(service, start, "not authorized to perform this")
        elif key == DELIVERY:
            if self.held and self.held in name:
                self.let_go.wait()
            if self.fails(name):
                return refuse(service, start, SAID)
        if self.refusals and CREATE_FUNCTION.fullmatch(name):
            return refuse_parameter(start, self.refusals.pop(0))
        if self.lists is not None and LISTS.match(name):
            return self.listed(environ, body, start)
        return self.passed(environ, body, start)

    def passed(self, environ: Environ, body: bytes, start: Any) -> Iterable[bytes]:
        if "/amplify/aws4_request" in environ["HTTP_AUTHORIZATION"]:
            return self.forward(environ, body, start)
        return self.app(environ, start)

    def listed(self, environ: Environ, body: bytes, start: Any) -> Iterable[bytes]:
        """A list as it was when it was first asked for."""
        assert self.lists is not None
        what = f"{environ['PATH_INFO']} {environ.get('QUERY_STRING')} {body.decode()}"
        if what not in self.lists:
            begun: list[Any] = []
            said = b"".join(self.passed(environ, body, lambda *words: begun.extend(words)))
            self.lists[what] = begun[0], begun[1], said
        status, headers, said = self.lists[what]
        start(status, headers)
        return [said]

    def control(self, environ: Environ, start: Any) -> Iterable[bytes]:
        """``/gate/fail`` and ``/gate/relent`` switch, ``/gate/run`` begins a run; all tell.

        From ``/gate/lag`` to ``/gate/catch-up`` lists stay as they are first read. After
        ``/gate/young-role`` CreateFunction is refused once for each reason that AWS has. From
        ``/gate/hold?WORDS`` to ``/gate/let-go`` delivery's calls with these words in their names
        wait.
        """
        verb = environ["PATH_INFO"].rpartition("/")[2]
        with self.lock:
            response = json.dumps({"calls": self.calls, "failed": sorted(self.failed)}).encode()
            if verb in {"fail", "relent"}:
                self.failing, self.failed = verb == "fail", set()
            if verb in {"fail", "run"}:
                self.calls = []
            if verb in {"lag", "catch-up"}:
                self.lists = {} if verb == "lag" else None
            if verb == "young-role":
                self.refusals = list(YOUNG_ROLE)
            if verb == "hold":
                self.held, self.let_go = environ["QUERY_STRING"], Event()
            if verb == "let-go":
                self.held = ""
                self.let_go.set()
        start("200 OK", [("Content-Type", "application/json")])
        return [response]

    def fails(self, name: str) -> bool:
        """Each call fails once, and once more where its run repeats it, such as to wait."""
        with self.lock:
            nth = min(Counter(self.calls)[name] + 1, 2)
            self.calls.append(name)
            if not self.failing or f"{name} #{nth}" in self.failed:
                return False
            self.failed.add(f"{name} #{nth}")
            return True

    def permits(self, role: str, environ: Environ, name: str) -> bool:
        backend = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
        found = backend.get_role(role)
        documents = [json.loads(text) for text in found.policies.values()]
        if found.permissions_boundary_arn:
            arn = found.permissions_boundary_arn
            version = backend.get_policy(arn).default_version_id
            documents.append(json.loads(backend.get_policy_version(arn, version).document))
        return allowed(documents, *asked(environ, name))

    def forward(self, environ: Environ, body: bytes, start: Any) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        address = f"{self.amplify}{environ['PATH_INFO']}{f'?{query}' if query else ''}"
        request = Request(address, body or None, method=environ["REQUEST_METHOD"])  # noqa: S310
        try:
            with urlopen(request, timeout=30) as response:  # noqa: S310 (loopback)
                status, headers, said = response.status, response.headers, response.read()
        except OSError as error:  # HTTPError is one
            status, headers, said = error.code, error.headers, error.read()  # type: ignore[attr-defined]
        start(f"{status} Amplify", [(k, v) for k, v in headers.items() if k.lower() != "date"])
        return [said]


def body_of(environ: Environ) -> bytes:
    """Read, and put back for who reads next."""
    from io import BytesIO

    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def name_of(environ: Environ, service: str, body: bytes) -> str:
    """Such as ``secretsmanager CreateSecret itg/pr-1/DB_PASSWORD``."""
    method, path = environ["REQUEST_METHOD"], unquote(environ["PATH_INFO"])
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        given = json.loads(body or b"{}")
        thing = next((str(v) for v in given.values() if isinstance(v, str)), "")
        return f"{service} {target.rpartition('.')[2]} {thing if len(thing) < 60 else ''}"
    if service in {"iam", "sts"}:
        fields = parse_qs(body.decode())
        return f"{service} {fields['Action'][0]} {fields.get('RoleName', [''])[0]}"
    query = environ.get("QUERY_STRING", "").partition("&")[0]
    return f"{service} {method} {VARYING.sub('*', path)} {VARYING.sub('*', query)}".strip()


def asked(environ: Environ, name: str) -> tuple[str, str, dict[str, str]]:
    """Action, resource and context of a role's call."""
    service, operation, *_ = name.split(" ")
    if service != "s3":
        return f"{service}:{operation}", f"arn:aws:{service}:{REGION}:{DEFAULT_ACCOUNT_ID}:*", {}
    _, bucket, *rest = unquote(environ["PATH_INFO"]).split("/", 2)
    key, query = "".join(rest), parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if not key and operation == "GET":
        prefix = query.get("prefix", [None])[0]
        context = {} if prefix is None else {"s3:prefix": prefix}
        return "s3:ListBucket", f"arn:aws:s3:::{bucket}", context
    return f"s3:{OBJECTS.get(operation, 'DeleteObject')}", f"arn:aws:s3:::{bucket}/{key}", {}


def refuse_parameter(start: Any, said: str) -> Iterable[bytes]:
    kind = "InvalidParameterValueException"
    start("400 Bad Request", [("Content-Type", "application/json"), ("x-amzn-errortype", kind)])
    return [json.dumps({"Type": "User", "message": said}).encode()]


def refuse(service: str, start: Any, said: str) -> Iterable[bytes]:
    """403 as the service's protocol words it."""
    kind = "text/xml" if service in {"s3", "iam", "sts"} else "application/x-amz-json-1.1"
    start("403 Forbidden", [("Content-Type", kind), ("x-amzn-errortype", CODE)])
    if service == "s3":
        return [f"<Error><Code>AccessDenied</Code><Message>{said}</Message></Error>".encode()]
    if service in {"iam", "sts"}:
        error = f"<Error><Code>AccessDenied</Code><Message>{said}</Message></Error>"
        return [f"<ErrorResponse>{error}</ErrorResponse>".encode()]
    return [json.dumps({"__type": CODE, "message": said, "Message": said}).encode()]
