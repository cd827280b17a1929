"""Everything goes to the region that AWS's own variables name."""

import pytest

from delivery.preview.settings import NEEDED, PreviewSettings
from delivery.tools.stages import Preview


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-north-1"}, "eu-west-1"),
        ({"AWS_DEFAULT_REGION": "eu-north-1"}, "eu-north-1"),
        ({}, "us-west-2"),
    ],
)
def test_a_preview_knows_the_region_of_its_bucket(environment: dict[str, str], region: str) -> None:
    settings = PreviewSettings.read({**dict.fromkeys(NEEDED, "some"), **environment})
    url = "https://abc.lambda-url.eu-west-1.on.aws"
    found = settings.variables(Preview(7), {}, url, "https://pr-7.test", "a" * 40)
    assert found["AWS_S3_REGION_NAME"] == region
