"""Drawing for the command line and the notebooks: one style, and the few panels that both need.

Every panel is drawn into axes of matplotlib that the caller made. matplotlib is imported in the functions that need it.
"""

from pipeline.plots.network import draw_network
from pipeline.plots.panels import bars, heat, legend_below, stacked
from pipeline.plots.style import GREY, MISSING, NOT_ASKED, PALETTE, ink, scale, shortened, use_style, wrapped
from pipeline.plots.tiles import Tile, tile_map, tiles

__all__ = [
    "GREY",
    "MISSING",
    "NOT_ASKED",
    "PALETTE",
    "Tile",
    "bars",
    "draw_network",
    "heat",
    "ink",
    "legend_below",
    "scale",
    "shortened",
    "stacked",
    "tile_map",
    "tiles",
    "use_style",
    "wrapped",
]
