"""Lines of text that stand close below each other are one block."""

from __future__ import annotations

import pytest

from extractors.bundle.passages import read_passages
from tests.extractors.shapes import Paper


@pytest.mark.parametrize("rounding", [-0.01, 0.01])
def test_lines_whole_characters_apart_are_one_block_however_places_are_rounded(rounding: float) -> None:
    page = Paper().text(100, 100, "渡し場の定期券").text(130 + rounding, 119 + rounding, "（案）").page()
    assert [passage.text.replace("\n", "") for passage in read_passages(page)] == ["渡し場の定期券（案）"]


def test_lines_further_apart_are_blocks_of_their_own() -> None:
    page = Paper().text(100, 100, "渡し場").text(100, 121, "船着場").text(140, 133, "桟橋").page()
    assert [passage.text for passage in read_passages(page)] == ["渡し場", "船着場", "桟橋"]
