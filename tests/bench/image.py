"""The image's size over its base, against that of an image built in one stage."""

from pathlib import Path
from typing import Final

from tests.container.builder import Builder, find_builder

ONE_STAGE: Final = Path(__file__).with_name("one_stage.Dockerfile")
NAME: Final = "localhost/itg-bench-one-stage"


class NoBuilder(Exception):
    """No image can be built on this machine. The message says why."""


def image_over_base() -> float:
    """Raises NoBuilder."""
    builder = find_builder()
    if isinstance(builder, str):
        raise NoBuilder(builder)
    base = size(builder, builder.base())
    builder.build(NAME, ONE_STAGE)
    return (size(builder, builder.kept_image()) - base) / (size(builder, NAME) - base)


def size(builder: Builder, name: str) -> int:
    """Bytes of all its layers."""
    return int(builder.inspect(name)["Size"])
