"""Pictures in three widths, and what happens when a file is not there."""

import logging
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from content import images
from content.images import Image as Said
from files import pictures
from operations import bootstrap
from tests.content.conftest import MakeImage


def address(width: int) -> str:
    return f"/media/images/robot.width-{width}.format-webp.webpquality-75.webp"


def test_a_large_image_has_three_widths(make_image: MakeImage) -> None:
    image = make_image(2000, 1000)
    assert images.load([image.pk]) == {
        image.pk: Said(
            src=address(960),
            srcset=f"{address(480)} 480w, {address(960)} 960w, {address(1600)} 1600w",
            width=1600,
            height=800,
            alt="",
        )
    }


def test_a_small_image_is_not_made_larger(make_image: MakeImage) -> None:
    image = make_image(600, 300)
    said = images.load([image.pk])[image.pk]
    assert (said.width, said.height) == (600, 300)
    assert [part.split()[1] for part in said.srcset.split(", ")] == ["480w", "600w"]
    assert said.src == said.srcset.split(", ")[-1].split()[0]
    assert ".width-960." in said.src  # two of its files are alike: the same one each time


def test_an_image_between_two_widths_is_shown_by_the_smaller(make_image: MakeImage) -> None:
    image = make_image(1200, 600)
    assert images.load([image.pk])[image.pk].src == address(960)


def test_renditions_are_webp(make_image: MakeImage, media: Path) -> None:
    images.load([make_image(500, 250).pk])
    made = sorted((media / "images").glob("*.webp"))
    assert len(made) == 3
    assert all(file.read_bytes()[8:12] == b"WEBP" for file in made)


def test_images_take_two_queries(
    make_image: MakeImage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [make_image(title=f"Picture {n}").pk for n in range(5)]
    with django_assert_num_queries(2):
        assert set(images.load(keys)) == set(keys)


def test_an_image_without_renditions_is_left_out_and_none_is_made(
    make_image: MakeImage, caplog: pytest.LogCaptureFixture
) -> None:
    gone, there = make_image(title="Gone"), make_image(title="There")
    gone.renditions.all().delete()
    with caplog.at_level(logging.WARNING, "content.images"):
        assert list(images.load([gone.pk, there.pk])) == [there.pk]
    assert [record.message for record in caplog.records] == [
        f"Image {gone.pk} (Gone) has no renditions"
    ]
    assert not gone.renditions.exists()


def test_the_bootstrap_makes_what_pictures_lack(media: Path, make_image: MakeImage) -> None:
    whole, old, broken = make_image(500, 250), make_image(500, 250), make_image(500, 250)
    old.renditions.filter(filter_spec=pictures.SPECS[0]).delete()
    broken.renditions.all().delete()
    (media / broken.file.name).unlink()
    before = list(whole.renditions.values_list("pk", flat=True))
    assert bootstrap.make_renditions(0) == "0 made, 2 left"
    assert bootstrap.make_renditions(60) == "1 made, 1 left"
    assert old.renditions.count() == len(pictures.SPECS)
    assert list(whole.renditions.values_list("pk", flat=True)) == before
