"""Two releases, or a rollback and a release, at the same time from two machines."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from delivery.release import schema, sequence
from delivery.tools.errors import DeliveryError
from tests.delivery.production import GOOD, NEXT, Production, image

OVERTAKEN = r"Another release put .* into service meanwhile"


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, act: Callable[[], object]
) -> None:
    """Do something else once, just before the module's function ``name`` begins."""
    function = getattr(module, name)

    def overtaken(*words: Any) -> Any:
        monkeypatch.setattr(module, name, function)
        act()
        return function(*words)

    monkeypatch.setattr(module, name, overtaken)


def test_a_release_that_another_one_overtook_leaves_it_in_service(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has made its own secret values current and retired older ones.

    It fails in `prepare`, so a workflow does not start the action that updates the service.
    """
    meanwhile(monkeypatch, sequence, "bootstrap_and_prove", lambda: site.deploy(NEXT))
    with pytest.raises(DeliveryError, match=OVERTAKEN):
        sequence.prepare(image(GOOD), site.settings(), site.said.append)
    assert NEXT in site.serving
    assert site.record(GOOD)["state"] == "failed"


def test_a_rollback_that_a_release_overtook_leaves_it_in_service(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has corrected the fault and released it while the rollback tested the schema."""
    site.deploy(GOOD)
    site.deploy(NEXT)
    meanwhile(monkeypatch, schema, "refuse_other", lambda: site.deploy(GOOD))
    with pytest.raises(DeliveryError, match=OVERTAKEN):
        site.rollback()
    corrected, left = site.record(GOOD), site.record(NEXT)
    assert site.revision == corrected["task_definition"]
    assert corrected["state"] == left["state"] == "served"
    assert corrected["previous"] == left["task_definition"]
