"""What editors may enter, and what they are told when they may not."""

from typing import Any, get_args

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.icons import get_icons
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks.embed import EmbedBlock
from content.blocks.image import PictureBlock
from content.body.registry import BLOCKS, Block
from content.links import LinkBlock
from content.models import ContentPage
from content.navigation import MenuItemBlock
from tests.content.conftest import MakeImage, MakePage
from tests.content.stored import item, link, picture

BODY: StreamBlock = ContentPage.body.field.stream_block


@pytest.mark.parametrize("block", [LinkBlock(), MenuItemBlock()])
@pytest.mark.parametrize(
    "target", [{"url": "https://example.org/"}, {"email": "i2g@example.org"}, {"page": True}]
)
def test_a_link_has_one_target(
    block: LinkBlock, target: dict[str, Any], make_page: MakePage
) -> None:
    if "page" in target:
        target = {"page": make_page("About").pk}
    block.clean(block.to_python(link(**target)))


@pytest.mark.parametrize("block", [LinkBlock(), MenuItemBlock()])
@pytest.mark.parametrize(
    ("target", "field", "message"),
    [
        ({}, "email", "Fill in a page, a URL or an email address, and only one of them."),
        (
            {"url": "https://example.org/", "email": "i2g@example.org"},
            "email",
            "Fill in a page, a URL or an email address, and only one of them.",
        ),
        ({"url": "ftp://example.org/"}, "url", "The address must start with https:// or http://."),
        ({"url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
        ({"email": "nobody"}, "email", "Enter a valid email address."),
    ],
)
def test_a_link_refuses(block: LinkBlock, target: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(link(**target)))
    assert refusal.value.block_errors[field].messages == [message]


def test_a_video_of_another_provider_is_refused() -> None:
    block = EmbedBlock()
    block.clean(block.to_python({"title": "Finals", "url": "https://youtu.be/abcdefghijk"}))
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "Finals", "url": "https://example.org/v"}))
    assert refusal.value.block_errors["url"].messages == [
        "Only YouTube and Vimeo work here. Paste the address of the video."
    ]


@pytest.mark.parametrize(("alt", "decorative"), [("A robot", False), ("", True)])
def test_a_picture_has_alternative_text_or_is_decorative(
    alt: str, decorative: bool, make_image: MakeImage
) -> None:
    block = PictureBlock()
    stored = {"image": picture(make_image().pk, alt, decorative), "caption": "", "wide": False}
    block.clean(block.to_python(stored))


def test_a_picture_without_alternative_text_is_refused(make_image: MakeImage) -> None:
    block = PictureBlock()
    stored = {"image": picture(make_image().pk, ""), "caption": "", "wide": False}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(stored))


def clean(*blocks: tuple[str, Any]) -> StreamValue:
    return BODY.clean(BODY.to_python([item(value, kind) for kind, value in blocks]))


HERO = ("hero", {"heading": "Fall 2026"})
CARD = {"title": "One"}


@pytest.mark.parametrize(
    "blocks",
    [
        [HERO, HERO],
        [("cards", {"cards": []})],
        [("cards", {"cards": [item(CARD)] * 25})],
        [("people", {"people": []})],
        [("call_to_action", {"heading": "Join", "actions": []})],
        [("hero", {"heading": "x", "actions": [item(link(url="https://x.org/"))] * 3})],
        [("hero", {"heading": "x" * 91})],
        [("rich_text", "<p>x</p>")] * 41,
    ],
)
def test_a_body_keeps_its_limits(blocks: list[tuple[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        clean(*blocks)


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [HERO, ("rich_text", "<p>x</p>")],
        [("cards", {"cards": [item(CARD)] * 24})],
        [("hero", {"heading": "x", "actions": [item(link(url="https://x.org/"))] * 2})],
    ],
)
def test_a_body_within_its_limits_is_accepted(blocks: list[tuple[str, Any]]) -> None:
    assert len(clean(*blocks)) == len(blocks)


def test_every_block_is_in_the_api_and_those_that_editors_place_have_all_parts() -> None:
    sent = {kind.model_fields["type"].default for kind in get_args(get_args(Block)[0])}
    assert sent == set(BLOCKS)
    placed = {name for name, block in BLOCKS.items() if block.stored}
    assert placed == set(BODY.child_blocks) == {n for n, block in BLOCKS.items() if block.respond}
    assert set(BLOCKS) - placed == {"article", "form", "news", "project"}


def test_every_block_has_a_group_and_an_icon_of_its_own(db: None) -> None:
    blocks = BODY.child_blocks.values()
    assert all(block.meta.group for block in blocks)
    icons = [block.meta.icon for block in blocks]
    assert len(set(icons)) == len(icons)
    assert all(f'id="icon-{icon}"' in get_icons() for icon in icons)
