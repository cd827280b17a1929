"""Delivery's own variables: the names and addresses of things in one AWS account."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core import addresses, parsers
from core import variables as backend
from delivery.tools.errors import PROGRAM, DeliveryError


@dataclass(frozen=True, slots=True)
class DeliveryVariable:
    """One row. The value of a ``many`` variable is a list separated by commas.

    ``parse`` raises ValueError, whose message says what the text must be.
    """

    name: str
    meaning: str
    example: str = ""
    default: str = ""
    many: bool = False
    parse: Callable[[str], Any] = parsers.plain


REGION: Final = "us-west-2"
KEY: Final = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+")


def key(raw: str) -> str:
    if not KEY.fullmatch(raw):
        raise ValueError("a key's ARN such as arn:aws:kms:us-east-2:111111111111:key/0ccc")
    return raw


VARIABLES: Final = (
    DeliveryVariable("AWS_REGION", "AWS region of all resources", REGION, default=REGION),
    DeliveryVariable(
        "PREVIEW_BOUNDARY_ARN",
        "Permissions boundary of the role of every preview",
        "arn:aws:iam::111111111111:policy/itg-preview-boundary",
    ),
    DeliveryVariable(
        "PREVIEW_SUBNET_IDS",
        "Subnets of the previews' functions, separated by commas",
        "subnet-0aaa,subnet-0bbb",
        many=True,
    ),
    DeliveryVariable(
        "PREVIEW_SECURITY_GROUP_IDS",
        "Security groups of the previews' functions, separated by commas",
        "sg-0ccc",
        many=True,
    ),
    DeliveryVariable(
        "PREVIEW_PACKAGES_BUCKET",
        "Bucket from which Lambda reads the packages",
        "itg-preview-packages",
        parse=addresses.bucket,
    ),
    DeliveryVariable(
        "PREVIEW_FILES_BUCKET",
        "Bucket of the previews' files, with a folder for each preview",
        "itg-preview-files",
        parse=addresses.bucket,
    ),
    DeliveryVariable(
        "PREVIEW_FILES_DOMAIN",
        "Domain or whole address of the CloudFront distribution of PREVIEW_FILES_BUCKET",
        "d222222abcdef8.cloudfront.net",
        parse=addresses.domain,
    ),
    DeliveryVariable(
        "PREVIEW_AMPLIFY_APP_ID", "Amplify app of the previews' sites", "d2b3c4d5e6f7a8"
    ),
    DeliveryVariable(
        "PREVIEW_SITE_URL",
        "Address of a preview's site; {stage}, {number} and the app's {domain} are replaced",
        "https://{stage}.previews.innovatetogrow.com",
        default="https://{stage}.{domain}",
    ),
    DeliveryVariable(
        "PREVIEW_DB_HOST",
        "PostgreSQL host of the previews",
        "itg-previews.xxx.us-west-2.rds.amazonaws.com",
        parse=addresses.database_server,
    ),
    DeliveryVariable(
        "PREVIEW_DB_PORT", "PostgreSQL port of the previews", default="5432", parse=parsers.port
    ),
    DeliveryVariable(
        "PROVISIONER_ROLE_ARN",
        "Role of the provisioner's function",
        "arn:aws:iam::111111111111:role/itg-preview-provisioner",
    ),
    DeliveryVariable(
        "PROVISIONER_DB_USER",
        "User name of the administrator of the previews' PostgreSQL",
        default="itg_provisioner",
    ),
    DeliveryVariable(
        "EXECUTION_ROLE_ARN",
        "Role with which ECS starts a task",
        "arn:aws:iam::111111111111:role/itg-production-execution",
    ),
    DeliveryVariable(
        "TASK_ROLE_ARN",
        "Role with which the code in a task runs",
        "arn:aws:iam::111111111111:role/itg-production-task",
    ),
    DeliveryVariable(
        "RELEASES_BUCKET",
        "Bucket for the record of each release",
        "itg-releases-111111111111-us-west-2",
        parse=addresses.bucket,
    ),
    DeliveryVariable("AMPLIFY_APP_ID", "Amplify app of the site", "d1a2b3c4d5e6f7"),
    DeliveryVariable("AMPLIFY_BRANCH", "Branch of that app", default="main"),
)

# Required parameters of container/infrastructure/*.yaml.
DECISIONS: Final = (
    DeliveryVariable(
        "API_DOMAIN", "Host name of the backend", "api.innovatetogrow.com", parse=addresses.host
    ),
    DeliveryVariable(
        "CERTIFICATE_ARN",
        "ACM certificate for API_DOMAIN, in AWS_REGION",
        "arn:aws:acm:us-west-2:111111111111:certificate/0aaa",
    ),
    DeliveryVariable(
        "CDN_CERTIFICATE_ARN",
        "ACM certificate for API_DOMAIN, in us-east-1 for CloudFront",
        "arn:aws:acm:us-east-1:111111111111:certificate/0bbb",
    ),
    DeliveryVariable(
        "ALARM_EMAIL", "Address that gets alarms and budget warnings", "i2g@g.ucmerced.edu"
    ),
    DeliveryVariable("GITHUB_REPOSITORY", "GitHub repository whose workflows deploy", "owner/name"),
)

# Optional parameters: the templates have defaults.
CHOICES: Final = (
    DeliveryVariable(
        "GITHUB_REPOSITORY_OWNER_ID",
        "Id of the repository's owner; set it if GitHub's tokens contain it",
        "123456",
    ),
    DeliveryVariable(
        "GITHUB_REPOSITORY_ID", "Id of the repository, if GitHub's tokens contain it", "456789"
    ),
    DeliveryVariable(
        "GITHUB_PROVIDER_ARN",
        "GitHub's OIDC provider, if the account already has one",
        "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
    ),
    DeliveryVariable(
        "FRONTEND_URL",
        "Address of the site, once its Amplify app has a domain; empty: Amplify's address",
        "https://www.innovatetogrow.com",
        parse=addresses.site_url,
    ),
    DeliveryVariable(
        "AWS_STORAGE_BUCKET_NAME",
        "Bucket of static files and uploads, if another account has the default name",
        "itg-static-assets",
        parse=addresses.bucket,
    ),
    DeliveryVariable(
        "COPY_BUCKET",
        "Bucket in another region that gets a copy of each upload; empty: no copies",
        "itg-copies",
        parse=addresses.bucket,
    ),
    DeliveryVariable(
        "COPY_KEY_ARN",
        "RDS's key in the region that gets copies of the backups; empty: no copies",
        "arn:aws:kms:us-east-2:111111111111:key/0ccc",
        parse=key,
    ),
    DeliveryVariable(
        "CDN_PREFIX_LIST_ID",
        "Prefix list of CloudFront; needed outside us-west-2",
        "pl-82a045eb",
    ),
    DeliveryVariable(
        "FILES_PREFIX_LIST_ID",
        "Prefix list of S3; needed outside us-west-2",
        "pl-68a54001",
    ),
)
EXISTING: Final = DeliveryVariable(
    "EXISTING_STACKS",
    "Stacks that are not created; their outputs are then read from variables",
    "network,data",
    many=True,
)

ROWS: Final = {
    row.name: row.parse
    for row in (*VARIABLES, *DECISIONS, *CHOICES, EXISTING, *backend.VARIABLES)
    if row.name not in backend.SECRETS
}


def parameter(variable: str) -> str:
    """The name of a variable as a stack's parameter or output: ``DB_HOST`` becomes ``DbHost``."""
    return "".join(part.capitalize() for part in variable.split("_"))


def variable(parameter: str) -> str:
    """The reverse: ``DbHost`` becomes ``DB_HOST``."""
    return "".join(f"_{sign}" if sign.isupper() else sign.upper() for sign in parameter).lstrip("_")


def outputs(names: Iterable[str], environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The outputs, by name, for which variables are set. They replace the outputs of stacks."""
    found = {name: environ.get(variable(name), "").strip() for name in names}
    return {name: value for name, value in found.items() if value}


def existing(environ: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The names in EXISTING_STACKS."""
    raw = environ.get(EXISTING.name, "")
    return frozenset(word for part in raw.split(",") if (word := part.strip()))


def decisions(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The stacks' parameters that are set, by name."""
    found = {row.name: environ.get(row.name, "").strip() for row in (*DECISIONS, *CHOICES)}
    return {parameter(name): spelled(name, value) for name, value in found.items() if value}


def spelled(name: str, value: str) -> str:
    """A variable's value as templates take it: an address without its slash at the end.

    A malformed value stays as it is: `refuse_malformed` names it.
    """
    try:
        found = ROWS[name](value) if name in ROWS else value
    except ValueError:
        return value
    return found if isinstance(found, str) else value


def environment() -> Mapping[str, str]:
    """All variables of this process, with those of the backend, GitHub and AWS."""
    return os.environ


def text(name: str, environ: Mapping[str, str]) -> str:
    """The value of a row, or its default. Empty if it has neither."""
    (row,) = (row for row in VARIABLES if row.name == name)
    return environ.get(name, "").strip() or row.default


def words(name: str, environ: Mapping[str, str]) -> list[str]:
    """The values of a row with ``many`` values."""
    return [word for part in text(name, environ).split(",") if (word := part.strip())]


def faults(values: Mapping[str, str]) -> list[str]:
    """A sentence for each malformed value. Secrets are checked where they are read."""
    found = []
    for name, value in values.items():
        try:
            if name in ROWS and value.strip():
                ROWS[name](value.strip())
        except ValueError as fault:
            found.append(f"{name} must be {fault}")
    return found


def refuse_malformed(values: Mapping[str, str], remedy: str = "Correct these variables.") -> None:
    """Raises DeliveryError that names every malformed value."""
    if found := faults(values):
        raise DeliveryError("\n".join(f"{fault}." for fault in found), remedy)


def refuse_missing(names: Iterable[str], environ: Mapping[str, str]) -> None:
    """Raises DeliveryError that names all missing values, or else all malformed ones."""
    if missing := [name for name in names if not words(name, environ)]:
        raise DeliveryError(
            f"These variables are not set: {', '.join(missing)}.",
            f"`{PROGRAM} stack list` shows their values.",
        )
    refuse_malformed({name: environ.get(name, "") for name in names})


def region(environ: Mapping[str, str] = os.environ) -> str:
    """The AWS region, from AWS's own variables or the default."""
    return environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or REGION
