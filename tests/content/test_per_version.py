"""What is worked out once for each content version."""

import pytest
from django.db import transaction

from content import per_version, version
from content.per_version import PerVersion
from tests.caches import begin_version


class Counted:
    def __init__(self) -> None:
        self.times = 0

    def read(self) -> int:
        self.times += 1
        return self.times


def test_is_worked_out_once_for_each_version(monkeypatch: pytest.MonkeyPatch) -> None:
    value = PerVersion(Counted().read)
    begin_version(monkeypatch)
    assert [value.get(), value.get()] == [1, 1]
    begin_version(monkeypatch)
    assert [value.get(), value.get()] == [2, 2]


@pytest.mark.django_db
def test_a_transaction_reads_what_it_has_changed_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    value = PerVersion(Counted().read)
    monkeypatch.setattr(version, "now", lambda: 1)
    with transaction.atomic():
        assert per_version.in_transaction()
        assert [value.get(), value.get()] == [1, 2]


def test_a_version_that_begins_while_it_is_worked_out_is_not_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The version is read first, so what was read too early is read again."""
    counted = Counted()

    def read() -> int:
        begin_version(monkeypatch)
        return counted.read()

    value = PerVersion(read)
    begin_version(monkeypatch)
    assert [value.get(), value.get()] == [1, 2]
