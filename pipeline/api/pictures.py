"""Pages of a PDF as pictures, a box marked or cut out, for looking at where a value stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from extractors.model import Box, UnreadableDocument
from pipeline.corpus import Source, sha256_of
from pipeline.remote import local_copy

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 100  # an A4 page is 827 x 1169 pixels: legible, and small enough for a notebook
_POINTS = 72  # per inch
_WHOLE = Box(0, 0, math.inf, math.inf)
_MARK = (215, 40, 40)  # red, on pages that are black on white with grey shades
_MARK_WIDTH = 1.5  # points
_MARK_GAP = 2.0  # points between a box and its mark, so that nothing is covered


class NoPictureError(Exception):
    """A page of which there is no picture: its PDF is not there, is another one now, or cannot be rendered."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF that was read, to look at again. ``sha256`` is its content then."""

    source: Source
    sha256: str

    def picture(self, page: int, region: Box | None = None, dpi: float = DPI) -> Image:
        """A region (the whole, if None) of page ``page`` (from 1), in colour. Raises NoPictureError.

        ``region`` is in points, origin top left of the page as displayed.
        """
        from PIL import Image

        from extractors.readers.render import Look, render

        if not 0 < dpi < math.inf:
            raise ValueError(f"dpi is a positive number of pixels per inch, not {dpi}")
        where = self.source.remote or self.source.path
        try:
            with local_copy(self.source) as path:
                if sha256_of(path) != self.sha256:
                    raise NoPictureError(f"{where} is not the PDF that was read: its content has changed")
                (png,) = render(path, [(page, region or _WHOLE)], Look(dpi, math.inf, is_grey=False))
        except OSError as error:
            raise NoPictureError(f"{where} cannot be opened: {error.strerror or error}") from None
        except UnreadableDocument as error:
            raise NoPictureError(f"{where}: {error.message}") from None
        return Image.open(BytesIO(png))

    def marked(self, page: int, box: Box | None, dpi: float = DPI) -> Image:
        """A page with a frame around ``box``. Raises NoPictureError."""
        from PIL import ImageDraw

        image = self.picture(page, None, dpi)
        if box is not None:
            scale, gap = dpi / _POINTS, _MARK_GAP
            x0, top, x1, bottom = box
            frame = [at * scale for at in (x0 - gap, top - gap, max(x1, x0) + gap, max(bottom, top) + gap)]
            ImageDraw.Draw(image).rectangle(frame, outline=_MARK, width=max(2, round(_MARK_WIDTH * scale)))
        return image
