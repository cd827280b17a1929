"""The OpenAPI document: equal to the committed snapshot, and true of what the API returns."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from api.urls import api
from tests.running_site import RunningSite

SNAPSHOT = Path(__file__).parents[2] / "frontend" / "openapi.json"


def test_the_snapshot_is_what_the_backend_says() -> None:
    document = json.loads(json.dumps(api.get_openapi_schema()))
    assert document == json.loads(SNAPSHOT.read_text()), "Run `make api-types` and commit it."


@pytest.fixture(scope="session")
def live_schema(site: RunningSite) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{site.url}/api/schema/")


schema = schemathesis.pytest.from_fixture("live_schema")


@pytest.mark.processes
@schema.parametrize()
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_response_is_what_the_document_says(case: Any) -> None:
    response = case.call(timeout=60)
    if response.status_code != 414:  # Gunicorn's, for a request line over 8190 bytes
        case.validate_response(response)
