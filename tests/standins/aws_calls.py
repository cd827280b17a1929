"""A request to AWS, read as its service reads it: who calls which operation, with what.

The operations' addresses and shapes are botocore's; moto's own router and parsers read by them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model

CREDENTIAL: Final = re.compile(r"Credential=([^/,\s]+)/\d+/[^/]+/([^/]+)/aws4_request")
# boto3's name of a service that signs with another one.
SIGNED_AS: Final = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}


@dataclass(frozen=True, slots=True)
class AwsCall:
    """``key`` is the caller's access key id, ``service`` boto3's name of the service."""

    key: str
    service: str
    operation: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"

    def get(self, name: str) -> Any:
        """A parameter by its name, in whatever case the service writes it; None if not given."""
        return next((v for k, v in self.parameters.items() if k.lower() == name.lower()), None)


def signed_by(environ: Mapping[str, Any]) -> tuple[str, str] | None:
    """Access key id and service of a signed request."""
    found = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    return (found[1], SIGNED_AS.get(found[2], found[2])) if found else None


def read(environ: Mapping[str, Any], key: str, service: str, body: bytes) -> AwsCall:
    """Raises werkzeug's NotFound for an address that is no operation of the service."""
    request = Request({**environ, "wsgi.input": BytesIO(body)})
    operation, in_address = get_service_router(service).match(request)
    protocol = determine_request_protocol(get_service_model(service), request.content_type)
    given = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body,
            "url_path": request.path,
            "url_params": in_address,
        }
    )
    return AwsCall(key, service, str(operation.name), given)
