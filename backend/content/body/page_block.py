"""What a block is."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from pydantic import create_model
from wagtail import blocks

from content.references import References
from content.response import Response

# The groups in which editors find blocks.
WORDS, MEDIA, GROUPS = "Words", "Pictures and video", "Cards, people and tables"
LISTS = "Projects and events"


class BlockResponse(Response):
    """A block in the API. Every block has a class of its own, with its ``type`` and ``value``."""

    id: UUID
    type: str
    value: Any


@dataclass(frozen=True)
class PageBlock:
    """A block that editors place, or one that all pages of a kind have.

    ``schema`` is what the API sends as ``value``. A block that editors place also has ``stored``,
    the Wagtail block that they fill in, and ``respond``, which makes the value from what is stored,
    or None where there is nothing to show. ``rows`` has a function for each key of the stored value
    that is a row's primary key: it loads rows by key, in one query.
    """

    name: str
    schema: type[Response]
    stored: Callable[[], blocks.Block] | None = None
    respond: Callable[[Any, References], Response | None] | None = None
    rows: Mapping[str, Callable[[Set[int]], Mapping[int, Any]]] = field(default_factory=dict)
    at_most: int | None = None  # on one page

    @cached_property
    def response(self) -> type[BlockResponse]:
        """``HeroBlock`` of ``hero``: the class of the block in the API."""
        words = "".join(word.capitalize() for word in self.name.split("_"))
        kind: Any = Literal[self.name]
        return create_model(
            f"{words}Block",
            __base__=BlockResponse,
            type=(kind, self.name),
            value=(self.schema, ...),
        )

    def make(self, identity: UUID, value: Response) -> BlockResponse:
        """The block as the API sends it."""
        return self.response(id=identity, type=self.name, value=value)
