"""The blocks of this site, by name, in the order of ``settings.PAGE_BLOCKS``."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Final, Union

from django.conf import settings
from ninja import Field

from content.blocks.page_block import BlockResponse, PageBlock

_listed: Final[list[PageBlock]] = [import_module(name).BLOCK for name in settings.PAGE_BLOCKS]
BLOCKS: Final[Mapping[str, PageBlock]] = {block.name: block for block in _listed}

if TYPE_CHECKING:
    Block = BlockResponse
else:
    Block = Annotated[
        Union[tuple(block.response for block in _listed)],  # noqa: UP007
        Field(discriminator="type"),
    ]
