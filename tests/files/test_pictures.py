"""Pictures as people really have them, and what the site makes of them at upload."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from PIL import GifImagePlugin, ImageStat
from PIL import Image as Picture
from wagtail.images.models import Image

from content import version
from files import decoders, forms, pictures
from tests.files import files
from tests.files.conftest import Upload

INPUTS = Path(__file__).parents[1] / "inputs"
NAVY = (0, 0, 128)
# A file, and the colour that its renditions have on average, where that is known.
TAKEN: dict[str, tuple[bytes, Any]] = {
    **{
        name: ((INPUTS / name).read_bytes(), None)
        for name in ("animated.png", "mpo_stale_index.jpg", "two_megabyte_text_chunk.png")
    },
    "gray_16_bit.png": ((INPUTS / "gray_16_bit.png").read_bytes(), (127, 127, 127)),
    "clear.png": (files.clear_in_16_bits(), (127, 127, 127)),
    "text_bomb.png": (files.text_bomb(), (0, 0, 0)),
    "exif.jpg": (files.unreadable_exif(), NAVY),
}


def opened(image: Image) -> dict[str, Picture.Image]:
    """The renditions of an image, as a browser decodes them."""
    return {
        rendition.filter_spec: Picture.open(BytesIO(Path(rendition.file.path).read_bytes()))
        for rendition in image.renditions.filter(filter_spec__in=pictures.SPECS)
    }


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The size of each picture that is decoded."""
    sizes: list[tuple[int, int]] = []
    unchanged = decoders.in_eight_bits

    def note(picture: Picture.Image) -> Picture.Image:
        sizes.append(picture.size)
        return unchanged(picture)

    monkeypatch.setattr(decoders, "in_eight_bits", note)
    return sizes


@pytest.mark.parametrize("name", TAKEN)
def test_takes_a_valid_picture_and_shows_it(upload: Upload, name: str) -> None:
    content, colour = TAKEN[name]
    assert upload("images", name, content)["success"]
    made = opened(Image.objects.get())
    assert sorted(made) == sorted(pictures.SPECS)  # a database returns them in any order
    for picture in made.values():
        mean = ImageStat.Stat(picture.convert("RGB")).mean
        assert picture.format == "WEBP"
        assert colour is None or mean == pytest.approx(colour, abs=3)


def test_grey_in_16_bits_stays_a_gradient(upload: Upload) -> None:
    upload("images", "grey.png", (INPUTS / "gray_16_bit.png").read_bytes())
    row = opened(Image.objects.get())[pictures.SPECS[0]].convert("L").resize((8, 1)).tobytes()
    assert list(row) == sorted(set(row))
    assert row[0] < 40
    assert row[-1] > 215


def test_a_png_is_stored_without_texts(upload: Upload) -> None:
    upload("images", "notes.png", (INPUTS / "two_megabyte_text_chunk.png").read_bytes())
    stored = Path(Image.objects.get().file.path).read_bytes()
    assert (b"zTXt" in stored, b"iTXt" in stored) == (False, False)
    assert Picture.open(BytesIO(stored)).info == {}


def test_of_an_animation_only_the_first_frame_is_read(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    seek = GifImagePlugin.GifImageFile._seek

    def note(self: Any, frame: int, update_image: bool = True) -> None:
        read.append(frame)
        seek(self, frame, update_image)

    monkeypatch.setattr(GifImagePlugin.GifImageFile, "_seek", note)
    assert upload("images", "moving.gif", files.animation(frames=40))["success"]
    assert set(read) == {0}


def test_a_picture_is_decoded_once_to_try_it_and_once_for_its_renditions(
    upload: Upload, decoded: list[tuple[int, int]]
) -> None:
    upload("images", "photo.jpg", files.picture("JPEG", 1700, 900))
    assert decoded[:2] == [(1700, 900)] * 2
    assert len(decoded) <= 3, "the third is the admin's own thumbnail"


def test_a_replaced_file_has_new_renditions_at_once(
    upload: Upload, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload("images", "old.png", files.picture("PNG", 500, 100))
    image = Image.objects.get()
    shown: list[int] = []
    monkeypatch.setattr(version, "bump", lambda: shown.append(image.renditions.count()))
    fields = {"title": "New", "collection": image.collection_id, "tags": "", "description": ""}
    file = SimpleUploadedFile("new.png", files.picture("PNG", 600, 300))
    assert editor.post(f"/admin/images/{image.pk}/", fields | {"file": file}).status_code == 302
    sizes = {picture.size for picture in opened(image).values()}
    assert sizes == {(480, 240), (600, 300)}
    assert shown[-1] == len(pictures.SPECS), "what was cached in between expires"


def test_a_replaced_file_keeps_its_renditions_until_the_new_ones_are_stored(
    upload: Upload, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise published pages would lack the picture meanwhile."""
    upload("images", "old.png", files.picture("PNG", 500, 100))
    image = Image.objects.get()
    before = {rendition.pk for rendition in image.renditions.all()}

    def fail(*args: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(forms, "make", fail)
    fields = {"title": "New", "collection": image.collection_id, "tags": "", "description": ""}
    file = SimpleUploadedFile("new.png", files.picture("PNG", 600, 300))
    with pytest.raises(DatabaseError):
        editor.post(f"/admin/images/{image.pk}/", fields | {"file": file})
    image.refresh_from_db()
    assert before <= {rendition.pk for rendition in image.renditions.all()}
    assert Path(image.file.path).exists()
    assert image.width == 500
