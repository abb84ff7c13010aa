"""Rows of schedules and tables: の16の2、17の項, 項番8, 1の項から4の項まで."""

from __future__ import annotations

from normalizers.citations.model import Number, NumberRange, Row
from normalizers.citations.reader import BREAK, GAP, TokenReader
from normalizers.citations.scanner import Kind

_FOLLOWS_ROW = frozenset("にをがはへ。)」]")  # what may stand after a row that does not say の項


class RowReader(TokenReader):
    """Reads rows; each function gives the place after them too."""

    __slots__ = ()

    def _rows_of(self, at: int) -> tuple[tuple[Row, ...], int] | None:
        """Rows right after 別表第二 or の表: の16の項, 16の項, （16、17の項）, 項番16; a caption may stand between."""
        place = self.skip(at)
        if self.kind(place) is Kind.OPEN and (close := self.closes.get(place)):
            inner = self.rows(self.skip(place + 1))
            if inner is not None and self.skip(inner[1]) == close:
                return inner[0], close + 1
            after = self.skip(close + 1)
            if self.kind(after) is not Kind.OF and not self._reads_rows(after):
                return None
            self.passed.append((place + 1, close))
            place = at = after
        has_joint = self.kind(place) is Kind.OF
        listed = self._listed_rows(place)
        if listed is not None:
            return listed
        is_apart = place != at or self.kind(place) is Kind.SEPARATOR
        read = self.rows(self.skip(place + (self.kind(place) in (Kind.OF, Kind.SEPARATOR))))
        if read is None:
            return None
        rows, end, is_closed = read
        if is_apart and not has_joint and not is_closed:
            return None  # 別表第一、3つの事務
        return rows, end

    def _listed_rows(self, at: int) -> tuple[tuple[Row, ...], int] | None:
        """Rows behind a few words: に定める事務　項番８."""
        place = at
        while place < at + 4 and self.kind(place) in (Kind.BY, Kind.SPACE, Kind.OTHER, Kind.OPEN, Kind.OF):
            place += 1
        if (
            place == at
            or self.kind(place) is not Kind.ROW_NO
            or not self.word(place - 1).endswith(("事務", " ", "(", "の"))
        ):
            return None
        read = self.rows(place)
        return (read[0], read[1]) if read is not None else None

    def rows(self, at: int) -> tuple[tuple[Row, ...], int, bool] | None:
        """Numbers of rows, the place after them, and whether の項 says what they are."""
        found: list[Row] = []
        is_closed = False
        end = place = at
        while read := self._row_range(place):
            row, after, is_said = read
            if not is_said and not self._may_end_row(after):
                break
            found.append(row)
            is_closed, end = is_closed or is_said, after
            place = self.skip(end, BREAK if is_said else GAP)
            if self.kind(place) not in (Kind.SEPARATOR, Kind.AND):
                break
            place = self.skip(place + 1, BREAK)
            place = self.skip(place + (self.kind(place) is Kind.SEPARATOR), BREAK)
        return (tuple(found), end, is_closed) if found else None

    def _row_range(self, at: int) -> tuple[Row, int, bool] | None:
        """A row, or a range of rows: １の項から４の項まで, 5~7, 5-7."""
        read = self._row(at)
        if read is None:
            return None
        first, after, is_said = read
        joint = self.skip(after)
        last = self._row(self.skip(joint + 1)) if self.kind(joint) in (Kind.TILDE, Kind.FROM, Kind.DASH) else None
        if last is None:
            return read
        if self.kind(joint) is Kind.FROM and not (is_said or last[2]):
            return read
        if self.kind(joint) is Kind.DASH and last[0] < first:
            # 16-2 is 16の2: a range would count upwards.
            return ((*first, *last[0]), *last[1:]) if len(last[0]) == 1 else read
        end = last[1] + (self.kind(last[1]) is Kind.TO)
        is_ended = self._is_row_end(end)
        return NumberRange(first, last[0]), self._past_row_end(end) if is_ended else end, is_said or last[2] or is_ended

    def _row(self, at: int) -> tuple[Number, int, bool] | None:
        """One row, the place after it, and whether の項 follows."""
        is_row_no, is_ordinal = self.kind(at) is Kind.ROW_NO, self.kind(at) is Kind.ORDINAL
        at = self.skip(at + 1) if is_row_no or is_ordinal else at
        read = self.number(at)
        if read is None:
            return None
        more, after = self.branches(read[1], in_rows=True)
        if is_ordinal and self.word(after) != "項" and (more or not self._is_row_end(after)):
            return None  # 第 begins a row only in 第16項: 、第二の3の項 is another schedule
        row = (read[0], *more)
        if self.word(after) == "項":
            return row, after + 1, True
        if self._is_row_end(after):
            return row, self._past_row_end(after), True
        return row, after, is_row_no

    def _may_end_row(self, at: int) -> bool:
        kind = self.kind(self.skip(at))
        if kind in (None, Kind.SEPARATOR, Kind.TILDE, Kind.NEWLINE, Kind.CLOSE, Kind.OPEN, Kind.FROM, Kind.TO):
            return True
        return self.kind(at) is Kind.SPACE or self.word(at)[:1] in _FOLLOWS_ROW

    def _closes_row(self, at: int) -> bool:
        """Whether 項 stands here: 別表第24項 is row 24 of 別表, 別表24の項 too."""
        return self.word(at) == "項" or self._is_row_end(at)

    def _reads_rows(self, at: int) -> bool:
        read = self.rows(at)
        return read is not None and read[2]
