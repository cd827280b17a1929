"""Names as operators type them, and as AWS has them, read as stages."""

import pytest

from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION, PROVISIONER, Preview, parse


def test_a_stage_is_read_from_its_name() -> None:
    assert parse("production") is PRODUCTION
    assert parse("pr-42") == Preview(42)
    assert [Preview.named(stage.name) for stage in (PRODUCTION, PROVISIONER)] == [None, None]


@pytest.mark.parametrize("name", ["", "pr-", "pr-0", "pr-1234567", "pr-4 2", "local"])
def test_a_name_that_no_stage_has_is_refused(name: str) -> None:
    with pytest.raises(DeliveryError, match='Write "production", or a preview'):
        parse(name)


@pytest.mark.parametrize(
    ("name", "preview"),
    [
        ("itg-backend-pr-42", Preview(42)),
        ("/aws/lambda/itg-backend-pr-42", Preview(42)),
        ("itg/pr-42/DB_PASSWORD", Preview(42)),
        ("pr-42/", Preview(42)),
        ("itg-backend-pr-42-extra", None),
        (PROVISIONER.function, None),
    ],
)
def test_a_preview_is_found_in_the_names_of_its_parts(name: str, preview: Preview | None) -> None:
    assert Preview.owning(name) == preview


@pytest.mark.parametrize("number", ["", "042", "-1", "4 2", "1234567", "forty"])
def test_what_is_no_pull_requests_number_is_refused(number: str) -> None:
    with pytest.raises(DeliveryError, match="is not the number of a pull request"):
        Preview.of_pull_request(number)
