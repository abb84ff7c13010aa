"""Writes everything that is generated in the documentation: ``python -m tests.docs``."""

from __future__ import annotations

from io import BytesIO

from extractors.draw import draw_page
from pipeline.files import write_whole
from tests.docs import architecture, forms_page, readme_picture
from tests.docs.blocks import ROOT

SHOWN = ROOT / "docs" / "images" / "show.png"


def draw_shown() -> bytes:
    """A page as ``hyokasho show`` draws it, in fewer colours, for the page on checking results."""
    from PIL import Image

    page = Image.open(BytesIO(draw_page(readme_picture.SAMPLE, 4)))
    out = BytesIO()
    page.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    forms_page.main()
    architecture.main()
    readme_picture.main()
    write_whole(SHOWN, draw_shown())
