from typing import Any

import pytest

from content.body import stream
from content.references import References
from tests.content.stored import item


def values_of(value: Any) -> list[Any]:
    blocks = stream.responses([item(value, "quotation")], References(paths={}, images={}))
    return [block.value.model_dump() for block in blocks]


def test_a_quotation() -> None:
    stored = {"words": "It flies!", "speaker": "Ana"}
    assert values_of(stored) == [stored]


@pytest.mark.parametrize("stored", [{}, {"words": "", "speaker": "Ana"}])
def test_a_quotation_without_words_is_left_out(stored: Any) -> None:
    assert values_of(stored) == []
