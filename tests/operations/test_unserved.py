"""Wagtail's own API is left out of a start, unless it is installed."""

import sys

import pytest
from django.apps import apps

from operations import unserved


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """As before a start."""
    left = {name: module for name, module in sys.modules.items() if ".api.v3" not in name}
    monkeypatch.setattr(sys, "modules", left)
    return left  # type: ignore[return-value]


def test_what_is_not_there_takes_every_registration(modules: dict[str, object]) -> None:
    unserved.leave_out()
    assert {name for name in modules if ".api.v3" in name} == set(unserved.MODULES)
    for name in unserved.MODULES:
        module = modules[name]
        assert isinstance(module, unserved.Unserved)
        module.register_content_types()
        module.api.add_router("/images/", module.router)


def test_what_is_installed_is_not_left_out(
    modules: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name == unserved.API)
    unserved.leave_out()
    assert not any(".api.v3" in name for name in modules)
