"""What several tests of operators' commands need."""

from typing import Any

import pytest

from tests.delivery.operate.deleted_files import make_bucket
from tests.delivery.production import Production


@pytest.fixture
def files_bucket(site: Production) -> Any:
    """S3, with a bucket of uploads of which some were deleted."""
    return make_bucket(site.operator.account)
