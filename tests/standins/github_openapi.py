"""GitHub's own description of the requests that delivery makes, and a judge of them.

`python -m tests.standins.github_openapi FILE` writes the excerpt anew. FILE is
`generated/api.github.com.json` of the npm package @octokit/openapi, which is GitHub's own
description under the MIT licence.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from jsonschema import Draft7Validator

EXCERPT: Final = Path(__file__).with_name("github_openapi.json")
REPOSITORY: Final = "/repos/{owner}/{repo}"
ENVIRONMENT: Final = "/environments/{environment_name}"
OPERATIONS: Final = (
    ("get", ""),
    ("get", "/pulls/{pull_number}"),
    ("get", "/issues/{issue_number}/comments"),
    ("post", "/issues/{issue_number}/comments"),
    ("patch", "/issues/comments/{comment_id}"),
    ("post", "/statuses/{sha}"),
    ("get", "/deployments"),
    ("post", "/deployments"),
    ("get", "/deployments/{deployment_id}/statuses"),
    ("post", "/deployments/{deployment_id}/statuses"),
    ("get", "/pulls"),
    ("get", "/git/commits/{commit_sha}"),
    ("get", "/pulls/{pull_number}/files"),
    ("get", "/actions/runs/{run_id}"),
    ("get", "/actions/runs/{run_id}/approvals"),
    ("get", "/actions/runs/{run_id}/jobs"),
    ("get", "/actions/runs/{run_id}/artifacts"),
    ("get", "/actions/workflows/{workflow_id}/runs"),
    ("get", "/actions/jobs/{job_id}/logs"),
    ("get", "/actions/oidc/customization/sub"),
    ("put", "/actions/oidc/customization/sub"),
    ("get", "/environments"),
    ("put", ENVIRONMENT),
    ("get", f"{ENVIRONMENT}/deployment-branch-policies"),
    ("post", f"{ENVIRONMENT}/deployment-branch-policies"),
    *(
        (verb, f"{where}/{rest}")
        for where in ("/actions", ENVIRONMENT)
        for verb, rest in (
            ("get", "variables"),
            ("post", "variables"),
            ("get", "variables/{name}"),
            ("patch", "variables/{name}"),
            ("get", "secrets"),
        )
    ),
)
PROSE: Final = frozenset({"description", "example", "examples", "title"})


def faults(verb: str, path: str, body: Any, query: str) -> list[str]:
    """What GitHub's description says against a request about the repository's ``path``."""
    operation = next(
        (
            one
            for one in json.loads(EXCERPT.read_text())
            if one["verb"] == verb.lower() and re.fullmatch(pattern(one["path"]), path)
        ),
        None,
    )
    if operation is None:
        return [f"{verb} {path} is not described"]
    asked = parse_qs(query)
    found = [f"{verb} {path}: no {name}" for name in asked if name not in operation["query"]]
    most = operation["query"].get("per_page", {}).get("most", 100)
    if int(asked.get("per_page", ["1"])[0]) > most:
        found.append(f"{verb} {path}: more than {most} a page")
    if body is None:
        return found
    schema = {"additionalProperties": False, **operation["body"]}
    return found + [
        f"{verb} {path}: {one.message}" for one in Draft7Validator(schema).iter_errors(body)
    ]


def response_faults(verb: str, path: str, document: Any) -> list[str]:
    """What GitHub's description says against a response: a property it has not, or of a kind.

    Of an object in it, no more than that it is one.
    """
    described = next(
        one
        for one in json.loads(EXCERPT.read_text())
        if one["verb"] == verb.lower() and re.fullmatch(pattern(one["path"]), path)
    )
    found = Draft7Validator(described["response"]).iter_errors(document)
    return [f"{verb} {path}: {one.message}" for one in found]


def pattern(path: str) -> str:
    return re.sub(r"\{\w+\}", "[^/]+", path)


def excerpt(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation(description, verb, path) for verb, path in OPERATIONS]


def operation(description: dict[str, Any], verb: str, path: str) -> dict[str, Any]:
    found = description["paths"][REPOSITORY + path][verb]
    parameters = [resolved(one, description) for one in found.get("parameters", [])]
    content = found.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "verb": verb,
        "path": path,
        "query": {
            one["name"]: {"most": 30 if "max 30" in one.get("description", "") else 100}
            for one in parameters
            if one["in"] == "query"
        },
        "body": bare(resolved(content.get("schema", {}), description)),
        "response": shallow(resolved(responded(found), description)),
    }


def responded(operation: dict[str, Any]) -> Any:
    """Schema of what comes when it went well; empty where that is no JSON."""
    none: dict[str, Any] = {}
    responses = operation["responses"].items()
    went_well = next((one for code, one in responses if code[0] == "2"), none)
    return went_well.get("content", {}).get("application/json", {}).get("schema", {})


def shallow(schema: Any, depth: int = 2) -> Any:
    """Names and kinds of its properties, and of those of each row of a list in it."""
    kind = schema.get("type")
    if kind == "array":
        return {"type": "array", "items": shallow(schema["items"], depth)}
    if "properties" not in schema or not depth:
        kinds = [kind, "null"] if schema.get("nullable") else kind
        return {"type": kinds} if kind else {}
    return {
        "type": "object",
        "properties": {
            name: shallow(one, 0 if one.get("type") != "array" else depth - 1)
            for name, one in schema["properties"].items()
        },
        "additionalProperties": False,
    }


def resolved(part: Any, description: dict[str, Any]) -> Any:
    """The same with everything in it that it refers to."""
    if isinstance(part, list):
        return [resolved(one, description) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        found: Any = description
        for word in part["$ref"].removeprefix("#/").split("/"):
            found = found[word]
        return resolved(found, description)
    return {key: resolved(value, description) for key, value in part.items()}


def bare(schema: Any) -> Any:
    """Without prose, and with null as JSON Schema has it."""
    if isinstance(schema, list):
        return [bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: {name: bare(one) for name, one in value.items()}
        if key == "properties"
        else bare(value)
        for key, value in schema.items()
        if key not in PROSE and key != "nullable"
    }
    if schema.get("nullable") and "type" in kept:
        kept["type"] = [kept["type"], "null"]
        if "enum" in kept:
            kept["enum"] = [*kept["enum"], None]
    return kept


if __name__ == "__main__":
    rows = excerpt(json.loads(Path(sys.argv[1]).read_text()))
    EXCERPT.write_text(json.dumps(rows, indent=1) + "\n")
