"""An editor at the admin's upload pages, and a folder in which to look for what was stored."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from wagtail.models import Collection

from files.media import LocalPrivateStorage
from files.models import PrivateDocument

Upload = Callable[[str, str, bytes], dict[str, Any]]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    store_documents_in(LocalPrivateStorage(), monkeypatch)
    return tmp_path


def store_documents_in(storage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PrivateDocument._meta.get_field("file"), "storage", storage)


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor"))
    return client


@pytest.fixture
def upload(editor: Client) -> Upload:
    """``upload("images", "a.png", content)``: what the admin's page of many uploads returns."""

    def send(kind: str, name: str, content: bytes) -> dict[str, Any]:
        response = editor.post(
            f"/admin/{kind}/multiple/add/",
            {
                "title": name,
                "collection": Collection.objects.get(depth=1).pk,
                "files[]": SimpleUploadedFile(name, content),
            },
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert response.status_code == 200
        result: dict[str, Any] = response.json()
        return result

    return send
