"""What the account of the tests itself leaves behind."""

from tests.infrastructure.made import made
from tests.standins.amplify import Amplify
from tests.standins.cloud import Cloud
from tests.standins.previews_account import APP


def test_what_an_account_unpacks_goes_with_it() -> None:
    """It is killed, so it cannot clear up itself."""
    with made() as stacks, Amplify(APP) as hosting, Cloud(hosting.url, stacks) as cloud:
        (functions,) = cloud.directory.glob("itg-functions-*")
        assert functions.is_dir()
    assert not functions.exists()
