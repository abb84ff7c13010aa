"""Japan's eras (元号) from 明治 on, as printed in full, as an initial, and as one sign."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    """An era: its spellings, its first day and its last (None while it goes on).

    The day an emperor died belongs to both eras for 大正 and 昭和, which began on it; 平成 and 令和 began a day later.
    """

    name: str
    initial: str
    sign: str
    short: str
    first: date
    last: date | None

    @property
    def year_zero(self) -> int:
        """The year before the era's first."""
        return self.first.year - 1


# Source: the edicts of 1868, 1912, 1926 (詔書), the cabinet orders of 1989 and 2019 (元号を改める政令).
ERAS = (
    Era("明治", "M", "㍾", "明", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", "㍽", "大", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", "㍼", "昭", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", "㍻", "平", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", "㋿", "令", date(2019, 5, 1), None),
)
BY_SPELLING = {spelling: era for era in ERAS for spelling in (era.name, era.initial, era.sign, era.short)}
