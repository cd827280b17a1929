"""The blocks of this site, by name: every module of ``settings.BLOCK_PACKAGES`` has one."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Final, Union

from django.conf import settings
from ninja import Field

from content.body.page_block import BlockResponse, PageBlock


def _found() -> Iterator[PageBlock]:
    """Those of a package in the order of their modules' names."""
    for package in settings.BLOCK_PACKAGES:
        for module in iter_modules(import_module(package).__path__):
            yield import_module(f"{package}.{module.name}").BLOCK


BLOCKS: Final[Mapping[str, PageBlock]] = {block.name: block for block in _found()}

if TYPE_CHECKING:
    Block = BlockResponse
else:
    Block = Annotated[
        Union[tuple(block.response for block in BLOCKS.values())],  # noqa: UP007
        Field(discriminator="type"),
    ]
