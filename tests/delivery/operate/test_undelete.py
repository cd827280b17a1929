"""Files that were deleted from the bucket are brought back, and only those, within a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from delivery.aws import s3
from delivery.aws.s3 import Mark
from delivery.operate.backup import files
from delivery.tools.errors import DeliveryError
from tests.delivery.operate.deleted_files import DELETED, FILES, THERE, there
from tests.delivery.operators import ADMINISTRATOR
from tests.delivery.production import Production

SINCE = datetime(2026, 11, 29, 18, tzinfo=UTC)


def undelete(site: Production, *words: str) -> Any:
    ended = site.run("backup", "undelete", *words, **ADMINISTRATOR)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended


def test_all_files_that_were_deleted_since_a_time_come_back_once(
    site: Production, files_bucket: Any
) -> None:
    listed = undelete(site, "1h", "--dry-run")
    assert [line.partition(" (")[0] for line in listed.stdout.splitlines()] == DELETED
    assert there(files_bucket) == [THERE]
    back = undelete(site, "1h")
    assert back.stdout == listed.stdout
    assert f"3 files are back in {FILES}" in back.stderr
    again = undelete(site, "1h")
    assert (again.stdout, again.stderr.split()[0]) == ("", "0")
    assert there(files_bucket) == sorted([*DELETED, THERE])
    body = files_bucket.get_object(Bucket=FILES, Key=DELETED[0])["Body"].read()
    assert body.decode() == DELETED[0]


def test_what_was_deleted_before_that_time_stays_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {"earlier": -1, "then": 0, "later": 1}
    found = [Mark(key, "1", SINCE + timedelta(seconds=at)) for key, at in times.items()]
    monkeypatch.setattr(s3, "deletions", lambda bucket, folder: iter(found))
    assert files.deleted(FILES, SINCE).keys() == {"then", "later"}


def test_what_s3_does_not_bring_back_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def delete_objects(self, **words: Any) -> Any:
            return {"Errors": [{"Key": "media/a", "Code": "AccessDenied"}]}

    monkeypatch.setattr(s3, "client", lambda service: Refusing())
    with pytest.raises(DeliveryError, match="did not bring back media/a: AccessDenied"):
        s3.remove_marks(FILES, [Mark("media/a", "1", datetime.now(UTC))])


def test_it_ends_although_something_goes_on_deleting(monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[Mark] = []

    def deletions(bucket: str, folder: str) -> Any:
        yield Mark(f"{folder}a", str(len(removed)), SINCE)

    monkeypatch.setattr(s3, "deletions", deletions)
    monkeypatch.setattr(s3, "remove_marks", lambda bucket, marks: removed.extend(marks))
    said: list[str] = []
    with pytest.raises(DeliveryError, match="2 deleted files after 0 s, for example media/a"):
        files.bring_back(FILES, SINCE, 0, said.append)
    assert len(removed) == 2, "it brings back what it finds once, even without any time"
