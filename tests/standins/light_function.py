"""A function that handles only what delivery asks of a preview and of the provisioner.

For tests of delivery's own calls. ``package`` has this file as ``function/handler.py``: it
starts in a moment, under nothing but Lambda's Python. The provisioner's databases are names in
memory.
"""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

MIGRATION = "migration"
databases: set[str] = set()


def package(commit: str = "", migration: str = "", lacking: str = "") -> bytes:
    """The zip, the same whenever it is made; another one for another commit.

    Its bootstrap applies the migration, once: the object of that name stands for what it changes.
    Older code may be ``lacking`` a command.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        code = Path(__file__).read_text().replace(f'    "{lacking}": {lacking},\n', "")
        archive.writestr(zipfile.ZipInfo("function/handler.py"), code)
        archive.writestr(zipfile.ZipInfo("commit"), commit)
        archive.writestr(zipfile.ZipInfo(MIGRATION), migration)
    return held.getvalue()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return command(event["command"]) if "command" in event else visit(event)


def visit(event: dict[str, Any]) -> dict[str, Any]:
    """A page for every path, which says its version and names a stylesheet."""
    site, api = os.environ["FRONTEND_URL"], os.environ["API_BASE_URL"]
    headers = {"Content-Type": "text/html"}
    if event["headers"].get("origin") == site:
        headers["Access-Control-Allow-Origin"] = site
        headers["Access-Control-Allow-Credentials"] = "true"
    page = f'<link href="{api}/static/a.css">'
    if event["rawPath"] == "/health/":
        page = json.dumps({"version": os.environ["APP_VERSION"]})
    return {"statusCode": 200, "headers": headers, "body": page}


def command(words: list[str]) -> dict[str, Any]:
    """By the command contract."""
    response = RESPONSES.get(words[0]) or RESPONSES[" ".join(words[:2])]
    output = json.dumps(response(words))
    return {"exit_code": 0, "output": output, "truncated": False, "duration_ms": 1}


def bootstrap(words: list[str]) -> Any:
    migration = Path(MIGRATION).read_text() if Path(MIGRATION).exists() else ""
    if not migration or stored(f"migrations/{migration}"):
        return "Migrations: nothing pending (0.0 s)"
    store(f"migrations/{migration}")
    return f"Migrations: {migration} (0.0 s)"


def load_sample_content(words: list[str]) -> Any:
    store("media/picture")
    return "Loaded"


def stored(name: str) -> bool:
    import boto3

    bucket, key = os.environ["AWS_STORAGE_BUCKET_NAME"], os.environ["AWS_S3_PREFIX"]
    found = boto3.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{key}{name}")
    return bool(found["KeyCount"])


def store(name: str) -> None:
    import boto3

    bucket, key = os.environ["AWS_STORAGE_BUCKET_NAME"], os.environ["AWS_S3_PREFIX"]
    boto3.client("s3").put_object(Bucket=bucket, Key=f"{key}{name}", Body=b"made up")


def allow_sign_in(words: list[str]) -> Any:
    return "Until a moment that nobody asks for"


def revoke_sign_in(words: list[str]) -> Any:
    return "0 links forgotten"


def state(words: list[str]) -> Any:
    return {"content_version": 7}


def ensure(words: list[str]) -> Any:
    made = words[2] not in databases
    databases.add(words[2])
    name = words[2].replace("-", "_")
    return {"database": name, "role": name, "made": made}


def drop(words: list[str]) -> Any:
    there = words[2] in databases
    databases.discard(words[2])
    return {"dropped": [words[2]] if there else []}


def show(words: list[str]) -> Any:
    facts = {"whole": True, "bytes": 1, "made_at": None, "version": None}
    return {"previews": [{"name": name, **facts} for name in sorted(databases)]}


def check(words: list[str]) -> Any:
    """What the preview's bootstrap has applied is ahead of main."""
    return {
        "compatible": True,
        "faults": [],
        "migrations_ahead": applied(f"{words[2]}/migrations/"),
    }


def applied(prefix: str) -> list[str]:
    """Read with the tests' own keys: the provisioner sees a database, and not this bucket."""
    import boto3

    if not (bucket := os.environ.get("PREVIEWS_FILES")):
        return []
    s3 = boto3.client("s3", aws_access_key_id="tests", aws_secret_access_key="tests")
    found = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    return [one["Key"].removeprefix(prefix) for one in found]


def refresh(words: list[str]) -> Any:
    return {"template": "itg_template", "version": os.environ["APP_VERSION"]}


RESPONSES = {
    "bootstrap": bootstrap,
    "load_sample_content": load_sample_content,
    "state": state,
    "allow_sign_in": allow_sign_in,
    "revoke_sign_in": revoke_sign_in,
    "preview_database ensure": ensure,
    "preview_database drop": drop,
    "preview_database list": show,
    "preview_database check": check,
    "preview_template refresh": refresh,
}
