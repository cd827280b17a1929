"""Two releases at the same time, from two machines."""

from typing import Any

import pytest

from delivery.records.releases import Release
from delivery.release import sequence
from delivery.tools.errors import DeliveryError
from tests.delivery.production import GOOD, NEXT, Production


def test_a_release_that_another_one_overtook_leaves_it_in_service(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has made its own secret values current and retired older ones."""
    bootstrap = sequence.bootstrap_and_prove

    def overtaken(*words: Any) -> Release:
        monkeypatch.setattr(sequence, "bootstrap_and_prove", bootstrap)
        site.deploy(NEXT)
        return bootstrap(*words)

    monkeypatch.setattr(sequence, "bootstrap_and_prove", overtaken)
    with pytest.raises(DeliveryError, match=r"Another release put .* into service meanwhile"):
        site.deploy(GOOD)
    assert NEXT in site.serving
    assert "not changed, because another release has updated it" in "\n".join(site.said)
    assert site.record(GOOD)["state"] == "failed"
